// Role: the tables of one kind, `[[rule]]`, `[[slo]]` or `[[notifier]]`, with their ids, which must be different.

import type { Faults } from "./tables/faults.ts";
import { TableReader } from "./tables/table_reader.ts";
import { shownText } from "./toml/value.ts";

/** What an id may be: it is part of messages, labels and command lines. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A table whose id was read. */
export interface Identified {
  /** Its id; where there is none, a text that is none. */
  readonly id: string;
  /** Reads the rest of it. */
  readonly reader: TableReader;
}

/**
 * The tables of one kind in the order of the file.
 *
 * @param taken Ids that are taken, and at which lines; those found are added.
 */
export function readIds(
  file: TableReader,
  kind: "rule" | "slo" | "notifier",
  faults: Faults,
  taken: Map<string, number>,
): Identified[] {
  const value = file.take(kind);
  if (value === undefined) return [];
  const tables = value.kind === "list" ? value.items : [value];
  if (value.kind === "table") {
    file.fault(
      value.line,
      `${kind} is one table, and there may be several. Write [[${kind}]], with two brackets.`,
    );
  }
  return tables.flatMap((table, place): Identified | never[] => {
    if (table.kind !== "table") {
      file.refuse(kind, table, `is not allowed. Allowed: the head [[${kind}]], and keys below it.`);
      return [];
    }
    const name = `${kind} ${place + 1}`;
    const id = readId(new TableReader(table, name, faults), taken);
    const reader = new TableReader(table, id === undefined ? name : `${kind} "${id}"`, faults);
    reader.take("id");
    return { id: id ?? `(${name})`, reader };
  });
}

function readId(reader: TableReader, taken: Map<string, number>): string | undefined {
  const value = reader.take("id");
  const allowed = 'Allowed: letters, digits, ".", "_" and "-", as in "api-errors"';
  if (value === undefined) return reader.missing("id", `${allowed}.`);
  if (value.kind !== "text" || !ID.test(value.text)) {
    return reader.refuse("id", value, `is not allowed. ${allowed}; at most 100.`);
  }
  const line = taken.get(value.text);
  if (line === undefined) taken.set(value.text, value.line);
  else reader.fault(value.line, `id ${shownText(value.text)} is taken by line ${line}. Choose another one.`);
  return value.text;
}
