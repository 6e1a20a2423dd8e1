// Role: tests of the options of a replay that are settings of its source: what they say, what the run says of them, and that what
// they keep out of the database is nowhere in its file.

import assert from "node:assert/strict";
import { runCli } from "../../../src/cli/cli.ts";
import { Buffer } from "node:buffer";
import { DatabaseSync } from "node:sqlite";
import { fakeHost } from "../../fake_host.ts";
import { inTemporaryDirectory } from "../../process.ts";

const NOW = 1_600_000_000;
const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";

/** A log in a directory, and runs of the program over it. */
async function bench(
  lines: readonly string[],
  test: (run: (...words: string[]) => Promise<Outcome>, directory: string) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    Deno.writeTextFileSync(`${directory}/a.csv`, HEADER + lines.join("\n") + "\n");
    await test(async (...words) => {
      const host = fakeHost({ now: NOW });
      const [command, ...rest] = words;
      const args = command === "replay" ? [command, `${directory}/a.csv`, ...rest] : words;
      const code = await runCli([...args, "--db", `${directory}/x.db`], host);
      return { code, out: host.stdout.text, said: host.stderr.text };
    }, directory);
  });
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

const record = (at: number, host: string, request: string, status: number | string = 200): string =>
  `${host},-,-,${NOW - 1000 + at},${request},${status},1`;

const SAMPLE = [
  record(0, "10.1.2.3", "GET /health HTTP/1.1"),
  record(1, "10.1.2.4", "GET /api?token=S3CRET HTTP/1.1"),
  record(2, "10.9.2.4", "GET /api/x HTTP/1.1", 500),
  record(3, "10.1.2.77", "GET /api?token=S3CRET HTTP/1.1", "2x0"),
  record(4, "2001:db8:1:abcd::7", "POST /health/deep HTTP/1.1"),
];

function last(out: string): Record<string, unknown> {
  return JSON.parse(out.trimEnd().split("\n").at(-1)!);
}

Deno.test("replay: filters exclude records, which are counted as such; later runs need not repeat them", () =>
  bench(SAMPLE, async (run, directory) => {
    const first = await run("replay", "--exclude", "section=/health*", "--only", "status=2xx,5xx");
    assert.deepEqual([first.code, first.said.includes("warning: 1 of 5")], [0, true], first.said);
    assert.match(first.out, /5 records read = 2 accepted \+ 1 rejected \+ 2 excluded; 0 late/);
    assert.match(
      first.out,
      /Settings of the source: --exclude "section=\/health\*" --only "status=2xx,5xx"\n/,
    );
    Deno.writeTextFileSync(`${directory}/a.csv`, record(5, "h", "GET /health HTTP/1.1") + "\n", {
      append: true,
    });
    const { read, accepted, rejected, excluded } = last((await run("replay", "--output", "json")).out);
    assert.deepEqual([read, accepted, rejected, excluded], [1, 0, 0, 1]);
    const other = await run("replay", "--exclude", "section=/metrics");
    assert.equal(other.code, 64);
    assert.match(
      other.said,
      /stored with --exclude "section=\/health\*", not --exclude "section=\/metrics"\./,
    );
    assert.match(
      (await run("query", "sources", "--format", "csv")).out,
      /,format,excluded,filters,.*\r\n.*,csv,3,/,
    );
    const doctor = await run("doctor");
    assert.match(doctor.out, /ok +records +read = accepted \+ rejected \+ left out \+ excluded/);
    assert.deepEqual(last((await run("replay", "--fresh", "--output", "json")).out).excluded, 0);
  }));

Deno.test("replay: settings that a source was begun without are refused in words that say so", () =>
  bench(SAMPLE, async (run) => {
    await run("replay", "--source", "s");
    const said = async (...words: string[]) => (await run("replay", "--source", "s", ...words)).said;
    assert.match(
      await said("--exclude-bots"),
      /^httplog: Source "s" is stored without --exclude-bots, not with it\. Leave the option out, /,
    );
    assert.match(
      await said("--only", "status=2xx", "--anonymize", "--keep-query"),
      /is stored without --only, not with --only "status=2xx", and without --anonymize, not with --anonymize=network, and with --drop-query, not --keep-query\. /,
    );
  }));

