// Role: what the traffic chart draws: every hit once, whatever the steps are.

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Drawing, trafficDrawing, valueDrawing } from "../../src/page/chart/stack.ts";
import type { Traffic } from "../../src/page/data/model.ts";

const STEP = 10;

/** Traffic of some steps from 0 on, some of them empty. */
const traffics: fc.Arbitrary<Traffic> = fc.array(fc.array(fc.nat(50), { minLength: 6, maxLength: 6 }), {
  minLength: 1,
  maxLength: 60,
}).map((steps) => {
  const kept = steps.flatMap((counts, place) => counts[5] % 4 === 0 ? [] : [{ counts, start: place * STEP }]);
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  return {
    step: STEP,
    starts: kept.map(({ start }) => start),
    // The last one has a status of no class.
    hits: kept.map(({ counts }) => total(counts)),
    failures: kept.map(({ counts }) => counts[4]),
    bytes: kept.map(({ counts }) => total(counts)),
    classes: [0, 1, 2, 3, 4].map((digit) => kept.map(({ counts }) => counts[digit])),
  };
});

/** Hits that a drawing shows of a layer. */
function hitsOf({ step }: Drawing, amounts: readonly (number | null)[]): number {
  return amounts.slice(0, -1).reduce<number>((sum, rate) => sum + (rate ?? 0) * step, 0);
}

Deno.test("the classes of the chart sum to all hits, and the highest edge is all", () => {
  fc.assert(fc.property(traffics, fc.integer({ min: 3, max: 80 }), (traffic, most) => {
    const until = 60 * STEP, drawing = trafficDrawing(traffic, { since: 0, until }, null, most);
    assert.ok(drawing.times.length - 1 <= most && drawing.step % STEP === 0);
    const all = traffic.hits.reduce((sum, hits) => sum + hits, 0);
    const shown = drawing.layers.reduce((sum, { amounts }) => sum + hitsOf(drawing, amounts), 0);
    assert.ok(Math.abs(shown - all) < 1e-6, `${shown} of ${all}`);
    const [highest] = drawing.layers;
    assert.ok(Math.abs(hitsOf(drawing, highest.edges) - all) < 1e-6);
    for (const [place, layer] of drawing.layers.entries()) {
      const above = drawing.layers[place - 1];
      if (above) layer.edges.forEach((edge, at) => assert.ok(edge! <= above.edges[at]! + 1e-9));
    }
  }));
});

Deno.test("a value is drawn within all hits, its failures on top", () => {
  fc.assert(fc.property(traffics, (traffic) => {
    const half = {
      ...traffic,
      hits: traffic.hits.map((hits) => Math.floor(hits / 2)),
      failures: traffic.hits.map(() => 0),
    };
    const { layers } = valueDrawing(half, traffic, { since: 0, until: 60 * STEP }, 100);
    const [all, failures, others] = layers;
    failures.edges.forEach((edge, at) => assert.ok(edge! <= all.edges[at]! && others.edges[at]! <= edge!));
  }));
});

Deno.test("the span before is drawn as long as it was, moved to where it can be compared", () => {
  const course = (starts: readonly number[]): Traffic => ({
    ...{
      step: STEP,
      starts,
      hits: starts.map(() => 20),
      failures: starts.map(() => 0),
      bytes: starts.map(() => 0),
    },
    classes: [1, 2, 3, 4, 5].map((digit) => starts.map(() => digit === 2 ? 20 : 0)),
  });
  const { layers } = trafficDrawing(course([100, 110]), { since: 100, until: 130 }, course([70, 90]), 100);
  const before = layers[layers.length - 1];
  assert.deepEqual([before.name, before.kind, before.edges], ["span before", "line", [2, 0, 2, 2]]);
});
