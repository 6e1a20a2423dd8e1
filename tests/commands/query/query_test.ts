// Role: the `query` command on a real database: what is asked, what is refused, and what comes out. The command line is
// parsed by `src/cli/cli.ts`; here its outcome is given.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { runCli } from "../../../src/cli/cli.ts";
import { query } from "../../../src/commands/query/query.ts";
import type { Invocation } from "../../../src/commands/command.ts";
import { denoHost } from "../../../src/host/deno/deno_host.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { BrokenPipe } from "../../../src/host/host.ts";
import { REPORTS } from "../../../src/reports/mod.ts";
import { type FakeHost, fakeHost, type FakeSettings } from "../../fake_host.ts";
import { replayed } from "../../reports/replayed.ts";
import { run as runProcess } from "../../process.ts";
import { changeOf, loneBucket, START, store, storeLogs } from "../../reports/stored_logs.ts";

const SRC = new URL("../../../src/", import.meta.url).href;

/** A main module as far as queries need one: a worker serves, the process exits at once with the command's code. */
const MAIN = `
import { query } from "${SRC}commands/query/query.ts";
import { denoHost } from "${SRC}host/deno/deno_host.ts";
import { serveQueries } from "${SRC}stores/sqlite/query_worker.ts";
import { loadLists } from "${SRC}host/deno/load_lists.ts";
if (typeof WorkerGlobalScope !== "undefined") serveQueries(loadLists);
else {
  try {
    const host = denoHost({ worker: import.meta.url, exit: Deno.exit });
    Deno.exit(await query.run(JSON.parse(Deno.args[0]), host));
  } catch (error) {
    console.error(error.message);
    Deno.exit(error.exitCode ?? 70);
  }
}`;

const ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

type Asked = Partial<Omit<Invocation, "positionals">>;

function invocation(
  positionals: readonly string[],
  { flags = {}, values = {}, lists = {} }: Asked = {},
): Invocation {
  return { positionals, flags, values, lists: { param: [], ...lists } };
}

/** A directory with the database `logs.db` of the reports' tests, and ways to ask it. */
class Bench {
  readonly directory: string = Deno.makeTempDirSync({ prefix: "httplog-" });
  readonly database: string = `${this.directory}/logs.db`;
  readonly main: string = this.write("main.js", MAIN);

  constructor() {
    storeLogs(this.database);
  }

  write(name: string, text: string): string {
    Deno.writeTextFileSync(`${this.directory}/${name}`, text);
    return `${this.directory}/${name}`;
  }

  host(settings: FakeSettings = {}): FakeHost {
    const worker = new URL(`file://${this.main}`).href;
    const real = denoHost({ worker, exit: Deno.exit });
    // A worker needs real time; the clock of the fake host is over at once.
    const { sleep, startThread } = real;
    return Object.assign(fakeHost(settings), { sleep, startThread });
  }

  async ask(
    words: readonly string[],
    asked: Asked = {},
    host: FakeHost = this.host(),
  ): Promise<[number, string]> {
    const values = { db: this.database, ...asked.values };
    const code = await query.run(invocation(words, { ...asked, values }), host);
    return [code, host.stdout.text];
  }

