// Role: the kernel for one input after the other, claimed when the first is read and kept as long as the columns are the
// same. Made by `src/pipeline/summarize.ts`, which gives it back.

import type { LineReader } from "../formats/format.ts";
import { Kernel } from "./kernel.ts";
import type { KernelOptions } from "./kernel_options.ts";

/** The kernel of this thread, for whoever needs it. Disposing gives it back. */
export class Kernels implements Disposable {
  readonly #options: KernelOptions;
  readonly #isWanted: boolean;
  #kernel: Kernel | null = null;
  #columns = "";

  /** With `isWanted` false there is none for any input. */
  constructor(options: KernelOptions, isWanted: boolean) {
    this.#options = options;
    this.#isWanted = isWanted;
  }

  /** The kernel for an input; null where it has to be read with its reader alone. */
  async for(reader: LineReader): Promise<Kernel | null> {
    const columns = JSON.stringify(reader.columns);
    if (!this.#isWanted || reader.columns === undefined) return null;
    if (this.#kernel !== null && columns === this.#columns) return this.#kernel;
    this[Symbol.dispose]();
    this.#columns = columns;
    return this.#kernel = await Kernel.claim(reader.columns, reader, this.#options);
  }

  /** Gives it back; the next input claims it anew. */
  [Symbol.dispose](): void {
    this.#kernel?.[Symbol.dispose]();
    this.#kernel = null;
  }
}
