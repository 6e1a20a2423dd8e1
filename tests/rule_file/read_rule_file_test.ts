// Role: what right rule files mean: the example of the design, every default, and the ways to write the same.

import assert from "node:assert/strict";
import {
  ALL_RECORDS,
  type Match,
  type RuleDefinition,
  type RuleSet,
  SERVER_ERRORS,
} from "../../src/domain/rules/definition.ts";
import { readRuleFile } from "../../src/rule_file/read_rule_file.ts";
import { DOCUMENTED_KEYS } from "../../src/rule_file/write_rule_file.ts";
import { PROJECT } from "../process.ts";

const EXAMPLE = `
schema = 1
[defaults]
notify = ["ops"]

[[rule]]
id = "high-traffic"
metric = "rate"
window = "2m"
fire = "> 10"
recover = "<= 8"
for = "30s"
keep_firing_for = "1m"
severity = "page"

[[rule]]
id = "api-5xx"
metric = "error_ratio"
match = { section = "/api" }
errors = { status = "5xx" }
window = "5m"
fire = "> 5%"
min_hits = 100

[[rule]]
id = "login-silent"
metric = "absence"
match = { section = "/login" }
window = "3m"

[[slo]]
id = "availability"
match = { section = "/api" }
errors = { status = "5xx" }
objective = "99.9%"
period = "30d"
burn = [ { severity = "page",   long = "1h", short = "5m",  factor = 14.4 },
         { severity = "page",   long = "6h", short = "30m", factor = 6 },
         { severity = "ticket", long = "3d", short = "6h",  factor = 1 } ]

[[notifier]]
id = "ops"
type = "alertmanager"
url = "http://127.0.0.1:9093"
`;

const API: Match = { section: ["/api"], host: null, status: null };
const LOGIN: Match = { section: ["/login"], host: null, status: null };
const USUAL = {
  errors: SERVER_ERRORS,
  for: 0,
  keepFiringFor: 0,
  minHits: 1,
  severity: "page",
  notify: ["ops"],
} as const;

const MEANT: RuleSet = {
  rules: [
    {
      ...USUAL,
      id: "high-traffic",
      metric: "rate",
      match: ALL_RECORDS,
      window: 120,
      fire: { operator: ">", number: 10, text: "> 10" },
      recover: { operator: "<=", number: 8, text: "<= 8" },
      for: 30,
      keepFiringFor: 60,
    },
    {
      ...USUAL,
      id: "api-5xx",
      metric: "error_ratio",
      match: API,
      window: 300,
      fire: { operator: ">", number: 0.05, text: "> 5%" },
      recover: { operator: "<=", number: 0.05, text: "<= 5%" },
      minHits: 100,
    },
    { ...USUAL, id: "login-silent", metric: "absence", match: LOGIN, window: 180, fire: null, recover: null },
  ],
  slos: [{
    id: "availability",
    match: API,
    errors: SERVER_ERRORS,
    objectiveText: "99.9%",
    budget: 0.001,
    period: 2_592_000,
    burn: [
      { severity: "page", long: 3600, short: 300, factor: 14.4 },
      { severity: "page", long: 21_600, short: 1800, factor: 6 },
      { severity: "ticket", long: 259_200, short: 21_600, factor: 1 },
    ],
    minErrors: 5,
    notify: ["ops"],
  }],
  notifiers: [{ id: "ops", type: "alertmanager", url: "http://127.0.0.1:9093", secret: null }],
};

/** One rule with these lines. */
async function ruleOf(lines: string, metric = "rate", fire = "> 10"): Promise<RuleDefinition> {
  const text =
    `schema = 1\n[[rule]]\nid = "x"\nmetric = "${metric}"\nwindow = "1m"\nfire = "${fire}"\n${lines}\n`;
  return (await readRuleFile(text, "rules.toml")).rules[0];
}

Deno.test("the example of the design says what it says", async () => {
  assert.deepEqual(await readRuleFile(EXAMPLE, "rules.toml"), MEANT);
});

Deno.test("what may be left out: burn, period and errors of an objective; a byte order mark; the line ends of Windows", async () => {
  const short = EXAMPLE.replace(/^(errors|period) = .*\n/gm, "").replace(/^burn = [^]*?\] *$/m, "")
    .replaceAll("\n", "\r\n");
  assert.ok(short.length < EXAMPLE.length - 200);
  assert.deepEqual(await readRuleFile(`\uFEFF${short}`, "rules.toml"), MEANT);
});

