// Role: what classes and pairs of one kernel mean, by number, from the time when its names begin from 0 to the time when they do again.
// Made by `kernel_rules.ts`; the layout of a class is in `class_layout.ts`.

import { NameTable } from "../domain/name_table.ts";
import { pairBytes } from "../domain/pair_name.ts";
import { classBytes, seriesIn } from "../domain/rule_cells.ts";
import {
  errorMask,
  hostMask,
  sectionMask,
  type Series,
  type SeriesMask,
  statusMask,
} from "../domain/rules/series.ts";
import { textOf } from "../domain/text.ts";
import type { ClassLayout } from "./class_layout.ts";
import { type KernelExports, type KernelReport, reportOf } from "./instance.ts";
import { KernelText } from "./kernel_text.ts";

/** Marks a group that is known; see `assembly/watch.ts`. */
export const KNOWN = 0x80000000;
/** Where status and name are in a pair as the module numbers it. */
const PAIR = { status: 0, name: 4 } as const;

/** One kernel's classes and pairs. */
export class RuleNumbering {
  /** The module's names and pairs. */
  readonly texts: Readonly<Record<"section" | "host" | "status_host" | "status_section", KernelText>>;
  /** Pairs by their own numbers. */
  readonly tables: Readonly<Record<"status_host" | "status_section", NameTable>> = {
    status_host: new NameTable(),
    status_section: new NameTable(),
  };
  readonly #module: KernelExports;
  readonly #series: readonly Series[];
  readonly #layout: ClassLayout;
  readonly #groups: { readonly section: Groups; readonly host: Groups } = {
    section: { masks: [], names: 0 },
    host: { masks: [], names: 0 },
  };
  /** The module's class → what it is asked for by {@link RuleNumbering.seriesOf}. */
  readonly #classes: (readonly number[])[] = [];
  /** The module's pair → number of the pair, by dimension. */
  readonly #numbers: Record<"status_host" | "status_section", number[]> = {
    status_host: [],
    status_section: [],
  };

  /** For a module that has no names. */
  constructor(module: KernelExports, series: readonly Series[], layout: ClassLayout) {
    this.#module = module;
    this.#series = series;
    this.#layout = layout;
    this.texts = textsOf(module);
  }

  /**
   * Tells the module the groups of names that are new to it; gives whether there were any. Where there is no group left, it
   * leaves their lines.
   */
  group(): boolean {
    const { statusBits, sectionBits, hostBits } = this.#layout, series = this.#series, groups = this.#groups;
    const report = reportOf(this.#module);
    let isAny = false;
    if (sectionBits > 0) {
      isAny = this.#groupNames(
        0,
        this.texts.section,
        groups.section,
        sectionBits,
        statusBits,
        (text) => sectionMask(series, text),
        report,
      );
    }
    if (hostBits > 0) {
      const shift = statusBits + sectionBits;
      const maskOf = (text: string) => hostMask(series, text);
      isAny = this.#groupNames(1, this.texts.host, groups.host, hostBits, shift, maskOf, report) || isAny;
    }
    return isAny;
  }

  #groupNames(
    isHost: number,
    text: KernelText,
    known: Groups,
    bits: number,
    shift: number,
    maskOf: (text: string) => SeriesMask,
    report: KernelReport,
  ): boolean {
    let isAny = false;
    for (const count = text.count(report); known.names < count; known.names++) {
      const mask = maskOf(textOf(text.view(known.names, report)));
      let group = known.masks.findIndex(({ lo, hi }) => lo === mask.lo && hi === mask.hi);
      if (group < 0 && known.masks.length < 1 << bits) group = known.masks.push(mask) - 1;
      if (group < 0) continue;
      this.#module.setGroup(isHost, known.names, (group << shift | KNOWN) >>> 0);
      isAny = true;
    }
    return isAny;
  }

  /** The series that records of one of the module's classes belong to, as `SeriesSums` wants them; may be none. */
  seriesOf(which: number): readonly number[] {
    return this.#classes[which] ??= this.#seriesOf(which);
  }

  #seriesOf(which: number): readonly number[] {
    const { statusBits, sectionBits, hostBits, statuses } = this.#layout, { section, host } = this.#groups;
    const status = statuses[which & (1 << statusBits) - 1];
    const ofSection = sectionBits === 0
      ? sectionMask(this.#series, "")
      : section.masks[which >> statusBits & (1 << sectionBits) - 1];
    const ofHost = hostBits === 0
      ? hostMask(this.#series, "")
      : host.masks[which >> statusBits + sectionBits];
    const ofStatus = statusMask(this.#series, status), errors = errorMask(this.#series, status);
    const lo = ofSection.lo & ofHost.lo & ofStatus.lo, hi = ofSection.hi & ofHost.hi & ofStatus.hi;
    return seriesIn(classBytes(lo, hi, lo & errors.lo, hi & errors.hi));
  }

  /** The number of one of the module's pairs. */
  pairNumber(dimension: "status_host" | "status_section", pair: number): number {
    const numbers = this.#numbers[dimension];
    if (pair < numbers.length) return numbers[pair];
    const names = dimension === "status_host" ? this.texts.host : this.texts.section;
    const text = this.texts[dimension], table = this.tables[dimension], report = reportOf(this.#module);
    for (const count = text.count(report); numbers.length < count;) {
      const { buffer, byteOffset } = text.view(numbers.length, report),
        view = new DataView(buffer, byteOffset);
      const status = statusOf(view.getUint32(PAIR.status, true)), name = view.getUint32(PAIR.name, true);
      const own = pairBytes(status, names.view(name, report));
      numbers.push(table.intern(own, 0, own.length));
    }
    return numbers[pair];
  }
}

function textsOf(
  module: KernelExports,
): Record<"section" | "host" | "status_host" | "status_section", KernelText> {
  return {
    section: new KernelText(module, "sectionText", "sectionBytes"),
    host: new KernelText(module, "hostText", "hostBytes"),
    status_host: new KernelText(module, "statusHostText", "statusHostBytes"),
    status_section: new KernelText(module, "statusSectionText", "statusSectionBytes"),
  };
}

/** Groups of the names of one kind. */
interface Groups {
  /** By group. */
  readonly masks: SeriesMask[];
  /** How many names have been looked at. */
  names: number;
}

/** A status out of three nibbles. */
function statusOf(nibbles: number): number {
  return (nibbles >> 8) * 100 + (nibbles >> 4 & 15) * 10 + (nibbles & 15);
}
