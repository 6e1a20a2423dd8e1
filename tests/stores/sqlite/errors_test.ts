import assert from "node:assert/strict";
import { Problem } from "../../../src/domain/problem.ts";
import { problemOf, quoted } from "../../../src/stores/sqlite/errors.ts";

Deno.test("every error of SQLite that a person can mend has its exit code and names the database", () => {
  const codes: Record<number, number> = {
    3: 77, // PERM
    5: 75, // BUSY
    6: 75, // LOCKED
    8: 77, // READONLY
    10: 74, // IOERR
    11: 74, // CORRUPT
    13: 74, // FULL
    14: 77, // CANTOPEN
    26: 78, // NOTADB
    266: 74, // IOERR_READ
    517: 75, // BUSY_SNAPSHOT
    1544: 77, // READONLY_DIRECTORY
  };
  for (const [errcode, exitCode] of Object.entries(codes)) {
    const problem = problemOf(Object.assign(new Error("x"), { errcode: Number(errcode) }), "a\x1b.db");
    assert.ok(problem instanceof Problem);
    assert.equal(problem.exitCode, exitCode, errcode);
    assert.ok(problem.message.startsWith('Cannot use "a\\x1b.db": '));
    assert.ok(problem.message.endsWith("."));
  }
});

Deno.test("other errors stay what they are: bugs", () => {
  for (const error of [new TypeError("x"), Object.assign(new Error("x"), { errcode: 19 }), "text", null]) {
    assert.equal(problemOf(error, "x.db"), error);
  }
});

Deno.test("a quoted text has no control characters", () => {
  assert.equal(quoted("a\n\x1b[1m\x9b\x00ü"), '"a\\x0a\\x1b[1m\\x9b\\x00ü"');
});
