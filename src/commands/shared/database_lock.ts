// Role: takes the lock of the database for a command that writes; `--if-busy` says what happens if another run holds it.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { StoreLock } from "../../stores/sqlite/file/lock.ts";
import type { Invocation, OptionSpec } from "../command.ts";
import { say } from "./messages.ts";

export const IF_BUSY: OptionSpec = {
  name: "if-busy",
  value: "ACTION",
  choices: ["wait", "skip", "fail"],
  defaultText: "fail",
  help: "if another run writes the database: wait for it, skip this run (exit 0), or fail (exit 75)",
};

export const ALLOW_NETWORK: OptionSpec = {
  name: "allow-network-fs",
  help: "use a database on a network file system, where SQLite can lose data",
};

/** Seconds between two attempts. */
const PAUSE = 0.2;

/**
 * Takes the lock; null if the run is skipped, or was stopped while it waited. Skipping and waiting are noted on standard
 * error, unless `--quiet`.
 *
 * Errors: `Problem` "busy" where the lock is held and `--if-busy` is "fail"; those of `lockDatabase`.
 */
export async function takeLock(
  database: string,
  { flags, values }: Invocation,
  host: Host,
  purpose: "writing" | "sending" = "writing",
): Promise<StoreLock | null> {
  const stop = host.stopSignal();
  let isNoted = false;
  while (!stop.aborted) {
    try {
      const allowNetwork = flags["allow-network-fs"] ?? false;
      return sqlite.lock(database, { now: host.now(), allowNetwork, purpose });
    } catch (error) {
      const action = values["if-busy"] ?? "fail";
      if (!(error instanceof Problem) || error.kind !== "busy" || action === "fail") throw error;
      const what = error.message.replace(/\. [^.]*\.$/, "");
      const next = action === "skip" ? "This run is skipped." : "Waiting until that has ended.";
      if (!flags.quiet && !isNoted) say(host, `${what}. ${next}`);
      if (action === "skip") return null;
      isNoted = true;
    }
    await host.sleep(PAUSE, stop);
  }
  return null;
}
