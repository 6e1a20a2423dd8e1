// Role: the first picture of a page that a server sends, as text: all hits are in it, and no text of a log is markup.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { ApiAnswer, ApiCell } from "../../src/api/answer.ts";
import { heightTicks, timeTicks } from "../../src/page/chart/ticks.ts";
import { alertsQuestion, questionText, trafficQuestion } from "../../src/page/data/questions.ts";
import { firstPicture } from "../../src/page/first_picture.tsx";

const NOW = 1_549_573_860, STEP = 10;

function answer(columns: readonly string[], rows: readonly (readonly ApiCell[])[]): ApiAnswer {
  const range = { since: null, until: null, first: NOW, last: NOW + 599, final: null };
  return { columns, rows, notes: [], units: {}, range, step: STEP };
}

/** What a server knows of a source and of an alert in ten minutes: hits of 2xx and of 5xx by step, and their names. */
function answersOf(steps: readonly (readonly [number, number])[], name: string): Record<string, ApiAnswer> {
  const range = { source: null, since: null, until: null }, span = { since: NOW, until: NOW + 600 };
  const definition = JSON.stringify({ fire: { number: 3 } });
  const alert = {
    ...{
      id: 1,
      source: name,
      rule: name,
      metric: "rate",
      severity: name,
      fired_at: NOW + 60,
      resolved_at: null,
    },
    ...{
      value: 3,
      peak_value: 4,
      threshold: 3,
      threshold_text: name,
      window: 10,
      provisional: 0,
      causes: name,
    },
  };
  return {
    [questionText("sources", { limit: 0 })]: answer(
      ["name", "first_time", "last_time", "bucket_size"],
      [[name, NOW, NOW + 599, STEP]],
    ),
    [questionText("dimensions", { limit: 0 })]: answer(["dimension", "plural", "noun", "span"], []),
    [questionText("rules", { limit: 0 })]: answer(
      ["source", "rule", "metric", "match", "definition"],
      [[name, name, "rate", null, definition]],
    ),
    [questionText("buckets", trafficQuestion(range, span, STEP))]: {
      ...answer(
        ["start", "hits", "failures", "bytes", "2xx", "5xx"],
        steps.map(([good, bad], place) => [NOW + place * STEP, good + bad, bad, 0, good, bad]),
      ),
      notes: [name],
    },
    [questionText("alerts", alertsQuestion(range))]: answer(Object.keys(alert), [Object.values(alert)]),
  };
}

const steps = fc.array(fc.tuple(fc.nat(900), fc.nat(90)), { minLength: 1, maxLength: 60 });

/** The heights of an area, by steps, out of its path. */
function heightsOf(path: string): number[] {
  return [...path.matchAll(/V([\d.]+)H(\d+)/g)].flatMap(([, y, until], place, all) =>
    Array<number>(Number(until) - Number(all[place - 1]?.[2] ?? 0)).fill(Number(y))
  );
}

Deno.test("the first picture shows all hits as a total, and those of each step as a height", () => {
  fc.assert(fc.property(steps, (given) => {
    const html = firstPicture({ state: "", answers: answersOf(given, "shop") }, false)!;
    const sum = (place: 0 | 1): number => given.reduce((total, step) => total + step[place], 0);
    const [, hits, failures] = /"hits">([\d,]+).*"failures">([\d,]+)/s.exec(html)!;
    assert.deepEqual(
      [hits, failures].map((text) => Number(text.replaceAll(",", ""))),
      [sum(0) + sum(1), sum(1)],
    );
    const highest = Math.max(...given.map(([good, bad]) => good + bad));
    // Just so far above, rounding decides.
    fc.pre(3 * STEP !== 2.5 * highest);
    const paths = [...html.matchAll(/<path d="([^"]+)" fill="var\(--s(\d)\)"/g)];
    assert.deepEqual(paths.map(([, , color]) => color), [
      ...sum(1) > 0 ? ["5"] : [],
      ...sum(0) > 0 ? ["2"] : [],
    ]);
    for (const [, path, color] of paths) {
      const heights = heightsOf(path),
        expected = given.map(([good, bad]) => color === "5" ? good + bad : good);
      assert.equal(heights.length, 60);
      expected.forEach((amount, place) => {
        // The threshold of 3/s is in the picture where it is not far above.
        const top = 1.06 * Math.max(highest, 3 * STEP < 2.5 * highest ? 3 * STEP : 0);
        assert.ok(Math.abs(200 * (1 - amount / top) - heights[place]) < 0.06, `${place} of ${path}`);
      });
    }
  }));
});

Deno.test("no text in the first picture is markup, and nothing in it runs", () => {
  const parts = fc.constantFrom(
    "<script>alert(1)</script>",
    '" onload="x',
    "'",
    "<img src=x onerror=y>",
    "&lt;",
    "]]>",
  );
  fc.assert(fc.property(fc.array(fc.oneof(parts, fc.string()), { maxLength: 6 }), (texts) => {
    const html = (name: string) => firstPicture({ state: "", answers: answersOf([[5, 1]], name) }, false)!;
    const tags = (text: string) => text.match(/<\/?[a-z]\w*/gi), made = html(texts.join(" ") || "x");
    assert.deepEqual(tags(made), tags(html("x")));
    assert.doesNotMatch(made.replace(/"[^"]*"/g, '""'), /<[^>]* (on\w+|style)=/i);
  }));
});

Deno.test("a first picture is made of all that it shows, or not at all", () => {
  const answers = answersOf([[5, 1]], "shop");
  for (const left of Object.keys(answers)) {
    const { [left]: _, ...others } = answers;
    assert.equal(firstPicture({ state: "", answers: others }, false), null, left);
  }
  const sources = questionText("sources", { limit: 0 }), { range } = answers[sources];
  const none = { ...answers[sources], rows: [], range: { ...range, first: null, last: null } };
  assert.match(
    firstPicture({ state: "", answers: { ...answers, [sources]: none } }, false)!,
    /holds no log yet/,
  );
});

Deno.test("marks lie within the axis, far enough from each other, and there are some", () => {
  const part = fc.double({ min: 0.03, max: 0.25, noNaN: true });
  fc.assert(fc.property(fc.nat(2e9), fc.integer({ min: 60, max: 4e7 }), part, (since, seconds, part) => {
    const span = { since, until: since + seconds }, times = timeTicks(span, part);
    assert.ok(times.every((time) => time >= span.since && time <= span.until));
    // A month may have two days less than the others.
    const least = Math.min(part * seconds, 1e9) * (seconds > 15 * 86400 ? 28 / 30 : 1);
    times.slice(1).forEach((time, place) => assert.ok(time - times[place] >= least, `${times}`));
    assert.ok(times.length <= 1 / part * 1.1 + 1);
  }));
  fc.assert(fc.property(fc.double({ min: 1e-5, max: 1e9, noNaN: true }), part, (top, part) => {
    const heights = heightTicks(top, part);
    assert.equal(heights[0], 0);
    assert.ok(heights.at(-1)! <= top * (1 + 1e-9));
    heights.slice(1).forEach((height, place) => {
      assert.ok(
        height - heights[place] >= top * part * (1 - 1e-9) && height - heights[place] <= 2.6 * top * part,
      );
    });
  }));
});
