// Role: names as the kernel's module numbers them, by dimension: for the fallback lines, and for the names that are new in a
// summary.

import type { Interner, Interners } from "../domain/counting/summarizer.ts";
import { byName, type NamedDimension } from "../domain/dimensions/dimensions.ts";
import { KERNEL_NAMED } from "./dimensions.ts";
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
    const interner = (table: number): Interner => ({
      intern: (bytes, start, end) => {
        const memory = new Uint8Array(module.memory.buffer, scratch, end - start);
        memory.set(bytes.subarray(start, end));
        return module.intern(table, end - start);
      },
    });
    this.interners = byName((name) => isKnown(name) ? interner(KERNEL_NAMED.indexOf(name)) : NO_NAMES);
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
    const report = reportOf(this.#module);
    const ends = byName((name) => isKnown(name) ? report[`${name}Bytes`] : 0);
    const memory = new Uint8Array(this.#module.memory.buffer as ArrayBuffer);
    const taken = byName((name) => {
      if (!isKnown(name)) return new Uint8Array(0);
      const text = report[`${name}Text`];
      return memory.slice(text + this.#taken[name], text + ends[name]);
    });
    this.#taken = ends;
    return taken;
  }
}

const NOTHING = byName(() => 0);

/** Whether the module has names of a dimension. */
function isKnown(name: NamedDimension): name is typeof KERNEL_NAMED[number] {
  return (KERNEL_NAMED as readonly NamedDimension[]).includes(name);
}

/** Of a dimension that is not counted there are none. */
const NO_NAMES: Interner = {
  intern() {
    throw new Error("the kernel has no names of this dimension");
  },
};
