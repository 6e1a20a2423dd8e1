// Role: what every entry of RENDERERS must keep (`src/render/render.ts`), whatever the answer holds.

import assert from "node:assert/strict";
import { RENDERERS } from "../../src/render/mod.ts";
import { NASTY_ANSWER, NASTY_TEXTS } from "../render/nasty_answer.ts";

// Anything that steers a terminal or the direction of text; line ends are the format's own.
const STEERING = /[^\P{Cc}\r\n]|[\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/u;

for (const renderer of RENDERERS) {
  const text = (answer: typeof NASTY_ANSWER, width: number | null = null) =>
    [...renderer.render(answer, { width })].join("");

  Deno.test(`${renderer.name}: has a name and a summary`, () => {
    assert.match(renderer.name, /^[a-z]+$/);
    assert.match(renderer.summary, /^\S.*[^.]$/);
  });

  for (const width of [null, 1, 20, 80]) {
    Deno.test(`${renderer.name}: nothing that steers a terminal comes out (width ${width})`, () => {
      const found = STEERING.exec(text(NASTY_ANSWER, width));
      assert.equal(found, null);
      for (const nasty of NASTY_TEXTS) {
        assert.equal(STEERING.exec(text({ columns: [nasty], rows: [[nasty]] }, width)), null);
      }
    });
  }

  Deno.test(`${renderer.name}: no number is broken, however narrow the terminal; its column may be left out and named`, () => {
    for (const width of [null, 1, 20, 40, 80]) {
      const shown = text(NASTY_ANSWER, width);
      const has = (number: string, column: string) =>
        shown.includes(number) || (width !== null && shown.slice(shown.lastIndexOf("\n(")).includes(column));
      assert.ok(has("9223372036854775807", "big"), shown);
      assert.ok(has("-0.125", "real"), shown);
    }
  });

  Deno.test(`${renderer.name}: an answer without rows is fine`, () => {
    const shown = text({ columns: ["a", "a"], rows: [] });
    assert.ok(shown === "" || shown.endsWith("\n"));
  });

  for (const width of [null, 1, 40]) {
    Deno.test(`${renderer.name}: notes hold nothing that steers, and end with a line end (width ${width})`, () => {
      if (renderer.notes === undefined) return;
      const notes = [...renderer.notes([...NASTY_TEXTS, "It is so."], { width })].join("");
      assert.equal(STEERING.exec(notes), null);
      assert.match(notes, /\bIt\s+is\s+so\.\n$/);
    });
  }

  Deno.test(`${renderer.name}: numbers have their units where there is a place for notes, for people; else they are plain`, () => {
    const answer = { columns: ["span", "share", "value", "metric"], rows: [[205, 0.5, 10.06, "rate"]] };
    const units = ["seconds", "share", { metricIn: "metric" }] as const;
    const shown = [...renderer.render(answer, { width: null, units })].join("");
    for (const [text, plain] of [["3m 25s", "205"], ["50.00 %", "0.5"], ["10.06/s", "10.06"]]) {
      assert.equal(shown.includes(text), renderer.notes !== undefined, shown);
      if (renderer.notes === undefined) assert.ok(shown.includes(plain));
    }
  });

  Deno.test(`${renderer.name}: ends with a line end`, () => {
    assert.ok(text(NASTY_ANSWER).endsWith("\n"));
  });

  Deno.test(`${renderer.name}: rows are made while they are taken`, () => {
    let taken = 0;
    const rows = Array.from({ length: 1000 }, (_, row) => [row, `text ${row}`]);
    for (const _ of renderer.render({ columns: ["a", "b"], rows }, { width: null })) if (++taken === 5) break;
    assert.equal(taken, 5);
  });
}

Deno.test("renderers have different names", () => {
  assert.equal(new Set(RENDERERS.map(({ name }) => name)).size, RENDERERS.length);
});
