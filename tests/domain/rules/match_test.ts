// Names and globs, against regular expressions.

import assert from "node:assert/strict";
import fc from "fast-check";
import { isNamed, isStatusIn } from "../../../src/domain/rules/match.ts";

const text = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 });

Deno.test("match: a glob is what the regular expression of it is", () => {
  fc.assert(
    fc.property(text("ab🙂/*?"), text("ab🙂/\n"), (pattern, name) => {
      const expression = pattern.replaceAll("*", "[^]*").replaceAll("?", ".");
      assert.equal(isNamed([pattern], name), new RegExp(`^${expression}$`, "su").test(name));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("match: characters that mean something elsewhere mean themselves", () => {
  for (const name of [".", "a+", "[a]", "(", "^", "$", "\\x1b", "__proto__", ""]) {
    assert.ok(isNamed([name], name));
    assert.ok(isNamed(["x", `${name}*`], name));
    assert.ok(!isNamed([name], `${name}z`));
  }
});

Deno.test("match: many stars do not multiply", () => {
  assert.ok(!isNamed(["*a".repeat(60) + "b"], "a".repeat(5000)));
});

Deno.test("match: ranges of statuses hold both their ends", () => {
  const ranges = [{ from: 404, to: 404 }, { from: 500, to: 599 }];
  assert.deepEqual([403, 404, 405, 499, 500, 599, 600].filter((status) => isStatusIn(ranges, status)), [
    404,
    500,
    599,
  ]);
});
