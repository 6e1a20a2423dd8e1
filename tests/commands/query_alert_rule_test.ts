// `httplog query alert ID`: whose rule and course it shows, once the rules are not those that the alert fired under, or the
// alert is older than explanations.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { Bench, SAMPLES } from "./alert_bench.ts";

const RULES = Deno.readTextFileSync(`${SAMPLES}rules.toml`);
const GONE = /\nRule\n {2}The rule that fired is no longer in force\.\n\nValue\n {2}Not known/;

/** The first alert of a rule of the samples, asked for after the rest of the log was read with changed rules. */
async function afterChange(rule: string, from: string, to: string): Promise<string> {
  using bench = new Bench();
  const lines = Deno.readTextFileSync(`${SAMPLES}outage.csv`).split("\n");
  const log = bench.write("log.csv", lines.slice(0, -100).join("\n") + "\n");
  await bench.replay(log, `${SAMPLES}rules.toml`);
  assert.ok(RULES.includes(from), from);
  Deno.writeTextFileSync(log, lines.join("\n"));
  await bench.replay(log, bench.write("rules.toml", RULES.replace(from, to)));
  return await bench.ask(["alert", await bench.idOf(rule)]);
}

const ERRORS = `window = "2m"\nfire = "> 5%"\nmin_hits = 100\n`;
const OTHER_RULES: Readonly<Record<string, readonly [rule: string, from: string, to: string]>> = {
  fire: ["errors", 'fire = "> 5%"', 'fire = "> 50%"'],
  recover: ["errors", ERRORS, `${ERRORS}recover = "<= 4%"\n`],
  for: ["errors", ERRORS, `${ERRORS}for = "10s"\n`],
  keep_firing_for: ["errors", ERRORS, `${ERRORS}keep_firing_for = "10s"\n`],
  min_hits: ["errors", "min_hits = 100", "min_hits = 101"],
  errors: ["errors", 'errors = { status = "5xx" }', 'errors = { status = "500-503" }'],
  match: ["report-errors", 'match = { section = "/report" }\nwindow', 'match = { section = "/api" }\nwindow'],
  objective: ["report-availability", 'objective = "99%"', 'objective = "98%"'],
};

for (const [part, [rule, from, to]] of Object.entries(OTHER_RULES)) {
  Deno.test(`query alert: a rule with another "${part}" is not taken for the one that fired`, async () => {
    const text = await afterChange(rule, from, to);
    assert.match(text, GONE);
    assert.match(text, /status 503 from host 10\.0\.0\.13|host 10\.0\.0\.13 accounts/, "its causes stay");
  });
}

Deno.test("query alert: a threshold that is worded anew, or another notifier, is the same rule", async () => {
  const ops = `notify = []\n`;
  for (const [from, to] of [['"> 5%"', '"> 5.0 %"'], [ERRORS, ERRORS + ops]]) {
    const text = await afterChange("errors", from, to);
    assert.match(text, /\nRule\n {2}id = "errors"\n[^]*\nValue, from seconds\n/, to);
  }
});

Deno.test("query alert: the rule that is there without a file is not one of a file that has its id", async () => {
  using bench = new Bench();
  const lines = Deno.readTextFileSync(`${SAMPLES}access.csv`).split("\n");
  const log = bench.write("log.csv", lines.slice(0, -100).join("\n") + "\n");
  await bench.replay(log, null);
  const id = await bench.idOf("high-traffic");
  assert.match(
    await bench.ask(["alert", id]),
    /\nRule\n {2}id = "high-traffic"\n[^]*\nValue, from seconds\n/,
  );
  Deno.writeTextFileSync(log, lines.join("\n"));
  await bench.replay(log, `${SAMPLES}rules.toml`);
  assert.match(await bench.ask(["alert", id]), GONE);
});

for (const version of [2, 3]) {
  Deno.test(`query alert: one that schema ${version} decided says that nothing was explained then`, async () => {
    using bench = new Bench();
    const fixture = new URL(`../stores/fixtures/schema_${version}.db.gz`, import.meta.url);
    Deno.writeFileSync(bench.database, gunzipSync(Deno.readFileSync(fixture)));
    sqlite.open(bench.database, () => 0)[Symbol.dispose]();
    const before = await bench.ask(["alert", "1"]);
    assert.match(before, /\nCauses\n {2}Not known: an earlier version decided it,[^.]*\.\n/);
    assert.doesNotMatch(before, /not final/);
    assert.match(
      before,
      /\nRule\n {2}id = "high-traffic"\n[^]*\nValue, from seconds\n/,
      "there was no other",
    );
    assert.deepEqual(ruleTexts(bench.database), [null]);
    // The name of the source in the fixture: what comes next is read with rules of which one has the same id.
    await bench.replay(`${SAMPLES}access.csv`, `${SAMPLES}rules.toml`, "burst");
    const after = await bench.ask(["alert", "1"]);
    assert.match(after, GONE);
    assert.match(after, /\nCauses\n {2}Not known: an earlier version decided it,/);
  });
}

