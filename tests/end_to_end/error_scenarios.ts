// Role: scenarios of input, options and databases that are wrong: each ends with its documented exit code and one
// line that says what to do. Part of the end-to-end suite.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { missingProgram } from "../outside_program.ts";
import type { Outcome } from "../process.ts";
import type { Bench, Scenario } from "./scenario.ts";

const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';
const line = (second: number) =>
  `"10.0.0.2","-","apache",${1549573860 + second},"GET /api HTTP/1.0",200,12\n`;
const LOG = HEADER + Array.from({ length: 100 }, (_, second) => line(second)).join("");

/** Asserts an exit code and a message of one line that holds all of the words, and nothing like a stack trace. */
function assertRefused(outcome: Outcome, code: number, words: readonly string[]): void {
  assert.deepEqual([outcome.code, outcome.stdout], [code, ""], outcome.stderr);
  assert.match(outcome.stderr, /^[^\n]+\n$/);
  for (const word of words) {
    assert.ok(outcome.stderr.includes(word), `"${word}" is missing in: ${outcome.stderr}`);
  }
}

/** Runs httplog, asserts that it refuses, and that every file has the bytes it had. */
async function assertUntouched(
  bench: Bench,
  words: readonly string[],
  code: number,
  said: readonly string[],
) {
  const before = bench.snapshot();
  assertRefused(await bench.httplog(words), code, said);
  assert.deepEqual(bench.snapshot(), before);
}

/** The scenarios, each on its own bench. */
export const ERROR_SCENARIOS: readonly Scenario[] = [
  {
    name: "inputs that cannot be read",
    async play(bench) {
      await assertUntouched(bench, ["missing.csv"], 66, ["missing.csv"]);
      Deno.mkdirSync(`${bench.directory}/folder`);
      await assertUntouched(bench, ["replay", "folder"], 66, ["folder"]);
    },
  },
  {
    name: "an input that may not be read, and a database that may not be written",
    missing: Deno.uid() === 0 ? missingProgram("setpriv") : null,
    async play(bench) {
      const secret = bench.write("secret.csv", LOG), log = bench.write("good.csv", LOG);
      Deno.chmodSync(secret, 0o000);
      assertRefused(await bench.httplogUnprivileged(["replay", secret]), 77, ["secret.csv"]);
      await bench.httplog([log, "--db", "locked.db", "--quiet"]);
      Deno.chmodSync(`${bench.directory}/locked.db`, 0o444);
      const more = bench.write("more.csv", LOG);
      assertRefused(await bench.httplogUnprivileged([more, "--db", "locked.db"]), 77, ["locked.db"]);
    },
  },
  {
    name: "nothing to read is no error",
    async play(bench) {
      for (const content of ["", HEADER, "\ufeff" + HEADER]) {
        const path = bench.write("little.csv", content);
        const { code, stdout, stderr } = await bench.httplog([path, "--complete"]);
        assert.deepEqual([code, stderr], [0, ""], JSON.stringify(content));
        assert.match(stdout, /\b0 records/);
      }
    },
  },
  {
    name: "headers that lack a column, or are none",
    async play(bench) {
      bench.write("lacking.csv", "remotehost,rfc931,authuser,date,request,bytes\n");
      await assertUntouched(bench, ["lacking.csv"], 65, ["status", "lacking.csv"]);
      bench.write("headless.csv", line(0));
      await assertUntouched(bench, ["headless.csv"], 65, ["No known format", "headless.csv"]);
      await bench.httplog([bench.write("good.csv", LOG), "--source", "a", "--quiet"]);
      await assertUntouched(bench, ["lacking.csv", "--source", "a"], 65, ["status"]);
    },
  },
  {
    name: "noise and a line without end are rejected, and the rest goes on",
    async play(bench) {
      const noise = new Uint8Array(1_000_000);
      for (let index = 0; index < noise.length; index++) noise[index] = (index * 2654435761) >>> 13;
      const long = "x".repeat(8_000_000);
      const parts = [LOG, long, `\n${line(100)}`, noise, `\n${long}\n`, line(101)];
      const path = bench.write("noise.csv", new Uint8Array(await new Blob(parts).arrayBuffer()));
      assert.equal((await bench.httplog([path, "--quiet"])).code, 0);
      const [row] = await bench.rows("SELECT accepted, read - accepted - rejected AS rest FROM runs");
      assert.deepEqual(row, { accepted: 102, rest: 0 });
      const [kept] = await bench.rows("SELECT count(*) AS rows, min(line) AS first FROM rejects");
      assert.deepEqual(kept, { rows: 1000, first: 102 });
    },
  },
  {
    name: "options, commands and reports that are wrong",
    async play(bench) {
      const log = bench.write("good.csv", LOG);
      await assertUntouched(bench, [log, "--treshold", "3"], 64, ["--treshold"]);
      await assertUntouched(bench, [log, "--alert-treshold", "3"], 64, [
        "--alert-treshold",
        "--alert-threshold",
      ]);
      await assertUntouched(bench, [log, "--bucket-size", "0"], 64, ["0", "bucket-size"]);
      await assertUntouched(bench, [log, "--timescale", "-1"], 64, ["-1", "timescale"]);
      await assertUntouched(bench, [log, "--alert-window", "soon"], 64, ["soon", "alert-window"]);
      await assertUntouched(bench, [log, "--output", "xml"], 64, ["xml", "text", "json"]);
      await assertUntouched(bench, ["replay"], 64, ["httplog replay"]);
      await bench.httplog([log, "--quiet"]);
      await assertUntouched(bench, ["query", "alrts"], 64, ["alrts", "alerts"]);
      await assertUntouched(bench, ["query", "alerts", "--format", "tabel"], 64, ["tabel", "table"]);
    },
  },
  {
    name: "options that differ from those of the stored rows",
    async play(bench) {
      const log = bench.write("good.csv", LOG);
      await bench.httplog([log, "--quiet"]);
      await assertUntouched(bench, [log, "--bucket-size", "60"], 64, ["10", "60", "--fresh", "--source"]);
      await assertUntouched(bench, [log, "--lateness", "5"], 64, ["30", "5", "--fresh", "--source"]);
      assert.equal((await bench.httplog([log, "--bucket-size", "60", "--fresh", "--quiet"])).code, 0);
      assert.deepEqual(await bench.rows("SELECT DISTINCT size FROM buckets"), [{ size: 60 }]);
    },
  },
  {
    name: "databases that are not ours, newer, or in no directory",
    async play(bench) {
      const log = bench.write("good.csv", LOG);
      bench.write("text.db", "This is no database, but a text that is longer than a header. ".repeat(20));
      await assertUntouched(bench, [log, "--db", "text.db"], 78, ["text.db"]);
      await assertUntouched(bench, ["query", "alerts", "--db", "text.db"], 78, ["text.db"]);
      edit(`${bench.directory}/other.db`, "CREATE TABLE things (id INTEGER)");
      await assertUntouched(bench, [log, "--db", "other.db"], 78, ["other.db"]);
      await bench.httplog([log, "--db", "newer.db", "--quiet"]);
      edit(`${bench.directory}/newer.db`, "PRAGMA user_version = 999");
      await assertUntouched(bench, [log, "--db", "newer.db"], 78, ["newer.db"]);
      await assertUntouched(bench, [log, "--db", "no/such/folder.db"], 73, ["no/such/folder.db"]);
    },
  },
];

/** Changes a database behind the program's back. */
function edit(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
