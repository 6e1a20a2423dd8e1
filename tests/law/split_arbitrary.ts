// Role: random sources of several logs for the law tests: one log dealt to 1–5 logs, at random, in turn or by time, each in
// files, some of them ending early, lagging, rotated; and runs that find some of their bytes.

import fc from "fast-check";
import type { Options } from "../reference/expected.ts";
import type { Source } from "../reference/reference.ts";
import { jumpLog, jumpOptions, passages, timesOf } from "./jump_arbitrary.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";

/** How the lines of a log are dealt. */
export interface Deal {
  readonly logs: number;
  /** In turn; each to one at random; or a stretch of the log to each. */
  readonly by: "turns" | "chance" | "time";
  readonly seed: number;
  /** Each log in so many files, one after the other. */
  readonly files: number;
}

const deal: fc.Arbitrary<Deal> = fc.record({
  logs: fc.integer({ min: 1, max: 5 }),
  by: fc.constantFrom("turns", "chance", "time"),
  seed: fc.nat({ max: 1_000_000 }),
  files: fc.constantFrom(1, 1, 1, 2, 3),
});

/** How many logs each line goes to, as the number of its log. */
function dealt(lines: number, { logs, by, seed }: Deal): number[] {
  let state = seed + 1;
  return Array.from({ length: lines }, (_, line) => {
    if (by === "turns") return line % logs;
    if (by === "time") return Math.floor(line * logs / lines);
    state = state * 48_271 % 2_147_483_647;
    return state % logs;
  });
}

/** The source of which these are the lines. */
export function sourceOf(lines: readonly string[], deal: Deal): Source {
  const ofLogs = Array.from({ length: deal.logs }, (): string[] => []);
  dealt(lines.length, deal).forEach((log, line) => ofLogs[log].push(lines[line]));
  const inputs: Uint8Array[] = [], logs: number[][] = [];
  for (const own of ofLogs) {
    const perFile = Math.max(1, Math.ceil(own.length / deal.files)), files: number[] = [];
    for (let at = 0; at < Math.max(1, own.length); at += perFile) {
      files.push(inputs.length);
      inputs.push(new TextEncoder().encode(HEADER + own.slice(at, at + perFile).join("")));
    }
    logs.push(files);
  }
  return { inputs, logs };
}

/** How far a run finds each log, in millionths of its bytes; logs are taken in turn from the list. */
export type Growth = readonly number[];

const growths: fc.Arbitrary<readonly Growth[]> = fc.array(
  fc.oneof(
    // All about equally far, or each anywhere.
    fc.nat({ max: 1_000_000 }).map((all) => [all]),
    fc.array(fc.nat({ max: 1_000_000 }), { minLength: 5, maxLength: 5 }),
  ),
  { maxLength: 4 },
);

/** The runs in order: no log shrinks, and the files of a log grow one after the other. */
export function withRuns(source: Source, growths: readonly Growth[]): Source {
  const reached = source.logs.map(() => 0);
  const runs = growths.map((growth) => {
    const lengths = source.inputs.map(() => 0);
    source.logs.forEach((files, log) => {
      const size = files.reduce((sum, file) => sum + source.inputs[file].length, 0);
      reached[log] = Math.max(reached[log], Math.floor(growth[log % growth.length] * size / 1_000_000));
      let left = reached[log];
      for (const file of files) {
        lengths[file] = Math.min(left, source.inputs[file].length);
        left -= lengths[file];
      }
    });
    return lengths;
  });
  return { ...source, runs };
}

/** A log, the source that it was dealt to, and the options. */
export interface SplitCase {
  readonly lines: readonly string[];
  readonly source: Source;
  readonly options: Options;
}

/** Random cases. */
export const splitCases: fc.Arbitrary<SplitCase> = fc.record({
  options: jumpOptions,
  passages,
  deal,
  growths,
}).map(({ options, passages, deal, growths }) => {
  const lines = jumpLog(timesOf(passages, options));
  const source = withRuns(sourceOf(lines, deal), growths);
  const show = () =>
    JSON.stringify({ options, deal, runs: source.runs }) + "\n" +
    source.inputs.map((input) => JSON.stringify(new TextDecoder().decode(input))).join("\n");
  return { lines, source, options, [fc.toStringMethod]: show };
});

/** The log as one file. */
export function wholeOf({ lines }: SplitCase): Uint8Array {
  return new TextEncoder().encode(HEADER + lines.join(""));
}
