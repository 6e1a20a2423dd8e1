// Role: names of one kind as the kernel's module holds them, by their numbers. Used by `kernel_rules.ts`.

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

  /** How many names there are now. */
  count(): number {
    const report = reportOf(this.#module), text = report[this.#place], end = report[this.#size];
    const view = new DataView(this.#module.memory.buffer, text);
    while (this.#looked < end) {
      this.#places.push(this.#looked);
      this.#looked += LENGTH_BYTES + view.getUint32(this.#looked, true);
    }
    return this.#places.length;
  }

  /** A copy of the bytes of a name. */
  bytes(name: number): Uint8Array<ArrayBuffer> {
    if (name >= this.#places.length) this.count();
    const at = reportOf(this.#module)[this.#place] + this.#places[name];
    const length = new DataView(this.#module.memory.buffer, at).getUint32(0, true);
    return new Uint8Array(this.#module.memory.buffer as ArrayBuffer, at + LENGTH_BYTES, length).slice();
  }
}
