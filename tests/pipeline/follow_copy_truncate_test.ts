// Following a log that is copied and truncated while it is looked at: at whichever access to its file that happens, its lines are
// read once and in order.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { replay } from "../../src/commands/replay/replay.ts";
import { fakeHost } from "../fake_host.ts";
import { inTemporaryDirectory } from "../process.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
const START = 1_700_000_000;
/** Accesses to the log that a look may take, and some more. */
const MOST = 40;

function lines(from: number, to: number): string {
  return Array.from(
    { length: to - from },
    (_, i) => `10.0.0.1,-,-,${START + from + i},GET / HTTP/1.1,200,1\n`,
  )
    .join("");
}

/** As logrotate does it, with numbers; then the writer goes on. */
function copyTruncate(path: string, rotated: readonly string[], next: string): string[] {
  const parts = rotated.map((_, at) => `${path}.${at + 2}`);
  for (const [at, part] of [...rotated.entries()].reverse()) Deno.renameSync(part, parts[at]);
  Deno.copyFileSync(path, `${path}.1`);
  Deno.truncateSync(path);
  Deno.writeTextFileSync(path, next, { append: true });
  return [`${path}.1`, ...parts];
}

/** What is stored after a log was rotated at one of the accesses to it in the second look; null where there were fewer. */
function rotatedAt(access: number, isRead: boolean, isListed: boolean) {
  return inTemporaryDirectory(async (directory) => {
    const logs = `${directory}/logs`,
      path = `${logs}/access.csv`,
      db = `${directory}/x.db`,
      host = fakeHost({ now: START + 86_400 });
    Deno.mkdirSync(logs);
    Deno.writeTextFileSync(path, HEADER + lines(0, 50));
    let rotated: string[] = [], left = Infinity, pauses = 0;
    const busy = {
      ...host,
      openInput(opened: string) {
        const file = host.openInput(opened), seek = file.seek.bind(file);
        file.seek = (offset) => {
          if (opened === path && left-- === 0) {
            rotated = copyTruncate(path, rotated, HEADER + lines(200, 400));
          }
          seek(offset);
        };
        return file;
      },
      async sleep(seconds: number, stop: AbortSignal) {
        await host.sleep(seconds, stop);
        pauses++;
        if (pauses === 1) {
          rotated = copyTruncate(path, rotated, HEADER + lines(50, 100));
        }
        if (pauses === (isRead ? 2 : 1)) {
          Deno.writeTextFileSync(path, lines(100, 200), { append: true });
          left = access;
        }
        // A rotation that has not come by now would come too late for what follows to be read.
        if (pauses === 4 && left >= 0) left = Infinity;
        if (pauses === 6) host.stop("SIGINT");
      },
    };
    const invocation = {
      flags: { follow: true, quiet: true } as const,
      values: { db, source: "log", lateness: "5" },
      lists: {},
      positionals: [isListed ? logs : path],
    };
    assert.equal(await replay.run(invocation, busy), 130);
    if (left === Infinity) return null;
    using database = new DatabaseSync(db, { readOnly: true });
    const stored = database.prepare(
      "SELECT read, accepted, late, (SELECT count(*) FROM gaps) AS gaps FROM runs",
    );
    return { ...stored.get(), said: host.stderr.text };
  });
}

for (const [isRead, isListed] of [[false, false], [true, false], [true, true]]) {
  const part = isListed
    ? "a log of a directory"
    : isRead
    ? "a log that was read in part"
    : "a log of which nothing was read";
  Deno.test(`follow: ${part} is copied and truncated at any access to it: every line once and none late`, async () => {
    let tried = 0;
    for (; tried < MOST; tried++) {
      const found = await rotatedAt(tried, isRead, isListed);
      if (found === null) break;
      const expected = { read: 400, accepted: 400, late: 0, gaps: 0, said: "" };
      assert.deepEqual(found, expected, `rotated at access ${tried}`);
    }
    assert.ok(tried > 3, `${tried} accesses`);
  });
}
