// Role: tests of "did you mean".

import assert from "node:assert/strict";
import { nearest } from "../../src/domain/nearest.ts";

const COMMANDS = ["replay", "query", "help"];
const OPTIONS = [
  "timescale",
  "alert-threshold",
  "alert-window",
  "analysis-bucket-size",
  "top",
  "db",
  "no-color",
];

Deno.test("a slip of the fingers is recognised", () => {
  assert.equal(nearest("qurey", COMMANDS), "query");
  assert.equal(nearest("REPALY", COMMANDS), "replay");
  assert.equal(nearest("alert-treshold", OPTIONS), "alert-threshold");
  assert.equal(nearest("tpo", OPTIONS), "top");
});

Deno.test("a part of a longer name is recognised, where no whole name is near", () => {
  assert.equal(nearest("thresold", OPTIONS), "alert-threshold");
  assert.equal(nearest("bukcet", OPTIONS), "analysis-bucket-size");
  assert.equal(nearest("colour", OPTIONS), "no-color");
});

Deno.test("nothing is guessed for a word of its own", () => {
  for (const word of ["", "x", "access", "2019"]) assert.equal(nearest(word, COMMANDS), undefined);
  assert.equal(nearest("x".repeat(100_000), COMMANDS), undefined);
});
