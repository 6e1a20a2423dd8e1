// Role: `notify`, which names notifiers, and `[defaults]`, which says it for all.

import { SEVERITIES, type Severity } from "../domain/rules/definition.ts";
import { guess, readChoice, readTexts } from "./tables/fields.ts";
import type { TableReader } from "./tables/table_reader.ts";
import type { TomlTable } from "./toml/value.ts";

/** What holds where a rule says nothing else. */
export interface Defaults {
  /** Who is told. */
  readonly notify: readonly string[];
  /** How much it matters; undefined for the most. */
  readonly severity: Severity | undefined;
  /** Ids of the notifiers that there are. */
  readonly notifiers: readonly string[];
}

/** Reads `[defaults]` of the file, where there is one. */
export function readDefaults(file: TableReader, notifiers: readonly string[]): Defaults {
  const none: Defaults = { notify: [], severity: undefined, notifiers };
  const value = file.take("defaults");
  if (value === undefined) return none;
  if (value.kind !== "table") {
    file.refuse("defaults", value, "is not allowed. Allowed: the head [defaults], and keys below it.");
    return none;
  }
  const reader = file.within("defaults", value as TomlTable);
  const severity = readChoice(reader, "severity", SEVERITIES);
  const defaults = { notify: readNotify(reader, none), severity, notifiers };
  reader.finish();
  return defaults;
}

/** Reads `notify`: ids, each once, in the order given; those of the defaults where there is no `notify`. */
export function readNotify(reader: TableReader, { notify, notifiers }: Defaults): readonly string[] {
  const texts = readTexts(reader, "notify", 'the ids of notifiers, as in ["ops"]');
  if (texts === undefined) return notify;
  for (const id of texts) {
    if (notifiers.includes(id.text)) continue;
    const known = notifiers.length === 0
      ? "There is no [[notifier]] in the file."
      : `Allowed: ${notifiers.join(", ")}.`;
    reader.refuse("notify", id, `names no notifier.${guess(id.text, notifiers)} ${known}`);
  }
  return [...new Set(texts.map(({ text }) => text))];
}
