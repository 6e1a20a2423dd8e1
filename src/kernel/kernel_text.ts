// Role: names of one kind as the kernel's module holds them, by their numbers. Used by `name_groups.ts`.

import { type KernelExports, type KernelReport, reportOf } from "./instance.ts";
import { LENGTH_BYTES } from "./packed_names.ts";

/** Reads them where they are, as long as the module does not forget them. */
export class KernelText {
  readonly #module: KernelExports;
  readonly #place: keyof KernelReport;
  readonly #size: keyof KernelReport;
  /** Where each name's length stands, relative to the text. */
  readonly #places: number[] = [];
  #looked = 0;

  /** `place` and `size` are the numbers of the report that say where the text is and how long. */
  constructor(module: KernelExports, place: keyof KernelReport, size: keyof KernelReport) {
    this.#module = module;
    this.#place = place;
    this.#size = size;
  }

  /** How many names there are now; `report` is how the module stands. */
  count(report: KernelReport = reportOf(this.#module)): number {
    const end = report[this.#size];
    if (this.#looked < end) {
      const view = new DataView(this.#module.memory.buffer, report[this.#place]);
      while (this.#looked < end) {
        this.#places.push(this.#looked);
        this.#looked += LENGTH_BYTES + view.getUint32(this.#looked, true);
      }
    }
    return this.#places.length;
  }

  /** The bytes of a name where they are, as long as the module, which stands as in `report`, does nothing. */
  view(name: number, report: KernelReport): Uint8Array<ArrayBuffer> {
    if (name >= this.#places.length) this.count(report);
    const buffer = this.#module.memory.buffer as ArrayBuffer;
    const at = this.#places[name], next = this.#places[name + 1] ?? this.#looked;
    return new Uint8Array(buffer, report[this.#place] + at + LENGTH_BYTES, next - at - LENGTH_BYTES);
  }

  /** A copy of the bytes of a name. */
  bytes(name: number): Uint8Array<ArrayBuffer> {
    return this.view(name, reportOf(this.#module)).slice();
  }
}
