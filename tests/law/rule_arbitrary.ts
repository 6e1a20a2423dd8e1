// Role: random rule files for the law tests, about the hosts, sections and statuses that `hostile_values.ts` makes logs of.

import fc from "fast-check";

const MATCHES = [
  "",
  "",
  'match = { section = "/a" }',
  'match = { section = ["/a*", "/b"] }',
  'match = { host = "a" }',
  'match = { host = ["?", "10.*"], status = "4xx" }',
  'match = { section = "(none)", status = ["5xx", "200"] }',
  'match = { status = "100-499" }',
  'match = { method = "GET", section = "/a*" }',
  'match = { method = ["(none)", "P*"], host = "?" }',
];

const CONDITIONS = [
  'metric = "rate"\nfire = "> 0.5"\nrecover = "<= 0.2"',
  'metric = "rate"\nfire = "< 0.1"',
  'metric = "count"\nfire = ">= 3"',
  'metric = "count"\nfire = "> 20"\nrecover = "< 10"',
  'metric = "bytes_rate"\nfire = "> 100"',
  'metric = "bytes_rate"\nfire = "> 2e15"\nrecover = "<= 1e15"',
  'metric = "error_ratio"\nfire = "> 20%"',
  'metric = "error_ratio"\nfire = ">= 50%"\nrecover = "<= 25%"\nmin_hits = 4',
  'metric = "error_ratio"\nfire = "> 10%"\nerrors = { status = ["404", "5xx"] }',
  'metric = "absence"',
];

const rule = fc.record({
  condition: fc.constantFrom(...CONDITIONS),
  match: fc.constantFrom(...MATCHES),
  window: fc.constantFrom(1, 3, 10, 30, 120, 300),
  for: fc.constantFrom(0, 0, 2, 20),
  keep: fc.constantFrom(0, 0, 1, 5, 40),
  severity: fc.constantFrom("page", "ticket"),
}).filter(({ condition, match }) => {
  // A rule that can never fire is refused.
  const onlyClients = match.includes("4xx") || match.includes("499");
  return !(condition.includes("error_ratio") && onlyClients) || condition.includes("404");
});

const slo = fc.record({
  match: fc.constantFrom(...MATCHES.filter((match) => !match.includes("status"))),
  objective: fc.constantFrom("90%", "99%"),
  minErrors: fc.constantFrom(1, 3),
  burn: fc.constantFrom(
    "",
    'burn = [{ severity = "page", long = "2m", short = "1m", factor = 2 }]',
    'burn = [{ severity = "page", long = "2m", short = "1m", factor = 5 }, ' +
      '{ severity = "ticket", long = "10m", short = "1m", factor = 1 }]',
  ),
}).filter(({ objective, burn }) => objective !== "90%" || burn !== "");

/** Texts of random rule files; the built-in rule is replaced in some. */
export const ruleFiles: fc.Arbitrary<string> = fc.record({
  rules: fc.array(rule, { minLength: 1, maxLength: 6, size: "max" }),
  slos: fc.array(slo, { maxLength: 2, size: "max" }),
  isReplacing: fc.boolean(),
}).map(({ rules, slos, isReplacing }) => {
  const notifier =
    '[[notifier]]\nid = "ops"\ntype = "webhook"\nurl = "http://127.0.0.1:9/"\nsecret_env = "HTTPLOG_SECRET"\n';
  const text = [
    'schema = 1\n[defaults]\nnotify = ["ops"]\n',
    ...rules.map(({ condition, match, window, keep, severity, ...rest }, i) =>
      `[[rule]]\nid = "${isReplacing && i === 0 ? "high-traffic" : `rule-${i}`}"\n${condition}\n${match}\n` +
      `window = "${window}s"\nfor = "${rest.for}s"\nkeep_firing_for = "${keep}s"\nseverity = "${severity}"\n`
    ),
    ...slos.map(({ match, objective, minErrors, burn }, i) =>
      `[[slo]]\nid = "slo-${i}"\n${match}\nobjective = "${objective}"\nmin_errors = ${minErrors}\n${burn}\n`
    ),
    notifier,
  ].join("\n");
  return text;
});
