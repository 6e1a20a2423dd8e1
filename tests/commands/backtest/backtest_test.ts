// Role: the command `backtest` beyond what it evaluates: inputs, spans, conditions, what it refuses, and that it writes
// nothing. That it gives what a replay stores is held by `../backtest/`.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { backtestCommand } from "../../../src/commands/backtest/backtest.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { compiledPermissions } from "../../end_to_end/tasks.ts";
import { fakeHost } from "../../fake_host.ts";
import { Laboratory } from "../../backtest/laboratory.ts";
import { inTemporaryDirectory, PROJECT, run } from "../../process.ts";

const NOW = 1_600_000_000;
const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
/** A whole minute. */
const START = 1_549_573_800;

/** So many hits a second over some seconds. */
function hits(from: number, to: number, rate: number, more = 'GET / HTTP/1.1",200'): string {
  let text = "";
  for (let second = from; second < to; second++) {
    text += `10.0.0.1,-,-,${START + second},"${more},10\n`.repeat(rate);
  }
  return text;
}

/** Quiet, a burst from 300 to 400, quiet again until 1000. */
const BURST = [hits(0, 300, 1), hits(300, 400, 30), hits(400, 1000, 1)];

const encoder = new TextEncoder();

function at(second: number): string {
  return new Date((START + second) * 1000).toISOString().replace(".000Z", "Z");
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => null, (error) => error);
  assert.ok(error instanceof Problem, `${error}`);
  return [`${error.kind}: ${error.message}`, ...error.details].join("\n");
}

Deno.test("one file, rotated and compressed parts, a glob and standard input are the same log", async () => {
  using laboratory = new Laboratory();
  const [first, second, third] = BURST.map((lines) => HEADER + lines);
  Deno.writeTextFileSync(laboratory.path("whole.csv"), HEADER + BURST.join(""));
  Deno.writeTextFileSync(laboratory.path("access.csv"), third);
  Deno.writeTextFileSync(laboratory.path("access.csv.1"), second);
  Deno.writeFileSync(laboratory.path("access.csv.2.gz"), gzipSync(encoder.encode(first)));
  const told = async (...files: string[]) =>
    (await laboratory.told(files.map((name) => laboratory.path(name)), { now: NOW })).stdout;
  const expected = await told("whole.csv");
  assert.match(expected, /^high-traffic +page +rate > 10 +1 /m);
  assert.equal(await told("access.csv", "access.csv.1", "access.csv.2.gz"), expected);
  assert.equal(await told("access.csv*"), expected);
  const host = fakeHost({ now: NOW, stdin: HEADER + BURST.join("") });
  assert.equal(await backtestCommand.run({ flags: {}, values: {}, lists: {}, positionals: ["-"] }, host), 0);
  assert.equal(host.stdout.text, expected);
});

Deno.test("older parts that are left out are told of, once, with what a backtest has to read them", async () => {
  using laboratory = new Laboratory();
  const [first, second, third] = BURST.map((lines) => HEADER + lines), log = laboratory.path("access.csv");
  for (const [ending, text] of [["", third], [".1", second], [".2", first]]) {
    Deno.writeTextFileSync(log + ending, text);
  }
  const warning =
    "httplog: warning: 2 older parts beside what is read are left out, as from before the source: " +
    `"access.csv.2", "access.csv.1". To count all of them, name them, as in 'access.log*'.\n`;
  assert.equal((await laboratory.told([log], { now: NOW })).stderr, warning);
  assert.equal((await laboratory.told([log], { now: NOW, values: { since: "1h" } })).stderr, warning);
  assert.equal((await laboratory.told([`${log}*`], { now: NOW })).stderr, "");
});

Deno.test("a log that begins like an older part of it is told of, with what a backtest can do", async () => {
  using laboratory = new Laboratory();
  const text = HEADER + BURST.join(""), log = laboratory.path("access.csv");
  Deno.writeTextFileSync(`${log}.1`, text);
  Deno.writeTextFileSync(log, text.slice(0, text.lastIndexOf("\n", 9000) + 1));
  const { stderr } = await laboratory.told([`${log}*`], { now: NOW });
  assert.match(stderr, /begins like it\. If it is a copy, its records count twice: leave it out\.\n/);
});

