// Role: the WebAssembly module of the kernel (`kernel/assembly/kernel.ts`) as this thread's own: loaded when it is first asked
// for, since most commands never count a line.

/** What the module offers; `kernel/assembly/kernel.ts` says what each does. Places are byte offsets in its memory. */
export interface KernelExports {
  /** All of the kernel's memory; detached views when it grows. */
  readonly memory: WebAssembly.Memory;
  /** Place of the scratch memory. */
  scratch(): number;
  /** Says which columns are counted: so many, of which the scratch memory has four numbers each (`columns.ts`). */
  count(columns: number): void;
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
  /** Place of the values of a record by column, 32 bits each: numbers of names, the status as three nibbles. */
  values(): number;
  /** Counts a record on time that was read elsewhere, with those values. 0 where it cannot. */
  add(time: number, bytes: number): number;
  /** Says that a bucket, by a time in it, and all before it are not all that there is of them. */
  keepOpen(time: number): void;
  /** Gives all buckets out as tables. */
  end(): void;
  /** Sets the event time, and whether any record may be counted now. */
  moveTo(latest: number, isOpen: number): void;
  /** Turns to another log of the summary; `othersLatest` is −1 where another one has no event time. */
  turn(latest: number, isOpen: number, before: number, othersLatest: number): void;
  /** Number of the name in the scratch memory, of the dimension with that column. */
  intern(column: number, length: number): number;
  /** Place and bytes of all names of a dimension as text; of their groups, by their numbers, 16 bits each. */
  text(column: number): number;
  textBytes(column: number): number;
  groups(column: number): number;
  /** Place and bytes of the visitors of the hours that were given out, see `summary/packed_visitors.ts`. */
  visitorsGiven(): number;
  visitorBytes(): number;
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
  // Times of the records that the module has counted for the summary: first, smallest; −1 for none.
  ...(["first", "smallest"] as const),
  // Cells of the tables that were given out; sections or hosts, of which there are more.
  ...(["cellCount", "nameCount"] as const),
  // The tables that were given out: place, number; places of the keys and values of their cells.
  ...(["tables", "tableCount", "keys", "values"] as const),
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
const holder: { isTaken: boolean; module: KernelExports | null } = { isTaken: false, module: null };

/** The module, until it is given back; null while it is taken. */
export async function takeInstance(): Promise<KernelExports | null> {
  if (holder.isTaken) return null;
  holder.isTaken = true;
  return await loadModule();
}

/** The module, for what leaves no trace in it: it may be taken, and never counts here. */
export async function loadModule(): Promise<KernelExports> {
  return holder.module ??= await instantiate();
}

/** The bundler would take a file of WebAssembly apart byte by byte each time it is loaded, which takes 4 ms a thread; text is as it is. */
async function instantiate(): Promise<KernelExports> {
  const { default: text } = await import("./kernel.wasm.txt", { with: { type: "text" } });
  const module = new WebAssembly.Module(Uint8Array.fromBase64(text));
  return new WebAssembly.Instance(module).exports as unknown as KernelExports;
}

/** Gives it back. */
export function giveInstance(): void {
  holder.isTaken = false;
}
