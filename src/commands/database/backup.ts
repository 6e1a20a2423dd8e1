// Role: `httplog backup PATH`: copies the database as it is at one moment.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import { copyDatabase } from "../../stores/sqlite/file/backup.ts";
import { bytesText } from "../shared/number_text.ts";
import type { Command, Invocation } from "../command.ts";
import { writeLines } from "../shared/messages.ts";
import { DATABASE_OPTION, databasePath } from "../shared/database_path.ts";

export const backup: Command = {
  name: "backup",
  summary: "copy the database while a replay may be writing to it",
  usage: ["backup [OPTIONS] PATH"],
  details:
    "Writes a copy of the database to PATH, as it is after one commit. No replay waits for it. The copy is one " +
    "file. It is checked and written through to the disk before it gets its name, so a PATH that exists is whole. A " +
    "killed backup leaves a file PATH.partial-… beside it, which can be deleted.\n\n" +
    "To restore, stop the replays, remove the -wal and -shm files of the old database, and put the copy in its place.",
  options: [
    { name: "force", help: "replace an existing file at PATH" },
    { name: "quiet", short: "q", help: "print nothing" },
    DATABASE_OPTION,
  ],
  examples: [
    ["httplog backup /backup/httplog.db", "copy the database"],
    ["httplog backup --force --quiet /backup/httplog.db", "the same every night, from cron"],
  ],
  async run(invocation: Invocation, host: Host): Promise<number> {
    const target = targetOf(invocation);
    const path = databasePath(invocation.values.db, host);
    const bytes = await copyDatabase(path, target, invocation.flags.force ?? false);
    if (!invocation.flags.quiet) {
      writeLines(host.stdout, [`Copied "${path}" to "${target}": ${bytesText(bytes)}, checked.`]);
    }
    return 0;
  },
};

function targetOf({ positionals }: Invocation): string {
  const [target, second] = positionals;
  if (second !== undefined) {
    throw new Problem("usage", `Unexpected "${printable(second)}": backup takes one PATH, that of the copy.`);
  }
  if (target) return target;
  throw new Problem("usage", 'No PATH for the copy. Name one, as in "httplog backup copy.db".');
}
