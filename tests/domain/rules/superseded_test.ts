// Rules that change between runs: what is open is closed at the first second that the new ones decide, and nothing is decided
// from what is not known.

import assert from "node:assert/strict";
import { timeOf } from "../../../src/domain/alerts/alert.ts";
import {
  ALL_RECORDS,
  type RuleDefinition,
  SERVER_ERRORS,
  type SloDefinition,
} from "../../../src/domain/rules/definition.ts";
import { judged, type JudgedRecord } from "./plain_records.ts";
import { planFor, planWithout, Source } from "./watched.ts";

const D = 10;

function rule(change: Partial<RuleDefinition> = {}): RuleDefinition {
  return {
    id: "busy",
    metric: "count",
    match: { ...ALL_RECORDS, section: ["/api"] },
    errors: SERVER_ERRORS,
    window: 20,
    fire: { operator: ">", number: 5, text: "> 5" },
    recover: { operator: "<=", number: 5, text: "<= 5" },
    for: 0,
    keepFiringFor: 0,
    minHits: 1,
    severity: "page",
    notify: [],
    ...change,
  };
}

/** One record a second. */
function traffic(from: number, to: number, status = 200): JudgedRecord[] {
  const record = { section: "/api", host: "h", status, bytes: 1 };
  return judged(Array.from({ length: to - from }, (_, i) => ({ ...record, time: from + i })), D);
}

/** Transitions as [kind, second, superseded]. */
function told({ transitions }: Source): unknown[] {
  return transitions.map((one) => [one.kind, timeOf(one), one.alert.superseded]);
}

Deno.test("superseded: a rule that is gone or changed closes its alert at the first second the new file decides", () => {
  const others: RuleDefinition[][] = [[], [rule({ severity: "ticket" })], [rule({ id: "other" })]];
  for (const rules of others) {
    const source = new Source(planFor({ rules: [rule()], slos: [] }, D));
    source.push(traffic(1000, 1100));
    assert.deepEqual(told(source), [["fired", 1019, false]]);
    source.restart(planFor({ rules, slos: [] }, D));
    // Nothing is decided without records, but it shows what the new rules would do.
    const { alerts } = source.provisional(1099);
    assert.deepEqual(alerts.map(({ resolvedAt, superseded }) => [resolvedAt, superseded])[0], [1089, true]);
    source.restart();
    source.push(traffic(1100, 1101));
    assert.deepEqual(told(source)[1], ["resolved", 1089, true]);
    // The records are known to the new rule too, so that it fires at once.
    assert.deepEqual(told(source).slice(2), rules.length === 0 ? [] : [["fired", 1089, false]]);
    source.restart();
    source.push(traffic(1101, 1150));
    assert.equal(source.transitions.length, rules.length === 0 ? 2 : 3, "it is closed once");
  }
});

Deno.test("superseded: neither whom to tell nor how a threshold is written makes another rule", () => {
  const source = new Source(planFor({ rules: [rule()], slos: [] }, D));
  source.push(traffic(1000, 1100));
  const fire = { operator: ">" as const, number: 5, text: "> 5.0" };
  source.restart(planFor({ rules: [rule({ id: "first" }), rule({ fire, notify: ["ops"] })], slos: [] }, D));
  source.push(traffic(1100, 1150));
  assert.deepEqual(source.transitions.map(({ kind, alert }) => [kind, alert.rule]), [
    ["fired", "busy"],
    ["fired", "first"],
  ]);
});

Deno.test("superseded: a rule over records that were not told apart before waits for its whole window", () => {
  const source = new Source(planFor({ rules: [rule()], slos: [] }, D));
  source.push(traffic(1000, 1100));
  const match = { ...ALL_RECORDS, host: ["h"] };
  source.restart(planFor({ rules: [rule(), rule({ id: "later", match })], slos: [] }, D));
  source.push(traffic(1100, 1200));
  // All is known from second 1100 on.
  const later = source.transitions.filter(({ alert }) => alert.rule === "later");
  assert.deepEqual(later.map(timeOf), [1119]);
});

Deno.test("superseded: a window that grows waits until it is filled, one that shrinks does not", () => {
  for (const [window, second] of [[30, 1098], [10, 1089]]) {
    const source = new Source(planFor({ rules: [rule()], slos: [] }, D));
    source.push(traffic(1000, 1100));
    source.restart(planFor({ rules: [rule({ window })], slos: [] }, D));
    source.push(traffic(1100, 1200));
    assert.deepEqual(told(source).slice(1), [["resolved", 1089, true], ["fired", second, false]]);
  }
});

Deno.test("superseded: the built-in rule goes on under a file's rule that decides the same, and not under another", () => {
  const [builtIn] = planWithout(0.5, 20, D).rules.rules;
  for (const [fire, isSame] of [[0.5, true], [0.7, false]] as const) {
    const source = new Source(planWithout(0.5, 20, D));
    source.push(traffic(1000, 1100));
    const of = { operator: ">" as const, number: fire, text: `> ${fire}` };
    const inFile = { ...builtIn, minHits: 0, fire: of, recover: { ...of, operator: "<=" as const } };
    source.restart(planFor({ rules: [inFile], slos: [] }, D));
    source.push(traffic(1100, 1150));
    const changed = [["resolved", 1089, true], ["fired", 1089, false]];
    assert.deepEqual(told(source), [["fired", 1019, false], ...isSame ? [] : changed]);
  }
});

Deno.test("superseded: an objective that changes keeps its minutes, one over other records begins with a whole minute", () => {
  const slo: SloDefinition = {
    id: "slo",
    match: ALL_RECORDS,
    errors: SERVER_ERRORS,
    objectiveText: "99%",
    budget: 0.01,
    period: 86400,
    burn: [{ severity: "page", long: 300, short: 60, factor: 10 }],
    minErrors: 5,
    notify: [],
  };
  const source = new Source(planFor({ rules: [], slos: [slo] }, D));
  source.push(traffic(6000, 6130, 500));
  assert.deepEqual(told(source), [["fired", 6059, false]]);
  source.restart(planFor({ rules: [], slos: [{ ...slo, minErrors: 6 }] }, D));
  source.push(traffic(6130, 6200, 500));
  // Seconds up to 6118 were decided; the next is the end of a minute.
  assert.deepEqual(told(source).slice(1), [["resolved", 6119, true], ["fired", 6119, false]]);
  source.restart(planFor({ rules: [], slos: [{ ...slo, match: { ...ALL_RECORDS, host: ["h"] } }] }, D));
  source.push(traffic(6200, 6400, 500));
  assert.deepEqual(source.minutes.map(({ minute, hits }) => [minute, hits]), [
    [6000, 60],
    [6060, 60],
    [6120, 60],
    [6240, 60],
    [6300, 60],
  ]);
});
