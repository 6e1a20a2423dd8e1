// Role: the command `replay`: the walk of a log from bytes to stored rows.

import { Problem } from "../../domain/problem.ts";
import { type Host, stopCode } from "../../host/host.ts";
import { alert } from "../../pipeline/alert.ts";
import { bucket } from "../../pipeline/bucket.ts";
import { count } from "../../pipeline/count/count.ts";
import { persist } from "../../pipeline/persist.ts";
import { readLogs } from "../../pipeline/read_logs.ts";
import type { Command, Invocation } from "../command.ts";
import { REPLAY_OPTIONS } from "./options.ts";
import { type OpenReplay, openReplay } from "./set_up.ts";

async function run(invocation: Invocation, host: Host): Promise<number> {
  if (invocation.values["public-url"] !== undefined && !invocation.flags.notify) {
    throw new Problem("usage", "--public-url is where messages about alerts link to: it needs --notify.");
  }
  await using replay = await openReplay(invocation, host);
  return replay === null ? stopCode(host.stopSignal()) : await walk(replay, host);
}

/** Walks an open replay to its end. Returns the exit code. */
export async function walk(replay: OpenReplay, host: Host): Promise<number> {
  const { plan, logs, engine, session, threads, announce } = replay;
  try {
    const read = readLogs(logs, plan, host);
    const counted = count(read, engine, plan, threads, host);
    const buckets = bucket(counted, engine);
    const alerted = alert(buckets, engine, plan);
    for await (const saved of persist(alerted, engine, session, plan, host)) announce(saved);
    return await replay.finish();
  } catch (error) {
    replay.fail(error);
    throw error;
  }
}

/** Replays logs into the database; the default command. */
export const replay: Command = {
  name: "replay",
  summary: "read access logs, show traffic and alerts live, store them",
  usage: ["replay [OPTIONS] FILE…", "FILE…", "replay [OPTIONS] -"],
  details:
    "Reads access logs (combined, JSON, W3C, CSV with a header and others, see help formats; the first line says which), sums " +
    "them up in time buckets, evaluates alert rules, and writes the results to one SQLite file. The next run continues where " +
    "this one stopped: every line is counted once. Several files are one source.",
  options: REPLAY_OPTIONS,
  examples: [
    ["httplog /var/log/nginx/access.log", "count what is new in the log"],
    ["httplog access.csv --timescale 0.01", "show a hundred logged seconds per second"],
    ["zcat -f $(ls -tr access.log*) | httplog - --source shop", "read standard input, the oldest part first"],
    ["httplog replay access.csv -b 60 --fresh", "start anew with buckets of a minute"],
  ],
  run,
};
