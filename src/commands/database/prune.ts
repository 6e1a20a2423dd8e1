// Role: `httplog prune`: retention. Deletes old buckets and seconds, optionally summed into rollups first.

import { RULES } from "../../domain/rules/metrics/mod.ts";
import { Problem } from "../../domain/problem.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import {
  pruneDatabase,
  type PrunedSource,
  type PruneReport,
  type PruneRequest,
} from "../../stores/sqlite/prune/prune.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import { counted, grouped } from "../../domain/grouped.ts";
import { bytesText } from "../shared/number_text.ts";
import type { Command, Invocation } from "../command.ts";
import { ALLOW_NETWORK } from "../shared/database_lock.ts";
import { writeLines } from "../shared/messages.ts";
import { DATABASE_OPTION, databasePath } from "../shared/database_path.ts";
import { refuseArguments, spanSeconds } from "../shared/number_options.ts";

export const prune: Command = {
  name: "prune",
  summary: "delete old buckets and seconds, or sum them up first",
  usage: ["prune --older-than SPAN [OPTIONS]"],
  details:
    "Deletes the buckets, with their values, and the seconds that are older than SPAN, counted back from where " +
    "each source has come, mostly its last record; the clock plays no part. Alerts, runs, rejects and the totals of the sources stay, " +
    'and the view "pruned" keeps the sums of what was deleted. Later replays bring the same results as without ' +
    "pruning.\n\n" +
    "With --rollup, the buckets are first summed into rows of that length, which stay for good: the " +
    'views "rollups", "rollup_sections" and "rollup_statuses". Only whole rollups are pruned, so up to one more is ' +
    "kept. Hosts are not rolled up.\n\n" +
    "A late record for a pruned bucket makes a bucket of its own, which the next prune adds to the sums and the " +
    "rollups. A run that changed pruned rows cannot be undone afterwards. The last lateness + longest window of its " +
    "rules + bucket seconds cannot be pruned: alerts need them. A rule of a later replay with a longer window is " +
    "evaluated from where its window no longer reaches into what was pruned.\n\n" +
    "It works in small steps. If it is killed, the database stays consistent, and the next prune finishes the work.\n\n" +
    'SPAN is a number with s, m, h, d or w: "90d".',
  options: [
    { name: "older-than", value: "SPAN", help: "prune what is older; required" },
    {
      name: "rollup",
      value: "SPAN",
      help: "sum pruned buckets into rows of this length, a multiple of the bucket size",
    },
    { name: "source", value: "NAME", defaultText: "all", help: "only this source" },
    { name: "dry-run", help: "print what would be pruned, and write nothing" },
    { name: "quiet", short: "q", help: "print nothing" },
    ALLOW_NETWORK,
    DATABASE_OPTION,
  ],
  examples: [
    ["httplog prune --older-than 90d", "keep the last 90 days of each source"],
    ["httplog prune --older-than 7d --rollup 1h", "keep a week in detail and every hour for good"],
    ["httplog prune --older-than 30d --source shop --dry-run", "see what would be pruned"],
  ],
  run: (invocation, host) => new Promise((resolve) => resolve(pruneAsAsked(invocation, host))),
};

function pruneAsAsked(invocation: Invocation, host: Host): number {
  const request = requestOf(invocation);
  const path = databasePath(invocation.values.db, host);
  const report = request.dryRun ? pruneDatabase(path, request) : pruneLocked(path, request, invocation, host);
  if (!invocation.flags.quiet) writeLines(host.stdout, linesOf(report, request));
  return 0;
}

function pruneLocked(path: string, request: PruneRequest, { flags }: Invocation, host: Host): PruneReport {
  // Without a database, this fails before the lock file is made.
  sqlite.read(path)[Symbol.dispose]();
  using _lock = sqlite.lock(path, { now: host.now(), allowNetwork: flags["allow-network-fs"] ?? false });
  return pruneDatabase(path, request);
}

function requestOf(invocation: Invocation): PruneRequest {
  refuseArguments(invocation, "prune");
  const { values, flags } = invocation;
  if (values["older-than"] === undefined) {
    throw new Problem("usage", 'No --older-than. Say how much to keep, as in "--older-than 90d".');
  }
  return {
    overSeconds: RULES.filter(({ hitsAlone }) => hitsAlone).map(({ name }) => name),
    olderThan: spanSeconds("older-than", values["older-than"], "90d"),
    rollup: values.rollup === undefined ? null : spanSeconds("rollup", values.rollup, "90d"),
    source: values.source ?? null,
    dryRun: flags["dry-run"] ?? false,
  };
}

function linesOf({ sources, size, free }: PruneReport, { dryRun, rollup }: PruneRequest): string[] {
  if (sources.length === 0) return ["There is no source in the database."];
  const lines = sources.map((source) => lineOf(source, dryRun, rollup));
  if (sources.some(({ buckets }) => buckets > 0) && !dryRun) {
    const given = size.before - size.after;
    const shrunk = given > 0
      ? `The database is smaller by ${bytesText(given)}: ${bytesText(size.after)}`
      : null;
    const kept = free > 0 ? `${bytesText(free)} of ${bytesText(size.after)} are free for later runs` : null;
    lines.push(`${shrunk ?? kept ?? `The database has ${bytesText(size.after)}`}.`);
  }
  return lines;
}

function lineOf(
  { source, before, buckets, seconds, hits }: PrunedSource,
  dryRun: boolean,
  rollup: number | null,
): string {
  const name = printable(source);
  if (before === null) return `${name}: no records yet`;
  if (buckets === 0) return `${name}: nothing to prune before ${isoTime(Math.max(0, before))}`;
  const verb = dryRun ? "would be pruned" : "pruned";
  const summed = rollup === null ? "" : `, summed into rows of ${grouped(rollup)} s`;
  const what = `${counted(buckets, "bucket")} and ${counted(seconds, "second")} with ${counted(hits, "hit")}`;
  return `${name}: ${verb}: ${what} before ${isoTime(before)}${summed}`;
}
