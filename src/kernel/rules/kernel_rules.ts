// Role: the rules' side of the kernel: writes the groups of names and statuses (`name_groups.ts`) into the module, and makes
// rows of series of its classes.

import { classOf, secondPlaceOf } from "../../domain/counting/cell_key.ts";
import { BYTES, CELL_WIDTH, HITS } from "../../domain/counting/cell_table.ts";
import { MOST_PAIRED } from "../../domain/counting/error_pairs.ts";
import type { RuleNames } from "../../domain/counting/rule_classes.ts";
import type { Series } from "../../domain/rules/series.ts";
import type { SeriesSums } from "../../domain/counting/series_sums.ts";
import type { ClassLayout } from "./class_layout.ts";
import { type KernelExports, reportOf } from "../instance.ts";
import type { CellColumns } from "../summary/pack.ts";
import { CHUNK } from "../options.ts";
import { KNOWN, NameGroups } from "./name_groups.ts";

/** No record is as short as to bring more names with a piece. */
const MOST_NAMES = MOST_PAIRED - (CHUNK >> 4);

/** What the rules of one kernel count. */
export class KernelRules {
  /** The names that decide about it, for the lines that are left to the reference. */
  readonly names: RuleNames;
  /** Replaced once the module has forgotten its names: everything in it goes by their numbers. */
  #groups: NameGroups;
  readonly #begun: () => NameGroups;
  readonly #module: KernelExports;

  /** For a module that has just been initialized. */
  constructor(module: KernelExports, series: readonly Series[], layout: ClassLayout) {
    this.#module = module;
    this.#begun = () => new NameGroups(module, series, layout);
    this.#groups = this.#begun();
    const current = () => this.#groups;
    this.names = {
      get section() {
        return current().texts.section;
      },
      get host() {
        return current().texts.host;
      },
    };
    const groups = new Uint16Array(module.memory.buffer, reportOf(module).statusGroups, 0x1000);
    for (const [status, group] of layout.statusGroups) groups[nibbles(status)] = group | KNOWN;
  }

  /** Begins a summary; `resetsNames` where names are numbered from 0 again. */
  begin(resetsNames: boolean): void {
    if (resetsNames) this.#groups = this.#begun();
  }

  /** Whether the next piece may bring more names than pairs can be numbered of. */
  get isCrowded(): boolean {
    return reportOf(this.#module).nameCount > MOST_NAMES;
  }

  /** Errors: RangeError where the names are more than pairs can be numbered of. */
  check(): void {
    const { nameCount } = reportOf(this.#module);
    if (nameCount > MOST_PAIRED) throw new RangeError(`${nameCount} names, at most ${MOST_PAIRED}`);
  }

  /** See {@link NameGroups.group}. */
  group(): boolean {
    return this.#groups.group();
  }

  /** Adds the module's cells of classes, which are of the bucket that begins at `start`. */
  addClasses(start: number, { keys, values }: CellColumns, sums: SeriesSums): void {
    for (let cell = 0, at = 0; cell < keys.length; cell++, at += CELL_WIDTH) {
      const key = keys[cell], series = this.#groups.seriesOf(classOf(key));
      if (series.length > 0) {
        sums.add(start + secondPlaceOf(key), series, values[at + HITS], values[at + BYTES]);
      }
    }
  }
}

/** A status as three nibbles: how the module has it. */
export function nibbles(status: number): number {
  return Math.floor(status / 100) << 8 | Math.floor(status / 10) % 10 << 4 | status % 10;
}