Deno.test("replay: an agent with a comma, pasted as a filter, excludes its records, and is shown as it can be pasted again", () =>
  bench([], async (run, directory) => {
    const agents = ["A/1 (KHTML, like Gecko) B/2", "A/1,gzip", "A/1"];
    const lines = agents.map((agent, at) =>
      `10.0.0.1 - - [13/Sep/2020:12:00:0${at} +0000] "GET /a HTTP/1.1" 200 1 "-" "${agent}"\n`
    );
    Deno.writeTextFileSync(`${directory}/a.csv`, lines.join(""));
    const words = ["replay", "--source", "s"], pasted = `agent=${agents[0]}`;
    const { code, out } = await run(...words, "--exclude", pasted);
    assert.equal(code, 0);
    assert.match(out, /= 2 accepted \+ 0 rejected \+ 1 excluded;/);
    const shown = /--exclude "(.*)"/.exec(out)![1];
    assert.equal(shown, "agent=A/1 (KHTML\\, like Gecko) B/2");
    for (const again of [pasted, shown]) assert.equal((await run(...words, "--exclude", again)).code, 0);
    const escaped = await run(...words, "--fresh", "--exclude", "agent=A/1\\,gzip");
    assert.match(escaped.out, /= 2 accepted \+ 0 rejected \+ 1 excluded;/);
    const none = await run(...words, "--fresh", "--exclude", "agent=A/1(KHTML)");
    assert.match(none.out, /= 3 accepted \+ 0 rejected \+ 0 excluded;/);
    const refused = await run(...words, "--exclude", "agent=A/1, curl*");
    assert.deepEqual([refused.code, refused.said.includes('"\\," for a comma of a value')], [64, true]);
  }));

Deno.test("replay: where nothing passes the filters, it says so, also with --quiet", () =>
  bench(SAMPLE, async (run) => {
    const { code, said } = await run("replay", "--quiet", "--only", "section=/shop");
    assert.equal(code, 0);
    assert.match(
      said,
      /warning: no record passed the filters of the source: all 4 that could be read were excluded \(--only "section=\/shop"\)\./,
    );
  }));

Deno.test("replay: a filter that looks at what the log lacks is said, once, also with --quiet", () =>
  bench(SAMPLE, async (run, directory) => {
    const said = async (...words: string[]) => (await run("replay", "--fresh", "--quiet", ...words)).said;
    const about = (option: string, what: string) =>
      `warning: ${option} excludes nothing so far: no record in the beginning of the log has a ${what}.`;
    assert.ok((await said("--exclude-bots")).includes(about("--exclude-bots", "user agent")));
    assert.ok(
      (await said("--exclude", "agent=*bot*")).includes(about('--exclude "agent=*bot*"', "user agent")),
    );
    assert.ok((await said("--exclude", "referrer_site=x")).includes("has a referrer."));
    assert.ok((await said("--exclude", "vhost=x")).includes("has a virtual host."));
    for (const fitting of ["agent=(none)", "agent=*", "host=10.9.*", "section=/none", "status=418"]) {
      assert.ok(!(await said("--exclude", fitting)).includes("so far"), fitting);
    }
    await said("--exclude-bots");
    Deno.writeTextFileSync(`${directory}/a.csv`, record(6, "h", "GET /b HTTP/1.1") + "\n", { append: true });
    assert.ok(!(await run("replay", "--quiet")).said.includes("so far"));
  }));

