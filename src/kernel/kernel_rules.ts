// Role: the rules' side of the kernel: tells the module the groups of names and statuses, makes of its classes rows of series,
// and of its pairs those of the domain (`src/domain/rule_cells.ts`), numbered together with those of the lines that it
// leaves (`rule_numbering.ts`). Used by `kernel.ts`.

import { classOf, KIND_BITS, kindOf, numberOf, placeOf, STATUS_HOST } from "../domain/cell_key.ts";
import { BYTES, CELL_WIDTH, HITS } from "../domain/cell_table.ts";
import type { RuleNames } from "../domain/rule_cells.ts";
import type { Series } from "../domain/rules/series.ts";
import type { SeriesSums } from "../domain/series_sums.ts";
import type { ClassLayout } from "./class_layout.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import type { LocalSummary } from "./local_summary.ts";
import { packedNames } from "./packed_names.ts";
import { KNOWN, RuleNumbering } from "./rule_numbering.ts";

/** Names of pairs as a summary brings them. */
export type NewRuleNames = Pick<LocalSummary, "statusHosts" | "statusSections">;

/** What a summary brings without rules. Arrays of their own each time: they are sent away. */
export function noRuleNames(): NewRuleNames {
  return { statusHosts: new Uint8Array(0), statusSections: new Uint8Array(0) };
}

/** What the rules of one kernel count. */
export class KernelRules {
  /** The names that cells of rules refer to, for the lines that are left to the reference. */
  readonly names: RuleNames;
  /** Another one once the module has forgotten its names, so that nobody keeps anything by their numbers. */
  #numbering: RuleNumbering;
  readonly #begun: () => RuleNumbering;
  #taken = { status_host: 0, status_section: 0 };

  /** For a module that has just been initialized. */
  constructor(module: KernelExports, series: readonly Series[], layout: ClassLayout) {
    this.#begun = () => new RuleNumbering(module, series, layout);
    this.#numbering = this.#begun();
    const current = () => this.#numbering;
    this.names = {
      get section() {
        return current().texts.section;
      },
      get host() {
        return current().texts.host;
      },
      get status_host() {
        return current().tables.status_host;
      },
      get status_section() {
        return current().tables.status_section;
      },
    };
    const groups = new Uint32Array(module.memory.buffer, reportOf(module).statusGroups, 0x1000);
    for (const [status, group] of layout.statusGroups) groups[nibbles(status)] = (group | KNOWN) >>> 0;
  }

  /** Begins a summary; `forgets` where names are numbered from 0 again. */
  begin(forgets: boolean): void {
    if (!forgets) return;
    this.#numbering = this.#begun();
    this.#taken = { status_host: 0, status_section: 0 };
  }

  /** See {@link RuleNumbering.group}. */
  group(): boolean {
    return this.#numbering.group();
  }

  /** The key with numbers of {@link KernelRules.names} for one of the module's pairs. */
  pairKey(key: number): number {
    const kind = kindOf(key);
    const dimension = kind === STATUS_HOST ? "status_host" : "status_section";
    return this.#numbering.pairNumber(dimension, numberOf(key)) << KIND_BITS | kind;
  }

  /** Adds the module's cells of classes, which are of the bucket that begins at `start`. */
  addClasses(start: number, keys: Int32Array, values: Float64Array, sums: SeriesSums): void {
    for (let cell = 0, at = 0; cell < keys.length; cell++, at += CELL_WIDTH) {
      const key = keys[cell], series = this.#numbering.seriesOf(classOf(key));
      if (series.length > 0) sums.add(start + placeOf(key), series, values[at + HITS], values[at + BYTES]);
    }
  }

  /** The names that are new since the last call; once all keys have been asked for. */
  take(): NewRuleNames {
    const { status_host, status_section } = this.#numbering.tables, taken = this.#taken;
    this.#taken = { status_host: status_host.count, status_section: status_section.count };
    return {
      statusHosts: packedNames(status_host, taken.status_host),
      statusSections: packedNames(status_section, taken.status_section),
    };
  }
}

/** A status as three nibbles: how the module has it. */
export function nibbles(status: number): number {
  return Math.floor(status / 100) << 8 | Math.floor(status / 10) % 10 << 4 | status % 10;
}
