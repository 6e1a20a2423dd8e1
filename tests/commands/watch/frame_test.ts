// Role: the frames of `httplog watch` as pure functions: they fill the terminal, and what a log says does not control it.

import assert from "node:assert/strict";
import fc from "fast-check";
import { ASKABLE } from "../../../src/domain/dimensions/dimensions.ts";
import { frameOf, LEAST } from "../../../src/commands/watch/frame.ts";
import { afterKey, type Look, RANGES } from "../../../src/commands/watch/look.ts";
import { type Picture, readPicture } from "../../../src/commands/watch/picture.ts";
import { displayWidth } from "../../../src/render/text/width.ts";
import { hostileTexts } from "../../notify/material.ts";
import { LAST, START, withLogs } from "../../reports/stored_logs.ts";

const [SECTION] = ASKABLE;
const LOOK: Look = { source: "shop", range: RANGES.length - 1, dimension: SECTION };

function pictures(): fc.Arbitrary<Picture> {
  const count = fc.nat(1_000_000_000), name = hostileTexts();
  const value = fc.record({
    ...Object.fromEntries(
      ASKABLE.map(({ name: dimension, kind }) => [dimension, kind === "number" ? count : name]),
    ),
    hits: count,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    failures: fc.option(count),
    availability: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  });
  const alert = fc.record({
    source: name,
    rule: name,
    metric: fc.constantFrom("rate", "count", "error_ratio", "absence", "burn"),
    severity: fc.constantFrom("page", "ticket"),
    fired_iso: fc.constant("2015-05-17T10:00:00Z"),
    resolved_at: fc.option(count),
    duration: fc.option(fc.nat(1e6)),
    peak_value: fc.double({ min: 0, max: 1e9, noNaN: true }),
    threshold_text: name,
    causes: fc.option(name),
  });
  return fc.record({
    sources: fc.array(name, { minLength: 1, maxLength: 4 }),
    dimensions: fc.constant(ASKABLE),
    from: fc.constant(START),
    to: fc.constant(LAST),
    step: fc.constantFrom(1, 60, 86400),
    seconds: fc.integer({ min: 1, max: 1e9 }),
    rates: fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })), { maxLength: 300 }),
    threshold: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
    hits: count,
    bytes: count,
    failures: count,
    values: fc.array(value, { maxLength: 60 }),
    trends: fc.array(fc.array(count, { maxLength: 300 }), { maxLength: 60 }),
    alerts: fc.array(alert, { maxLength: 30 }),
    last: fc.option(fc.constant(LAST)),
  });
}