  async refused(words: readonly string[], asked: Asked, message: RegExp, kind = "usage"): Promise<void> {
    const host = this.host();
    await assert.rejects(this.ask(words, asked, host), (error: unknown) => {
      assert.ok(error instanceof Problem, String(error));
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"), error.message);
      assert.equal(error.kind, kind);
      return true;
    });
    assert.equal(host.stdout.text, "");
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

Deno.test("a report as a table", async () => {
  using bench = new Bench();
  const [code, text] = await bench.ask(["sections"], { values: { source: "blog" } });
  assert.equal(code, 0);
  assert.equal(
    text,
    "section  hits  at_most     share  bytes  failures  availability\n" +
      "-------  ----  -------  --------  -----  --------  ------------\n" +
      "/blog       5        5  100.00 %    500         0      100.00 %\n",
  );
});

Deno.test("a value that nothing can have is told of where there are no rows, with what may be meant", async () => {
  using bench = new Bench();
  for (
    const [report, option, value, near] of [
      [
        "sections",
        "section",
        "blog",
        'matches nothing: a section is the first part of a path. Did you mean "/blog"?',
      ],
      ["availability", "section", "/blog/a", 'Did you mean "/blog"?'],
      ["routes", "route", "/a/7", 'Did you mean "/a/:id"?'],
      ["urls", "path", "/a?q=1", 'Did you mean "/a"?'],
      [
        "hosts",
        "host",
        "10.0.0.0/8",
        "a host is looked for as a whole; for those of a network SQL has GLOB.\n",
      ],
      ["sections", "section", "/nothing", "(no rows)\n"],
    ] as const
  ) {
    const [code, text] = await bench.ask([report], { values: { [option]: value } });
    assert.equal(code, 0);
    assert.ok(text.includes("(no rows)") && text.includes(near), text);
  }
  const texts = async (report: string, values: Record<string, string>) =>
    (await bench.ask([report], { values }))[1];
  assert.doesNotMatch(await texts("sections", { section: "/blog" }), /matches nothing/);
  using database = new DatabaseSync(bench.database);
  database.exec("UPDATE source SET keep_query = 1 WHERE name = 'shop'");
  const asked: readonly Record<string, string>[] = [{}, { source: "shop" }];
  for (const source of asked) {
    assert.doesNotMatch(await texts("urls", { path: "/a?q=1", ...source }), /matches nothing/);
  }
  assert.match(await texts("urls", { path: "/a?q=1", source: "blog" }), /matches nothing/);
});

Deno.test("times back from the last record: of the source, or of all", async () => {
  using bench = new Bench();
  const hits = async (values: Record<string, string>) => {
    const [, text] = await bench.ask(["availability"], { values: { ...values, by: "day", format: "csv" } });
    return text.split("\r\n").slice(1, -1).map((line) => Number(line.split(",")[1]));
  };
  assert.deepEqual(await hits({ since: "1h" }), [20]);
  assert.deepEqual(await hits({ since: "1h", source: "blog" }), [5]);
  assert.deepEqual(await hits({ until: "1h" }), [85]);
  assert.deepEqual(await hits({ since: "2015-05-17T14:30+00:00" }), [10]);
  assert.deepEqual(await hits({ since: "52w" }), [105]);
});

/** Without the note about the gaps that these logs have. */
function withoutGaps(text: string): string {
  return text.replace(/Lines may be missing: [^\n]*\n+/, "");
}

Deno.test("words are read by the clock of the machine; a range that begins after the last record says so", async () => {
  using bench = new Bench();
  const asked = async (
    now: string,
    values: Record<string, string>,
  ): Promise<[hits: number, stderr: string]> => {
    const host = bench.host({ now: Date.parse(now) / 1000 });
    const [, text] = await bench.ask(
      ["availability"],
      { values: { by: "day", format: "csv", ...values } },
      host,
    );
    return [Number(text.split("\r\n")[1]?.split(",")[1] ?? 0), withoutGaps(host.stderr.text)];
  };
  assert.deepEqual(await asked("2015-05-17T23:00:00Z", { since: "today" }), [105, ""]);
  assert.deepEqual(await asked("2015-05-18T03:00:00Z", { since: "yesterday", until: "today" }), [105, ""]);
  assert.deepEqual(await asked("2015-05-18T03:00:00Z", { since: "14:00" }), [20, ""]);
  const cut = "Counted are the whole buckets of 10s that start in this range.\n";
  assert.deepEqual(await asked("2015-05-18T03:00:00Z", { since: "0.5h" }), [10, cut], "of the last record");
  const late =
    "The last record is of 2015-05-17T14:30:05Z, before --since (2019-02-07T00:00:00Z): nothing can be shown.\n";
  assert.deepEqual(await asked("2019-02-07T21:00:00Z", { since: "today" }), [0, late]);
});

Deno.test("a span back says that it is from before a record that is too far ahead, and may have moved nothing yet", async () => {
  const line = (time: number): string => `"10.0.0.1","-","-",${1549573200 + time},"GET /a HTTP/1.1",200,1\n`;
  await using log = await replayed(line(0) + line(100) + line(7200));
  const said = async (since: string): Promise<string> => {
    const host = fakeHost({});
    const real = denoHost({ worker: import.meta.url, exit: Deno.exit });
    const both = Object.assign(Object.create(real), { stdout: host.stdout, stderr: host.stderr });
    assert.equal(
      await runCli(["query", "buckets", "--db", log.database, "--since", since, "-f", "csv"], both),
      0,
    );
    return host.stderr.text;
  };
  assert.match(
    await said("30m"),
    /^A record of 2019-02-07T23:00:00Z is more than --max-jump ahead: a span back is from 2019-02-07T21:01:40Z\.\n$/,
  );
  assert.match(
    await said("2019-02-07T22:00"),
    /^A record of 2019-02-07T23:00:00Z is more than --max-jump ahead/,
  );
  assert.match(await said("2019-02-07T23:30"), /nothing can be shown\.\n$/);
});

Deno.test("status takes a code or a class, limit 0 takes all", async () => {
  using bench = new Bench();
  const [, classes] = await bench.ask(["statuses"], { values: { status: "5XX", format: "ndjson" } });
  assert.deepEqual(classes.trim().split("\n").map((line) => JSON.parse(line).status), [500, 503]);
  const [, all] = await bench.ask(["hosts"], { values: { limit: "0", format: "ndjson" } });
  assert.equal(all.trim().split("\n").length, 12);
});

Deno.test("SQL as an argument, from a file and from standard input, with parameters", async () => {
  using bench = new Bench();
  const sql = "SELECT :n AS n, typeof(:n) AS n_type, :text AS text, :none AS none;";
  const asked = {
    values: { format: "json" },
    lists: { param: ["n=9007199254740993", "text='7'", "none=null"] },
  };
  const expected = [0, '[\n  {"n":9007199254740993,"n_type":"integer","text":"7","none":null}\n]\n'];
  assert.deepEqual(await bench.ask([sql], asked), expected);
  const file = { ...asked, values: { ...asked.values, file: bench.write("q.sql", sql) } };
  assert.deepEqual(await bench.ask([], file), expected);
  assert.deepEqual(await bench.ask(["-"], asked, bench.host({ stdin: sql })), expected);
  assert.deepEqual(await bench.ask([sql], { ...asked, values: { ...asked.values, timeout: "0" } }), expected);
});

Deno.test("SQL may begin with a comment; SQL that is empty is refused", async () => {
  using bench = new Bench();
  const host = bench.host();
  const words = ["query", "-- note = 1\nSELECT 1 AS one", "--db", bench.database, "-f", "ndjson"];
  assert.equal(await runCli(words, host), 0, host.stderr.text);
  assert.equal(host.stdout.text, '{"one":1}\n');
  for (const empty of ["", ";", ";;", " ; ", "-- nothing"]) {
    await bench.refused([empty], {}, /^The SQL is empty\./);
  }
});

Deno.test("blobs, large integers and double names come through the worker", async () => {
  using bench = new Bench();
  const [, text] = await bench.ask(["SELECT x'00ff' AS a, 9223372036854775807 AS a, NULL AS a"], {
    values: { format: "ndjson" },
  });
  assert.equal(text, '{"a":"00ff","a_2":9223372036854775807,"a_3":null}\n');
});

Deno.test("the worker's problems are the same as without it", async () => {
  using bench = new Bench();
  for (const timeout of ["0", "20"]) {
    await bench.refused(["PRAGMA user_version = 9"], { values: { timeout } }, /Only reading is allowed/);
    await bench.refused(["SELECT 1; SELECT 2"], { values: { timeout } }, /one SQL statement/);
    await bench.refused(["SELECT x FROM nowhere"], { values: { timeout } }, /nowhere/);
    const db = `${bench.directory}/absent.db`;
    await bench.refused(["SELECT 1"], { values: { timeout, db } }, /absent\.db.*httplog replay/, "input");
  }
});

Deno.test("a query over its time is stopped and the process ends", async () => {
  using bench = new Bench();
  const begun = performance.now();
  const asked = invocation([ENDLESS], { values: { db: bench.database, timeout: "0.5" } });
  const command = [Deno.execPath(), "run", "-A", bench.main, JSON.stringify(asked)];
  const { code, stdout, stderr } = await runProcess(command, { cwd: bench.directory });
  const expected =
    "The query took longer than 0.5 s and was stopped. Narrow it with WHERE, or raise --timeout.\n";
  assert.deepEqual([code, stdout, stderr], [74, "", expected]);
  assert.ok(performance.now() - begun < 20_000);
});

Deno.test("a report takes a time limit too", async () => {
  using bench = new Bench();
  const [, limited] = await bench.ask(["alerts"], { values: { timeout: "20" } });
  assert.deepEqual([0, limited], await bench.ask(["alerts"]));
});

Deno.test("--schema needs no database", async () => {
  const host = fakeHost();
  assert.equal(await query.run(invocation([], { flags: { schema: true } }), host), 0);
  assert.match(host.stdout.text, /bucket_sections/);
});

Deno.test("--exit-code gives 1 for no rows, else 0", async () => {
  using bench = new Bench();
  const flags = { "exit-code": true } as const;
  const none = { section: "/none" };
  assert.equal((await bench.ask(["sections"], { flags, values: none }))[0], 1);
  assert.equal((await bench.ask(["sections"], { values: none }))[0], 0);
  assert.equal((await bench.ask(["sections"], { flags }))[0], 0);
});

Deno.test("HTTPLOG_DB names the database", async () => {
  using bench = new Bench();
  const host = fakeHost({ env: { HTTPLOG_DB: bench.database } });
  assert.equal(await query.run(invocation(["sources"]), host), 0);
  assert.match(host.stdout.text, /shop/);
});

Deno.test("on a terminal the table fits", async () => {
  using bench = new Bench();
  const sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) " +
    "SELECT i, printf('%.100c', 'x') AS text FROM n";
  const [, text] = await bench.ask([sql], {}, bench.host({ terminal: 40 }));
  for (const line of text.trimEnd().split("\n")) assert.ok(line.length <= 40, line);
});

Deno.test("notes stand below a table, and on standard error where the format is for programs", async () => {
  using bench = new Bench();
  const many = Array.from({ length: 25 }, (_, index) => loneBucket(START + index * 10, 1));
  let source = "blog";
  const printed = async (values: Record<string, string>, settings: FakeSettings = {}) => {
    const host = bench.host(settings);
    const [, text] = await bench.ask(["buckets"], { values: { source, ...values } }, host);
    const note = /\n*Shown are at most 20 rows; --limit 0 shows all\.\n$/;
    return [note.exec(text)?.[0] ?? "", host.stderr.text];
  };
  assert.deepEqual(await printed({}, { terminal: 200 }), ["", ""], "a few buckets are all there are");
  store(bench.database, "many", changeOf(many, START + 250));
  source = "many";
  const note = "Shown are at most 20 rows; --limit 0 shows all.\n";
  assert.deepEqual(await printed({}, { terminal: 200 }), [`\n${note}`, ""]);
  assert.deepEqual(await printed({}), [`\n${note}`, ""]);
  assert.deepEqual(await printed({ format: "markdown" }), [`\n\n${note}`, ""]);
  for (const format of ["csv", "json", "ndjson"]) assert.deepEqual(await printed({ format }), ["", note]);
  for (const limit of ["20", "0"]) assert.deepEqual(await printed({ limit }), ["", ""]);
});

Deno.test("a reader that has gone is told to the caller", async () => {
  using bench = new Bench();
  const host = bench.host();
  host.stdout.isBroken = true;
  await assert.rejects(bench.ask(["alerts"], {}, host), BrokenPipe);
});

Deno.test("nothing, several things, or unknown words are refused", async () => {
  using bench = new Bench();
  await bench.refused([], {}, /Name a report \(alerts, .*sources, alert\)/);
  await bench.refused(["alerts"], { flags: { schema: true } }, /Not several/);
  await bench.refused(["alerts"], { values: { file: "q.sql" } }, /Not several/);
  await bench.refused(["alrts"], {}, /Unknown report "alrts"\. Did you mean "alerts"\?/);
  await bench.refused(["VACUUM"], {}, /Unknown report "VACUUM"\. Reports: alerts/);
  await bench.refused(["SELECT", "1"], {}, /in quotes/);
  await bench.refused(["alerts", "24h"], {}, /option/);
  await bench.refused(["\x1b[2J"], {}, /Unknown report "\\x1b\[2J"/);
  await bench.refused([" "], {}, /^The SQL is empty/);
});

Deno.test("options that do not go with what is asked are refused with where they do", async () => {
  using bench = new Bench();
  await bench.refused(
    ["alerts"],
    { values: { section: "/api" } },
    /"alerts", but with: sections, hosts, goes-with, availability\./,
  );
  await bench.refused(
    ["alerts"],
    { flags: { "exact-only": true } },
    /"alerts", but with: sections, hosts, methods, routes, /,
  );
  await bench.refused(["SELECT 1"], { flags: { "exact-only": true } }, /canned reports only/);
  await bench.refused(["buckets"], { values: { by: "day" } }, /but with: availability, latency/);
  await bench.refused(["runs"], { values: { since: "24h" } }, /--since does not go/);
  await bench.refused(["alerts"], { lists: { param: ["a=1"] } }, /--param binds/);
  await bench.refused(["availability"], { values: { section: "/a", host: "b" } }, /not go together/);
  await bench.refused(
    ["availability"],
    { values: { host: "b", method: "GET" } },
    /--host and --method do not go together/,
  );
  await bench.refused(
    ["availability"],
    { values: { status: "5xx", section: "/a" } },
    /--section and --status do not go together/,
  );
  for (const option of ["since", "until", "source", "section", "host", "status", "method", "by", "limit"]) {
    await bench.refused(["SELECT 1"], { values: { [option]: "1" } }, /canned reports only/);
  }
});

Deno.test("values out of range are refused with what is allowed", async () => {
  using bench = new Bench();
  await bench.refused(
    ["alerts"],
    { values: { since: "tomorrow" } },
    /"tomorrow" is no time\. Allowed: an ISO/,
  );
  await bench.refused(["alerts"], { values: { since: "1h", until: "2h" } }, /Nothing lies between/);
  await bench.refused(["statuses"], { values: { status: "99" } }, /Allowed: 100 to 999/);
  await bench.refused(["alerts"], { values: { limit: "-1" } }, /Allowed: 1 and more/);
  await bench.refused(
    ["alerts"],
    { values: { timeout: "-1" } },
    /"-1" is out of range.*: 0 \(no end\) to 1000000/,
  );
  await bench.refused(
    ["alerts"],
    { values: { timeout: "x" } },
    /^--timeout "x" is not a number of seconds\. Allowed: 0 \(no end\) to 1000000 seconds\.$/,
  );
  await bench.refused(["SELECT 1"], { lists: { param: ["x"] } }, /is not name=value/);
  await bench.refused(
    ["alerts"],
    { values: { source: "shp" } },
    /No source "shp" in .*Did you mean "shop"\?/,
  );
});

Deno.test("the help names every report", () => {
  for (const { name, summary } of REPORTS) {
    assert.ok(query.details.includes(`${name} `) && query.details.includes(summary));
  }
});
