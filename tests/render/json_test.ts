// Role: JSON and NDJSON hold the whole truth and are valid.

import assert from "node:assert/strict";
import { json } from "../../src/render/json.ts";
import { ndjson } from "../../src/render/ndjson.ts";
import type { Answer } from "../../src/stores/store.ts";
import { NASTY_ANSWER, NASTY_TEXTS } from "./nasty_answer.ts";

const text = (renderer: typeof json, answer: Answer) =>
  [...renderer.render(answer, { width: null })].join("");

Deno.test("json is one valid document from which every text comes back", () => {
  const rows = JSON.parse(text(json, NASTY_ANSWER)) as Record<string, unknown>[];
  assert.deepEqual(rows.map((row) => row.text), NASTY_TEXTS);
  assert.deepEqual(Object.keys(rows[0]), [
    "text",
    "big",
    "real",
    "none",
    "bytes",
    "text_3",
    "text_2",
    "=1|\x1B[0m\n",
  ]);
  assert.equal(rows[2].real, Infinity);
  assert.equal(rows[3].bytes, "00ff03");
  assert.equal(rows[3].none, null);
});

Deno.test("ndjson is one valid object a line, and nothing without rows", () => {
  const lines = text(ndjson, NASTY_ANSWER).trimEnd().split("\n");
  assert.deepEqual(lines.map((line) => JSON.parse(line).text), NASTY_TEXTS);
  assert.equal(text(ndjson, { columns: ["a"], rows: [] }), "");
});

Deno.test("integers keep all their digits", () => {
  const answer = { columns: ["n"], rows: [[9007199254740993n], [-9223372036854775808n]] };
  assert.equal(text(json, answer), '[\n  {"n":9007199254740993},\n  {"n":-9223372036854775808}\n]\n');
});

Deno.test("no rows are an empty array", () => {
  assert.equal(text(json, { columns: ["a"], rows: [] }), "[]\n");
});
