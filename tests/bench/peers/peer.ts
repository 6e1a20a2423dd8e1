// Role: the contract of a program that reads a log: httplog itself, and those it is compared with. `mod.ts` lists them.

import type { LineFormatName } from "../../../sample_data/lines/mod.ts";
import { type Answer, kindOf } from "../answer.ts";
import type { LogFile } from "../data_sets.ts";

/** What can be compared of a program that makes all groups. */
export const TOTALS =
  "hits, bytes and failures of the log, its sections and its statuses; hits of its buckets";

/** One run that is about to begin. */
export interface Trial {
  /** The process to measure. */
  readonly command: readonly string[];
  /** What it found, out of its standard output or of what it wrote. Not part of what is measured. */
  found(stdout: string): Found | Promise<Found>;
}

/** What a run found. */
export interface Found {
  /** What can be compared; null where there is nothing of the kind. */
  readonly answer: Answer | null;
  /** A hash over more than that, the same for every run, and for all peers that give one. */
  readonly hash?: string;
}

/** A program. */
export interface Peer {
  /** For `--peers`. */
  readonly name: string;
  /** What it does with the log, as part of a sentence. */
  readonly about: string;
  /** In what its results are compared with those of httplog. */
  readonly compared: string;
  /** The Debian package to install where it is missing; null where that is none. */
  readonly debianPackage: string | null;
  /** Whether it gets all runs, whatever they take, and is quick enough for the long data sets. */
  readonly isQuick: boolean;
  /** Formats of the logs that it can read with what it is told here. */
  readonly formats: readonly LineFormatName[];
  /** Its name and version; null where it cannot be run here. */
  find(): Promise<string | null>;
  /** A run on this log, which has one of its formats. `directory` is its own, empty at first, and gone afterwards. */
  begin(log: LogFile, directory: string): Trial | Promise<Trial>;
}

/** A command that reads a log: its path as the last word, or, where it is compressed, decompressed on standard input. */
export function reading(log: LogFile, command: readonly string[], stdin: readonly string[] = []): string[] {
  if (!log.isGzip) return [...command, log.path];
  return ["sh", "-c", `log=$1; shift; gzip -dc "$log" | "$@"`, "sh", log.path, ...command, ...stdin];
}

/** A name with the version out of what a program says about itself, or null where it says nothing. */
export function versioned(name: string, saying: string | null): string | null {
  if (saying === null) return null;
  const [version] = /\d+(?:\.\d+)+/.exec(saying) ?? [];
  return version === undefined ? name : `${name} ${version}`;
}

/** Whether two found different things, as far as both tell. */
export function differ(one: Found, other: Found): boolean {
  if (one.hash !== undefined && other.hash !== undefined && one.hash !== other.hash) return true;
  if (one.answer === null || other.answer === null) return false;
  const shared = sharedKinds(one.answer, other.answer);
  const told = (answer: Answer): string =>
    answer.filter((line) => shared.includes(kindOf(line))).sort().join("\n");
  return told(one.answer) !== told(other.answer);
}

/** Kinds of lines that two answers both have. */
export function sharedKinds(one: Answer, other: Answer): string[] {
  const kinds = new Set(other.map(kindOf));
  return [...new Set(one.map(kindOf))].filter((kind) => kinds.has(kind));
}
