// Role: the tables of one kind, `[[rule]]`, `[[slo]]` or `[[notifier]]`, with their ids, which must be different.

import { tomlText } from "../toml/quote.ts";
import { shownText, type TomlValue } from "../toml/value.ts";
import type { Faults } from "./faults.ts";
import type { TableKey } from "./key.ts";
import { TableReader } from "./table_reader.ts";

const ALLOWED = 'Allowed: letters, digits, ".", "_" and "-", as in "api-errors"';

/** The key `id` of a table. */
export function idKey(about: string): TableKey<string> {
  return {
    type: {
      read: (reader, key, value) =>
        idIn(value) ?? reader.refuse(key, value, `is not allowed. ${ALLOWED}; at most 100.`),
      write: tomlText,
    },
    about,
    required: `${ALLOWED}.`,
  };
}

/** What an id may be: it is part of messages, labels and command lines. */
function idIn(value: TomlValue | undefined): string | undefined {
  const isId = value?.kind === "text" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value.text);
  return isId ? value.text : undefined;
}

/** A table with its id; undefined where that is missing or wrong. */
export interface Identified {
  readonly id: string | undefined;
  readonly reader: TableReader;
}

/**
 * The tables of one kind in the order of the file.
 *
 * @param taken Lines by the ids that are taken; those found are added.
 */
export function tablesOf(
  file: TableReader,
  kind: "rule" | "slo" | "notifier",
  faults: Faults,
  taken: Map<string, number>,
): Identified[] {
  const value = file.take(kind);
  if (value === undefined) return [];
  if (value.kind === "table") {
    file.fault(
      value.line,
      `${kind} is one table, and there may be several. Write [[${kind}]], with two brackets.`,
    );
  }
  const tables = value.kind === "list" ? value.items : [value];
  return tables.flatMap((table, place) => {
    if (table.kind !== "table") {
      file.refuse(kind, table, `is not allowed. Allowed: the head [[${kind}]], and keys below it.`);
      return [];
    }
    const value = table.entries.get("id"), id = idIn(value), name = `${kind} ${place + 1}`;
    const line = id && taken.get(id);
    if (line) {
      const text = `id ${shownText(id)} is taken by line ${line}. Choose another one.`;
      new TableReader(table, name, faults).fault(value!.line, text);
    } else if (id) taken.set(id, value!.line);
    return [{ id, reader: new TableReader(table, id ? `${kind} "${id}"` : name, faults) }];
  });
}