Deno.test("replay: a rule that matches by what the log lacks is said; one that may be about records without it is not", () =>
  bench(SAMPLE, async (run, directory) => {
    const said = async (match: string): Promise<string> => {
      const rule = [
        "schema = 1",
        "[[rule]]",
        'id = "r"',
        'metric = "count"',
        'window = "1m"',
        'fire = "> 1"',
      ];
      Deno.writeTextFileSync(`${directory}/rules.toml`, [...rule, `match = ${match}`].join("\n"));
      return (await run("replay", "--fresh", "--quiet", "--rules", `${directory}/rules.toml`)).said;
    };
    const about = (what: string) =>
      `warning: the rule "r" matches nothing so far: no record in the beginning of the log has a ${what}.`;
    assert.ok((await said('{ agent = "*bot*" }')).includes(about("user agent")));
    assert.ok((await said('{ referrer_site = "x", method = "GET" }')).includes(about("referrer")));
    assert.ok((await said('{ vhost = ["a", "b"] }')).includes(about("virtual host")));
    assert.ok(
      (await said('{ agent = "*bot*", vhost = "a" }')).includes(
        `${about("user agent")} The same holds for the rule "r" (virtual host).`,
      ),
    );
    assert.match(
      await said('{ path = ["/a?x=1", "/b;x=*"] }'),
      /warning: "r" matches no record of this source, which has --drop-query: /,
    );
    for (const fitting of ['{ agent = "(none)" }', '{ agent = "*" }', '{ method = "PUT", host = "none" }']) {
      assert.ok(!(await said(fitting)).includes("so far"), fitting);
    }
  }));

Deno.test("replay: a filter and a rule for paths are said to do nothing where requests have none", () =>
  bench([record(1, "h", "/item/1"), record(2, "h", "/item/2")], async (run, directory) => {
    const rules = `${directory}/rules.toml`, match = 'match = { section = "/item" }';
    Deno.writeTextFileSync(
      rules,
      `schema = 1\n[[rule]]\nid = "r"\nmetric = "count"\nwindow = "1m"\nfire = "> 1"\n${match}`,
    );
    const { said } = await run("replay", "--quiet", "--exclude", "path=/item/*", "--rules", rules);
    assert.ok(said.includes('warning: --exclude "path=/item/*" excludes nothing so far: no record'), said);
    assert.ok(said.includes('has a path. The same holds for the rule "r" (path).'), said);
  }));

Deno.test("replay: a rule that is new to a source which was read before is told what its log lacks, once", () =>
  bench(SAMPLE, async (run, directory) => {
    const rules = `${directory}/rules.toml`;
    const said = async (agent: string): Promise<string> => {
      const rule =
        `id = "r"\nmetric = "count"\nwindow = "1m"\nfire = "> 1"\nmatch = { agent = "${agent}" }\n`;
      Deno.writeTextFileSync(rules, `schema = 1\n[[rule]]\n${rule}`);
      Deno.writeTextFileSync(`${directory}/a.csv`, record(5, "h", "GET /b HTTP/1.1") + "\n", {
        append: true,
      });
      return (await run("replay", "--quiet", "--rules", rules)).said;
    };
    assert.equal((await run("replay", "--quiet")).code, 0);
    const hint =
      'the rule "r" matches nothing so far: no record in the beginning of the log has a user agent.';
    assert.ok((await said("*bot*")).includes(hint));
    assert.ok(!(await said("*bot*")).includes("so far"));
    assert.ok((await said("*spider*")).includes(hint));
  }));

