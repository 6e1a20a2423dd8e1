import assert from "node:assert/strict";
import { amendValues } from "../../../src/domain/buckets/amend.ts";

const gain = (value: string, hits = 1) => ({ value, hits, bytes: hits * 10, failures: 0 });

Deno.test("a gain goes to the row of its value, even where the bucket is full", () => {
  assert.deepEqual(amendValues("host", new Set(["a", "b"]), [gain("b", 3), gain("a")], 2), [
    gain("b", 3),
    gain("a"),
  ]);
});

Deno.test("a new value makes a row while fewer than K are kept, the rest is summed into (other)", () => {
  const gains = [gain("x"), gain("y", 2), gain("a"), gain("z", 4)];
  assert.deepEqual(amendValues("section", new Set(["a"]), gains, 2), [
    gain("x"),
    gain("a"),
    gain("(other)", 6),
  ]);
});

Deno.test("a bucket without rows takes the first K values", () => {
  assert.deepEqual(amendValues("host", new Set<string>(), [gain("x"), gain("y")], 1), [
    gain("x"),
    gain("(other)"),
  ]);
});

Deno.test("a status always has its own row", () => {
  assert.deepEqual(amendValues("status", new Set(["200"]), [gain("404"), gain("500")], 1), [
    gain("404"),
    gain("500"),
  ]);
});

Deno.test("one amendment with two values does what two amendments do", () => {
  const kept = new Set(["a"]);
  const first = amendValues("host", kept, [gain("b")], 2);
  const second = amendValues("host", new Set([...kept, "b"]), [gain("c"), gain("b")], 2);
  assert.deepEqual([...first, ...second], [gain("b"), gain("b"), gain("(other)")]);
});

Deno.test("the bytes of (other) saturate", () => {
  const large = { value: "x", hits: 1, bytes: Number.MAX_SAFE_INTEGER, failures: 1 };
  const [other] = amendValues("host", new Set(["a"]), [large, { ...large, value: "y" }], 1);
  assert.deepEqual(other, { value: "(other)", hits: 2, bytes: Number.MAX_SAFE_INTEGER, failures: 2 });
});
