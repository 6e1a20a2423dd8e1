// Role: names as the kernel's module numbers them, by dimension: for the fallback lines, and for the names that are new in a
// summary.

import type { Interner, Interners } from "../domain/counting/summarizer.ts";
import { byName } from "../domain/dimensions/dimensions.ts";
import { columnOf } from "./columns.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import type { PackedNames } from "./summary/packed_summary.ts";

/** The module's numbers of names. */
export class KernelNames {
  /** Number the names of each dimension. */
  readonly interners: Interners;
  readonly #module: KernelExports;
  /** Bytes of the texts that have been taken. */
  #taken: Readonly<Record<string, number>> = NOTHING;
  /** Whether no summary has begun yet: with the first one, numbers begin from 0. */
  #isNew = true;

  /** For a module that has just been initialized. */
  constructor(module: KernelExports) {
    this.#module = module;
    const { scratch } = reportOf(module);
    const interner = (column: number): Interner => ({
      intern: (bytes, start, end) => {
        const memory = new Uint8Array(module.memory.buffer, scratch, end - start);
        memory.set(bytes.subarray(start, end));
        return module.intern(column, end - start);
      },
    });
    this.interners = byName((name) => interner(columnOf(name)));
  }

  /** Begins a summary; returns whether numbers begin from 0 again with it, as they do where the module `forgot`. */
  begin(forgot: boolean): boolean {
    const resetsNames = forgot || this.#isNew;
    if (resetsNames) this.#taken = NOTHING;
    this.#isNew = false;
    return resetsNames;
  }

  /** The names that are new since the last call. */
  take(): PackedNames {
    const module = this.#module, memory = new Uint8Array(module.memory.buffer as ArrayBuffer);
    const ends = byName((name) => columnOf(name) < 0 ? 0 : module.textBytes(columnOf(name)));
    const taken = byName((name) => {
      const text = columnOf(name) < 0 ? 0 : module.text(columnOf(name));
      return memory.slice(text + this.#taken[name], text + ends[name]);
    });
    this.#taken = ends;
    return taken;
  }
}

const NOTHING = byName(() => 0);