Deno.test("replay: filters that are none end with 64 and name the nearest", () =>
  bench(SAMPLE, async (run) => {
    const { code, said } = await run("replay", "--exclude", "sektion=/health");
    assert.equal(code, 64);
    assert.match(
      said,
      /--exclude "sektion=\/health" names no dimension that can be filtered\. Did you mean "section"\?/,
    );
    const unmatched: readonly (readonly [filter: string, said: RegExp])[] = [
      [
        "section=/blog/tags",
        /matches nothing: a section is the first part of a path\. Did you mean "\/blog"\?/,
      ],
      ["section=/a,health", /matches nothing: .* Did you mean "\/health", or "\\,health" for a comma/],
      ["path=/52.5,13.4", /with a slash\. Did you mean "\/13\.4", or "\\,13\.4" for a comma of a value\?/],
      ["path=blog", /matches nothing: a path begins with a slash\. Did you mean "\/blog"\?/],
      ["host=10.0.0.0/8", /: a network is written with \*, not .* Did you mean "10\.\*"\?/],
      ["host=a,2001:DB8::/32", /matches nothing: a network/],
      [
        "path=/a?x=1",
        /matches nothing: a path of a source without --keep-query has no query\. Did you mean "\/a"\?/,
      ],
      [
        "path=*,/a/b;id=*/c",
        /nothing: a path of a source without --keep-query has no query\. Did you mean "\/a\/b\/c"\?/,
      ],
      ["vhost=a:8443", /matches nothing: a virtual host has no port\. Did you mean "a"\?/],
      ["path=/a#top", /matches nothing: a path has no fragment\. Did you mean "\/a"\?/],
      ["section=/a?x=*", /matches nothing: a section has no query and no fragment\. Did you mean "\/a"\?/],
      ["referrer=http://h/a?x=1", /a referrer has no query and no fragment\. Did you mean "http:\/\/h\/a"\?/],
      ["route=/:id&a=1#x", /matches nothing: a route has no query and no fragment\. Did you mean "\/:id"\?/],
      ["host=10.1.", /matches nothing: it is a part of an address\. Did you mean "10\.1\.\*"\?/],
    ];
    for (const [filter, told] of unmatched) {
      const refused = await run("replay", "--exclude", filter);
      assert.equal(refused.code, 64, filter);
      assert.match(refused.said, told);
    }
    for (
      const filter of [
        "section=*,(none),/a*",
        "path=/a?,/?x*,/a=b;c,*x,(none)",
        "referrer=*?x",
        "host=10.1.2.3,::1,a.b,10.*,h1",
        "host=[2001:db8::1]:80,10.0.0.1:4711,2001:db8::1:80,fe80::1%eth0,unix:,10.0.0.1:*,?::1?",
        "status=000",
      ]
    ) {
      assert.equal((await run("replay", "--exclude", filter, "--fresh")).code, 0, filter);
    }
    const kept = await run("replay", "--exclude", "path=/a?x=1,/a;x=1", "--keep-query", "--fresh");
    assert.equal(kept.code, 0);
    assert.equal((await run("replay", "--exclude", "path=/a?x=1,/a;x=1")).code, 0);
    assert.equal((await run("replay", "--exclude", "path=/a#x", "--keep-query", "--fresh")).code, 64);
    assert.equal((await run("replay", "--anonymize=some")).code, 64);
    assert.equal((await run("replay", "--keep-query", "--drop-query")).code, 64);
  }));

const latin1Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Whether any file beside the log holds a text. */
function isStored(directory: string, text: string): boolean {
  const files = [...Deno.readDirSync(directory)].filter(({ name }) => name !== "a.csv");
  assert.ok(files.some(({ name }) => name === "x.db"));
  return files.some(({ name }) => latin1Of(Deno.readFileSync(`${directory}/${name}`)).includes(text));
}

/** A rejected line and one that jumps, whose samples are kept; the jump is still open when the run ends. */
const KEPT = [...SAMPLE, record(9000, "10.1.2.99", "GET /jump?token=S3CRET HTTP/1.1")];

Deno.test("replay: no query is in the database, not in a sample either; with --keep-query it is", () =>
  bench(KEPT, async (run, directory) => {
    await run("replay");
    assert.ok(!isStored(directory, "S3CRET"));
    assert.ok(isStored(directory, "GET /api?\xe2\x80\xa6 HTTP/1.1,2x0"));
    assert.ok(isStored(directory, "10.1.2.77") && isStored(directory, "10.1.2.4"));
    await run("replay", "--fresh", "--keep-query");
    assert.ok(isStored(directory, "S3CRET"));
  }));

