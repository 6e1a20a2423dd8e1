// What errors of rules on latency have in common: however it is counted in pieces and resumed, it is a plain count, and explanations
// name what stands out in it.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { ExplainedRule } from "../../../src/domain/alerts/cause_amounts.ts";
import { errorKey } from "../../../src/domain/alerts/cause_amounts.ts";
import { causeTexts } from "../../../src/domain/alerts/cause_text.ts";
import { ErrorValues, NO_ERRORS } from "../../../src/domain/alerts/error_values.ts";
import { watchedBy } from "../../../src/domain/alerts/explainer.ts";
import { explain } from "../../../src/domain/alerts/explanation.ts";
import {
  ERROR_KINDS,
  ErrorCounts,
  type ErrorWatch,
  errorWatches,
} from "../../../src/domain/counting/error_watch.ts";
import { ALL_RECORDS, type RuleDefinition, SERVER_ERRORS } from "../../../src/domain/rules/definition.ts";
import { seriesOf } from "../../../src/domain/rules/series.ts";
import { withBuiltIn } from "../../../src/domain/rules/built_in.ts";
import { recordOf } from "../../record_of.ts";

interface Hit {
  readonly time: number;
  readonly host: string;
  readonly target: string;
  readonly agent: string | null;
  readonly status: number;
  readonly duration: number;
}

const SIZE = 10;

/** Counts hits as a summary does: whatever belongs to the only series is its error where it is slower than 300 ms. */
function counted(watches: readonly ErrorWatch[], hits: readonly Hit[]) {
  const counts = new ErrorCounts(watches);
  for (const { time, host, target, agent, status, duration } of hits) {
    const texts = { host, request: `GET ${target} HTTP/1.1`, ...agent !== null && { agent } };
    const record = recordOf(texts, { time, status, duration });
    counts.add(time - time % SIZE, record, 1, 0, duration > 300_000 ? 1 : 0, 0);
  }
  return counts.take();
}

const [RATE] = withBuiltIn(null, 10, 10).rules;
const SLOW: RuleDefinition = {
  ...RATE,
  id: "r",
  metric: "slow_ratio",
  errors: [],
  slowerThan: 300_000,
  window: 20,
};

const hit: fc.Arbitrary<Hit> = fc.record({
  time: fc.integer({ min: 100, max: 159 }),
  host: fc.constantFrom("a", "b", "\x1b"),
  target: fc.constantFrom("/a/1", "/a/2?q", "/a/b/0a0b0c0d0e0f", "/c", "*"),
  agent: fc.constantFrom(null, "curl", "x y"),
  status: fc.constantFrom(200, 503),
  duration: fc.constantFrom(-1, 300_000, 300_001, 9e6),
});

Deno.test("error values: any pieces and runs leave the plain count of the slow ones", () => {
  fc.assert(
    fc.property(fc.array(fc.array(hit, { maxLength: 12 }), { maxLength: 6 }), fc.nat(5), (pieces, at) => {
      const watches = errorWatches(seriesOf({ rules: [SLOW], slos: [] })), [{ key }] = watches;
      let values = new ErrorValues(watches, NO_ERRORS);
      pieces.forEach((piece, number) => {
        values.add(counted(watches, piece));
        if (number === at) {
          values = new ErrorValues(watches, JSON.parse(JSON.stringify(values.stored(-Infinity))));
        }
      });
      const whole = new ErrorValues(watches, NO_ERRORS);
      whole.add(counted(watches, pieces.flat()));
      assert.deepEqual(values.stored(-Infinity), whole.stored(-Infinity));
      const slow = pieces.flat().filter(({ time, duration }) =>
        time >= 120 && time < 140 && duration > 300_000
      );
      const { kinds, total } = values.sums(key, 120, 140);
      assert.equal(total, slow.length);
      for (const kind of ERROR_KINDS) {
        assert.equal(kinds[kind].values().reduce((sum, hits) => sum + hits, 0), slow.length, kind);
      }
      assert.equal(kinds.status.get("503") ?? 0, slow.filter(({ status }) => status === 503).length);
      assert.equal(
        kinds.route.get("/a/:id") ?? 0,
        slow.filter(({ target }) => /^\/a\/\d/.test(target)).length,
      );
      assert.equal(kinds.agent.get("(none)") ?? 0, slow.filter(({ agent }) => agent === null).length);
      values.close(130);
      assert.equal(values.sums(key, 120, 140).total, total, "few values are all kept");
      values.forgetBefore(130);
      assert.equal(values.sums(key, 0, 130).total, 0);
    }),
  );
});

