// Role: the lock beside a database: who gets it, what is said to the others, what is left behind.

import assert from "node:assert/strict";
import type { Problem } from "../../../../src/domain/problem.ts";
import { sqlite } from "../../../../src/stores/sqlite/sqlite.ts";
import { lockDatabase, probeLock } from "../../../../src/stores/sqlite/file/lock.ts";
import { inTemporaryDirectory } from "../../../process.ts";

const REQUEST = { now: 1448280077.9, allowNetwork: false };

Deno.test("one has the lock; others are told who, under every name of the database; readers do not ask", () =>
  inTemporaryDirectory((directory) => {
    const path = `${directory}/x.db`;
    sqlite.open(path, () => 0)[Symbol.dispose]();
    Deno.symlinkSync(path, `${directory}/link.db`);
    {
      using _lock = lockDatabase(path, REQUEST);
      assert.match(
        Deno.readTextFileSync(`${path}.lock`),
        new RegExp(`^${Deno.pid} since 2015-11-23T12:01:17Z\n+ +\n$`),
      );
      for (
        const name of [path, `${directory}/link.db`, `${directory}/../${directory.split("/").pop()}/x.db`]
      ) {
        assert.throws(() => lockDatabase(name, REQUEST), (error: Problem) => {
          assert.equal(error.exitCode, 75);
          for (const part of [name, `process ${Deno.pid}`, "since 2015-11-23T12:01:17Z"]) {
            assert.ok(error.message.includes(part), error.message);
          }
          return true;
        });
      }
      using other = lockDatabase(`${directory}/y.db`, REQUEST);
      assert.ok(other);
      sqlite.read(path)[Symbol.dispose]();
    }
    // Blank, and never shorter: its room stays.
    assert.match(Deno.readTextFileSync(`${path}.lock`), /^\s{4096}$/);
    lockDatabase(path, REQUEST)[Symbol.dispose]();
    return Promise.resolve();
  }));

Deno.test("a link to a database that is not there yet has the lock of the place it leads to", () =>
  inTemporaryDirectory((directory) => {
    const at = (name: string): string => `${directory}/${name}`;
    Deno.mkdirSync(at("real"));
    Deno.symlinkSync("real/x.db", at("link.db"));
    Deno.symlinkSync(at("link.db"), at("again.db"));
    Deno.symlinkSync("real", at("same"));
    const names = ["link.db", "again.db", "real/x.db", "same/x.db", "same/../link.db"].map(at);
    const refuseAll = () => {
      for (const name of names) assert.throws(() => lockDatabase(name, REQUEST), { kind: "busy" }, name);
    };
    for (const name of names) {
      using _lock = lockDatabase(name, REQUEST);
      refuseAll();
    }
    using lock = lockDatabase(at("link.db"), REQUEST);
    sqlite.open(at("link.db"), () => 0, lock)[Symbol.dispose]();
    refuseAll();
    const files = [...Deno.readDirSync(directory), ...Deno.readDirSync(at("real"))].map(({ name }) => name);
    assert.deepEqual(files.filter((name) => name.endsWith(".lock")), ["x.db.lock"]);
    return Promise.resolve();
  }));

Deno.test("a link that leads nowhere, or round in a circle, is no place for a database", () =>
  inTemporaryDirectory((directory) => {
    const at = (name: string): string => `${directory}/${name}`;
    Deno.symlinkSync("none/x.db", at("nowhere.db"));
    Deno.symlinkSync("b.db", at("a.db"));
    Deno.symlinkSync("a.db", at("b.db"));
    for (const name of ["nowhere.db", "a.db"]) {
      assert.throws(() => lockDatabase(at(name), REQUEST), { kind: "create" }, name);
    }
    for (const open of [sqlite.read, (path: string) => sqlite.open(path, () => 0)]) {
      assert.throws(() => open(at("a.db")), { kind: "create" });
    }
    assert.deepEqual([...Deno.readDirSync(directory)].length, 3);
    return Promise.resolve();
  }));

Deno.test("a note that is not ours is not repeated", () =>
  inTemporaryDirectory((directory) => {
    const path = `${directory}/x.db`;
    using _lock = lockDatabase(path, REQUEST);
    for (const note of ["", "\x1b[2J since now\n", "12"]) {
      Deno.writeTextFileSync(`${path}.lock`, note);
      assert.throws(() => lockDatabase(path, REQUEST), /in use by another run\. /);
    }
    return Promise.resolve();
  }));