/** Where a session or a token may stand in a URL, beside its query. */
const SECRETS = [
  ["GET /cart;jsessionid=S3CRET HTTP/1.1", "-"],
  ["GET /cart;jsessionid=S3CRET?x=S3CRET HTTP/1.1", "-"],
  ["GET /app;sid=S3CRET/a/17;t=S3CRET HTTP/1.1", "-"],
  ["GET /login&token=S3CRET HTTP/1.1", "-"],
  ["GET /login%3Ftoken=S3CRET HTTP/1.1", "-"],
  ["GET http://user:S3CRET@host.example/a?token=S3CRET#S3CRET HTTP/1.1", "-"],
  ["GET /a#token=S3CRET HTTP/1.1", "-"],
  ["GET /a?b c&token=S3CRET HTTP/1.1", "-"],
  ["GET /b HTTP/1.1", "https://user:S3CRET@a.example/x?token=S3CRET#S3CRET"],
  ["GET /b HTTP/1.1", "https://a.example/x;jsessionid=S3CRET"],
  ["GET /b HTTP/1.1", "https://a.example/#access_token=S3CRET"],
  ["GET /b HTTP/1.1", "//user:S3CRET@a.example/x"],
  ["GET /b HTTP/1.1", "user:S3CRET@a.example/x"],
] as const;

/** Each of them in hits, in errors of one bucket, so that they are causes, in a line that is no record, and in an outlier. */
function secretLog(): string {
  let text = "";
  const line = (second: number, [request, referrer]: readonly [string, string], status: string): void => {
    const at = new Date((NOW - 9000 + second) * 1000).toUTCString();
    const [, day, month, year, clock] = /, (\d+) (\w+) (\d+) (\S+) GMT/.exec(at)!;
    text +=
      `10.0.0.1 - - [${day}/${month}/${year}:${clock} +0000] "${request}" ${status} 1 "${referrer}" "-"\n`;
  };
  for (let second = 0; second < 300; second++) line(second, ["GET / HTTP/1.1", "-"], "200");
  for (const secret of SECRETS) {
    for (const status of ["404", "500", "500", "20x", "200"]) line(300, secret, status);
  }
  for (let second = 302; second < 600; second++) line(second, ["GET / HTTP/1.1", "-"], "200");
  for (const secret of SECRETS) line(8000, secret, "200");
  return text;
}

const SECRET_RULES = `schema = 1
[[rule]]
id = "errors"
metric = "error_ratio"
window = "1m"
fire = "> 5%"
`;

Deno.test("replay: no session, token or password of a URL is in the database, wherever in the URL it stands", () =>
  inTemporaryDirectory(async (directory) => {
    const log = `${directory}/a.csv`, rules = `${directory}/r.toml`, database = `${directory}/x.db`;
    Deno.writeTextFileSync(log, secretLog());
    Deno.writeTextFileSync(rules, SECRET_RULES);
    for (const reader of [[], ["--reference"]]) {
      const host = fakeHost({ now: NOW }), options = ["--dimensions", "all", "--rules", rules, ...reader];
      const words = ["replay", log, "--db", database, "--fresh", "--source", "s", "--warn-rejects", "100%"];
      assert.equal(await runCli([...words, ...options, "--verbose"], host), 0, host.stderr.text);
      const told = host.stdout.text + host.stderr.text;
      assert.match(told, /errors fired/);
      assert.ok(!told.includes("S3CRET"), told);
      assert.ok(!isStored(directory, "S3CRET"));
      using db = new DatabaseSync(database, { readOnly: true });
      const paths = db.prepare("SELECT DISTINCT path FROM hourly_paths ORDER BY path").all();
      assert.deepEqual(paths.map(({ path }) => path), ["/", "/a", "/app/a/17", "/b", "/cart", "/login"]);
    }
  }));

