// Role: the WebAssembly module of the kernel (`assembly/kernel.ts`) as this thread's own: loaded when it is first asked
// for, since most commands never count a line. Used by `kernel.ts` alone.

/** What the module offers; `assembly/kernel.ts` says what each does. Places are byte offsets in its memory. */
export interface KernelExports {
  /** All of the kernel's memory; detached views when it grows. */
  readonly memory: WebAssembly.Memory;
  /** Forgets everything; columns in six bits each: host, date, request, status, bytes. */
  initialize(bucketSize: number, lateness: number, count: number, columns: number): void;
  /** Begins a summary; not 0 where names are numbered from 0 again. */
  begin(latest: number, newest: number, isOther: number): number;
  /** Takes input in: a line begins at `from`. */
  feed(from: number, to: number): void;
  /** Reads lines; 1 where the line it stands at is for the reference. */
  run(): number;
  /** Leaves that line out. */
  skip(): void;
  /** Gives all buckets out as tables. */
  end(): void;
  /** Counts a line that was read elsewhere. */
  countLine(): void;
  /** Sets the largest time so far. */
  moveTo(latest: number): void;
  /** Number of the name in the scratch memory. */
  intern(isHost: number, length: number): number;
  /** Where the report is. */
  reportPlace(): number;
  /** Writes the report, see {@link KernelReport}. */
  report(): void;
}

/** What the module tells of itself: `report` in `assembly/kernel.ts`. Places are byte offsets in its memory. */
export interface KernelReport {
  /** Place of the input. */
  readonly input: number;
  /** Place of names that are to be numbered. */
  readonly scratch: number;
  /** Where the next line begins, relative to the input. */
  readonly position: number;
  /** Where the line ends that is for the reference, relative to the input. */
  readonly lineFeed: number;
  /** Lines of the summary so far. */
  readonly lines: number;
  /** Accepted records of the tables given out. */
  readonly accepted: number;
  /** Largest time so far; −1 where there is none. */
  readonly latest: number;
  /** Time of the summary's first record that was counted; −1 where there is none. */
  readonly first: number;
  /** Smallest time of those records. */
  readonly smallest: number;
  /** Largest time of those records. */
  readonly largest: number;
  /** Place of the tables that were given out. */
  readonly tables: number;
  /** How many there are. */
  readonly tableCount: number;
  /** Place of their cells' keys. */
  readonly keys: number;
  /** Place of their cells' values. */
  readonly values: number;
  /** How many cells there are. */
  readonly cellCount: number;
  /** Place of the sections' names. */
  readonly sectionText: number;
  /** Bytes that they take. */
  readonly sectionBytes: number;
  /** Place of the hosts' names. */
  readonly hostText: number;
  /** Bytes that they take. */
  readonly hostBytes: number;
}

/** Its numbers in order. */
const REPORT_FIELDS = [
  ...[
    "input",
    "scratch",
    "position",
    "lineFeed",
    "lines",
    "accepted",
    "latest",
    "first",
    "smallest",
    "largest",
  ],
  ...["tables", "tableCount", "keys", "values", "cellCount"],
  ...["sectionText", "sectionBytes", "hostText", "hostBytes"],
] as readonly (keyof KernelReport)[];

/** How it stands now. */
export function reportOf(module: KernelExports): KernelReport {
  module.report();
  const numbers = new Float64Array(module.memory.buffer, module.reportPlace(), REPORT_FIELDS.length);
  return Object.fromEntries(REPORT_FIELDS.map((field, i) => [field, numbers[i]])) as unknown as KernelReport;
}

/** Who has it: a module is one instance a thread, and can count for one at a time. */
const holder: { isTaken: boolean } = { isTaken: false };

/** The module, until it is given back; null where somebody else has it. */
export async function takeInstance(): Promise<KernelExports | null> {
  if (holder.isTaken) return null;
  holder.isTaken = true;
  return await import("./kernel.wasm") as unknown as KernelExports;
}

/** Gives it back. */
export function giveInstance(): void {
  holder.isTaken = false;
}