Deno.test("--since and --until choose what counts, by absolute and relative times alike", async () => {
  using laboratory = new Laboratory();
  const [log] = laboratory.logs([
    encoder.encode(HEADER + BURST.join("") + hits(1000, 1100, 30) + hits(1100, 1500, 1)),
  ]);
  const rows = async (values: Record<string, string>) => {
    const { stdout } = await laboratory.told([log], { values: { ...values, format: "json" }, now: NOW });
    const [{ fires, firing_share, nearest_miss }] = JSON.parse(stdout);
    return { fires, firing_share, nearest_miss };
  };
  const all = await rows({});
  assert.equal(all.fires, 2);
  const late = await rows({ since: at(700) });
  assert.deepEqual([late.fires, late.nearest_miss], [1, 1]);
  assert.deepEqual(await rows({ since: "799s" }), late, "the last record is that of the second 1499");
  assert.deepEqual((await rows({ since: at(300), until: at(700) })).fires, 1);
  assert.equal((await rows({ until: at(200) })).fires, 0);
  assert.deepEqual(await rows({ until: "1299s" }), await rows({ until: at(200) }));
  assert.match(await refusal(rows({ since: at(5000) })), /^usage: The log has nothing between/);
  assert.match(await refusal(rows({ since: at(500), until: at(400) })), /^usage: Nothing lies between/);
  assert.match(
    await refusal(laboratory.told(["-"], { values: { since: "1h" }, now: NOW })),
    /^usage: Standard input can be read only once/,
  );
});

Deno.test("--fail-if ends with 1 and says which condition holds", async () => {
  using laboratory = new Laboratory();
  const [log] = laboratory.logs([encoder.encode(HEADER + BURST.join(""))]);
  const told = await laboratory.told([log], { now: NOW }, [
    "pages > 0",
    "high-traffic.refires > 0",
    "fires >= 2",
  ]);
  assert.equal(told.code, 1);
  assert.equal(told.stderr, "httplog: failed: pages > 0: pages is 1\n");
  assert.equal((await laboratory.told([log], { now: NOW }, ["fires > 1"])).code, 0);
});

Deno.test("what does not go together is refused", async () => {
  using laboratory = new Laboratory();
  const [log] = laboratory.logs([encoder.encode(HEADER + BURST.join(""))]);
  Deno.writeTextFileSync(laboratory.path("r.toml"), "schema = 1\n");
  const rules = laboratory.path("r.toml");
  const of = (files: string[], values: Record<string, string>, flags: string[] = [], failIf: string[] = []) =>
    refusal(laboratory.told(files, { values, flags, now: NOW }, failIf));
  assert.match(await of([], {}), /^usage: No FILE to evaluate/);
  assert.match(await of([log], {}, ["from-store"]), /^usage: --from-store reads the database instead/);
  assert.match(await of([log], { db: "x.db" }), /^usage: --db goes with --from-store/);
  assert.match(await of([], { lateness: "5" }, ["from-store"]), /^usage: --lateness is about reading a log/);
  assert.match(await of([log], { sweep: "high-traffic.fire=1,2", against: rules }), /do not go together/);
  assert.match(await of([log], { sweep: "high-traffic.fire=1,2" }, [], ["fires > 1"]), /sweep tries many/);
  assert.match(await of([log], {}, [], ["gone > 1"]), /Name the rules to compare with: --against FILE/);
  assert.match(await of([], { db: laboratory.path("none.db") }, ["from-store"]), /^input: /);
});

