// Role: a run that followed a log, and stored what is not final at each look, is taken back: all is as before it.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { runCli } from "../../../src/cli/cli.ts";
import type { Host } from "../../../src/host/host.ts";
import { fakeHost } from "../../fake_host.ts";
import { inTemporaryDirectory } from "../../process.ts";

const START = 1_549_573_200, HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
const TABLES = [
  "bucket",
  "section_cell",
  "host_cell",
  "status_cell",
  "second",
  "alert",
  "section_hour",
  "reject",
  "input",
];

/** Two hits a second, of which those in the second half of the log fail. */
const lines = (from: number, to: number): string =>
  Array.from(
    { length: to - from },
    (_, at) =>
      `10.0.0.${at % 5},-,-,${START + Math.floor((from + at) / 2)},GET /a/x HTTP/1.1,${
        from + at < 600 ? 200 : 500
      },10\n`,
  )
    .join("");

function rowsOf(database: string): Record<string, unknown> {
  using stored = new DatabaseSync(database, { readOnly: true }) as DatabaseSync & Disposable;
  const known = stored.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all().map(({ name }) =>
    name
  );
  const tables = TABLES.filter((table) => known.includes(table));
  assert.ok(tables.length >= 7, String(known));
  return Object.fromEntries(tables.map((table) => [table, stored.prepare(`SELECT * FROM ${table}`).all()]));
}

{
  Deno.test("undo takes back what a run that followed a log stored at several looks", () =>
    inTemporaryDirectory(async (directory) => {
      const log = `${directory}/l.csv`, database = `${directory}/x.db`;
      const command = ["replay", log, "--db", database, "--source", "s", "-q"];
      Deno.writeTextFileSync(log, HEADER + lines(0, 600));
      assert.equal(await runCli(command, fakeHost({ now: START + 300 })), 0);
      const before = rowsOf(database);

      const inner = fakeHost({ now: START + 300 });
      let looks = 0;
      const host: Host = Object.create(inner, {
        sleep: {
          value: async (seconds: number, stop: AbortSignal) => {
            if (++looks <= 12) {
              Deno.writeTextFileSync(log, lines(540 + 60 * looks, 600 + 60 * looks), { append: true });
            } else inner.stop("SIGTERM");
            await inner.sleep(seconds, stop);
          },
        },
      });
      assert.equal(await runCli([...command, "--follow"], host), 130 + 13);
      assert.notDeepEqual(rowsOf(database), before);

      assert.equal(await runCli(["undo", "last", "--db", database], fakeHost()), 0);
      assert.deepEqual(rowsOf(database), before);
      // And going on leads to what one run leads to.
      Deno.writeTextFileSync(log, lines(1320, 2400), { append: true });
      assert.equal(await runCli(command, fakeHost({ now: START + 1200 })), 0);
      const other = `${directory}/y.db`;
      assert.equal(await runCli(command.with(3, other), fakeHost({ now: START + 1200 })), 0);
      const [{ input: _, ...again }, { input: __, ...once }] = [rowsOf(database), rowsOf(other)];
      assert.deepEqual(again, once);
    }));
}
