/** Reads input as DRF's serializers do, with their messages. */
import { Refusal } from "./http.ts";

/** The rules for one field. */
export interface Field {
  /** Whether it may be missing. Default: `false`. */
  readonly optional?: boolean;
  /** Whether it may be empty. Default: `false`. */
  readonly blank?: boolean;
  /** Whether leading and trailing blanks are kept. Default: `false`. */
  readonly verbatim?: boolean;
  /** The greatest length of the text. Default: any length. */
  readonly maxLength?: number;
  /** More messages about a text that passed the other checks. Default: none. */
  check?(value: string): readonly string[];
}

/** The values by name. A missing field is `""`. */
export type Values<Name extends string> = Record<Name, string>;

/** Reads the fields of `data`. Throws a 400 with messages for each wrong field. */
export function readFields<Name extends string>(
  data: unknown,
  fields: Readonly<Record<Name, Field>>,
): Values<Name> {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    let message = `Invalid data. Expected a dictionary, but got ${pythonType(data)}.`;
    if (data === null) message = "No data provided";
    throw new Refusal(400, { non_field_errors: [message] });
  }
  const errors: Record<string, readonly string[]> = {};
  const values: Partial<Values<Name>> = {};
  for (const name of Object.keys(fields) as Name[]) {
    const field: Field = fields[name];
    const given: unknown = (data as Record<string, unknown>)[name];
    const value = readText(given, field);
    if (typeof value === "string") values[name] = value;
    else errors[name] = value;
  }
  if (Object.keys(errors).length > 0) throw new Refusal(400, errors);
  return values as Values<Name>;
}

/** Whether `data` has this field, with any value. */
export function has(data: unknown, name: string): boolean {
  return typeof data === "object" && data !== null && name in data;
}

/** Django's message about an e-mail address, or no message if it is valid. */
export function checkEmail(value: string): readonly string[] {
  if (/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value)) return [];
  return ["Enter a valid email address."];
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

/** Django compares with difflib, at 0.7. This compares only texts of which one contains the other. */
function isSimilar(password: string, text: string): boolean {
  return [text, ...text.split(/\W+/)].some((part) => {
    const other = part.toLowerCase();
    if (!password.includes(other) && !other.includes(password)) return false;
    const [shorter = 0, longer = 0] = [other.length, password.length].sort((a, b) => a - b);
    return (2 * shorter) / (shorter + longer) >= 0.7;
  });
}

function readText(given: unknown, field: Field): string | readonly string[] {
  if (given === undefined && field.optional) return "";
  if (given === undefined) return ["This field is required."];
  if (given === null) return ["This field may not be null."];
  if (typeof given !== "string" && typeof given !== "number") return ["Not a valid string."];
  let value = String(given);
  if (!field.verbatim) value = value.trim();
  if (value === "" && field.blank) return "";
  if (value === "") return ["This field may not be blank."];
  if (value.includes("\0")) return ["Null characters are not allowed."];
  if (field.maxLength !== undefined && value.length > field.maxLength) {
    return [`Ensure this field has no more than ${field.maxLength} characters.`];
  }
  const messages = field.check?.(value) ?? [];
  if (messages.length > 0) return messages;
  return value;
}

function pythonType(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (Number.isInteger(value)) return "int";
  return "float";
}
