// Role: the control of the fault suite: a replayer that does what many do, and is wrong. It commits its counts to
// SQLite and then keeps its offset in a file that is renamed into place. A kill between the two counts lines twice; the
// suite has to notice.

import { DatabaseSync } from "node:sqlite";

/** Lines of a transaction. */
const BATCH = 5;

if (import.meta.main) {
  const [log, path] = Deno.args;
  const database = new DatabaseSync(path);
  database.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.exec("CREATE TABLE IF NOT EXISTS line (text TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT");
  const add = database.prepare(
    "INSERT INTO line VALUES (?, 1) ON CONFLICT (text) DO UPDATE SET count = count + 1",
  );
  const text = Deno.readTextFileSync(log);
  let offset = readOffset(`${path}.offset`);
  for (;;) {
    const lines = text.slice(offset).split("\n", BATCH + 1).slice(0, -1).slice(0, BATCH);
    if (lines.length === 0) break;
    database.exec("BEGIN IMMEDIATE");
    for (const line of lines) add.run(line);
    database.exec("COMMIT");
    offset += lines.reduce((sum, line) => sum + line.length + 1, 0);
    writeOffset(`${path}.offset`, offset);
  }
  database.close();
}

function readOffset(path: string): number {
  try {
    return Number(Deno.readTextFileSync(path));
  } catch {
    return 0;
  }
}

/** As carefully as it can be done with a file. */
function writeOffset(path: string, offset: number): void {
  {
    using file = Deno.openSync(`${path}.new`, { write: true, create: true, truncate: true });
    file.writeSync(new TextEncoder().encode(`${offset}`));
    file.syncSync();
  }
  Deno.renameSync(`${path}.new`, path);
}
