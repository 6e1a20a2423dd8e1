// Role: the contract of a benchmark. `mod.ts` lists all of them, `main.ts` runs those that are asked for.

/** How the benchmarks are run. */
export interface BenchmarkOptions {
  /** Where data sets are kept between runs: a directory that exists. */
  readonly cache: string;
  /** Runs of what is quick; what is slow gets fewer. At least 1. */
  readonly runs: number;
  /** Wall seconds that the runs of one slow program may take together; it is run once in any case. */
  readonly budget: number;
  /** Names of the peers to compare with; null for all that are installed. */
  readonly peers: readonly string[] | null;
  /** Part of the records that data sets have: 1, or less to try the benchmarks themselves. */
  readonly scale: number;
  /** Tells a person what is going on now, in one line. */
  note(text: string): void;
}

/** What a benchmark found. */
export interface BenchmarkResult {
  /** Markdown, without a heading, ending in a line feed. */
  readonly text: string;
  /** What came out wrong, a line each: results that differ where they must agree. */
  readonly faults: readonly string[];
}

/** One thing that can be measured by its name. */
export interface Benchmark {
  /** For `--only`, and the heading of its result. */
  readonly name: string;
  /** What it measures, in a line. */
  readonly about: string;
  /** Whether it is only run where it is named, or with `--all`. */
  readonly isLong: boolean;
  /** Measures. Throws where something cannot be run at all. */
  run(options: BenchmarkOptions): Promise<BenchmarkResult>;
  /** Says where the time goes, by stage; absent where that cannot be told. */
  profile?(options: BenchmarkOptions): Promise<BenchmarkResult>;
  /** Makes what it needs in the cache, without measuring. */
  prepare(options: BenchmarkOptions): Promise<void>;
}
