// Role: one table while it is read: its values, and the messages about them.

import { didYouMean } from "../../domain/nearest.ts";
import type { Faults } from "./faults.ts";
import { shown, shownText, type TomlTable, type TomlValue } from "../toml/value.ts";

/** Keys under which a secret might have been written into the file. */
const SECRET_KEY = /secret|token|passw|routing|credential|authorization|webhook|bearer|(^|_)key$/i;

/** What to do with a secret instead. */
export const SECRET_ADVICE: string =
  'Put it into an environment variable and write secret_env = "HTTPLOG_…", or into a file and ' +
  'write secret_file = "PATH"';

export class TableReader {
  readonly #table: TomlTable;
  readonly #subject: string;
  readonly #prefix: string;
  readonly #faults: Faults;

  /**
   * @param subject What the table is, as messages name it: `rule "api"`; empty for the file.
   * @param prefix Stands before its keys in messages: "match."
   */
  constructor(table: TomlTable, subject: string, faults: Faults, prefix = "") {
    this.#table = table;
    this.#subject = subject;
    this.#prefix = prefix;
    this.#faults = faults;
  }

  /** Line of the table's head. */
  get line(): number {
    return this.#table.line;
  }

  take(key: string): TomlValue | undefined {
    return this.#table.entries.get(key);
  }

  /** A table within this one. */
  within(key: string, table: TomlTable, prefix = `${key}.`): TableReader {
    return new TableReader(table, this.#subject, this.#faults, this.#prefix + prefix);
  }

  /** Reports a wrong value: `window "5x" …`. `text` follows the value, which is left out for secrets. */
  refuse(key: string, value: TomlValue, text: string): undefined {
    const given = key.startsWith("secret") ? "" : ` ${shown(value)}`;
    this.fault(value.line, `${this.#prefix}${key}${given} ${text}`);
  }

  /** Reports a missing key. `text` follows. */
  missing(key: string, text: string): undefined {
    this.fault(this.line, `${this.#prefix}${key} is missing. ${text}`);
  }

  fault(line: number, text: string): undefined {
    this.#faults.add(line, this.#subject === "" ? text : `${this.#subject}: ${text}`);
  }

  /** Refuses every key that is not known. */
  finish(known: readonly string[]): void {
    for (const [key, { line }] of this.#table.entries) {
      if (known.includes(key)) continue;
      if (this.#prefix === "" && SECRET_KEY.test(key)) {
        this.fault(line, `${key}: a secret is never written into a rule file. ${SECRET_ADVICE}.`);
        continue;
      }
      const [place, name] = this.#prefix.endsWith(" ") ? [this.#prefix, key] : ["", this.#prefix + key];
      this.fault(
        line,
        `${place}unknown key ${shownText(name)}.${didYouMean(key, known)} Allowed: ${known.join(", ")}.`,
      );
    }
  }
}
