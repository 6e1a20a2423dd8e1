// Role: the plot of a backtest: it hides nothing that fired, shows nothing that did not, and lets no label steer it.

import assert from "node:assert/strict";
import fc from "fast-check";
import { timeline } from "../../../src/render/drawing/timeline.ts";
import { displayWidth } from "../../../src/render/text/width.ts";

Deno.test("a character is quiet exactly where nothing was so, and full exactly where all of it was", () =>
  fc.assert(fc.property(
    fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }),
    fc.integer({ min: 1, max: 400 }),
    fc.integer({ min: 25, max: 120 }),
    (times, length, width) => {
      const sorted = times.sort((a, b) => a - b);
      const spans: { from: number; to: number }[] = [];
      for (let at = 0; at + 1 < sorted.length; at += 2) spans.push({ from: sorted[at], to: sorted[at + 1] });
      const [row, ...axis] = [...timeline([{ label: "r", spans }], { from: 0, to: length }, width)];
      const plot = [...row.trimEnd()].slice(3), step = length / plot.length;
      assert.equal(plot.length, Math.min(width - 3, length));
      plot.forEach((character, cell) => {
        const [from, to] = [cell * step, (cell + 1) * step];
        const share = spans.reduce((sum, span) =>
          sum + Math.max(0, Math.min(to, span.to) - Math.max(from, span.from)), 0) / step;
        if (character === "·") {
          assert.ok(share < 1e-6, `${share} in ${row}`);
        } else {assert.ok(
            Math.abs("▁▂▃▄▅▆▇█".indexOf(character) + 1 - share * 8) < 1 + 1e-6,
            `${share} in ${row}`,
          );}
      });
      const ends = width < 45
        ? /^from 1970-01-01T00:00:00Z\nto {3}1970-01-01T00:0\d:\d\dZ\n$/
        : /^ +1970-01-01T00:00:00Z +1970-01-01T00:0\d:\d\dZ\n$/;
      assert.match(axis.join(""), ends);
      assert.ok(axis.join("").split("\n").every((line) => line.length <= width));
    },
  )));

Deno.test("a span that ends where a character begins leaves it quiet, whatever rounding makes of the place", () => {
  const rows = [{ label: "r", spans: [{ from: 0, to: 15 }] }];
  assert.equal([...timeline(rows, { from: 0, to: 30 }, 29)][0], `r  ${"█".repeat(13)}${"·".repeat(13)}\n`);
});

Deno.test("labels are made safe, cut, and aligned by the room they take", () => {
  const labels = ["a\x1b[31m", "名前", "x".repeat(100), ""];
  const rows = [...timeline(labels.map((label) => ({ label, spans: [] })), { from: 0, to: 1000 }, 80)];
  assert.equal(rows.length, 5);
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  assert.doesNotMatch(rows.join("").replaceAll("\n", ""), /[\x00-\x1f]/);
  for (const row of rows.slice(0, 4)) assert.equal(displayWidth(row.trimEnd()), 80);
});
