// Role: scenarios of `httplog replay`: the samples, running again, interruption. Part of the end-to-end suite.

import assert from "node:assert/strict";
import { PROJECT, readUntil } from "../process.ts";
import { assertSameLines, type Bench, type Scenario } from "./scenario.ts";

const ACCESS = `${PROJECT}sample_data/access.csv`;
const OUTAGE = `${PROJECT}sample_data/outage.csv`;
const MALFORMED = `${PROJECT}sample_data/malformed.csv`;

/** Everything that a run may not change when it has nothing new to read. */
const RESULTS = [
  "buckets",
  "bucket_sections",
  "bucket_hosts",
  "bucket_statuses",
  "seconds",
  "sources",
  "rejects",
];

/** All stored results as lines, the view first. */
async function results(bench: Bench): Promise<string[]> {
  const alerts =
    "SELECT source, rule, fired_at, value, peak_value, peak_at, resolved_at, threshold, window, provisional FROM alerts ORDER BY 1, 2, 3";
  const lines = (await bench.rows(alerts)).map((row) => `alerts ${JSON.stringify(row)}`);
  for (const view of RESULTS) {
    const rows = await bench.rows(`SELECT * FROM ${view} ORDER BY 1, 2, 3, 4`);
    for (const row of rows) lines.push(`${view} ${JSON.stringify(row)}`);
  }
  return lines;
}

/** Asserts that every breakdown of the stored hits adds up to the same number. */
async function assertSums(bench: Bench, hits: number): Promise<void> {
  const views = ["buckets", "bucket_sections", "bucket_hosts", "bucket_statuses", "seconds"];
  const sums = views.map((view) => `(SELECT sum(hits) FROM ${view}) AS ${view}`);
  const [row] = await bench.rows(`SELECT ${sums.join(", ")}`);
  assert.deepEqual(row, Object.fromEntries(views.map((view) => [view, hits])));
}

const COMBINED = `${PROJECT}sample_data/combined.log`;