for (const level of ["network", "region", "all"] as const) {
  Deno.test(`replay --anonymize=${level}: no address is in the database, wherever it came from`, () =>
    bench(KEPT, async (run, directory) => {
      const { out } = await run(
        "replay",
        ...level === "network" ? ["--anonymize"] : [`--anonymize=${level}`],
        "--verbose",
      );
      const shown = (await run("query", "hosts", "--format", "csv")).out + out;
      for (
        const text of ["10.1.2.3", "10.1.2.4", "10.1.2.77", "10.1.2.99", "10.9.2.4", "abcd::7", "S3CRET"]
      ) {
        assert.ok(!isStored(directory, text), text);
        assert.ok(!shown.includes(text), text);
      }
      const hosts = {
        network: ["10.1.2.0", "10.9.2.0", "2001:db8:1::"],
        region: ["10.1.0.0", "10.9.0.0", "2001:db8::"],
        all: ["(hidden)"],
      };
      for (const host of hosts[level]) assert.ok(shown.includes(`${host},`), `${host} in ${shown}`);
      assert.equal(isStored(directory, "2x0"), level === "network");
    }));
}

Deno.test("replay --anonymize: rules and causes see the network alone", () =>
  bench(
    Array.from({ length: 200 }, (_, i) => record(i, `10.1.2.${i}`, "GET /api HTTP/1.1", 500)),
    async (run, directory) => {
      Deno.writeTextFileSync(
        `${directory}/rules.toml`,
        'schema = 1\n[[rule]]\nid = "errors"\nmetric = "count"\nmatch = { host = "10.1.2.0", status = "5xx" }\nwindow = "60s"\nfire = "> 10"\n',
      );
      const { code, out, said } = await run(
        "replay",
        "--anonymize",
        "--rules",
        `${directory}/rules.toml`,
        "--output",
        "json",
      );
      assert.deepEqual([code, said], [0, ""]);
      assert.match(out, /"event":"fired".*"rule":"errors"/);
      assert.match(out, /10\.1\.2\.0/);
      assert.doesNotMatch(out, /10\.1\.2\.[1-9]/);
    },
  ));

Deno.test("replay --keep-query: paths have their queries; without it no path has one", () =>
  bench(KEPT, async (run) => {
    const paths = async (...words: string[]): Promise<string> => {
      await run("replay", "--fresh", "--quiet", "--dimensions", "path", ...words);
      const rows = (await run("query", "urls", "--format", "csv")).out.trimEnd().split("\r\n");
      return rows.slice(1).map((row) => row.split(",")[0]).sort().join(" ");
    };
    assert.equal(await paths(), "/api /api/x /health /health/deep /jump");
    assert.equal(
      await paths("--keep-query"),
      "/api/x /api?token=S3CRET /health /health/deep /jump?token=S3CRET",
    );
  }));

