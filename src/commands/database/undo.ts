// Role: `httplog undo`: takes back the latest run of a source.

import { Problem } from "../../domain/problem.ts";
import { type Host, stopCode } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { UndoResult, UndoTarget } from "../../stores/store.ts";
import { counted } from "../../domain/grouped.ts";
import type { Command, Invocation } from "../command.ts";
import { writeLines } from "../shared/messages.ts";
import { DATABASE_OPTION, databasePath } from "../shared/database_path.ts";
import { ALLOW_NETWORK, IF_BUSY, takeLock } from "../shared/database_lock.ts";

async function run(invocation: Invocation, host: Host): Promise<number> {
  const target = targetOf(invocation);
  const database = databasePath(invocation.values.db, host);
  // Opening for writing would make a database if there is none; this fails.
  sqlite.read(database)[Symbol.dispose]();
  using lock = await takeLock(database, invocation, host);
  if (lock === null) return stopCode(host.stopSignal());
  using store = sqlite.open(database, () => host.now(), lock);
  const result = store.undo(target);
  if (!invocation.flags.quiet) writeLines(host.stdout, [words(result)]);
  return 0;
}

function targetOf({ positionals, values: { source } }: Invocation): UndoTarget {
  const [word, second] = positionals;
  if (word === undefined) {
    throw new Problem(
      "usage",
      'No run to undo. Give its number, as "httplog query runs" shows it, or "last".',
    );
  }
  if (second !== undefined) {
    const advice = "Runs are undone one at a time, the latest first.";
    throw new Problem("usage", `Unexpected "${printable(second)}". ${advice}`);
  }
  if (word === "last") return { latestOf: source ?? null };
  if (!/^[1-9]\d{0,14}$/.test(word)) {
    throw new Problem("usage", `"${printable(word)}" is no run. Give the number of one, or "last".`);
  }
  if (source !== undefined) {
    throw new Problem("usage", `--source goes with "last"; run ${word} has its own. Leave one of them out.`);
  }
  return { run: Number(word) };
}

function words({ run, source, read, bytes, next }: UndoResult): string {
  const taken = `${counted(read, "record")} (${counted(bytes, "byte")})`;
  const left = next === null ? "No earlier run of it can be undone." : `Before it came run ${next}.`;
  return `Undid run ${run} of source ${printable(source)}: ${taken} taken back. ${left}`;
}

export const undo: Command = {
  name: "undo",
  summary: "take back the latest run of a source",
  usage: ["undo [OPTIONS] RUN", "undo [OPTIONS] last"],
  details:
    "Restores a source as it was before its latest run: buckets, seconds, alerts, rejects and the cursors in its logs. " +
    "The next replay reads again what that run had read, so a wrong file or option can be corrected without --fresh. " +
    "Runs are undone one after the other, latest first, up to ten that changed something. A run with --fresh cannot be " +
    "undone. The run stays in the list of runs, as undone.",
  options: [
    DATABASE_OPTION,
    { name: "source", value: "NAME", help: 'the source whose latest run is meant by "last"' },
    IF_BUSY,
    ALLOW_NETWORK,
    { name: "quiet", short: "q", help: "print only problems" },
  ],
  examples: [
    ["httplog query runs", "list the runs"],
    ["httplog undo 12", "take back run 12, the latest of its source"],
    ["httplog undo last --source shop", "take back the latest run of shop"],
  ],
  run,
};
