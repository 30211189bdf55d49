/** Turns measured numbers into Markdown: medians, quartiles, tables. Pure. */

/** The middle of many rounds, and how far they spread. */
export interface Spread {
  readonly median: number;
  /** A quarter of the rounds was below. */
  readonly low: number;
  /** A quarter of the rounds was above. */
  readonly high: number;
}

/** The median and the quartiles of `numbers`. All are NaN without any. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? Number.NaN;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** The median alone. */
export function medianOf(numbers: readonly number[]): number {
  return spreadOf(numbers).median;
}

/** `"1.23 (1.20 to 1.31)"`: the median, and the quartiles in brackets. `digits` after the point; thousands get a comma. */
export function showSpread(numbers: readonly number[], digits: number): string {
  const { median, low, high } = spreadOf(numbers);
  return `${showNumber(median, digits)} (${showNumber(low, digits)} to ${showNumber(high, digits)})`;
}

/** `"15,920"`; `"–"` for what was not measured. */
export function showNumber(value: number, digits: number): string {
  if (!Number.isFinite(value)) return "–";
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString("en-US", options);
}

/** A Markdown table. The first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

/** Prints one paragraph or table of the report. */
export type Print = (markdown: string) => void;
