/** Field messages: reads what a form can show from the body of an error. */
import type { Fields } from "./errors.ts";

/** How deep the forms that {@link readFields} reads may be nested. */
const DEEPEST_FIELD = 8;

/**
 * Reads field messages in the shapes of Django REST framework: `{ field: ["…"] }`, `{ detail: "…" }` and plain lists. You find
 * `detail` and `non_field_errors` under `""` (rest_framework/views.py, `exception_handler`), and messages of nested forms
 * under their path: `"address.city"`, `"items.1.price"`. The 422 of FastAPI and Django Ninja is read too:
 * `{ detail: [{ loc: ["body", "address", "city"], msg: "…" }] }` (wire: ninja-jwt, `login/password-is-object`).
 */
export function readFields(body: unknown): Fields {
  if (Array.isArray(body)) return readList(body);
  // A map, because a form may have a field with any name, even "constructor".
  const fields: FieldMap = new Map();
  for (const [name, value] of membersOf(body)) {
    if (isGeneral(name)) {
      add(fields, "", [value].flat());
      addLocated(fields, value);
      continue;
    }
    // simplejwt's own `code` is a word, the messages of a form field are a list.
    if (name !== "code" || Array.isArray(value)) add(fields, name, [value].flat());
    addNested(fields, name, value, 1);
  }
  return Object.fromEntries(fields);
}

type FieldMap = Map<string, string[]>;

/** The messages of a plain list belong to no field. Those of forms in it do. */
function readList(list: readonly unknown[]): Fields {
  const fields: FieldMap = new Map();
  add(fields, "", list);
  for (const [index, value] of membersOf(list)) addNested(fields, index, value, 1);
  return Object.fromEntries(fields);
}

/** Whether messages under this name belong to no field. */
function isGeneral(name: string): boolean {
  return name === "detail" || name === "non_field_errors";
}

function membersOf(value: unknown): [name: string, value: unknown][] {
  if (!(value instanceof Object)) return [];
  return Object.entries(value);
}

/** Adds the texts among these values. */
function add(fields: FieldMap, path: string, values: readonly unknown[]): void {
  const messages = values.filter((value) => typeof value === "string");
  if (messages.length === 0) return;
  fields.set(path, [...(fields.get(path) ?? []), ...messages]);
}

/** Adds the messages of pydantic. The first part of `loc` says which part of the request it is: the body. */
function addLocated(fields: FieldMap, complaints: unknown): void {
  for (const [, complaint] of membersOf(complaints)) {
    const { loc, msg } = Object(complaint) as Readonly<Record<string, unknown>>;
    if (Array.isArray(loc)) add(fields, loc.slice(1).join("."), [msg]);
  }
}

function addNested(fields: FieldMap, path: string, value: unknown, depth: number): void {
  if (depth > DEEPEST_FIELD) return;
  for (const [name, part] of membersOf(value)) {
    const at = name === "non_field_errors" ? path : `${path}.${name}`;
    // Only lists hold messages here. Other texts are codes and names.
    if (Array.isArray(part)) add(fields, at, part);
    addNested(fields, at, part, depth + 1);
  }
}
