// Role: `[defaults]`, and the keys that rules have in common with it: `notify` and `severity`.

import { didYouMean } from "../../domain/nearest.ts";
import { SEVERITIES, type Severity } from "../../domain/rules/definition.ts";
import { nested, type TableKey, type TableKeys } from "../tables/key.ts";
import type { TableReader } from "../tables/table_reader.ts";
import { choice, readTexts, tomlList } from "../tables/types.ts";
import { tomlText } from "../toml/quote.ts";
import { shownText } from "../toml/value.ts";

/** What holds where a rule does not say otherwise. */
export interface Defaults {
  /** Ids of the notifiers that are notified. */
  readonly notify: readonly string[];
  /** Undefined for the most severe. */
  readonly severity: Severity | undefined;
  /** Ids of all notifiers of the file. */
  readonly notifiers: readonly string[];
}

/** Of a file without `[defaults]` and notifiers. */
export const NO_DEFAULTS: Defaults = { notify: [], severity: undefined, notifiers: [] };

/** The key `severity` of a rule or a tier. */
export function severityKey({ severity }: Defaults): TableKey<Severity> {
  return {
    type: choice(SEVERITIES),
    about: '`"page"`, `"ticket"` or `"info"`',
    otherwise: severity ?? SEVERITIES[0],
    defaultText: 'that of `[defaults]`, else `"page"`',
  };
}

/** The key `notify`: ids, each once, in the order given. */
export function notifyKey({ notify, notifiers }: Defaults): TableKey<readonly string[]> {
  return {
    type: {
      read(reader, key, value) {
        const texts = readTexts(reader, key, value, 'the ids of notifiers, as in ["ops"]');
        for (const id of texts.filter(({ text }) => !notifiers.includes(text))) {
          const known = notifiers.length === 0
            ? "There is no [[notifier]] in the file."
            : `Allowed: ${notifiers.join(", ")}.`;
          reader.refuse(key, id, `names no notifier.${didYouMean(id.text, notifiers, shownText)} ${known}`);
        }
        return [...new Set(texts.map(({ text }) => text))];
      },
      write: (ids) => tomlList(ids.map(tomlText)),
    },
    about: 'the ids of notifiers, as in `["ops"]`',
    otherwise: notify,
    defaultText: "that of `[defaults]`, else none",
  };
}

/** Reads `[defaults]` of the file, where there is one. */
export function readDefaults(file: TableReader, notifiers: readonly string[]): Defaults {
  const keys: TableKeys<Omit<Defaults, "notifiers">> = {
    severity: { type: choice(SEVERITIES) },
    notify: notifyKey({ ...NO_DEFAULTS, notifiers }),
  };
  const value = file.take("defaults");
  const type = nested(keys, "the head [defaults], and keys below it");
  return { ...NO_DEFAULTS, ...value && type.read(file, "defaults", value), notifiers };
}
