import assert from "node:assert/strict";
import { Problem } from "../../../src/domain/problem.ts";
import { errorCode, problemOf, quoted, withCode } from "../../../src/stores/sqlite/errors.ts";

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

Deno.test("a disk without room for the index of the write-ahead log is full, not broken", () => {
  const problem = problemOf(Object.assign(new Error("disk I/O error"), { errcode: 4874 }), "x.db");
  assert.match((problem as Problem).message, /the disk is full/);
});

Deno.test("other errors stay what they are: bugs", () => {
  for (const error of [new TypeError("x"), Object.assign(new Error("x"), { errcode: 19 }), "text", null]) {
    assert.equal(problemOf(error, "x.db"), error);
  }
});

Deno.test("a quoted text has no control characters", () => {
  assert.equal(quoted("a\n\x1b[1m\x9b\x00ü"), '"a\\x0a\\x1b[1m\\x9b\\x00ü"');
});

Deno.test("errors of the system are as those of SQLite that mean the same", () => {
  const cases = [
    [new Deno.errors.PermissionDenied("x"), 77],
    [Object.assign(new Error("No space left on device"), { code: "ENOSPC" }), 74],
    [Object.assign(new Error("Input/output error"), { code: "EIO" }), 74],
  ] as const;
  for (const [error, exitCode] of cases) {
    const problem = problemOf(error, "x.db", "write");
    assert.ok(problem instanceof Problem);
    assert.equal(problem.exitCode, exitCode);
    assert.match(problem.message, /^Cannot write "x\.db": /);
  }
  const bug = Object.assign(new TypeError("x"), { code: "ERR_INVALID_ARG_TYPE" });
  assert.equal(problemOf(bug, "x.db"), bug);
});

Deno.test("an error that brings SQLite's message alone gets its code", () => {
  const codes = {
    "database or disk is full": 13,
    "database disk image is malformed": 11,
    "disk I/O error": 10,
  };
  for (const [message, code] of Object.entries(codes)) {
    assert.equal(errorCode(withCode(new Error(message))), code);
  }
  const known = Object.assign(new Error("database or disk is full"), { errcode: 14 });
  assert.equal(errorCode(withCode(known)), 14);
});
