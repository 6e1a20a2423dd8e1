// Role: the groups of one kernel's names, and what the classes mean that they make, from the time when its names begin from 0
// to the time when they do again. The layout of a class is in `class_layout.ts`.

import { classBytes, seriesIn } from "../../domain/counting/rule_classes.ts";
import {
  errorMask,
  nameMask,
  nameMasks,
  type Series,
  type SeriesMask,
  statusMask,
} from "../../domain/rules/series.ts";
import { textOf } from "../../domain/text.ts";
import { columnOf } from "../columns.ts";
import type { KernelExports } from "../instance.ts";
import { LENGTH_BYTES } from "../summary/packed_names.ts";
import type { ClassLayout } from "./class_layout.ts";

/** Marks a group that is known; see `kernel/assembly/watch.ts`. */
export const KNOWN = 0x8000;

/** Groups and classes of one kernel. */
export class NameGroups {
  /** The module's names. */
  readonly texts: Readonly<Record<"section" | "host", KernelText>>;
  readonly #module: KernelExports;
  readonly #series: readonly Series[];
  readonly #layout: ClassLayout;
  readonly #section: Groups;
  readonly #host: Groups;
  /** The module's class → what it is asked for by {@link NameGroups.seriesOf}. */
  readonly #classes: (readonly number[])[] = [];

  /** For a module that has no names. */
  constructor(module: KernelExports, series: readonly Series[], layout: ClassLayout) {
    this.#module = module;
    this.#series = series;
    this.#layout = layout;
    this.texts = {
      section: new KernelText(module, columnOf("section")),
      host: new KernelText(module, columnOf("host")),
    };
    const { statusBits, sectionBits, hostBits } = layout;
    this.#section = {
      ...{ text: this.texts.section, bits: sectionBits, shift: statusBits },
      ...{ names: 0, masks: [], maskOf: nameMasks(series, "section") },
    };
    this.#host = {
      ...{ text: this.texts.host, bits: hostBits, shift: statusBits + sectionBits },
      ...{ names: 0, masks: [], maskOf: nameMasks(series, "host") },
    };
  }

  /**
   * Writes the groups of names that are new into the module; returns whether there were any. Where there is no group left, it
   * leaves their lines.
   */
  group(): boolean {
    const isAny = this.#groupNames(this.#section);
    return this.#groupNames(this.#host) || isAny;
  }

  #groupNames(groups: Groups): boolean {
    const { text, masks, bits, shift, maskOf } = groups, count = text.count();
    if (bits === 0 || groups.names === count) return false;
    const places = new Uint16Array(this.#module.memory.buffer, this.#module.groups(text.column), count);
    let isAny = false;
    for (; groups.names < count; groups.names++) {
      const mask = maskOf(textOf(text.view(groups.names)));
      let group = masks.findIndex(({ lo, hi }) => lo === mask.lo && hi === mask.hi);
      if (group < 0 && masks.length < 1 << bits) group = masks.push(mask) - 1;
      if (group < 0) continue;
      places[groups.names] = group << shift | KNOWN;
      isAny = true;
    }
    return isAny;
  }

  /** The series that records of one of the module's classes belong to, as `SeriesSums` wants them; may be none. */
  seriesOf(which: number): readonly number[] {
    return this.#classes[which] ??= this.#seriesOf(which);
  }

  #seriesOf(which: number): readonly number[] {
    const { statusBits, sectionBits, hostBits, statuses } = this.#layout;
    const status = statuses[which & (1 << statusBits) - 1];
    const ofSection = sectionBits === 0
      ? nameMask(this.#series, "section", "")
      : this.#section.masks[which >> statusBits & (1 << sectionBits) - 1];
    const ofHost = hostBits === 0
      ? nameMask(this.#series, "host", "")
      : this.#host.masks[which >> statusBits + sectionBits];
    const ofStatus = statusMask(this.#series, status), errors = errorMask(this.#series, status);
    const lo = ofSection.lo & ofHost.lo & ofStatus.lo, hi = ofSection.hi & ofHost.hi & ofStatus.hi;
    return seriesIn(classBytes(lo, hi, lo & errors.lo, hi & errors.hi));
  }
}

/** Groups of the names of one kind. */
interface Groups {
  /** The names. */
  readonly text: KernelText;
  /** Bits of a group, 0 where all names are of the same; where they are in a class. */
  readonly bits: number;
  readonly shift: number;
  /** The series that a name belongs to. */
  readonly maskOf: (name: string) => SeriesMask;
  /** By group. */
  readonly masks: SeriesMask[];
  /** How many names have a group, or were too many for one. */
  names: number;
}

/** Reads them where they are, as long as the module does not forget them. */
export class KernelText {
  /** The column of their dimension. */
  readonly column: number;
  readonly #module: KernelExports;
  /** Where each name's length stands, relative to the text. */
  readonly #places: number[] = [];
  #looked = 0;

  /** Those of the dimension with a column. */
  constructor(module: KernelExports, column: number) {
    this.#module = module;
    this.column = column;
  }

  /** How many names there are now. */
  count(): number {
    const module = this.#module, end = module.textBytes(this.column);
    if (this.#looked < end) {
      const view = new DataView(module.memory.buffer, module.text(this.column));
      while (this.#looked < end) {
        this.#places.push(this.#looked);
        this.#looked += LENGTH_BYTES + view.getUint32(this.#looked, true);
      }
    }
    return this.#places.length;
  }

  /** The bytes of a name where they are, as long as the module does nothing. */
  view(name: number): Uint8Array<ArrayBuffer> {
    if (name >= this.#places.length) this.count();
    const module = this.#module, buffer = module.memory.buffer as ArrayBuffer;
    const at = this.#places[name], next = this.#places[name + 1] ?? this.#looked;
    return new Uint8Array(buffer, module.text(this.column) + at + LENGTH_BYTES, next - at - LENGTH_BYTES);
  }

  /** A copy of the bytes of a name. */
  bytes(name: number): Uint8Array<ArrayBuffer> {
    return this.view(name).slice();
  }
}
