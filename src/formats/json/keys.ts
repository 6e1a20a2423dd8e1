// Role: the keys of JSON logs that are looked for: for each role some names, the first of which that a line has is taken.

import { type CompiledField, compileField } from "../decode/field_decoder.ts";
import type { Decoder, Role } from "../layout.ts";

/** A key that tells a role. */
export interface KeySpec {
  /** The name of the key; points are between those of nested objects, or in the name. */
  readonly name: string;
  readonly role: Role;
  readonly decode: Decoder;
  /** Of a time span: whether a whole number is of another unit, which is not known, so that it is not read. */
  readonly hasFraction?: boolean;
  /** Of a text: whether the writer leaves quotes around it, which are no part of it. */
  readonly isQuoted?: boolean;
  /** A key that the line must have, too, where the name alone does not tell what is meant. */
  readonly beside?: string;
}

/** The keys of a log, and what makes a line with them no request. */
export interface KeySet {
  /** In the order in which those of one role are tried. */
  readonly keys: readonly KeySpec[];
  /** A key whose value must not begin with the first text, unless it begins with the second. */
  readonly unless?: readonly [key: string, not: string, but: string];
  /** Two times in nanoseconds, between which the answer was made. */
  readonly between?: readonly [begin: string, end: string];
}

/** A place in the tree of names. */
export interface KeyNode {
  /** The number of the key that ends here; −1: none does. */
  slot: number;
  /** By the hash of the name. */
  readonly children: Map<number, { readonly name: Uint8Array; readonly node: KeyNode }[]>;
}

/** A key, compiled. */
interface CompiledKey {
  readonly name: string;
  readonly slot: number;
  readonly role: Role;
  readonly decode: Decoder;
  readonly field: CompiledField;
  readonly hasFraction: boolean;
  readonly isQuoted: boolean;
  /** The slot of the key beside it; −1: none is needed. */
  readonly beside: number;
}

/** The keys of a log as the reader needs them. */
export interface CompiledKeys {
  readonly root: KeyNode;
  /** How many slots there are. */
  readonly count: number;
  /** Of each role the keys in their order. */
  readonly roles: readonly (readonly CompiledKey[])[];
  readonly guard: { readonly slot: number; readonly not: Uint8Array; readonly but: Uint8Array } | null;
  readonly between: readonly [number, number] | null;
}

const UTF_8 = new TextEncoder();

/** The hash of a name, at [start, end). */
export function nameHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return hash;
}

/** The place of a name below another one; null where none such is looked for. */
export function childOf(node: KeyNode, bytes: Uint8Array, start: number, end: number): KeyNode | null {
  const same = node.children.get(nameHash(bytes, start, end));
  if (same === undefined) return null;
  for (const { name, node } of same) {
    if (name.length !== end - start) continue;
    let at = 0;
    while (at < name.length && name[at] === bytes[start + at]) at++;
    if (at === name.length) return node;
  }
  return null;
}

/** Makes the tree of the names. */
export function compileKeys({ keys, unless, between }: KeySet): CompiledKeys {
  const root: KeyNode = { slot: -1, children: new Map() }, slots = new Map<string, number>();
  const slotOf = (name: string): number => {
    const known = slots.get(name);
    if (known !== undefined) return known;
    const slot = slots.size, parts = name.split(".");
    slots.set(name, slot);
    grow(root, parts).slot = slot;
    if (parts.length > 1) grow(root, [name]).slot = slot;
    return slot;
  };
  const compiled = keys.map(({ name, role, decode, beside, hasFraction = false, isQuoted = false }) => ({
    name,
    slot: slotOf(name),
    role,
    decode,
    hasFraction,
    isQuoted,
    field: compileField({ role, decode, escape: "json" }, true),
    beside: beside === undefined ? -1 : slotOf(beside),
  }));
  const guard = unless === undefined
    ? null
    : { slot: slotOf(unless[0]), not: UTF_8.encode(unless[1]), but: UTF_8.encode(unless[2]) };
  const times = between === undefined ? null : [slotOf(between[0]), slotOf(between[1])] as const;
  const roles = [...Map.groupBy(compiled, ({ role }) => role).values()];
  return { root, count: slots.size, roles, guard, between: times };
}

function grow(root: KeyNode, parts: readonly string[]): KeyNode {
  let node = root;
  for (const part of parts) {
    const name = UTF_8.encode(part), hash = nameHash(name, 0, name.length);
    let child = childOf(node, name, 0, name.length);
    if (child === null) {
      child = { slot: -1, children: new Map() };
      node.children.set(hash, [...node.children.get(hash) ?? [], { name, node: child }]);
    }
    node = child;
  }
  return node;
}