Deno.test("nothing is put beside what is no database of ours, and nothing is locked where none can be", () =>
  inTemporaryDirectory((directory) => {
    Deno.writeTextFileSync(`${directory}/text.db`, "This is no database. ".repeat(20));
    assert.throws(() => lockDatabase(`${directory}/text.db`, REQUEST), { kind: "config" });
    assert.throws(() => lockDatabase(`${directory}/no/x.db`, REQUEST), { kind: "create" });
    assert.deepEqual([...Deno.readDirSync(directory)].map(({ name }) => name), ["text.db"]);
    Deno.mkdirSync(`${directory}/x.db.lock`);
    assert.throws(() => lockDatabase(`${directory}/x.db`, REQUEST), /x\.db\.lock/);
    return Promise.resolve();
  }));

Deno.test("a network file system is refused with the reason, unless it is allowed", () =>
  inTemporaryDirectory((directory) => {
    const path = `${directory}/x.db`;
    const asked: string[] = [];
    const typeOf = (type: string | null) => (of: string) => {
      asked.push(of);
      return type;
    };
    assert.throws(() => lockDatabase(path, REQUEST, typeOf("nfs")), (error: Problem) => {
      assert.equal(error.exitCode, 74);
      for (const part of [path, "nfs", "--db", "--allow-network-fs"]) {
        assert.ok(error.message.includes(part));
      }
      return true;
    });
    assert.deepEqual([...Deno.readDirSync(directory)], []);
    lockDatabase(path, { ...REQUEST, allowNetwork: true }, typeOf("nfs"))[Symbol.dispose]();
    // Once it has been locked there, it is not asked again.
    lockDatabase(path, REQUEST, typeOf("nfs"))[Symbol.dispose]();
    Deno.removeSync(`${path}.lock`);
    lockDatabase(path, REQUEST, typeOf(null))[Symbol.dispose]();
    assert.deepEqual(asked, [directory, directory]);
    return Promise.resolve();
  }));

Deno.test("an end that is left in the lock stays, over holders too, until it is taken away", () =>
  inTemporaryDirectory((directory) => {
    const path = `${directory}/x.db`, file = `${path}.lock`;
    const times = { startedAt: 1448280088, endedAt: 1448280099 };
    const end = { run: 12, source: null, status: "failed", ...times, message: "x".repeat(100) } as const;
    const refused = { ...end, run: null, source: "s" };
    sqlite.open(path, () => 0)[Symbol.dispose]();
    {
      using lock = lockDatabase(path, REQUEST);
      assert.deepEqual(lock.unwritten, []);
      const { size } = Deno.statSync(file);
      // The file never grows: its room was taken with the lock. Every character of this takes six bytes.
      lock.leave({ ...end, message: "\u0001".repeat(1000) });
      assert.deepEqual(lock.unwritten, [{ ...end, message: "\u0001".repeat(250) }]);
      lock.leave({ ...refused, source: "é".repeat(299), message: "\u0001".repeat(1000) });
      assert.deepEqual(probeLock(path)?.unwritten, lock.unwritten);
      assert.deepEqual(lock.unwritten.map(({ source }) => source), [null, "é".repeat(299)]);
      lock.leave({ ...refused, source: "é".repeat(300) });
      assert.deepEqual(lock.unwritten[1], { ...refused, source: null });
      // One of each kind is kept, the last.
      lock.leave(end);
      lock.leave(refused);
      assert.equal(Deno.statSync(file).size, size);
      assert.throws(() => lockDatabase(path, REQUEST), new RegExp(`process ${Deno.pid}, since 2015`));
    }
    assert.deepEqual(probeLock(path)?.unwritten, [end, refused]);
    for (let times = 0; times < 2; times++) {
      using lock = lockDatabase(path, REQUEST);
      assert.deepEqual(lock.unwritten, [end, refused]);
      assert.deepEqual(probeLock(path)?.unwritten, [end, refused]);
    }
    {
      using lock = lockDatabase(path, REQUEST);
      lock.leave(null);
      assert.deepEqual([lock.unwritten, probeLock(path)?.unwritten], [[], []]);
    }
    assert.equal(Deno.readTextFileSync(file).trim(), "");
    // As an earlier version left it.
    Deno.writeTextFileSync(
      file,
      '12 since 2020-09-13T12:26:40Z\n{"run":3,"status":"ok","endedAt":7,"message":"m"}\n  \n',
    );
    const former = { run: 3, source: null, status: "ok", startedAt: 7, endedAt: 7, message: "m" };
    assert.deepEqual(probeLock(path)?.unwritten, [former]);
    for (
      const odd of [
        "",
        "null",
        "12",
        '{"run":1}',
        '{"run":null,"source":1,"status":"ok","endedAt":1,"message":""}',
        '{"run":1,"status":"?","endedAt":1,"message":""}',
        "{".repeat(9999),
      ]
    ) {
      Deno.writeTextFileSync(file, `12 since 2020-09-13T12:26:40Z\n${odd}\n`);
      assert.deepEqual(probeLock(path)?.unwritten, [], odd);
    }
    return Promise.resolve();
  }));
