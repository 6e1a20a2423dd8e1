// Lines in front of a header are rejects with their places, once, however the log is read.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { replay } from "../../../src/commands/replay/replay.ts";
import { fakeHost } from "../../fake_host.ts";
import { inTemporaryDirectory } from "../../process.ts";

const START = 1_600_000_000;
const JUNK = "\ufeffstarting up\n\n# comment\n";
const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
const records = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `h,-,-,${START + from + i},GET / HTTP/1.1,200,1\n`).join("");

interface Bench {
  readonly directory: string;
  run(
    flags?: Readonly<Record<string, boolean>>,
    sizes?: { readonly rangeBytes?: number; readonly stdin?: string },
  ): Promise<string>;
  rows(sql: string): unknown[];
}

function withLog(names: readonly string[], play: (bench: Bench) => Promise<void>): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    const db = `${directory}/x.db`;
    await play({
      directory,
      async run(flags = {}, sizes = {}) {
        const host = fakeHost({ now: START + 1e6, ...sizes });
        const positionals = names.map((name) => name === "-" ? name : `${directory}/${name}`);
        const values = { db, source: "x", "warn-rejects": "100%" };
        const code = await replay.run(
          { flags: { quiet: true, ...flags }, values, lists: {}, positionals },
          host,
        );
        assert.equal(code, 0);
        return host.stderr.text;
      },
      rows(sql) {
        using database = new DatabaseSync(db, { readOnly: true });
        return database.prepare(sql).all().map((row) => Object.values(row));
      },
    });
  });
}

const REJECTS = "SELECT line, offset, reason, sample FROM rejects ORDER BY offset";
const COUNTS = "SELECT read, accepted, rejected FROM source";
const EXPECTED = [[1, 3, "format", "starting up"], [3, 16, "format", "# comment"]];

for (
  const [name, header, body] of [
    ["csv", HEADER, records(50)],
    [
      "a table",
      "ts;client;request;status\n",
      records(50).replace(/^h,-,-,(\d+),([^,]*),200,1$/gm, "$1;h;$2;200"),
    ],
    ["w3c", "#Version: 1.0\n", "#Fields: date time c-ip sc-status\n2020-09-13 12:26:40 ::1 200\n".repeat(50)],
  ] as const
) {
  Deno.test(`${name}: what is in front of the header is rejected, once, and said once`, () =>
    withLog(["a.log"], async ({ directory, run, rows }) => {
      const log = `${directory}/a.log`;
      Deno.writeTextFileSync(log, JUNK + header);
      assert.match(
        await run(),
        /2 lines of ".*a\.log" in front of its header are no records: they are rejected\.$/m,
      );
      Deno.writeTextFileSync(log, body, { append: true });
      assert.match(await run(), /2 lines of/);
      assert.deepEqual(rows(REJECTS), EXPECTED);
      assert.deepEqual(rows(COUNTS), [[52, 50, 2]]);
      Deno.writeTextFileSync(log, body, { append: true });
      // The records of before come again, and may be late.
      assert.doesNotMatch(await run(), /in front of|rejected/);
      assert.equal(await run(), "");
      assert.deepEqual(rows(REJECTS), EXPECTED);
      assert.deepEqual(rows(COUNTS), [[102, 100, 2]]);
    }));
}

Deno.test("in front of a header: of logs read in ranges, together and as standard input, too", async () => {
  const text = JUNK + HEADER + records(3000);
  const counts = [[6004, 6000, 4]];
  await withLog(["a.csv", "b.csv"], async ({ directory, run, rows }) => {
    Deno.writeTextFileSync(`${directory}/a.csv`, text);
    Deno.writeTextFileSync(`${directory}/b.csv`, text.replaceAll("h,-,-", "i,-,-"));
    await run({}, { rangeBytes: 20_000 });
    assert.deepEqual(rows(COUNTS), counts);
    assert.deepEqual(rows("SELECT line, offset FROM rejects ORDER BY offset"), [[1, 3], [1, 3], [3, 16], [
      3,
      16,
    ]]);
  });
  await withLog(["a.csv"], async ({ directory, run, rows }) => {
    Deno.writeTextFileSync(`${directory}/a.csv`, HEADER + records(3000));
    await run({}, { rangeBytes: 20_000 });
    Deno.renameSync(`${directory}/a.csv`, `${directory}/a.csv.1`);
    Deno.writeTextFileSync(`${directory}/a.csv`, JUNK + HEADER + records(3000, 3000));
    await run({}, { rangeBytes: 20_000 });
    assert.deepEqual(rows(COUNTS), [[6002, 6000, 2]]);
    assert.deepEqual(rows(REJECTS), EXPECTED);
  });
  await withLog(["-"], async ({ run, rows }) => {
    await run({}, { stdin: text });
    await run({}, { stdin: text + records(10, 3000) });
    assert.deepEqual(rows(COUNTS), [[3012, 3010, 2]]);
    assert.deepEqual(rows(REJECTS), EXPECTED);
  });
});
