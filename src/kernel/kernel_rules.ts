// Role: the rules' side of the kernel: tells the module the groups of names and statuses, and makes of its classes and
// pairs those of the domain (`src/domain/rule_cells.ts`), numbered together with those of the lines that it leaves
// (`rule_numbering.ts`). Used by `kernel.ts`.

import {
  CLASS_SECOND,
  classOf,
  classSecondKey,
  KIND_BITS,
  kindOf,
  numberOf,
  placeOf,
  STATUS_HOST,
  STATUS_SECTION,
} from "../domain/cell_key.ts";
import type { RuleNames } from "../domain/rule_cells.ts";
import type { Series } from "../domain/rules/series.ts";
import type { ClassLayout } from "./class_layout.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import type { LocalSummary } from "./local_summary.ts";
import { packedNames } from "./packed_names.ts";
import { KNOWN, RuleNumbering } from "./rule_numbering.ts";

/** Names of classes and pairs as a summary brings them. */
export type NewRuleNames = Pick<LocalSummary, "statusHosts" | "statusSections" | "classes">;

/** What a summary brings without rules. Arrays of their own each time: they are sent away. */
export function noRuleNames(): NewRuleNames {
  return { statusHosts: new Uint8Array(0), statusSections: new Uint8Array(0), classes: new Uint8Array(0) };
}

/** Classes and pairs of one kernel. */
export class KernelRules {
  /** The names that cells of rules refer to, for the lines that are left to the reference. */
  readonly names: RuleNames;
  /** Classes that the module tells apart: as many more may come to {@link KernelRules.names}. */
  readonly classCount: number;
  /** Another one once the module has forgotten its names, so that nobody keeps anything by their numbers. */
  #numbering: RuleNumbering;
  readonly #begun: () => RuleNumbering;
  #taken = { status_host: 0, status_section: 0, class: 0 };

  /** For a module that has just been initialized. */
  constructor(module: KernelExports, series: readonly Series[], layout: ClassLayout) {
    this.classCount = 1 << layout.statusBits + layout.sectionBits + layout.hostBits;
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
      get class() {
        return current().tables.class;
      },
    };
    const groups = new Uint32Array(module.memory.buffer, reportOf(module).statusGroups, 0x1000);
    for (const [status, group] of layout.statusGroups) groups[nibbles(status)] = (group | KNOWN) >>> 0;
  }

  /** Begins a summary; `forgets` where names are numbered from 0 again. */
  begin(forgets: boolean): void {
    if (!forgets) return;
    this.#numbering = this.#begun();
    this.#taken = { status_host: 0, status_section: 0, class: 0 };
  }

  /** See {@link RuleNumbering.group}. */
  group(): boolean {
    return this.#numbering.group();
  }

  /** The key with numbers of {@link KernelRules.names} for one of the module's; 0 for what no rule wants to know. */
  keyOf(key: number): number {
    const kind = kindOf(key);
    if (kind === CLASS_SECOND) {
      const number = this.#numbering.classNumber(classOf(key));
      return number < 0 ? 0 : classSecondKey(number, placeOf(key));
    }
    const dimension = kind === STATUS_HOST ? "status_host" : "status_section";
    return this.#numbering.pairNumber(dimension, numberOf(key)) << KIND_BITS | kind;
  }

  /** Whether a key is one of those that {@link KernelRules.keyOf} is for. */
  isOwn(key: number): boolean {
    return key >= 0 &&
      (kindOf(key) === CLASS_SECOND || kindOf(key) === STATUS_HOST || kindOf(key) === STATUS_SECTION);
  }

  /** The names that are new since the last call; once all keys have been asked for. */
  take(): NewRuleNames {
    const { status_host, status_section, class: classes } = this.#numbering.tables, taken = this.#taken;
    this.#taken = {
      status_host: status_host.count,
      status_section: status_section.count,
      class: classes.count,
    };
    return {
      statusHosts: packedNames(status_host, taken.status_host),
      statusSections: packedNames(status_section, taken.status_section),
      classes: packedNames(classes, taken.class),
    };
  }
}

/** A status as three nibbles: how the module has it. */
export function nibbles(status: number): number {
  return Math.floor(status / 100) << 8 | Math.floor(status / 10) % 10 << 4 | status % 10;
}