const calm: Hit = { time: 100, host: "a", target: "/c", agent: null, status: 200, duration: 5 };

function causes(rule: RuleDefinition, hits: readonly Hit[]): string[] {
  const watches = errorWatches(seriesOf({ rules: [rule], slos: [] })),
    values = new ErrorValues(watches, NO_ERRORS);
  values.add(counted(watches, hits));
  const alert = { rule: rule.id, window: rule.window, threshold: 0 };
  const watched: ExplainedRule = watchedBy(alert, { rules: [rule], slos: [] })!;
  assert.equal(errorKey(watched), watches[0].key);
  return causeTexts(explain(watched, 139, [], SIZE, 140, values));
}

Deno.test("error values: slow hits are explained by route and agent, which say more than a section and no agent", () => {
  const slow = { ...calm, time: 125, target: "/search/7?q=1", duration: 400_000 };
  const hits = [calm, slow, { ...slow, time: 135 }, { ...slow, host: "b", time: 139 }];
  const span = "in 00:02:00 – 00:02:20 (before: no slow hits)";
  assert.deepEqual(causes(SLOW, hits), [
    `route /search/:id accounts for 100 % of the slow hits ${span}`,
    `host a accounts for 67 % of the slow hits ${span}`,
    `host b accounts for 33 % of the slow hits ${span}`,
  ]);
  // What was so before, too, explains nothing.
  assert.deepEqual(causes(SLOW, [...hits, { ...slow, time: 110 }]), [
    "host b accounts for 33 % of the slow hits in 00:02:00 – 00:02:20 (before: 0 %)",
  ]);
  const named = hits.map((one) => ({ ...one, agent: "Crawler \x1b", host: String(one.time) }));
  assert.deepEqual(causes(SLOW, named).slice(0, 2), [
    `route /search/:id accounts for 100 % of the slow hits ${span}`,
    `agent Crawler \\x1b accounts for 100 % of the slow hits ${span}`,
  ]);
  // Of several routes of a section none has nine tenths of it.
  const routes = ["/a/x", "/a/y", "/a/z"].map((target, i) => ({ ...slow, target, host: `h${i}` }));
  assert.equal(causes(SLOW, routes)[0], `section /a accounts for 100 % of the slow hits ${span}`);
});

Deno.test("error values: a percentile is explained by the hits above its threshold, an error ratio by all its errors", () => {
  const fire = { operator: ">" as const, number: 350_000, text: "> 350ms" };
  const slow = { ...calm, time: 125, duration: 350_001 }, fast = { ...slow, target: "/d", duration: 350_000 };
  const span = "in 00:02:00 – 00:02:20";
  assert.equal(
    causes({ ...RATE, id: "p", metric: "p95", fire, window: 20 }, [slow, fast, fast])[0],
    `route /c accounts for 100 % of the slow hits ${span} (before: no slow hits)`,
  );
  const either = { ...SLOW, metric: "error_ratio" as const, errors: SERVER_ERRORS, match: ALL_RECORDS };
  assert.deepEqual(causes(either, [{ ...slow, status: 200 }]).slice(1, 2), [
    `status 200 accounts for 100 % of the errors ${span} (before: no errors)`,
  ]);
});

Deno.test("error values: of a final bucket twenty values of most errors are kept, and all in the total", () => {
  const watches = errorWatches(seriesOf({ rules: [SLOW], slos: [] })), [{ key }] = watches;
  const hits = Array.from({ length: 30 }, (_, i) => ({ ...calm, host: `h${i}`, duration: 1e6 }))
    .flatMap((one, i) => Array.from({ length: 1 + i % 3 }, () => one));
  const values = new ErrorValues(watches, NO_ERRORS);
  values.add(counted(watches, hits));
  const all = [...values.sums(key, 100, 110).kinds.host].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  values.close(100);
  const { kinds, total } = values.sums(key, 100, 110);
  assert.deepEqual([...kinds.host].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)), all.slice(0, 20));
  assert.equal(total, 60);
});
