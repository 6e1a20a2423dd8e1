// Role: the WebAssembly module of the kernel (`kernel/assembly/kernel.ts`) as this thread's own: loaded when it is first asked
// for, since most commands never count a line. Used by `kernel.ts` alone.

/** What the module offers; `kernel/assembly/kernel.ts` says what each does. Places are byte offsets in its memory. */
export interface KernelExports {
  /** All of the kernel's memory; detached views when it grows. */
  readonly memory: WebAssembly.Memory;
  /** Forgets everything; columns in six bits each: host, date, request, status, bytes. */
  initialize(
    bucketSize: number,
    lateness: number,
    most: number,
    count: number,
    columns: number,
    classes: number,
    allSections: number,
    allHosts: number,
  ): void;
  /** Begins a summary; not 0 where names are numbered from 0 again. */
  begin(latest: number, newest: number, isOther: number): number;
  /** Takes input in: a line begins at `from`. */
  feed(from: number, to: number): void;
  /** Reads lines; 1 where the line it stands at is for the reference. */
  run(): number;
  /** Leaves that line out, or one that was too long to be taken in. */
  skip(): void;
  /** Counts a record on time that was read elsewhere; the status as three nibbles. 0 where it cannot. */
  count(time: number, section: number, host: number, status: number, bytes: number): number;
  /** Says that a bucket, by a time in it, and all before it are not all that there is of them. */
  keepOpen(time: number): void;
  /** Gives all buckets out as tables. */
  end(): void;
  /** Sets the largest time so far. */
  moveTo(latest: number): void;
  /** Number of the name in the scratch memory. */
  intern(isHost: number, length: number): number;
  /** Place of the maps of `fast_crc32.ts`, which writes them. */
  foldMaps(): number;
  /** Folds the blocks at [from, to) into one, whose place it returns; `before` is the complement of a CRC-32. */
  fold(from: number, to: number, before: number): number;
  /** Writes the report, see {@link KernelReport}; gives its place. */
  report(): number;
}

/**
 * What the module tells of itself: `report` in `kernel/assembly/kernel.ts`. Places are byte offsets in its memory. Valid until the
 * module does anything.
 */
export class KernelReport {
  readonly #numbers: Float64Array;

  /** Asks the module. */
  constructor(module: KernelExports) {
    this.#numbers = new Float64Array(module.memory.buffer, module.report(), REPORT_SIZE);
  }

  /** Place of the input. */
  get input(): number {
    return this.#numbers[0];
  }

  /** Place of names that are to be numbered. */
  get scratch(): number {
    return this.#numbers[1];
  }

  /** Where the next line begins, relative to the input. */
  get position(): number {
    return this.#numbers[3];
  }

  /** Where the line ends that is for the reference, relative to the input. */
  get lineFeed(): number {
    return this.#numbers[4];
  }

  /** Lines of the summary so far. */
  get lines(): number {
    return this.#numbers[5];
  }

  /** Accepted records of the tables given out. */
  get accepted(): number {
    return this.#numbers[6];
  }

  /** Largest time so far; −1 where there is none. */
  get latest(): number {
    return this.#numbers[7];
  }

  /** Time of the summary's first record that was counted; −1 where there is none. */
  get first(): number {
    return this.#numbers[8];
  }

  /** Smallest time of those records. */
  get smallest(): number {
    return this.#numbers[9];
  }

  /** Largest time of those records. */
  get largest(): number {
    return this.#numbers[10];
  }

  /** Place of the tables that were given out. */
  get tables(): number {
    return this.#numbers[12];
  }

  /** How many there are. */
  get tableCount(): number {
    return this.#numbers[13];
  }

  /** Place of their cells' keys. */
  get keys(): number {
    return this.#numbers[15];
  }

  /** Place of their cells' values. */
  get values(): number {
    return this.#numbers[16];
  }

  /** How many cells there are. */
  get cellCount(): number {
    return this.#numbers[14];
  }

  /** Place of the sections' names. */
  get sectionText(): number {
    return this.#numbers[17];
  }

  /** Bytes that they take. */
  get sectionBytes(): number {
    return this.#numbers[18];
  }

  /** Place of the hosts' names. */
  get hostText(): number {
    return this.#numbers[19];
  }

  /** Bytes that they take. */
  get hostBytes(): number {
    return this.#numbers[20];
  }

  /** Place of the groups of sections, by their numbers, 16 bits each. */
  get sectionGroups(): number {
    return this.#numbers[21];
  }

  /** Place of those of hosts. */
  get hostGroups(): number {
    return this.#numbers[22];
  }

  /** Place of the groups of statuses. */
  get statusGroups(): number {
    return this.#numbers[2];
  }

  /** Sections or hosts, of which there are more. */
  get nameCount(): number {
    return this.#numbers[11];
  }
}

/** Numbers of it. */
const REPORT_SIZE = 23;

/** How it stands now. */
export function reportOf(module: KernelExports): KernelReport {
  return new KernelReport(module);
}

/** Who has it: a module is one instance a thread, and can count for one at a time. */
const holder: { isTaken: boolean } = { isTaken: false };

/** The module, until it is given back; null while it is taken. */
export async function takeInstance(): Promise<KernelExports | null> {
  if (holder.isTaken) return null;
  holder.isTaken = true;
  return await loadModule();
}

/** The module, for what leaves no trace in it: it may be taken, and never counts here. */
export async function loadModule(): Promise<KernelExports> {
  return await import("./kernel.wasm") as unknown as KernelExports;
}

/** Gives it back. */
export function giveInstance(): void {
  holder.isTaken = false;
}
