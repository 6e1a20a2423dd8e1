// Role: the WebAssembly module of the kernel (`kernel/assembly/kernel.ts`) as this thread's own: loaded when it is first asked
// for, since most commands never count a line.

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
    maxJump: number,
  ): void;
  /** Says that lines are of a layout from here on, whose steps are in the scratch memory: so many bytes of them. */
  setLayout(bytes: number): void;
  /** Begins a summary; not 0 where names are numbered from 0 again. */
  begin(
    latest: number,
    isOpen: number,
    before: number,
    oldest: number,
    newest: number,
    isOther: number,
  ): number;
  /** Takes input in: a line begins at `from`. */
  feed(from: number, to: number): void;
  /** Reads lines; 1 where the line it stands at is for the reference. */
  run(): number;
  /** Leaves that line out, or one that was too long to be taken in. */
  skip(): void;
  /** Counts a record on time that was read elsewhere; the status as three nibbles. 0 where it cannot. */
  count(
    time: number,
    section: number,
    host: number,
    status: number,
    method: number,
    bytes: number,
  ): number;
  /** Says that a bucket, by a time in it, and all before it are not all that there is of them. */
  keepOpen(time: number): void;
  /** Gives all buckets out as tables. */
  end(): void;
  /** Sets the event time, and whether any record may be counted now. */
  moveTo(latest: number, isOpen: number): void;
  /** Turns to another log of the summary; `othersLatest` is −1 where another one has no event time. */
  turn(latest: number, isOpen: number, before: number, othersLatest: number): void;
  /** Number of the name in the scratch memory, in one of the tables: 0 for sections, 1 for hosts, 2 for methods. */
  intern(table: number, length: number): number;
  /** Place of the maps of `fast_crc32.ts`, which writes them. */
  foldMaps(): number;
  /** Folds the blocks at [from, to) into one, whose place it returns; `before` is the complement of a CRC-32. */
  fold(from: number, to: number, before: number): number;
  /** Writes the report, see {@link KernelReport}; returns its place. */
  report(): number;
}

/** The numbers that `report` in `kernel/assembly/kernel.ts` writes, in its order. Places are byte offsets in the memory. */
const REPORTED = [
  // Places of the input, of names that are to be numbered, of the groups of statuses.
  ...(["input", "scratch", "statusGroups"] as const),
  // Where the next line begins, and where the fallback line ends, both relative to the input.
  ...(["position", "lineFeed"] as const),
  // Of the summary: lines so far, accepted records of the tables given out. Event time, −1 for none.
  ...(["lines", "accepted", "latest"] as const),
  // Times of the records that the module has counted for the summary: first, smallest; −1 for none. One is not used.
  ...(["first", "smallest", "unused"] as const),
  // Sections or hosts, of which there are more.
  "nameCount",
  // The tables that were given out: place, number; number of their cells, places of the cells' keys and values.
  ...(["tables", "tableCount", "cellCount", "keys", "values"] as const),
  // Places and bytes of all names as text.
  ...(["sectionText", "sectionBytes", "hostText", "hostBytes"] as const),
  // Places of the groups of sections and of hosts, by their numbers, 16 bits each.
  ...(["sectionGroups", "hostGroups"] as const),
  // Place and bytes of all methods as text.
  ...(["methodText", "methodBytes"] as const),
] as const;

/** How the module stands; valid until it does anything. */
export type KernelReport = Readonly<Record<typeof REPORTED[number], number>>;

/** Reads a number only when it is asked for. */
class Report {
  readonly numbers: Float64Array;

  constructor({ memory, report }: KernelExports) {
    const place = report();
    this.numbers = new Float64Array(memory.buffer, place, REPORTED.length);
  }
}

for (const [index, name] of REPORTED.entries()) {
  Object.defineProperty(Report.prototype, name, {
    get(this: Report): number {
      return this.numbers[index];
    },
  });
}

/** How it stands now. */
export function reportOf(module: KernelExports): KernelReport {
  return new Report(module) as unknown as KernelReport;
}

/** The module is one instance a thread, and can count for one kernel at a time. */
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
