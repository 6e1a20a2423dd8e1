// Role: the contract of a format in which benchmark logs are written: one file each, listed in `mod.ts`. The records are
// drawn in `../benchmark.ts` and are the same in every format.

/** One record, as numbers. There is one object, filled anew for each record. */
export interface DrawnRecord {
  /** Number of the host. */
  host: number;
  /** Epoch second. */
  time: number;
  /** Number of the section and page: {@link PAGES_OF_SECTIONS}. */
  page: number;
  /** Number of the status: {@link STATUSES}. */
  status: number;
  /** Bytes of the answer. */
  bytes: number;
  /** 32 random bits for what only some formats have: which URL of the page, referrer and duration. */
  detail: number;
}

/** Writes the records of one log. */
export interface LineWriter {
  /** Writes a record to `at`, without the end of the line, and gives the place behind it. */
  write(record: DrawnRecord, buffer: Uint8Array, at: number): number;
}

/** A format. */
export interface LineFormat {
  /** Lines before the first record. */
  readonly head: readonly string[];
  /** The most bytes that a line may have. */
  readonly longest: number;
  /** A writer for the log of these hosts. */
  writer(hosts: readonly string[]): LineWriter;
}

/** Sections and pages that are asked for, as the beginning of a path. */
export const PAGES_OF_SECTIONS: readonly string[] = [
  "api",
  "report",
  "shop",
  "css",
  "cart",
  "find",
  "help",
  "admin",
].flatMap((section) => ["user", "help", "list", "item"].map((page) => `/${section}/${page}`));

/** Statuses; one that comes more often is here more often. */
export const STATUSES: readonly number[] = [
  ...[200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
  ...[304, 302, 404, 404, 500, 503],
];
