// Role: which records of a source are counted, and what of them may be stored: settings of the source, as plain data that can
// be stored and sent to other threads.

/** How much of who sent a request is kept: without a level all of it. From mild to strict. */
export const ANONYMIZE_LEVELS = ["network", "region", "all"] as const;

export type AnonymizeLevel = typeof ANONYMIZE_LEVELS[number];

/** What is stored of texts. */
export interface Privacy {
  /** Null: hosts as they are. */
  readonly anonymize: AnonymizeLevel | null;
  /** Whether a query (`?…`) is kept: in paths, and in the samples of lines. */
  readonly keepQuery: boolean;
}

/** The settings of a source. */
export interface Screening extends Privacy {
  /** Filters as `filterText` writes them, each once, in order: a record that fits one of them is excluded. */
  readonly exclude: readonly string[];
  /** Likewise: a record that does not fit all of them is excluded. */
  readonly only: readonly string[];
  /** The list by which records of bots are excluded, with its version; null: they are counted. */
  readonly bots: string | null;
}

/** All records are counted, as they are but for their queries. */
export const NO_SCREENING: Screening = Object.freeze<Screening>({
  exclude: [],
  only: [],
  bots: null,
  anonymize: null,
  keepQuery: false,
});

/** Whether every record has to be looked at by itself, before it is counted. */
export function screensRecords({ exclude, only, bots, anonymize, keepQuery }: Screening): boolean {
  return exclude.length + only.length > 0 || bots !== null || anonymize !== null || keepQuery;
}

/** What the column `filters` of a source holds, as JSON. */
export interface FilterColumn {
  readonly exclude?: readonly string[];
  readonly only?: readonly string[];
  readonly bots?: string | null;
}

/** The settings that a source is stored with: its filters as JSON, null where there are none; its level; 1 where queries are kept. */
export function storedSettings(filters: unknown, anonymize: unknown, keepQuery: unknown): Screening {
  const { exclude = [], only = [], bots = null }: FilterColumn = JSON.parse(String(filters ?? "{}"));
  const level = ANONYMIZE_LEVELS.find((each) => each === anonymize) ?? null;
  return { exclude, only, bots, anonymize: level, keepQuery: keepQuery === 1 };
}
