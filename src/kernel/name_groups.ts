// Role: the groups of one kernel's names, and what the classes mean that they make, from the time when its names begin from 0
// to the time when they do again. Made by `kernel_rules.ts`; the layout of a class is in `class_layout.ts`.

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
export const KNOWN = 0x8000;

/** Groups and classes of one kernel. */
export class NameGroups {
  /** The module's names. */
  readonly texts: Readonly<Record<"section" | "host", KernelText>>;
  readonly #module: KernelExports;
  readonly #series: readonly Series[];
  readonly #layout: ClassLayout;
  readonly #groups: { readonly section: Groups; readonly host: Groups } = {
    section: { masks: [], names: 0 },
    host: { masks: [], names: 0 },
  };
  /** The module's class → what it is asked for by {@link RuleNumbering.seriesOf}. */
  readonly #classes: (readonly number[])[] = [];
  /** For a module that has no names. */
  constructor(module: KernelExports, series: readonly Series[], layout: ClassLayout) {
    this.#module = module;
    this.#series = series;
    this.#layout = layout;
    this.texts = {
      section: new KernelText(module, "sectionText", "sectionBytes"),
      host: new KernelText(module, "hostText", "hostBytes"),
    };
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
      this.#module.setGroup(isHost, known.names, group << shift | KNOWN);
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
}

/** Groups of the names of one kind. */
interface Groups {
  /** By group. */
  readonly masks: SeriesMask[];
  /** How many names have been looked at. */
  names: number;
}