/** The scenarios, each on its own bench. */
export const REPLAY_SCENARIOS: readonly Scenario[] = [
  {
    name: "version and help",
    async play(bench) {
      const { version } = JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`));
      const told = await bench.httplog(["--version"]);
      assert.equal(told.code, 0);
      assert.ok(told.stdout.includes(version), told.stdout);
      for (const words of [["--help"], ["replay", "--help"], ["query", "--help"]]) {
        const help = await bench.httplog(words);
        assert.deepEqual([help.code, help.stderr], [0, ""]);
        assert.match(help.stdout, /usage/i);
      }
      assert.deepEqual(bench.snapshot(), {}, "help and version leave nothing behind");
    },
  },
  {
    name: "a combined log just works: as a file, as standard input, with threads, and checked",
    async play(bench) {
      const log = bench.write("access.log", Deno.readFileSync(COMBINED));
      const checked = await bench.httplog(["check", log]);
      assert.deepEqual([checked.code, checked.stderr], [0, ""]);
      assert.match(checked.stdout, /^records +1,989 accepted of 1,989/m);
      assert.deepEqual(Object.keys(bench.snapshot()), ["access.log"], "check writes nothing");
      const bare = await bench.httplog([log]);
      assert.equal(bare.code, 0, bare.stderr);
      assert.match(bare.stdout, /^Read as clf: [^]*1,989 accepted \+ 0 rejected/);
      const piped = await bench.httplog(["-"], { stdin: Deno.readFileSync(COMBINED) });
      assert.equal(piped.code, 0, piped.stderr);
      const threads = ["--source", "threads", "--workers", "2", "--log-format", "combined"];
      assert.equal((await bench.httplog([log, ...threads])).code, 0);
      const rows = await bench.rows("SELECT format, accepted, rejected, late FROM sources");
      assert.deepEqual(rows, Array(3).fill({ format: "clf", accepted: 1989, rejected: 0, late: 1 }));
    },
  },
  {
    name: "access.csv fires and resolves two alerts, and running again changes nothing",
    async play(bench) {
      const first = await bench.httplog([ACCESS]);
      assert.deepEqual([first.code, first.stderr], [0, ""]);
      assert.equal(
        first.stdout.match(/High traffic generated an alert - hits = [\d.]+\/s, triggered at /g)?.length,
        2,
      );
      assert.equal(first.stdout.match(/Reduced traffic resolved an alert - .*, resolved at /g)?.length, 2);
      assert.deepEqual(await bench.rows("SELECT read, accepted, rejected, late, status FROM runs"), [
        { read: 11792, accepted: 11792, rejected: 0, late: 7, status: "ok" },
      ]);
      assert.deepEqual(await bench.rows("SELECT fired_iso, duration, provisional FROM alerts ORDER BY 1"), [
        { fired_iso: "2019-02-07T21:19:19Z", duration: 205, provisional: 0 },
        { fired_iso: "2019-02-07T21:34:56Z", duration: 190, provisional: 0 },
      ]);
      await assertSums(bench, 11792);
      const before = await results(bench);
      const second = await bench.httplog(["replay", ACCESS]);
      assert.equal(second.code, 0);
      assert.doesNotMatch(second.stdout, /High traffic/);
      assertSameLines(await results(bench), before, "the second run changed something");
    },
  },
  {
    name: "one record with a far time costs no alert: it is kept, counted and named",
    async play(bench) {
      const lines = Deno.readTextFileSync(ACCESS).split("\n");
      const far = (time: number) => `"10.0.0.9","-","apache",${time},"GET /far HTTP/1.0",200,1`;
      // Of another year, and just not in the future.
      for (
        const [name, time] of [["far", 1_640_995_200], [
          "soon",
          Math.floor(Date.now() / 1000) + 72_000,
        ]] as const
      ) {
        const log = `${bench.directory}/${name}.csv`;
        Deno.writeTextFileSync(log, lines.toSpliced(1001, 0, far(time)).join("\n"));
        const { code, stderr } = await bench.httplog([log, "--source", name, "--quiet"]);
        assert.equal(code, 0);
        assert.match(stderr, /^httplog: warning: 1 record came with a time far ahead .* line 1002 of ".*"/);
      }
      assert.deepEqual(
        await bench.rows("SELECT name, late, outliers, accepted, rejected FROM sources ORDER BY name"),
        ["far", "soon"].map((name) => ({ name, late: 7, outliers: 1, accepted: 11793, rejected: 0 })),
      );
      assert.deepEqual(
        await bench.rows("SELECT source, fired_iso FROM alerts ORDER BY source, fired_at"),
        ["far", "soon"].flatMap((source) =>
          ["2019-02-07T21:19:19Z", "2019-02-07T21:34:56Z"].map((fired_iso) => ({ source, fired_iso }))
        ),
      );
      assert.deepEqual(
        await bench.rows("SELECT source, line, reason FROM rejects ORDER BY source"),
        ["far", "soon"].map((source) => ({ source, line: 1002, reason: "time jump" })),
      );
    },
  },
  {
    name: "outage.csv shows which host and section failed",
    async play(bench) {
      assert.equal((await bench.httplog([OUTAGE, "--quiet"])).code, 0);
      const worst = (dimension: string) =>
        bench.rows(
          `SELECT ${dimension} AS name FROM bucket_${dimension}s GROUP BY 1 ORDER BY sum(failures) DESC LIMIT 1`,
        );
      assert.deepEqual(await worst("host"), [{ name: "10.0.0.13" }]);
      assert.deepEqual(await worst("section"), [{ name: "/report" }]);
      assert.deepEqual(await bench.rows("SELECT * FROM alerts"), []);
      await assertSums(bench, 2896);
    },
  },
  {
    name: "malformed.csv: every reason is counted and sampled, and nothing reaches the terminal",
    async play(bench) {
      const { code, stdout, stderr } = await bench.httplog([MALFORMED, "--verbose"]);
      assert.equal(code, 0);
      // deno-lint-ignore no-control-regex -- control characters are what is looked for
      assert.doesNotMatch(stdout + stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
      const [run] = await bench.rows("SELECT read, accepted, rejected FROM runs");
      assert.deepEqual(run, { read: 46, accepted: 27, rejected: 19 });
      const reasons = await bench.rows(
        "SELECT DISTINCT reason FROM rejects ORDER BY min(line) OVER (PARTITION BY reason)",
      );
      assert.deepEqual(reasons.map((row) => row.reason), [
        "too long",
        "quote",
        "fields",
        "date",
        "future",
        "status",
        "bytes",
      ]);
      await assertSums(bench, 27);
    },
  },
  {
    name: "a log that grows, read in pieces, gives what it gives in one run",
    async play(bench) {
      const text = Deno.readTextFileSync(ACCESS);
      const path = `${bench.directory}/growing.csv`;
      for (const end of [100, 300_000, 300_001, 555_555, text.length]) {
        Deno.writeTextFileSync(path, text.slice(0, end));
        const { code, stderr } = await bench.httplog([path, "--quiet", "--source", "shop"]);
        assert.deepEqual([code, stderr], [0, ""]);
      }
      const inPieces = await results(bench);
      Deno.removeSync(`${bench.directory}/httplog.db`);
      await bench.httplog([path, "--quiet", "--source", "shop"]);
      assertSameLines(inPieces, await results(bench), "in pieces it is not what it is in one run");
    },
  },
  {
    name: "standard input is a log too, and a bundle of files is one source",
    async play(bench) {
      const [header, ...lines] = Deno.readTextFileSync(OUTAGE).trimEnd().split("\n");
      const later = bench.write("a.csv", `${[header, ...lines.slice(1000)].join("\n")}\n`);
      const earlier = bench.write("b.csv", `${[header, ...lines.slice(0, 1000)].join("\n")}\n`);
      // Else the earlier file holds the source back for the ten minutes in which its log might go on.
      const words = ["--quiet", "--source", "x", "--idle-log", "0"];
      assert.equal((await bench.httplog([later, earlier, ...words])).code, 0);
      const inTwo = await results(bench);
      Deno.removeSync(`${bench.directory}/httplog.db`);
      const stdin = Deno.readFileSync(OUTAGE);
      assert.equal((await bench.httplog(["replay", "-", ...words], { stdin })).code, 0);
      assertSameLines(inTwo, await results(bench), "two files are not what one stream is");
    },
  },
  {
    name: "the same log as standard input and as a file is not counted twice in one source",
    async play(bench) {
      const stdin = Deno.readFileSync(OUTAGE), words = ["--quiet", "--source", "x"];
      assert.equal((await bench.httplog(["replay", "-", ...words], { stdin })).code, 0);
      const asFile = await bench.httplog([OUTAGE, ...words]);
      assert.equal(asFile.code, 64);
      assert.match(asFile.stderr, /has read standard input, which begins like ".*outage\.csv"/);
      Deno.removeSync(`${bench.directory}/httplog.db`);
      assert.equal((await bench.httplog([OUTAGE, ...words])).code, 0);
      const asStream = await bench.httplog(["replay", "-", ...words], { stdin });
      assert.equal(asStream.code, 64);
      assert.match(asStream.stderr, /has read ".*outage\.csv", which begins like standard input/);
      // Another log by standard input is another log of the source.
      const other = Deno.readFileSync(ACCESS);
      assert.equal((await bench.httplog(["replay", "-", ...words], { stdin: other })).code, 0);
    },
  },
  {
    name: "logs of two servers in one source give what the one log gives from which they were split",
    async play(bench) {
      const [header, ...lines] = Deno.readTextFileSync(ACCESS).trimEnd().split("\n");
      const servers = [0, 1].map((server) => lines.filter((_, line) => line % 2 === server));
      const logs = servers.map((_, server) => `${bench.directory}/web${server}.csv`);
      const grow = (shares: readonly number[]): void =>
        logs.forEach((path, server) => {
          const own = servers[server].slice(0, servers[server].length * shares[server]);
          Deno.writeTextFileSync(path, `${[header, ...own].join("\n")}\n`);
        });
      const replayed = async (paths: readonly string[]): Promise<void> => {
        const { code, stderr } = await bench.httplog([...paths, "--quiet", "--source", "shop"]);
        assert.deepEqual([code, stderr], [0, ""]);
      };
      const whole = bench.write("whole.csv", `${[header, ...lines].join("\n")}\n`);
      await replayed([whole]);
      const expected = await results(bench);
      assert.equal(expected.filter((line) => line.startsWith("alerts")).length, 2);
      Deno.removeSync(`${bench.directory}/httplog.db`);
      grow([1, 1]);
      await replayed(logs);
      assertSameLines(await results(bench), expected, "in one run");
      Deno.removeSync(`${bench.directory}/httplog.db`);
      // Neither lags by more than ten minutes of event time when a run ends.
      for (const shares of [[0.2, 0.3], [0.5, 0.4], [0.5, 0.6], [1, 1]]) {
        grow(shares);
        await replayed(logs.toReversed());
      }
      assertSameLines(await results(bench), expected, "in several runs");
      const backtest = ["backtest", "--show", "alerts", "--format", "csv"];
      const [split, one] = [
        await bench.httplog([...backtest, ...logs]),
        await bench.httplog([...backtest, whole]),
      ];
      assert.deepEqual(split, one);
      assert.match(one.stdout, /high-traffic/);
    },
  },
  {
    name: "--output json prints one object a line and ends with a summary",
    async play(bench) {
      const { code, stdout } = await bench.httplog([MALFORMED, "--output", "json", "--verbose"]);
      assert.equal(code, 0);
      const objects = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
      assert.equal(objects.at(-1).read, 46);
    },
  },
];

/** Scenarios of signals, for systems that have them. */
export const SIGNAL_SCENARIOS: readonly Scenario[] = (["SIGINT", "SIGTERM"] as const).map((signal) => ({
  name: `${signal} in a paced replay ends it cleanly, and the next run goes on from there`,
  async play(bench) {
    const child = bench.start([ACCESS, "--timescale", "0.01", "--source", "shop"]);
    await child.stdin.close();
    const begun = await readUntil(child.stdout, (text) => text.split("\n").length > 2);
    child.kill(signal);
    const [{ code }, rest, stderr] = await Promise.all([
      child.status,
      readUntil(child.stdout, () => false),
      readUntil(child.stderr, () => false),
    ]);
    assert.equal(code, signal === "SIGINT" ? 130 : 143, begun + rest + stderr);
    const [{ read, status }] = await bench.rows("SELECT read, status FROM runs");
    assert.equal(status, "interrupted");
    assert.ok(Number(read) > 0 && Number(read) < 11792, `${read} records were read`);
    await assertSums(bench, Number(read));
    assert.equal((await bench.httplog([ACCESS, "--source", "shop", "--quiet"])).code, 0);
    const continued = await results(bench);
    Deno.removeSync(`${bench.directory}/httplog.db`);
    await bench.httplog([ACCESS, "--source", "shop", "--quiet"]);
    assertSameLines(continued, await results(bench), "interrupted and continued is not what one run is");
  },
}));
