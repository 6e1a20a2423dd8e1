// Role: Miller. It groups by bucket, section and status in one step and leaves out hosts, which would take it gigabytes:
// less than the others do.

import type { Answer } from "../answer.ts";
import { sayingOf } from "../measure.ts";
import { type Peer, reading, TOTALS, versioned } from "./peer.ts";

const WORDS = [
  ["--icsv", "--otsv", "put"],
  [
    `$bucket = $date - $date % 10; $section = "/" . splitax(splitax($request, " ")[2], "/")[2];
     $failed = $status >= 500 ? 1 : 0`,
  ],
  ["then", "stats1", "-a", "count,sum", "-f", "bytes,failed", "-g", "bucket,section,status"],
].flat();

/** Adds up what Miller grouped: columns bucket, section, status, bytes_count, bytes_sum, failed_count, failed_sum. */
function summedUp(table: string): Answer {
  const sums = new Map<string, number[]>();
  const add = (key: string, numbers: readonly number[]): void => {
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, [...numbers]);
    else numbers.forEach((number, at) => sum[at] += number);
  };
  for (const line of table.trim().split("\n").slice(1)) {
    const [bucket, section, status, count, bytes, , failed] = line.split("\t");
    const [hits, ...others] = [count, bytes, failed].map(Number);
    add("hits", [hits]);
    add("bytes", [others[0]]);
    add("failures", [others[1]]);
    add(`bucket ${bucket}`, [hits]);
    add(`section ${section}`, [hits, ...others]);
    add(`status ${status}`, [hits, ...others]);
  }
  return [...sums].map(([key, numbers]) => `${key} ${numbers.join(" ")}`);
}

/** Groups without hosts. */
export const miller: Peer = {
  name: "miller",
  about: "bucket × section × status, without hosts",
  compared: TOTALS,
  debianPackage: "miller",
  isQuick: false,
  formats: ["csv"],
  find: async () => versioned("Miller", await sayingOf(["mlr", "--version"])),
  begin: (log) => ({
    command: reading(log, ["mlr", ...WORDS]),
    found: (stdout) => ({ answer: summedUp(stdout) }),
  }),
};
