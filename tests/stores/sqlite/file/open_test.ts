import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Problem, type ProblemKind } from "../../../../src/domain/problem.ts";
import { lockDatabase } from "../../../../src/stores/sqlite/file/lock.ts";
import { sqlite } from "../../../../src/stores/sqlite/sqlite.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../../../src/stores/sqlite/schema/migrate.ts";
import { bucket, change, rowsOf, run } from "../../../contracts/store_material.ts";
import { isLockedHere } from "../../../process.ts";

async function inDirectory(work: (directory: string) => void): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    work(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** A database of ours with one bucket. */
function filled(path: string): void {
  using store = sqlite.open(path, () => 0);
  store.begin(run()).commit(change({ closed: [bucket(100, { "/a": 1 })] }));
}

function execute(path: string, ...statements: string[]): void {
  const database = new DatabaseSync(path);
  for (const statement of statements) database.exec(statement);
  database.close();
}

function problem(kind: ProblemKind, ...parts: string[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Problem, `${error}`);
    assert.equal(error.kind, kind, error.message);
    for (const part of parts) assert.ok(error.message.includes(part), error.message);
    assert.ok(!error.message.includes("\n"));
    return true;
  };
}

/** Names and bytes of all files of a directory. */
function contents(directory: string): Record<string, Uint8Array | null> {
  const names = [...Deno.readDirSync(directory)].map((entry) => entry.name).sort();
  return Object.fromEntries(names.map((name) => {
    const path = `${directory}/${name}`;
    return [name, Deno.lstatSync(path).isFile ? Deno.readFileSync(path) : null];
  }));
}

/** Neither opening works, both say why, and nothing in the directory changes. */
function refuses(directory: string, path: string, kind: ProblemKind, ...parts: string[]): void {
  const before = contents(directory);
  assert.throws(() => sqlite.open(path, () => 0), problem(kind, path, ...parts));
  assert.throws(() => sqlite.read(path), problem(kind, path, ...parts));
  assert.deepEqual(contents(directory), before);
}

Deno.test("a new file is ours, of the current version, in WAL mode, and the only one left", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    filled(path);
    assert.deepEqual(Object.keys(contents(directory)), ["x.db"]);
    const database = new DatabaseSync(path);
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0];
    assert.equal(pragma("application_id"), APPLICATION_ID);
    assert.equal(pragma("user_version"), SCHEMA_VERSION);
    assert.equal(pragma("journal_mode"), "wal");
    assert.equal(pragma("integrity_check"), "ok");
    database.close();
  }));

Deno.test("an empty file is as good as none", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    Deno.writeFileSync(path, new Uint8Array());
    assert.throws(() => sqlite.read(path), problem("input", path, "httplog replay"));
    filled(path);
    assert.deepEqual(rowsOf(path, "SELECT start FROM buckets"), [[100]]);
  }));

Deno.test("names that mean something to SQLite mean files of that name", () =>
  inDirectory((directory) => {
    const before = Deno.cwd();
    Deno.chdir(directory);
    try {
      for (const path of [":memory:", "file:x.db?mode=memory", "with space %20 #1?.db", "ü.db"]) {
        filled(path);
        assert.deepEqual(rowsOf(path, "SELECT start FROM buckets"), [[100]]);
        assert.ok(Deno.statSync(path).size > 0);
      }
    } finally {
      Deno.chdir(before);
    }
  }));

Deno.test("what is no database of ours is refused and left as it is", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    const refused = () => refuses(directory, path, "config", "is not an httplog database", "--db");
    Deno.writeTextFileSync(path, "x");
    refused();
    Deno.writeTextFileSync(path, "remotehost,rfc931,authuser,date,request,status,bytes\n".repeat(500));
    refused();
    Deno.removeSync(path);
    execute(path, "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
    refused();
    execute(path, "PRAGMA journal_mode = WAL");
    refused();
    execute(path, `PRAGMA application_id = ${APPLICATION_ID + 1}`);
    refused();
  }));