Deno.test("a file may hold nothing but its schema", async () => {
  assert.deepEqual(await readRuleFile("schema = 1", "rules.toml"), { rules: [], slos: [], notifiers: [] });
});

Deno.test("the samples and the benchmark's rules are right", async () => {
  const read = async (path: string) => {
    const { rules, slos, notifiers } = await readRuleFile(Deno.readTextFileSync(`${PROJECT}${path}`), path);
    return [rules.length, slos.length, notifiers.length];
  };
  assert.deepEqual(await read("sample_data/rules.toml"), [6, 1, 1]);
  assert.deepEqual(await read("sample_data/latency.toml"), [3, 1, 0]);
  assert.deepEqual(await read("tests/bench/ten_rules.toml"), [10, 0, 0]);
});

Deno.test("match is the same however it is written, and in whichever order", async () => {
  const meant: Match = {
    section: ["/a*", "/api"],
    host: ["10.0.0.1"],
    status: [{ from: 404, to: 404 }, { from: 500, to: 599 }],
  };
  const ways = [
    'match = { section = ["/api", "/a*", "/api"], host = "10.0.0.1", status = ["5xx", 404, "500-503", "404"] }',
    '[rule.match]\nstatus = [404, "550-599", "500-549"]\nsection = ["/a*", "/api"]\nhost = ["10.0.0.1"]',
    'match.host = "10.0.0.1"\nmatch.section = ["/api", "/a*"]\nmatch.status = ["404-404", "5XX"]',
    'match = {\n  host = "10.0.0.1", # of us\n  section = ["/api", "/a*"],\n  status = [404, "5xx"],\n}',
    '"match".\'host\' = "10.0.0.1"\nmatch."section" = ["/api", "/a*"]\nmatch.status = [404, "5xx"]',
  ];
  for (const way of ways) assert.deepEqual((await ruleOf(way)).match, meant, way);
});

Deno.test("sections and hosts that there may be are taken as they are", async () => {
  const names = [
    "*",
    "/",
    "(none)",
    "/api",
    "/a?i",
    "*i",
    "?api",
    "**/x",
    "/caf\u00e9",
    "/a b",
    '/"',
    "/\\x1b",
    "/\\",
  ];
  const { match } = await ruleOf(`match.section = ${JSON.stringify(names)}`);
  assert.deepEqual(match.section, names.toSorted());
  const hosts = ["::1", "10.0.0.*", "api", "/x/y", "\\x28other)"];
  assert.deepEqual((await ruleOf(`match.host = ${JSON.stringify(hosts)}`)).match.host, hosts.toSorted());
});

Deno.test("comparisons have the units of their metric, and one text each", async () => {
  const rows: readonly (readonly [metric: string, written: string, number: number, text: string])[] = [
    ["rate", ">10", 10, "> 10"],
    ["rate", " >=  0.5 /s ", 0.5, ">= 0.5"],
    ["rate", "> 1e3", 1000, "> 1e3"],
    ["count", "< 3", 3, "< 3"],
    ["bytes_rate", "> 5000000", 5e6, "> 5000000 B/s"],
    ["bytes_rate", "> 5MB", 5e6, "> 5 MB/s"],
    ["bytes_rate", "> 0.3 kB/s", 300, "> 0.3 kB/s"],
    ["bytes_rate", "> 1.5 KiB/s", 1536, "> 1.5 KiB/s"],
    ["error_ratio", "> 0.1%", 0.001, "> 0.1%"],
    ["error_ratio", "> 99.9 %", 0.999, "> 99.9%"],
    ["error_ratio", "> 0.07", 0.07, "> 0.07"],
    ["error_ratio", ">= 100%", 1, ">= 100%"],
    ["error_ratio", "> 0%", 0, "> 0%"],
    ["slow_ratio", "> 0.5 %", 0.005, "> 0.5%"],
    ["p95", "> 300ms", 300_000, "> 300ms"],
    ["p99", ">= 1.5 s", 1_500_000, ">= 1.5s"],
    ["p50", "< 0.25us", 0.25, "< 0.25us"],
    ["p90", "> 7 µs", 7, "> 7µs"],
  ];
  for (const [metric, written, number, text] of rows) {
    const { fire } = await ruleOf(metric === "slow_ratio" ? 'slower_than = "1s"' : "", metric, written);
    assert.deepEqual([fire?.number, fire?.text], [number, text], written);
  }
});

Deno.test("min_hits 0 means what 1 means", async () => {
  assert.equal((await ruleOf("min_hits = 0", "error_ratio", "> 5%")).minHits, 1);
});

