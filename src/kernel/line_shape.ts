// Role: what the lines of a log are like, for the kernel's module: columns of comma-separated values, or the steps of a
// layout, which a line may change for those after it.

import type { Layout } from "../formats/layout.ts";
import type { LineReader } from "../formats/format.ts";
import { columnNumbers, knowsColumns, wantedColumns } from "./columns.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import { layoutSteps, NO_STEPS } from "./layout_steps.ts";
import { FARTHEST, type KernelOptions } from "./options.ts";
import { type ClassLayout, hasClasses } from "./rules/class_layout.ts";

/** Columns that the module can tell apart. */
const MOST_COLUMNS = 64;
/** In place of columns. */
const NO_COLUMNS = { count: 0, host: 0, date: 0, request: 0, status: 0, bytes: 0 };

/** Whether the module can read the reader's lines and has a class for every record. */
export function canCount(
  reader: LineReader,
  options: Pick<KernelOptions, "series" | "bucketSize" | "dimensions">,
): boolean {
  const { columns, layout = [] } = reader;
  const canRead = columns === undefined
    ? layoutSteps(layout, wantedColumns(options)) !== null
    : columns.count <= MOST_COLUMNS;
  return canRead && hasClasses(options) && knowsColumns(options);
}

/** What the kernel knows of a reader's lines, as text; null where it cannot read them, or not out of their order. */
export function shapeOf({ columns, layout, directives }: LineReader): string | null {
  if (columns !== undefined) return JSON.stringify(columns);
  return layout === undefined || directives !== undefined ? null : JSON.stringify(layout);
}

/** Begins anew; `classes` is the layout of the options' series. */
export function initialize(
  module: KernelExports,
  { columns = NO_COLUMNS }: LineReader,
  options: KernelOptions,
  classes: ClassLayout | null,
): void {
  const { bucketSize, lateness, top, maxJump } = options;
  const { count, host, date, request, status, bytes } = columns;
  const places = host | date << 6 | request << 12 | status << 18 | bytes << 24;
  const { sectionBits, hostBits, statusBits } = classes ?? { sectionBits: 0, hostBits: 0, statusBits: 0 };
  const classCount = classes === null ? 0 : 1 << sectionBits + hostBits + statusBits;
  const isAny = (bits: number): number => bits === 0 ? 1 : 0;
  const any = [isAny(sectionBits), isAny(hostBits)] as const;
  const jump = Math.min(maxJump, FARTHEST);
  const counted = columnNumbers(options);
  const place = module.scratch();
  new Uint32Array(module.memory.buffer, place, counted.length).set(counted);
  module.count(counted.length / 4);
  module.initialize(bucketSize, lateness, top, count, places, classCount, ...any, jump);
}

/** The shape of one kernel's lines, and the reader of those that have another. */
export class LineShape {
  readonly #module: KernelExports;
  /** The columns as text; empty for a layout. */
  readonly #columns: string;
  #reader: LineReader;
  #layout: Layout | undefined;
  /** Texts that are counted as they stand. */
  readonly #wanted: (column: number) => boolean;

  /** For a module that has just been initialized. */
  constructor(module: KernelExports, reader: LineReader, options: Pick<KernelOptions, "dimensions">) {
    this.#wanted = wantedColumns(options);
    this.#module = module;
    this.#reader = reader;
    this.#columns = columnsOf(reader);
    this.follow();
  }

  /** Reads what the module does not. */
  get reader(): LineReader {
    return this.#reader;
  }

  /** Takes another reader; false where the module would have to be initialized for it. */
  use(reader: LineReader): boolean {
    const hasSame = this.#columns === columnsOf(reader);
    if (!hasSame || this.#columns === "" && layoutSteps(reader.layout ?? [], this.#wanted) === null) {
      return false;
    }
    this.#reader = reader;
    this.follow();
    return true;
  }

  /** Tells the module the reader's layout where that has become another one: with a line that it has read, too. */
  follow(): void {
    const { layout } = this.#reader;
    if (layout === this.#layout || this.#columns !== "") return;
    this.#layout = layout;
    const steps = layoutSteps(layout ?? [], this.#wanted) ?? NO_STEPS;
    new Uint8Array(this.#module.memory.buffer, reportOf(this.#module).scratch, steps.length).set(steps);
    this.#module.setLayout(steps.length);
  }
}

function columnsOf({ columns }: LineReader): string {
  return columns === undefined ? "" : JSON.stringify(columns);
}
