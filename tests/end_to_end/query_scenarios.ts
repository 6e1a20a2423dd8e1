// Role: scenarios of `httplog query`: canned reports, SQL, its guards and its limits. Part of the end-to-end suite.

import assert from "node:assert/strict";
import { PROJECT, readUntil } from "../process.ts";
import type { Bench, Scenario } from "./scenario.ts";

async function replayAccess(bench: Bench): Promise<void> {
  const { code, stderr } = await bench.httplog([
    `${PROJECT}sample_data/access.csv`,
    "--quiet",
    "--source",
    "shop",
  ]);
  assert.deepEqual([code, stderr], [0, ""]);
}

/** SQL that never ends by itself. */
const ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

/** The scenarios, each on its own bench. */
export const QUERY_SCENARIOS: readonly Scenario[] = [
  {
    name: "every canned report answers in every format",
    async play(bench) {
      await replayAccess(bench);
      const reports = [
        "alerts",
        "buckets",
        "sections",
        "hosts",
        "statuses",
        "methods",
        "availability",
        "runs",
        "rejects",
        "sources",
      ];
      const formats = ["table", "json", "ndjson", "csv", "markdown"];
      // Buckets do not keep all hosts by name, and a range of less than an hour says so.
      const some = await bench.httplog([
        "query",
        "hosts",
        "-n",
        "0",
        "--until",
        "2019-02-07T21:59Z",
        "--format",
        "csv",
      ]);
      assert.match(some.stderr, /^\(other\) is 10\.01 % of the hits: [^\n]*\n/);
      for (const [index, report] of reports.entries()) {
        const words = ["query", report, "--limit", "0", "--format", formats[index % formats.length]];
        const { code, stderr } = await bench.httplog(words);
        assert.equal(code, 0, words.join(" "));
        assert.equal(stderr, "", words.join(" "));
      }
      for (const format of formats) {
        const { code, stdout } = await bench.httplog([
          "query",
          "alerts",
          "--since",
          "24h",
          "--format",
          format,
        ]);
        assert.equal(code, 0);
        assert.match(stdout, /2019-02-07T21:19:19Z|1549574359/, format);
      }
    },
  },
  {
    name: "SQL with a parameter, from an argument, a file and standard input",
    async play(bench) {
      await replayAccess(bench);
      const sql = "SELECT sum(hits) AS hits FROM bucket_sections WHERE section = :name";
      const tail = ["--param", "name=/login", "--format", "csv"];
      const file = bench.write("question.sql", sql);
      const answers = [
        await bench.httplog(["query", sql, ...tail]),
        await bench.httplog(["query", "--file", file, ...tail]),
        await bench.httplog(["query", "-", ...tail], { stdin: sql }),
      ];
      for (const { code, stdout, stderr } of answers) {
        assert.deepEqual([code, stderr], [0, ""]);
        assert.match(stdout, /^hits\r?\n\d+\r?\n$/);
        assert.equal(stdout, answers[0].stdout);
      }
    },
  },
  {
    name: "a question that writes, attaches or never ends is refused, and the database keeps its bytes",
    async play(bench) {
      await replayAccess(bench);
      const before = bench.snapshot();
      for (
        const sql of [
          "DELETE FROM runs",
          "ATTACH 'other.db' AS o",
          "PRAGMA user_version = 9",
          "VACUUM",
          "SELEC 1",
        ]
      ) {
        const { code, stdout, stderr } = await bench.httplog(["query", sql]);
        assert.deepEqual([code, stdout], [64, ""], `${sql}: ${stderr}`);
        assert.match(stderr, /^[^\n]+\n$/);
      }
      const begun = performance.now();
      const endless = await bench.httplog(["query", ENDLESS, "--timeout", "1"]);
      assert.notEqual(endless.code, 0);
      assert.match(endless.stderr, /^[^\n]*(time|second)[^\n]*\n$/i);
      assert.ok(performance.now() - begun < 20_000, "it ends soon after its time limit");
      assert.deepEqual(bench.snapshot(), before);
    },
  },
  {
    name: "a reader that goes away ends it quietly with 0",
    async play(bench) {
      await replayAccess(bench);
      const sql = "SELECT one.time, other.hits FROM seconds one, seconds other LIMIT 200000";
      const child = bench.start(["query", sql, "--format", "ndjson"]);
      await child.stdin.close();
      const reader = child.stdout.getReader();
      await reader.read();
      await reader.cancel();
      const stderr = await readUntil(child.stderr, () => false);
      const { code } = await child.status;
      assert.deepEqual([code, stderr], [0, ""]);
    },
  },
  {
    name: "no rows are no error, but give 1 with --exit-code",
    async play(bench) {
      await replayAccess(bench);
      const none = "SELECT * FROM alerts WHERE value > 1000";
      assert.equal((await bench.httplog(["query", none])).code, 0);
      assert.equal((await bench.httplog(["query", none, "--exit-code"])).code, 1);
      assert.equal((await bench.httplog(["query", "alerts", "--exit-code"])).code, 0);
      assert.match((await bench.httplog(["query", "--schema"])).stdout, /bucket_sections/);
    },
  },
  {
    name: "HTTPLOG_DB names the database; without one the message says what to run first",
    async play(bench) {
      const missing = await bench.httplog(["query", "alerts"]);
      assert.equal(missing.code, 66);
      assert.match(missing.stderr, /httplog\.db.*httplog replay/);
      const env = { HTTPLOG_DB: `${bench.directory}/elsewhere.db` };
      await bench.httplog([`${PROJECT}sample_data/outage.csv`, "--quiet"], { env });
      assert.deepEqual(Object.keys(bench.snapshot()).filter((name) => name.endsWith(".db")), [
        "elsewhere.db",
      ]);
      assert.equal((await bench.httplog(["query", "sources", "--exit-code"], { env })).code, 0);
    },
  },
];
