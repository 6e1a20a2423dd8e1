// When alerts are explained: once the bucket that they fired in is final, whatever became of them and of their rule.

import assert from "node:assert/strict";
import type { Alert } from "../../../src/domain/alerts/alert.ts";
import { Explainer, watchedBy } from "../../../src/domain/alerts/explainer.ts";
import { withBuiltIn } from "../../../src/domain/rules/built_in.ts";
import { ALL_RECORDS, SERVER_ERRORS, type SloDefinition } from "../../../src/domain/rules/definition.ts";
import { alert, bucket } from "../../contracts/store_material.ts";

const RULES = withBuiltIn(null, 10, 10), NO_RULES = { rules: [], slos: [] };
const OPTIONS = { bucketSize: 10, lateness: 5 };
/** Fires in the bucket that is final from 115 + 5 on. */
const FIRED: Alert = { ...alert(104), window: 4 };
const RECENT = [bucket(90, { "/a": 9 }), bucket(100, { "/b": 9 }), bucket(110, { "/c": 99 })];

const causesOf = ({ explanation }: Alert) => explanation?.causes.map(({ section }) => section);

Deno.test("explainer: an alert waits until its bucket is final, and no longer", () => {
  const explainer = new Explainer(RULES, OPTIONS, []);
  assert.deepEqual(explainer.push([{ kind: "fired", alert: FIRED }], RECENT.slice(0, 1), 114), []);
  assert.equal(explainer.waiting.length, 1);
  const explained = explainer.push([], RECENT, 115);
  assert.deepEqual(explained.map(causesOf), [["/b"]]);
  assert.deepEqual([explainer.waiting, explainer.push([], RECENT, 1000)], [[], []]);
});

Deno.test("explainer: one that has resolved meanwhile is explained as it resolved", () => {
  const explainer = new Explainer(RULES, OPTIONS, []),
    resolved = { ...FIRED, resolvedAt: 106, peakValue: 99 };
  explainer.push([{ kind: "fired", alert: FIRED }, { kind: "resolved", alert: resolved }], [], 112);
  const [explained] = explainer.push([], RECENT, 300);
  assert.deepEqual({ ...explained, explanation: null }, resolved);
});

Deno.test("explainer: it goes on from its state, even without the rule", () => {
  const before = new Explainer(RULES, OPTIONS, []);
  before.push([{ kind: "fired", alert: FIRED }], [], 112);
  const state = JSON.parse(JSON.stringify(before.waiting));
  const [explained] = new Explainer(NO_RULES, OPTIONS, state).push([], RECENT, 115);
  assert.deepEqual(causesOf(explained), ["/b"]);
});

Deno.test("explainer: an objective is explained over the short window of the tier that fired", () => {
  const tier = (long: number, short: number, factor: number) => ({
    severity: "page" as const,
    long,
    short,
    factor,
  });
  const slo: SloDefinition = {
    ...{
      id: "s",
      match: ALL_RECORDS,
      errors: SERVER_ERRORS,
      objectiveText: "99%",
      budget: 0.01,
      period: 86400,
    },
    ...{ burn: [tier(3600, 300, 14), tier(3600, 600, 6)], minErrors: 1, notify: [] },
  };
  const rules = { rules: [], slos: [slo] };
  assert.equal(watchedBy({ rule: "s", window: 3600, threshold: 6 }, rules)?.window, 600);
  assert.equal(watchedBy({ rule: "s", window: 60, threshold: 6 }, rules), null);
  assert.equal(watchedBy(FIRED, NO_RULES), null);
});