Deno.test("replay --exclude-bots: agents of bots are excluded; a change of the list is said, and stored", () =>
  inTemporaryDirectory(async (directory) => {
    const agents = [
      "Mozilla/5.0 (X11; Linux x86_64; rv:65.0) Firefox/65.0",
      "Googlebot/2.1",
      "-",
      "curl/8.5.0",
    ];
    const lines = agents.map((agent, at) =>
      `10.0.0.${at} - - [13/Sep/2020:12:00:0${at} +0000] "GET / HTTP/1.1" 200 5 "-" "${agent}"\n`
    );
    const log = `${directory}/a.log`, db = `${directory}/x.db`;
    Deno.writeTextFileSync(log, lines.join(""));
    const run = async (
      ...words: string[]
    ): Promise<[code: number, said: string, last: Record<string, unknown>]> => {
      const host = fakeHost({ now: NOW });
      const code = await runCli(["replay", log, "--db", db, "--output", "json", ...words], host);
      return [code, host.stderr.text, code === 0 ? last(host.stdout.text) : {}];
    };
    const [code, said, { accepted, excluded }] = await run("--exclude-bots");
    assert.deepEqual([code, said, accepted, excluded], [0, "", 2, 2]);
    const ticket = fakeHost({ now: NOW });
    await runCli(["report", "--db", db, "--format", "markdown"], ticket);
    assert.match(
      ticket.stdout.text,
      /4 records were read in 1 run, 0 of them rejected, and 2 excluded by filters\./,
    );
    const using = () => {
      const database = new DatabaseSync(db);
      try {
        const [{ bots }] = database.prepare("SELECT filters ->> 'bots' AS bots FROM sources").all();
        database.exec(`UPDATE source SET filters = json_set(filters, '$.bots', 'isbot 1.0.0')`);
        return bots;
      } finally {
        database.close();
      }
    };
    assert.match(`${using()}`, /^isbot \d+\.\d+\.\d+$/);
    Deno.writeTextFileSync(log, lines[1].replace("12:00:01", "12:00:09"), { append: true });
    const [, warned, again] = await run();
    assert.match(
      warned,
      /^httplog: warning: bots are known by isbot [\d.]+ from now on, and were by isbot 1\.0\.0: /,
    );
    assert.deepEqual([again.read, again.excluded], [1, 1]);
    assert.notEqual(using(), "isbot 1.0.0");
    assert.deepEqual((await run("--exclude-bots", "--fresh")).slice(0, 2), [0, ""]);
  }));

Deno.test("replay: --anonymize of a first run without records holds, and what --fresh takes of it is said", () =>
  bench([], async (run, directory) => {
    const log = `${directory}/a.csv`;
    const clear = (): boolean => Buffer.from(Deno.readFileSync(`${directory}/x.db`)).includes("10.1.2.77");
    assert.equal((await run("replay", "--source", "s", "--anonymize", "--quiet")).code, 0);
    Deno.writeTextFileSync(log, record(0, "10.1.2.77", "GET /a HTTP/1.1") + "\n", { append: true });
    assert.deepEqual(await run("replay", "--source", "s", "--quiet"), { code: 0, out: "", said: "" });
    assert.equal(clear(), false);
    const fresh = await run("replay", "--source", "s", "--fresh", "--quiet");
    assert.match(
      fresh.said,
      /^httplog: warning: --fresh replaces the settings of the source: it had --anonymize=network, and has none now\. Give/,
    );
    assert.equal(clear(), true);
    const again = await run("replay", "--source", "s", "--fresh", "--quiet", "--anonymize");
    assert.deepEqual(again, { code: 0, out: "", said: "" });
    assert.deepEqual(await run("replay", "--source", "s", "--fresh", "--anonymize", "--quiet"), again);
  }));

Deno.test("replay: other filters than those of a first run without records hold, and are told of", () =>
  bench([], async (run, directory) => {
    const words = ["replay", "--source", "s", "--quiet"];
    Deno.writeTextFileSync(`${directory}/a.csv`, HEADER);
    await run(...words, "--exclude", "section=/health");
    const { code, said } = await run(...words, "--exclude", "section=/login", "--anonymize");
    assert.equal(code, 0);
    assert.equal(
      said,
      'httplog: warning: source "s" was begun with --exclude "section=/health", not --exclude "section=/login", and ' +
        "without --anonymize, not with --anonymize=network; it holds no record yet, and has what this run says from now on.\n",
    );
  }));

Deno.test("undo: the settings of a source stay when its only run goes", () =>
  bench(SAMPLE, async (run, directory) => {
    await run("replay", "--source", "s", "--anonymize", "--quiet", "--max-rejects", "100%");
    assert.equal((await run("undo", "last", "-q")).code, 0);
    assert.equal((await run("replay", "--source", "s", "--quiet", "--max-rejects", "100%")).code, 0);
    assert.equal(Buffer.from(Deno.readFileSync(`${directory}/x.db`)).includes("10.1.2.77"), false);
  }));