Deno.test("query alert: one whose bucket is not final says that", async () => {
  using bench = new Bench();
  const lines = Deno.readTextFileSync(`${SAMPLES}access.csv`).split("\n");
  // The alert fires with the last seconds of these.
  const log = bench.write("log.csv", lines.slice(0, 3000).join("\n") + "\n");
  const rules = bench.write(
    "few.toml",
    'schema = 1\n[[rule]]\nid = "e"\nmetric = "absence"\nmatch = { section = "/none" }\nwindow = "1m"\n',
  );
  await bench.replay(log, rules);
  const database = new DatabaseSync(bench.database);
  const last = Number(database.prepare("SELECT last_time FROM source").get()!.last_time);
  database.prepare(
    `INSERT INTO alert (source_id, fired_at, peak_at, window, provisional, value, peak_value, threshold,
    rule, threshold_text, rule_text) VALUES (1, ?, ?, 120, 1, 11, 11, 10, 'high-traffic', '> 10', '[]')`,
  )
    .run(last, last);
  const { id } = database.prepare("SELECT max(id) AS id FROM alert").get()!;
  database.close();
  assert.match(
    await bench.ask(["alert", String(id)]),
    /\nCauses\n {2}Not known yet: its bucket is not final\.\n/,
  );
});

function ruleTexts(path: string): unknown[] {
  using reader = sqlite.read(path);
  return reader.query("SELECT rule_text FROM alerts").rows.map(([text]) => text);
}

/** A log of `seconds`, with so many hits of a section each. */
function steady(seconds: number, hitsAt: (second: number) => Readonly<Record<string, number>>): string {
  const lines = Array.from(
    { length: seconds },
    (_, second) =>
      Object.entries(hitsAt(second)).map(([target, hits]) =>
        `10.0.0.1,-,-,${1549573200 + second},GET ${target} HTTP/1.0,200,100\n`.repeat(hits)
      ).join(""),
  );
  return "remotehost,rfc931,authuser,date,request,status,bytes\n" + lines.join("");
}

Deno.test("query alert: the causes of a rule whose window became longer are of the time that is known, and say so", async () => {
  using bench = new Bench();
  const all = steady(3000, (second) => ({ "/old": second < 2400 ? 5 : 4, "/new": second < 2400 ? 0 : 4 }));
  const rule = (window: string): string =>
    `schema = 1\n[[rule]]\nid = "busy"\nmetric = "rate"\nwindow = "${window}"\nfire = "> 5.5"\n`;
  const log = bench.write("log.csv", all.split("\n").slice(0, 1 + 5 * 2400).join("\n") + "\n");
  await bench.replay(log, bench.write("short.toml", rule("1m").replace("5.5", "50")));
  Deno.writeTextFileSync(log, all);
  await bench.replay(log, bench.write("long.toml", rule("20m")));
  const text = await bench.ask(["alert", await bench.idOf("busy")]);
  // Of 20 minutes the last few are known.
  const causes = text.slice(text.indexOf("\nCauses")).replace(/\s+/g, " ");
  assert.match(
    causes,
    /section \/old accounts for \d+ % of the hits in 21:3[5-9]:\d\d – 21:4\d:\d\d \(before: not known\)/,
  );
  assert.doesNotMatch(causes, /before: no hits/);
});

Deno.test("query alert: what a rule on latency that is new finds was not counted before, and it says so", async () => {
  using bench = new Bench();
  const lineOf = (second: number, client: number): string => {
    const time = new Date((1549573200 + second) * 1000).toISOString(), isSlow = client === 3;
    const request = `GET ${isSlow ? "/report" : "/a"} HTTP/1.1`;
    return JSON.stringify({
      ...{ time, remote_addr: `10.0.0.${client}`, request, status: 200, body_bytes_sent: 1 },
      request_time: isSlow ? 1.5 : 0.02,
    }) + "\n";
  };
  const lines = Array.from({ length: 1800 }, (_, at) => lineOf(Math.floor(at / 3), 1 + at % 3));
  const rule = (limit: string): string =>
    `schema = 1\n[[rule]]\nid = "slow"\nmetric = "slow_ratio"\nslower_than = "${limit}"\nwindow = "1m"\nfire = "> 5%"\n`;
  const causesOf = async (source: string, first: string | null, later: string): Promise<string> => {
    const log = bench.write(`${source}.json`, lines.slice(0, 900).join(""));
    await bench.replay(log, first === null ? null : bench.write("first.toml", rule(first)), source);
    Deno.writeTextFileSync(log, lines.join(""));
    await bench.replay(log, bench.write("later.toml", rule(later)), source);
    const rows = JSON.parse(await bench.ask(["alerts"], {}, { format: "json", source })) as { id: number }[];
    const text = await bench.ask(["alert", String(rows.at(-1)!.id)]);
    return text.slice(text.indexOf("\nCauses")).replace(/\s+/g, " ");
  };
  const unknown = /host 10\.0\.0\.3 accounts for 100 % of the slow hits in \S+ – \S+ \(before: not known\)/;
  assert.match(await causesOf("new", null, "1s"), unknown);
  assert.match(await causesOf("changed", "5s", "1s"), unknown);
  // In the first minutes of a log there is nothing before.
  assert.match(await causesOf("same", "1s", "1s"), /\(before: no slow hits\)/);
});
