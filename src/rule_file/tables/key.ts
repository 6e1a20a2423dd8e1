// Role: the keys of a table as data, with the one function that reads such a table and the one that writes it.

import type { TomlValue } from "../toml/value.ts";
import type { TableReader } from "./table_reader.ts";

/** What a key may hold. */
export interface ValueType<Value> {
  /** Returns undefined for a wrong value, which it has reported to the reader. */
  read(reader: TableReader, key: string, value: TomlValue): Value | undefined;
  /** The value as TOML; null leaves the key out. */
  write(value: NonNullable<Value>): string | null;
}

/** One key of a table. */
export interface TableKey<Value> {
  readonly type: ValueType<Value>;
  /** What it means, a phrase for the manual; none where the key of the whole table says it. */
  readonly about?: string;
  /** The value where the key is left out, or wrong. */
  readonly otherwise?: Value;
  /** What the manual says of that value, where its TOML would not say it. */
  readonly defaultText?: string;
  /** Only of a key that must be given: what is allowed, the end of the message that it is missing. */
  readonly required?: string;
}

/**
 * The keys of a table in the order in which messages name them. Each has the name of its property, written in another way:
 * `keepFiringFor` is `keep_firing_for`.
 */
export type TableKeys<Row> = { readonly [Name in keyof Row]-?: TableKey<Row[Name]> };

/**
 * Reads all keys of a table and refuses unknown ones. A property is undefined where its key is required and is missing or
 * wrong: `reader` then has the fault.
 */
export function readTable<Row extends object>(reader: TableReader, keys: TableKeys<Row>): Partial<Row> {
  const row: Partial<Row> = {};
  for (const name of namesOf(keys)) {
    const { type, otherwise, required } = keys[name], key = keyOfProperty(name), value = reader.take(key);
    const read = (value && type.read(reader, key, value)) ?? otherwise;
    if (read !== undefined) row[name] = read;
    if (value === undefined && required !== undefined) reader.missing(key, required);
  }
  reader.finish(namesOf(keys).map(keyOfProperty));
  return row;
}

/** Lines `key = value`; keys whose property is null or missing are left out. */
export function tableLines<Row extends object>(
  keys: TableKeys<Row>,
  row: { readonly [Name in keyof Row]?: Row[Name] | null },
): string[] {
  return namesOf(keys).flatMap((name) => {
    const value = row[name];
    const text = value === null || value === undefined ? null : keys[name].type.write(value);
    return text === null ? [] : [`${keyOfProperty(name)} = ${text}`];
  });
}

/** A table within another one, `{ key = value, … }`. `allowed` says what may stand in its place. */
export function nested<Row extends object>(keys: TableKeys<Row>, allowed: string): ValueType<Row> {
  return {
    read: (reader, key, value) =>
      value.kind === "table"
        ? readTable(reader.within(key, value), keys) as Row
        : reader.refuse(key, value, `is not allowed. Allowed: ${allowed}.`),
    write(row) {
      const lines = tableLines(keys, row);
      return lines.length === 0 ? null : `{ ${lines.join(", ")} }`;
    },
  };
}

/** One key for a page of the manual. */
export interface DocumentedKey {
  readonly key: string;
  readonly about: string;
  /** What holds where it is left out, as TOML or in words. */
  readonly default: string;
}

/** The keys of a table for a page of the manual. */
export function documented<Row extends object>(keys: TableKeys<Row>): DocumentedKey[] {
  return namesOf(keys).map((name) => {
    const { about = "", otherwise, defaultText, type } = keys[name];
    const written = otherwise === undefined || otherwise === null ? null : type.write(otherwise);
    return { key: keyOfProperty(name), about, default: defaultText ?? written ?? "must be given" };
  });
}

function namesOf<Row>(keys: TableKeys<Row>): (keyof Row & string)[] {
  return Object.keys(keys) as (keyof Row & string)[];
}

function keyOfProperty(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
