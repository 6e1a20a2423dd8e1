// Role: what a program found in a log, in a form in which it can be compared with what others found.

import { sha256 } from "./cache.ts";

/**
 * Lines of "kind value numbers…". Kinds: `hits N`, `bytes N`, `failures N`, `records N` of the whole log;
 * `section NAME HITS BYTES FAILURES` and `status CODE HITS BYTES FAILURES` over the whole log; `bucket START HITS`.
 * Hosts are missing on purpose: httplog keeps those with most hits per bucket and sums up the rest, so that their
 * totals are not those of a program that keeps all of them. A program that keeps the same as httplog tells
 * `seconds HASH`, `buckets HASH`, `bucket_sections HASH`, `hourly_methods HASH` and so on, too
 * (`stored_rows.ts`).
 */
export type Answer = readonly string[];

/** The lines of a text as an answer. */
export function answerOf(text: string): Answer {
  return text.trim().split("\n");
}

/** The SHA-256 of an answer; the order of its lines does not count. */
export function hashOf(answer: Answer): Promise<string> {
  return sha256([...answer].sort().join("\n"));
}

/** The kind of a line: its first word. */
export function kindOf(line: string): string {
  return line.slice(0, line.indexOf(" "));
}
