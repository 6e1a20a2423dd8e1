// Role: `--param name=value` as values.

import assert from "node:assert/strict";
import { parameters } from "../../../src/commands/query/sql_parameters.ts";
import { Problem } from "../../../src/domain/problem.ts";

const value = (text: string) => parameters([`x=${text}`]).x;

Deno.test("numbers, null and text are told apart by what they look like", () => {
  assert.equal(value("5"), 5);
  assert.equal(value("-5"), -5);
  assert.equal(value("+5"), 5);
  assert.equal(value("0.25"), 0.25);
  assert.equal(value("1e3"), 1000);
  assert.equal(value("null"), null);
  assert.equal(value("9223372036854775807"), 9223372036854775807n);
  assert.equal(value("-9223372036854775808"), -9223372036854775808n);
  for (const text of ["", "/api", "NULL", "1.2.3", "10.0.0.1", "0x10", "5 ", "Infinity", "-", "."]) {
    assert.equal(value(text), text);
  }
});

Deno.test("integers beyond 64 bits are bound as decimal numbers, as SQL reads them", () => {
  assert.equal(value("9223372036854775808"), 2 ** 63);
});

Deno.test("single quotes make it text", () => {
  assert.equal(value("'007'"), "007");
  assert.equal(value("'null'"), "null");
  assert.equal(value("''"), "");
});

Deno.test("the last value of a name wins, a prefix is taken off, the value may hold anything", () => {
  assert.deepEqual(parameters(["a=1", ":a=2", "b=x=y\nz"]), { a: 2, b: "x=y\nz" });
});

Deno.test("anything but name=value is refused", () => {
  for (const text of ["", "a", "=1", "1a=2", "a b=1"]) {
    assert.throws(
      () => parameters([text]),
      (error: unknown) => error instanceof Problem && error.kind === "usage",
    );
  }
});
