// Role: names of sections and hosts as the kernel's module numbers them: for the fallback lines, and for the names that
// are new in a summary.

import type { Interner } from "../domain/counting/summarizer.ts";
import { type KernelExports, reportOf } from "./instance.ts";

/** Names that have been met since the last summary; see `PackedSummary`. */
export interface NewNames {
  readonly sections: Uint8Array<ArrayBuffer>;
  readonly hosts: Uint8Array<ArrayBuffer>;
}

/** The module's numbers of names. */
export class KernelNames {
  /** Numbers sections. */
  readonly section: Interner;
  /** Numbers hosts. */
  readonly host: Interner;
  readonly #module: KernelExports;
  /** Bytes of the texts that have been taken. */
  #taken = { sections: 0, hosts: 0 };
  /** Whether no summary has begun yet: with the first one, numbers begin from 0. */
  #isNew = true;

  /** For a module that has just been initialized. */
  constructor(module: KernelExports) {
    this.#module = module;
    const { scratch } = reportOf(module);
    const interner = (isHost: number): Interner => ({
      intern: (bytes, start, end) => {
        const memory = new Uint8Array(module.memory.buffer, scratch, end - start);
        memory.set(bytes.subarray(start, end));
        return module.intern(isHost, end - start);
      },
    });
    this.section = interner(0);
    this.host = interner(1);
  }

  /** Begins a summary; returns whether numbers begin from 0 again with it, as they do where the module `forgot`. */
  begin(forgot: boolean): boolean {
    const resetsNames = forgot || this.#isNew;
    if (resetsNames) this.#taken = { sections: 0, hosts: 0 };
    this.#isNew = false;
    return resetsNames;
  }

  /** The names that are new since the last call. */
  take(): NewNames {
    const { sectionText, sectionBytes, hostText, hostBytes } = reportOf(this.#module);
    const memory = new Uint8Array(this.#module.memory.buffer as ArrayBuffer);
    const sections = memory.slice(sectionText + this.#taken.sections, sectionText + sectionBytes);
    const hosts = memory.slice(hostText + this.#taken.hosts, hostText + hostBytes);
    this.#taken = { sections: sectionBytes, hosts: hostBytes };
    return { sections, hosts };
  }
}