Deno.test("a database of a newer version is refused and left as it is; both versions are named", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    filled(path);
    execute(path, `PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    refuses(
      directory,
      path,
      "config",
      `version ${SCHEMA_VERSION + 1}`,
      `version ${SCHEMA_VERSION}.`,
      "newer",
    );
  }));

Deno.test("a directory, and a path under a file, are no place for a database", () =>
  inDirectory((directory) => {
    Deno.mkdirSync(`${directory}/d`);
    refuses(directory, `${directory}/d`, "create", "is a directory");
    Deno.writeTextFileSync(`${directory}/file`, "x");
    const before = contents(directory);
    const open = (path: string) => () => sqlite.open(path, () => 0);
    assert.throws(open(`${directory}/file/x.db`), problem("create", "not a directory", `${directory}/file`));
    assert.throws(open(`${directory}/file/d/x.db`), problem("create", "no directory"));
    assert.throws(open(`${directory}/none/x.db`), problem("create", "no directory", `"${directory}/none"`));
    assert.throws(() => sqlite.read(`${directory}/none/x.db`), problem("input", "httplog replay"));
    assert.deepEqual(contents(directory), before);
  }));

Deno.test("a read-only file is not written, and can be read", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    filled(path);
    Deno.chmodSync(path, 0o444);
    const before = contents(directory);
    assert.throws(() => sqlite.open(path, () => 0), problem("permission", path, "read-only"));
    assert.deepEqual(contents(directory), before);
    assert.deepEqual(rowsOf(path, "SELECT start FROM buckets"), [[100]]);
  }));

Deno.test("where SQLite cannot make its files beside the database, reading works as long as there is no log", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    filled(path);
    // Stands for a directory that may not be written, which the superuser would not notice: SQLite follows no link.
    Deno.symlinkSync("nowhere", `${path}-shm`);
    assert.deepEqual(rowsOf(path, "SELECT start FROM buckets"), [[100]]);
    Deno.writeTextFileSync(`${path}-wal`, "x");
    assert.throws(() => sqlite.read(path), problem("permission", path));
    assert.throws(() => sqlite.open(path, () => 0), problem("permission", path));
  }));

Deno.test("a damaged database is told as such, and its bytes stay", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    filled(path);
    const bytes = Deno.readFileSync(path);
    bytes.fill(0xff, 4096);
    Deno.writeFileSync(path, bytes);
    assert.throws(() => {
      using store = sqlite.open(path, () => 0);
      store.begin(run());
    }, problem("io", path, "damaged"));
    assert.throws(() => rowsOf(path, "SELECT * FROM buckets"), problem("io", path, "damaged"));
    assert.deepEqual(Deno.readFileSync(path), bytes);
  }));

Deno.test("readers see what is committed while a run is writing", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    using store = sqlite.open(path, () => 0);
    const session = store.begin(run());
    using reader = sqlite.read(path);
    const count = () => reader.query("SELECT count(*) FROM buckets").rows[0][0];
    assert.equal(count(), 0);
    session.commit(change({ closed: [bucket(100, { "/a": 1 })] }));
    assert.equal(count(), 1);
  }));

Deno.test("a run keeps its locks of the database while it sends and reads beside itself", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`, sending = { now: 0, allowNetwork: false, purpose: "sending" } as const;
    using store = sqlite.open(path, () => 0);
    const session = store.begin(run());
    for (const [at, use] of [() => sqlite.readBeside(path), () => lockDatabase(path, sending)].entries()) {
      use()[Symbol.dispose]();
      assert.ok(isLockedHere(path), String(use));
      session.commit(change({ closed: [bucket(100 + 10 * at, { "/a": 1 })] }));
    }
  }));

Deno.test("reading a database that may not be written leaves nothing beside it", () =>
  inDirectory((directory) => {
    const path = `${directory}/x.db`;
    sqlite.open(path, () => 0)[Symbol.dispose]();
    Deno.chmodSync(path, 0o444);
    {
      using reader = sqlite.read(path);
      assert.deepEqual(reader.query("SELECT count(*) FROM buckets").rows, [[0]]);
    }
    assert.deepEqual(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["x.db"]);
  }));
