// Role: reads the keys of one table, and remembers which there may be, so that all others can be named at the end. Used by
// the readers of rules, objectives and notifiers; `fields.ts` reads single values with it.

import { nearest } from "../../domain/nearest.ts";
import type { Faults } from "./faults.ts";
import { shown, shownText, type TomlTable, type TomlValue } from "../toml/value.ts";

/** Keys under which a secret might have been written into the file. */
const SECRET_KEY = /secret|token|passw|routing|credential|authorization|webhook|bearer|(^|_)key$/i;

/** What to do with a secret instead of writing it down. */
export const SECRET_ADVICE: string =
  'Put it into an environment variable and write secret_env = "HTTPLOG_…", or into a file and ' +
  'write secret_file = "PATH"';

/** One table at its reading. */
export class TableReader {
  readonly #table: TomlTable;
  readonly #subject: string;
  readonly #prefix: string;
  readonly #faults: Faults;
  readonly #known = new Set<string>();

  /**
   * A reader that has taken no key yet.
   *
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

  /** Stands before the keys of this table in messages: "match." */
  get place(): string {
    return this.#prefix;
  }

  /** The value of a key, or undefined. From now on the key is one of those that there may be. */
  take(key: string): TomlValue | undefined {
    this.#known.add(key);
    return this.#table.entries.get(key);
  }

  /** A table within this one, under a key that was taken. */
  within(key: string, table: TomlTable, prefix = `${key}.`): TableReader {
    return new TableReader(table, this.#subject, this.#faults, this.#prefix + prefix);
  }

  /** Says what is wrong with the value of a key: `window "5x" …`. `text` follows the value, which is left out for secrets. */
  refuse(key: string, value: TomlValue, text: string): undefined {
    const given = key.startsWith("secret") ? "" : ` ${shown(value)}`;
    this.fault(value.line, `${this.#prefix}${key}${given} ${text}`);
  }

  /** Says that a key is not there. `text` follows. */
  missing(key: string, text: string): undefined {
    this.fault(this.line, `${this.#prefix}${key} is missing. ${text}`);
  }

  /** Says that something is wrong at a line. */
  fault(line: number, text: string): undefined {
    this.#faults.add(line, this.#subject === "" ? text : `${this.#subject}: ${text}`);
  }

  /** To be called when all keys were taken: refuses every other. */
  finish(): void {
    const known = [...this.#known];
    for (const [key, { line }] of this.#table.entries) {
      if (this.#known.has(key)) continue;
      if (this.#prefix === "" && SECRET_KEY.test(key)) {
        this.fault(line, `${key}: a secret is never written into a rule file. ${SECRET_ADVICE}.`);
        continue;
      }
      const near = nearest(key, known);
      const guess = near === undefined ? "" : ` Did you mean "${near}"?`;
      const [place, name] = this.#prefix.endsWith(" ") ? [this.#prefix, key] : ["", this.#prefix + key];
      this.fault(line, `${place}unknown key ${shownText(name)}.${guess} Allowed: ${known.join(", ")}.`);
    }
  }
}
