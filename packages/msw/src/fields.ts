/** Reads input as DRF's serializers do, with their messages. */
import { Refusal } from "./http.ts";

/** How one field is read. */
export interface Field {
  /** May it be left out? Default: no. */
  readonly optional?: boolean;
  /** May it be empty? Default: no. */
  readonly blank?: boolean;
  /** Keep leading and trailing blanks? Default: no. */
  readonly verbatim?: boolean;
  /** The longest text allowed. Default: any. */
  readonly maxLength?: number;
  /** Further messages about a value that is a text. Default: none. */
  check?(value: string): readonly string[];
}

/** Fields that were left out are `""`. */
export type Values<Name extends string> = Record<Name, string>;

/** The fields of `data`, or a 400 with a message for each that is wrong. */
export function readFields<Name extends string>(
  data: unknown,
  fields: Readonly<Record<Name, Field>>,
): Values<Name> {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    const text = `Invalid data. Expected a dictionary, but got ${pythonType(data)}.`;
    throw new Refusal(400, { non_field_errors: [data === null ? "No data provided" : text] });
  }
  const errors: Record<string, readonly string[]> = {};
  const values: Partial<Values<Name>> = {};
  for (const name of Object.keys(fields) as Name[]) {
    const field: Field = fields[name];
    const given: unknown = (data as Record<string, unknown>)[name];
    const value = given === undefined && field.optional ? "" : readText(given, field);
    if (typeof value === "string") values[name] = value;
    else errors[name] = value;
  }
  if (Object.keys(errors).length > 0) throw new Refusal(400, errors);
  return values as Values<Name>;
}

/** Whether `data` has this field at all. */
export function has(data: unknown, name: string): boolean {
  return typeof data === "object" && data !== null && name in data;
}

/** Django's message about an address, if it has one to give. */
export function checkEmail(value: string): readonly string[] {
  return /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value) ? [] : ["Enter a valid email address."];
}

const COMMON_PASSWORDS: readonly string[] = (
  "123 12345 123456 1234567 12345678 123456789 1234567890 password password1 password123 qwerty qwerty123 " +
  "letmein welcome iloveyou admin abc123 football monkey dragon sunshine princess superman trustno1"
).split(" ");

/** The messages of Django's four stock password validators. The list of common passwords is a short one. */
export function checkPassword(password: string, username: string, email: string): string[] {
  const messages: string[] = [];
  const like = password.toLowerCase();
  if (isSimilar(like, username)) messages.push("The password is too similar to the username.");
  else if (isSimilar(like, email)) {
    messages.push("The password is too similar to the email address.");
  }
  if (password.length < 8) {
    messages.push("This password is too short. It must contain at least 8 characters.");
  }
  if (COMMON_PASSWORDS.includes(like)) messages.push("This password is too common.");
  if (/^\d+$/.test(password)) messages.push("This password is entirely numeric.");
  return messages;
}

/** Django compares with difflib, at 0.7; this counts only what one of the two holds of the other in one piece. */
function isSimilar(password: string, text: string): boolean {
  return [text, ...text.split(/\W+/)].some((part) => {
    const other = part.toLowerCase();
    if (!password.includes(other) && !other.includes(password)) return false;
    const [shorter = 0, longer = 0] = [other.length, password.length].sort((a, b) => a - b);
    return (2 * shorter) / (shorter + longer) >= 0.7;
  });
}

function readText(given: unknown, field: Field): string | readonly string[] {
  if (given === undefined) return ["This field is required."];
  if (given === null) return ["This field may not be null."];
  if (typeof given !== "string" && typeof given !== "number") return ["Not a valid string."];
  const value = field.verbatim ? String(given) : String(given).trim();
  if (value === "") return field.blank ? "" : ["This field may not be blank."];
  if (value.includes("\0")) return ["Null characters are not allowed."];
  if (field.maxLength !== undefined && value.length > field.maxLength) {
    return [`Ensure this field has no more than ${field.maxLength} characters.`];
  }
  const messages = field.check?.(value) ?? [];
  return messages.length > 0 ? messages : value;
}

function pythonType(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  return Number.isInteger(value) ? "int" : "float";
}
