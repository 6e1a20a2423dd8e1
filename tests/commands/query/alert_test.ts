// `httplog query alert ID`: the sample logs with the sample rules, as a person and as a program sees them; hostile names.

import assert from "node:assert/strict";
import { Problem } from "../../../src/domain/problem.ts";
import { displayWidth } from "../../../src/render/text/width.ts";
import { Bench, SAMPLES } from "../alert_bench.ts";

Deno.test("query alert: in the outage it says which status, which host and which section", async () => {
  using bench = new Bench();
  await bench.replay(`${SAMPLES}outage.csv`, `${SAMPLES}rules.toml`);
  const text = await bench.ask(["alert", await bench.idOf("errors")]);
  assert.match(
    text,
    /^Alert \d+: errors \(page\) of log\n {2}fired {5}2019-02-07T21:15:27Z {2}error ratio 5\.34 %, /,
  );
  assert.match(text, /\n {2}resolved {2}2019-02-07T21:20:39Z {2}after 5m 12s\n/);
  assert.match(text, /\nRule\n {2}id = "errors"\n {2}metric = "error_ratio"\n/);
  assert.match(text, /\nValue, from seconds\n +21\.61 % ┤ .*█/);
  assert.match(text, /\n +5\.00 % ┤╌╌/);
  assert.match(
    text,
    /1\. status 503 from host 10\.0\.0\.13 accounts for 65 % of the errors in 21:13:20 – 21:15:30/,
  );
  assert.match(
    text,
    /2\. status 503 in section \/report accounts for 62 % of the errors in 21:13:20 – 21:15:30/,
  );
  assert.match(text, /\nMessages\n {2}ops: fired: pending\n {2}ops: resolved: pending\n$/);
  const slo = await bench.ask(["alert", await bench.idOf("report-availability")]);
  assert.match(slo, /\n {2}objective = "99%"\n[^]*\nValue, from the minutes of the objective\n/);
  const ofSection = await bench.ask(["alert", await bench.idOf("report-errors")]);
  assert.match(ofSection, /\nValue, from buckets of 10 s\n/);
  assert.match(
    ofSection,
    /host 10\.0\.0\.13 accounts for 93 % of all errors in \d\d:\d\d:\d\d – \d\d:\d\d:\d\d \(before: no errors\)/,
  );
});

Deno.test("query alert: the burst is explained, with and without a rule file", async () => {
  for (const rules of [`${SAMPLES}rules.toml`, null]) {
    using bench = new Bench();
    await bench.replay(`${SAMPLES}access.csv`, rules);
    const text = await bench.ask(["alert", await bench.idOf("high-traffic")]);
    assert.match(
      text,
      /1\. host 10\.0\.0\.77 accounts for 66 % of the hits in 21:17:20 – 21:19:20 \(before: 0 %\)/,
    );
    assert.match(
      text,
      /2\. section \/shop accounts for 8\d % of the hits in 21:17:20 – 21:19:20 \(before: 1\d %\)/,
    );
    assert.equal(text.includes("None: its rule names no notifier."), rules === null);
  }
});

Deno.test("query alert: it fits a terminal, and one that shows nothing but ASCII", async () => {
  using bench = new Bench();
  await bench.replay(`${SAMPLES}outage.csv`, `${SAMPLES}rules.toml`);
  const id = await bench.idOf("errors");
  for (const terminal of [60, 80, 120]) {
    const lines = (await bench.ask(["alert", id], { terminal })).split("\n");
    for (const line of lines) assert.ok(displayWidth(line) <= terminal, line);
  }
  const dumb = await bench.ask(["alert", id], { terminal: 80, env: { TERM: "dumb" } });
  assert.match(dumb.replaceAll("\n", ""), /^[\x20-\x7e]*$/);
});

Deno.test("query alert: programs get one fact a row", async () => {
  using bench = new Bench();
  await bench.replay(`${SAMPLES}outage.csv`, `${SAMPLES}rules.toml`);
  const rows = JSON.parse(await bench.ask(["alert", await bench.idOf("errors")], {}, { format: "json" })) as {
    part: string;
    name: string;
    value: string | number | null;
  }[];
  const valueOf = (part: string, name: string) =>
    rows.find((row) => row.part === part && row.name === name)?.value;
  assert.deepEqual([valueOf("alert", "fired_at"), valueOf("alert", "severity")], [1549574127, "page"]);
  assert.equal(
    valueOf("cause", "1"),
    "status 503 from host 10.0.0.13 accounts for 65 % of the errors in 21:13:20 – 21:15:30 (before: 0 %)",
  );
  assert.equal(valueOf("told", "ops fired"), "pending");
  assert.equal(JSON.parse(String(valueOf("rule", "definition"))).id, "errors");
  const course = rows.filter(({ part, name }) => part === "course" && name !== "from").map(({ value }) =>
    Number(value)
  );
  assert.ok(course.length <= 240);
  assert.equal(Math.max(...course), valueOf("alert", "peak_value"), "no peak is lost");
});

Deno.test("query alert: names out of a log steer nothing", async () => {
  using bench = new Bench();
  const line = (time: number, host: string, path: string) =>
    `"${host}","-","-",${time},"GET ${path} HTTP/1.1",500,10\n`;
  const host = "<script>\x1b[2J\u202e'; DROP TABLE alert --", path = "/\x1b]0;title\x07$(id)|x";
  const header = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';
  const quiet = Array.from({ length: 300 }, (_, at) => line(1000 + at, `10.0.0.${at % 50}`, `/${at % 30}`));
  const burst = Array.from({ length: 4000 }, (_, at) => line(1300 + Math.floor(at / 40), host, path));
  const after = Array.from({ length: 300 }, (_, at) => line(1400 + at, `10.0.0.${at % 50}`, `/${at % 30}`));
  const log = bench.write("log.csv", header + [...quiet, ...burst, ...after].join(""));
  const rules = bench.write(
    "rules.toml",
    'schema = 1\n[[rule]]\nid = "e"\nmetric = "count"\nwindow = "1m"\nfire = "> 600"\n',
  );
  await bench.replay(log, rules);
  const id = await bench.idOf("e");
  for (const format of ["table", "json", "ndjson", "csv", "markdown"]) {
    const text = await bench.ask(["alert", id], { terminal: 80 }, { format });
    // deno-lint-ignore no-control-regex -- what must not be there
    assert.doesNotMatch(text, /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]/, format);
    assert.ok(text.includes("DROP TABLE alert"), format);
  }
  assert.ok(!(await bench.ask(["alert", id], {}, { format: "markdown" })).includes("<script>"));
});

Deno.test("query alert: what is asked wrongly is said", async () => {
  using bench = new Bench();
  await bench.replay(`${SAMPLES}access.csv`, null);
  const refused = (words: readonly string[], message: RegExp, values: Record<string, string> = {}) =>
    assert.rejects(bench.ask(words, {}, values), (error: unknown) => {
      assert.ok(error instanceof Problem && error.kind === "usage");
      assert.match(error.message, message);
      return true;
    });
  await refused(["alert"], /^Which alert\? Give its number: "httplog query alerts" lists them\.$/);
  await refused(["alert", "1x\x1b"], /^"1x\\x1b" is no number of an alert/);
  await refused(
    ["alert", "99"],
    /^No alert 99 in ".*a\.db"\. "httplog query alerts" lists them\.$/,
  );
  await refused(["alert", "1", "2"], /^Unexpected "2" after the number of the alert\.$/);
  await refused(["alert", "1"], /^--since does not go with "alert 1"\.$/, { since: "1h" });
});
