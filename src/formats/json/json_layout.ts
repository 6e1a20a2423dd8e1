// Role: the layout of a line of flat JSON, for the kernel, which so reads the lines that have the same keys in the same order.

import type { Decoder, FieldSpec, Layout, Role } from "../layout.ts";
import { childOf, type CompiledKeys } from "./keys.ts";
import { JsonScanner } from "./scanner.ts";

/** What is in front of a value, a string, and a value without quotes. */
const KEY = /\s*[{,]\s*"([^"\\]*)"\s*:\s*/y, STRING = /"(?:[^"\\]|\\.)*"/y, BARE = /[\w.+-]+/y;

/** Of decoders of any time, those of the forms that it may have. */
const FORMS: readonly (readonly [form: RegExp, decode: Decoder])[] = [
  [/^"?\d\d\//, "clf-time"],
  [/^"?\d{4}[-/]/, "iso-time"],
  [/^"?\d+(\.\d+)?"?$/, "any-epoch"],
];

/**
 * The layout of a line that the keys read as a record. Undefined where lines like it cannot be read by a layout, or not as the keys
 * read them: nested ones, texts without quotes.
 */
export function jsonLayout(keys: CompiledKeys, line: Uint8Array): Layout | undefined {
  if (keys.between !== null && isNamed(keys, line, keys.between[0])) return undefined;
  if (keys.guard !== null && isNamed(keys, line, keys.guard.slot)) return undefined;
  const text = new TextDecoder().decode(line), chosen = chosenKeys(keys, line), layout: FieldSpec[] = [];
  // Up to `from` the bytes belong to fields.
  let at = 0, from = 0;
  if ([...chosen.values()].some(({ isQuoted }) => isQuoted)) return undefined;
  for (let key = matchAt(KEY, text, at); key !== null; key = matchAt(KEY, text, at)) {
    at += key[0].length;
    const value = (matchAt(STRING, text, at) ?? matchAt(BARE, text, at))?.[0];
    if (value === undefined) return undefined;
    const first = at, isString = value.startsWith('"');
    at += value.length;
    // It stays part of what the next field opens with.
    if (value === "null") continue;
    const name = new TextEncoder().encode(key[1]),
      slot = childOf(keys.root, name, 0, name.length)?.slot ?? -1;
    const field = fieldOf(chosen.get(slot), value);
    chosen.delete(slot);
    if (field === null) return undefined;
    const close = isString ? '"' : text[at], open = text.slice(from, isString ? first + 1 : first);
    layout.push({ ...field, open, close });
    from = isString ? at : at + 1;
  }
  if (!/^\s*\}\s*$/.test(text.slice(at))) return undefined;
  return [...layout, { role: null, open: text.slice(from), close: "", decode: "end", escape: "none" }];
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Whether the line has a key. */
function isNamed(keys: CompiledKeys, line: Uint8Array, slot: number): boolean {
  const scanner = new JsonScanner(keys);
  return scanner.scan(line, 0, line.length) && scanner.has(slot);
}

interface Chosen {
  readonly role: Role;
  readonly decode: Decoder;
  readonly isQuoted: boolean;
}

/** The keys that tell a role in this line, by their slot. */
function chosenKeys(
  keys: CompiledKeys,
  line: Uint8Array,
): Map<number, Chosen> {
  const scanner = new JsonScanner(keys), chosen = new Map<number, Chosen>();
  scanner.scan(line, 0, line.length);
  for (const role of keys.roles) {
    const key = role.find(({ slot, beside }) => scanner.has(slot) && (beside < 0 || scanner.has(beside)));
    if (key !== undefined) chosen.set(key.slot, key);
  }
  return chosen;
}

/** The field of a value, which begins with a quote where it is a string; null where a layout cannot read it. */
function fieldOf(
  key: { readonly role: Role; readonly decode: Decoder } | undefined,
  value: string,
): Pick<FieldSpec, "role" | "decode" | "escape"> | null {
  const isString = value.startsWith('"');
  // Lines count the same where time spans are of another form, such as a list.
  if (key === undefined || key.decode === "span" || key.decode === "seconds-list") {
    const role = key?.role === "duration" ? key.role : null;
    return { role, decode: isString ? "name" : "scalar", escape: isString ? "json" : "none" };
  }
  const { role, decode } = key, isText = decode === "name" || decode === "address" || decode === "request";
  if (isText) return isString ? { role, decode, escape: "json" } : null;
  if (decode !== "any-time") return { role, decode, escape: "none" };
  const form = FORMS.find(([form]) => form.test(value));
  return form === undefined ? null : { role, decode: form[1], escape: "none" };
}