Deno.test("notify of a rule stands in the place of the default, and an empty one tells nobody", async () => {
  const text = 'schema = 1\ndefaults.notify = "a"\ndefaults.severity = "info"\n' +
    ["", 'notify = ["b", "b"]', "notify = []", 'notify = "a"\nseverity = "ticket"'].map((line, place) =>
      `[[rule]]\nid = "r${place}"\nmetric = "rate"\nwindow = "1m"\nfire = "> 10"\n${line}\n`
    ).join("") +
    ["a", "b"].map((id) => `[[notifier]]\nid = "${id}"\ntype = "webhook"\nurl = "http://127.0.0.1/"\n`).join(
      "",
    );
  const { rules } = await readRuleFile(text, "rules.toml");
  assert.deepEqual(rules.map(({ notify }) => notify), [["a"], ["b"], [], ["a"]]);
  assert.deepEqual(rules.map(({ severity }) => severity), ["info", "info", "info", "ticket"]);
});

Deno.test("the budget is the double nearest to the decimal fraction that the objective leaves", async () => {
  const budgets = {
    "99.9%": 0.001,
    "99.95%": 0.0005,
    "99.999%": 0.00001,
    "90.0 %": 0.1,
    "0.1%": 0.999,
    "33.3%": 0.667,
  };
  for (const [objective, budget] of Object.entries(budgets)) {
    const burn = 'burn = [{ long = "1h", short = "5m", factor = 1.0000001 }]';
    const text = `schema = 1\n[[slo]]\nid = "x"\nobjective = "${objective}"\n${burn}`;
    assert.equal((await readRuleFile(text, "rules.toml")).slos[0].budget, budget, objective);
  }
});

Deno.test("a tier may need up to all errors, and not more", async () => {
  const slo = (factor: string) =>
    readRuleFile(
      `schema = 1\n[[slo]]\nid = "x"\nobjective = "99.9%"\nburn = [{ long = "1h", short = "5m", factor = ${factor} }]`,
      "rules.toml",
    );
  assert.equal((await slo("999.999")).slos[0].burn[0].factor, 999.999);
  await assert.rejects(slo("1000"), /1 error/);
});

Deno.test("secrets are named, and files of secrets are looked for beside the rule file", async () => {
  const text = 'schema = 1\n[[notifier]]\nid = "p"\ntype = "pagerduty"\nsecret_file = "keys/pagerduty"\n' +
    '[[notifier]]\nid = "s"\ntype = "slack"\nsecret_env = "HTTPLOG_SLACK_ADDRESS"\n' +
    '[[notifier]]\nid = "w"\ntype = "webhook"\nurl = "https://example.net/hook?team=7"\nsecret_file = "/run/key"\n';
  const { notifiers } = await readRuleFile(text, "/etc/httplog/rules.toml");
  assert.deepEqual(notifiers, [
    { id: "p", type: "pagerduty", url: null, secret: { file: "/etc/httplog/keys/pagerduty" } },
    { id: "s", type: "slack", url: null, secret: { env: "HTTPLOG_SLACK_ADDRESS" } },
    { id: "w", type: "webhook", url: "https://example.net/hook?team=7", secret: { file: "/run/key" } },
  ]);
});

Deno.test("the manual has every key, and the defaults that it writes as TOML are those that are read", async () => {
  const shortest = {
    rule: 'id = "x"\nmetric = "error_ratio"\nwindow = "1m"\nfire = "> 5%"\n',
    slo: 'id = "x"\nobjective = "99%"\n',
    notifier: 'id = "x"\ntype = "webhook"\nurl = "http://127.0.0.1/"\n',
  };
  const counts: number[] = [];
  for (const [table, lines] of Object.entries(shortest)) {
    const keys = DOCUMENTED_KEYS[table as keyof typeof shortest];
    for (const { key, about } of keys) assert.ok(about.length > 10, key);
    const defaults = keys.filter((key) => /^["\d{]/.test(key.default));
    counts.push(keys.length, defaults.length);
    const written = defaults.map((key) => `${key.key} = ${key.default}\n`).join("");
    const text = `schema = 1\n[[${table}]]\n${lines}`;
    assert.deepEqual(await readRuleFile(text + written, "a"), await readRuleFile(text, "a"));
    const missing = keys.filter((key) => key.default === "must be given").map(({ key }) => key);
    for (const key of missing) {
      const without = text.replace(new RegExp(`^${key} = .*\n`, "m"), "");
      await assert.rejects(readRuleFile(without, "a"), /cannot be used/, key);
    }
  }
  assert.deepEqual(counts, [13, 4, 8, 3, 5, 0]);
});