Deno.test("a store answers for the source that is meant, and not for what it cannot know", async () => {
  using laboratory = new Laboratory();
  const odd = hits(1000, 1100, 1, 'GET / HTTP/1.1",600');
  const logs = laboratory.logs([
    encoder.encode(HEADER + BURST.join("")),
    encoder.encode(HEADER + BURST.join("") + odd),
  ]);
  const db = laboratory.path("stored.db"), rules = laboratory.path("r.toml");
  Deno.writeTextFileSync(
    rules,
    'schema = 1\n[[rule]]\nid = "errors"\nmetric = "error_ratio"\nwindow = "1m"\nfire = "> 5%"\n' +
      '[[rule]]\nid = "missing"\nmetric = "error_ratio"\nwindow = "1m"\nfire = "> 5%"\nerrors = { status = 404 }\n',
  );
  await laboratory.replayed([logs[0]], { now: NOW, values: { source: "plain" } });
  const ask = (values: Record<string, string>, failIf: string[] = []) =>
    laboratory.told([], { values: { db, ...values }, flags: ["from-store"], now: NOW }, failIf);
  const alone = await ask({ rules });
  assert.match(
    alone.stderr,
    /^httplog: warning: "missing" cannot be answered from the store: .* status 5xx\.$/m,
  );
  assert.doesNotMatch(alone.stdout, /missing/);
  assert.match(alone.stdout, /^errors /m);
  assert.match(
    await refusal(ask({ rules }, ["fires > 9"])),
    /^usage: --fail-if would judge without some of the rules/,
  );
  await laboratory.replayed([logs[1]], { now: NOW, values: { source: "odd" } });
  assert.match(await refusal(ask({ rules })), /^usage: Several sources are stored: "odd", "plain"/);
  assert.match(await refusal(ask({ rules, source: "od" })), /No source "od".*Did you mean "odd"/);
  assert.match(
    (await ask({ rules, source: "odd" })).stderr,
    /"errors" cannot .*: the source has statuses above 599/,
  );
});

Deno.test("a percentile is left out of what a store answers, whatever its window is to the size of buckets", async () => {
  using laboratory = new Laboratory();
  const [log] = laboratory.logs([encoder.encode(HEADER + BURST.join(""))]);
  const db = laboratory.path("stored.db"), rules = laboratory.path("r.toml");
  Deno.writeTextFileSync(
    rules,
    'schema = 1\n[[rule]]\nid = "slow"\nmetric = "p95"\nwindow = "6s"\nfire = "> 1s"\n',
  );
  await laboratory.replayed([log], { now: NOW, values: { source: "s", "analysis-bucket-size": "1", rules } });
  const asked = { values: { db, rules }, flags: ["from-store"], now: NOW };
  const { stdout, stderr } = await laboratory.told([], asked, []);
  assert.match(stderr, /^httplog: warning: "slow" cannot be answered from the store: it looks at durations/);
  assert.match(stdout, /^high-traffic/m);
});

Deno.test("nothing is written, and with no more than reading permitted it works", () =>
  inTemporaryDirectory(async (directory) => {
    Deno.writeTextFileSync(`${directory}/access.csv`, HEADER + BURST.join(""));
    const permissions = compiledPermissions().filter((flag) => !/write|net|run/.test(flag));
    const program = [Deno.execPath(), "run", "--quiet", ...permissions, `${PROJECT}main.ts`];
    const words = ["backtest", "access.csv", "--rules", `${PROJECT}sample_data/rules.toml`];
    const { code, stdout, stderr } = await run([...program, ...words], { cwd: directory });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^high-traffic/m);
    assert.deepEqual([...Deno.readDirSync(directory)].map(({ name }) => name), ["access.csv"]);
  }));

Deno.test("late records, which the rules do not see, are told", async () => {
  const told = async (late: number): Promise<string> => {
    const stdin = HEADER + BURST.join("") + hits(100, 101, late);
    const host = fakeHost({ now: NOW, stdin });
    assert.equal(
      await backtestCommand.run({ flags: {}, values: {}, lists: {}, positionals: ["-"] }, host),
      0,
    );
    return host.stderr.text;
  };
  assert.equal(await told(0), "");
  assert.match(await told(10), /^httplog: 10 of 3,910 records came late/);
  assert.match(await told(400), /^httplog: 400 of 4,300 records came late, more than --lateness behind/);
});

Deno.test("a rule that matches by what the log lacks is told so", async () => {
  using laboratory = new Laboratory();
  Deno.writeTextFileSync(laboratory.path("access.csv"), HEADER + BURST.join(""));
  const rule = (match: string) =>
    `schema = 1\n[[rule]]\nid = "r"\nmetric = "count"\nwindow = "1m"\nfire = "> 1"\nmatch = ${match}\n`;
  for (const [match, isTold] of [['{ agent = "*bot*" }', true], ['{ host = "10.*" }', false]] as const) {
    Deno.writeTextFileSync(laboratory.path("rules.toml"), rule(match));
    const values = { rules: laboratory.path("rules.toml") };
    const { stderr } = await laboratory.told([laboratory.path("access.csv")], { values, now: NOW });
    assert.equal(stderr.includes('the rule "r" matches nothing so far: no record in'), isTold, stderr);
  }
});