// deno-lint-ignore no-control-regex -- colours are control sequences
const COLOUR = /\x1b\[[\d;]*m/g;

Deno.test("a frame has a line for each row, none wider than the terminal, whatever the log says", () =>
  fc.assert(fc.property(
    pictures(),
    fc.integer({ min: 1, max: 250 }),
    fc.integer({ min: 1, max: 90 }),
    fc.boolean(),
    fc.constantFrom(...ASKABLE),
    (picture, columns, rows, color, dimension) => {
      const look: Look = { ...LOOK, source: picture.sources[0], dimension };
      const lines = frameOf(picture, look, { columns, rows, color });
      const isLarge = columns >= LEAST.columns && rows >= LEAST.rows;
      assert.equal(lines.length, isLarge ? rows : 1);
      for (const line of lines) {
        const text = color ? line.replace(COLOUR, "") : line;
        assert.doesNotMatch(text, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|[\u202a-\u202e\u2066-\u2069]/u);
        assert.ok(displayWidth(text) <= columns, `${displayWidth(text)} > ${columns}: ${text}`);
      }
    },
  )));

Deno.test("over all sources each alert names its own, and over one none does", () =>
  withLogs((reader) => {
    const shown = (source: string | null): string[] => {
      const look = { ...LOOK, source }, space = { columns: 60, rows: 5 };
      const lines = frameOf(readPicture(reader, look, space), look, { columns: 100, rows: 40, color: false });
      const from = lines.findIndex((line) => line.startsWith(" alerts")) + 1;
      return lines.slice(from, -1).filter((line) => line !== "").map((line) => line.slice(31));
    };
    const [all, own] = [shown(null), shown("shop")];
    assert.ok(own.length > 0 && all.length >= own.length);
    assert.deepEqual(all.filter((line) => line.startsWith("shop  ")).map((line) => line.slice(6)), own);
  }));

Deno.test("on 80 columns the failures and what fires are never cut", () =>
  fc.assert(fc.property(pictures(), (picture) => {
    fc.pre(picture.last !== null && picture.hits > 0 && picture.failures <= picture.hits);
    const [, text] = frameOf(picture, { ...LOOK, source: picture.sources[0] }, {
      ...LEAST,
      color: false,
    });
    assert.match(text, /\d failures?( |$)/);
    const firing = picture.alerts.filter(({ resolved_at }) => resolved_at === null).length;
    assert.equal(/ (\d+) firing$/.exec(text.trimEnd())?.[1] ?? "0", String(firing));
  })));

Deno.test("a picture has the sums of the reports, and fits the number of columns", () =>
  withLogs((reader) => {
    const space = { columns: 60, rows: 5 };
    const picture = readPicture(reader, LOOK, space);
    assert.deepEqual([picture.hits, picture.bytes, picture.failures], [100, 10_000, 20]);
    assert.ok(picture.rates.length <= space.columns + 1);
    const bounds = "SELECT min(start), max(start + size) FROM buckets WHERE source = 'shop'";
    const [first, end] = reader.query(bounds, {}).rows[0].map(Number);
    const hits = picture.rates.map((rate, at) => {
      const start = picture.from + at * picture.step;
      return Math.round((rate ?? 0) * (Math.min(start + picture.step, end) - Math.max(start, first)));
    });
    assert.equal(hits.reduce((sum, each) => sum + each), 100);
    assert.deepEqual(picture.values.map(({ section, hits }) => [section, hits]), [
      ["/api", 60],
      ["/cart", 30],
      ["(other)", 10],
    ]);
    assert.deepEqual(picture.trends[0].reduce((sum, hits) => sum + hits), 60);
    const all = readPicture(reader, { ...LOOK, source: null }, space);
    assert.equal(all.hits, 105);
    for (const dimension of ASKABLE) {
      for (let range = 0; range < RANGES.length; range++) {
        const lines = frameOf(readPicture(reader, { ...LOOK, range, dimension }, space), LOOK, {
          ...LEAST,
          color: false,
        });
        assert.equal(lines.length, LEAST.rows);
      }
    }
    assert.throws(() => readPicture(reader, { ...LOOK, source: "gone" }, space), /No source "gone"/);
  }));

Deno.test("keys lead through all sources, ranges and dimensions, and back", () => {
  const known = { sources: ["a", "b"], dimensions: ASKABLE };
  const press = (keys: string, look: Look): Look => {
    for (const key of keys.split(" ")) {
      const answer = afterKey(look, key, known);
      assert.ok(answer !== null && typeof answer === "object");
      look = answer.look;
    }
    return look;
  };
  const start: Look = { source: null, range: 0, dimension: SECTION };
  assert.equal(press("s", start).source, "a");
  assert.equal(press("s s", start).source, "b");
  for (
    const [key, back, times] of [["s", "S", 3], ["r", "R", RANGES.length], [
      "d",
      "D",
      ASKABLE.length,
    ]] as const
  ) {
    assert.deepEqual(press(Array(times).fill(key).join(" "), start), start);
    assert.deepEqual(press(`${key} ${back}`, start), start);
    assert.notDeepEqual(press(key, start), start);
  }
  assert.deepEqual(press("tab shift-tab right left up down", start), start);
  assert.equal(press("s", { ...start, source: "gone" }).source, null);
  assert.equal(afterKey(start, "q", known), "quit");
  assert.equal(afterKey(start, "escape", known), "quit");
  assert.equal(afterKey(start, "ctrl-c", known), "interrupt");
  assert.equal(afterKey(start, "x", known), null);
  const only = afterKey({ ...start, source: "a" }, "s", { ...known, sources: ["a"] });
  assert.deepEqual(only, { look: { ...start, source: "a" } });
});
