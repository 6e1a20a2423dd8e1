// Role: plays every golden case of `tests/cases/` through the real program. See `golden_case.ts` for what a case is.

import assert from "node:assert/strict";
import { caseNames, expectedOutcome, normalized, play, wordsOf } from "./golden_case.ts";

for (const name of caseNames()) {
  Deno.test(`case ${name}`, async () => {
    const outcome = await play(name);
    const expected = expectedOutcome(name);
    assert.equal(outcome.stderr, expected.stderr);
    assert.equal(outcome.stdout, expected.stdout);
    assert.equal(outcome.code, expected.code);
  });
}

Deno.test("there are cases", () => assert.ok(caseNames().length >= 12));

Deno.test("args are split as a shell splits them", () => {
  assert.deepEqual(wordsOf(`query "SELECT 'a b'" --param x='1 2' ""`), [
    "query",
    "SELECT 'a b'",
    "--param",
    "x=1 2",
    "",
  ]);
});

Deno.test("the directory and the time taken are taken out of an output", () => {
  assert.equal(normalized("/tmp/x/a.csv in 0.31 s, 2.6 MB/s", "/tmp/x"), "<here>/a.csv in <time>, <speed>");
});
