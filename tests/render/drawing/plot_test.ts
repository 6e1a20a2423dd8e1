// Role: plots: they fit, lose no peak, and hold nothing but their own signs.

import assert from "node:assert/strict";
import fc from "fast-check";
import { plot } from "../../../src/render/drawing/plot.ts";

const values = fc.array(fc.option(fc.double({ min: -5, max: 1e9, noNaN: true }), { freq: 5 }), {
  maxLength: 300,
});
const width = fc.integer({ min: 30, max: 200 }), height = fc.integer({ min: 1, max: 12 });
const text = (value: number): string => value.toFixed(1);

Deno.test("plot: every line fits, the peak is drawn, and so is the threshold", () => {
  fc.assert(
    fc.property(
      ...[
        values,
        width,
        height,
        fc.option(fc.double({ min: 0.1, max: 1e9, noNaN: true })),
        fc.boolean(),
      ] as const,
      (values, width, height, threshold, ascii) => {
        const lines = plot({ values, from: 0, step: 10, threshold, text }, { width, height, ascii });
        assert.equal(lines.length, height + 2);
        for (const line of lines) assert.ok(line.length <= width, `${line.length} > ${width}: ${line}`);
        assert.match(lines.join(""), ascii ? /^[\x20-\x7e]*$/ : /^[\x20-\x7e▁-█┤└─╌]*$/);
        const most = Math.max(0, ...values.map((value) => value ?? 0));
        if (most > 0 && (threshold === null || most >= threshold)) {
          assert.match(lines[0], /[▁-█#]/, "the peak reaches the top");
          assert.ok(threshold !== null || lines[0].includes(text(most)));
        }
        if (threshold !== null) assert.ok(lines.some((line) => line.includes(text(threshold))));
      },
    ),
  );
});

Deno.test("plot: nothing, one value, and zero are drawn, too", () => {
  const of = (values: (number | null)[]) =>
    plot({ values, from: 60, step: 60, threshold: 2, text: String }, { width: 30, height: 3, ascii: true });
  assert.deepEqual(of([]), ["2 |", "  |", "0 |", "  +", "  1970-01-01T00:01:00Z"]);
  assert.deepEqual(of([0, null]), [
    "2 |" + "-".repeat(26),
    "  |",
    "0 |",
    "  +" + "-".repeat(26),
    "  1970-01-01T00:01:00Z",
  ]);
  assert.equal(of([4])[0].trim(), "4 |" + "#".repeat(27));
});

Deno.test("plot: of a rule that fires on low values each column shows the lowest", () => {
  const values = Array.from({ length: 200 }, (_, place) => place === 77 ? 0 : 10);
  const lowest = plot({ values, from: 0, step: 1, threshold: 5, text, lowest: true }, {
    width: 60,
    height: 1,
  });
  assert.match(lowest[0], /█ █|█╌█/);
  assert.doesNotMatch(
    plot({ values, from: 0, step: 1, threshold: 5, text }, { width: 60, height: 1 })[0],
    /[ ╌]█$/,
  );
});
