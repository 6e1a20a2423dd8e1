// Role: `httplog backup`: copies taken while another process writes, and targets that are refused.

import assert from "node:assert/strict";
import { missingProgram, testUnless } from "../../outside_program.ts";
import { backup } from "../../../src/commands/database/backup.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { compiledPermissions } from "../../end_to_end/tasks.ts";
import { PROJECT, run, start } from "../../process.ts";
import { CareBench, lines } from "../care_bench.ts";

const START = 1_549_573_800;
const SRC = `file://${PROJECT}src/`;

/** A process that replays one log over and over, in slices so small that a replay has many commits. */
const WRITER = `
import { replay } from "${SRC}commands/replay/replay.ts";
import { denoHost } from "${SRC}host/deno/deno_host.ts";
const host = Object.assign(denoHost({ worker: import.meta.url, exit: Deno.exit }), { sliceBytes: 4096 });
const [db, log] = Deno.args;
for (;;) {
  const flags = { quiet: true, "no-progress": true, fresh: true };
  await replay.run({ flags, values: { db, source: "log", "alert-threshold": "1" }, lists: {}, positionals: [log] }, host);
}`;

async function withDatabase(work: (bench: CareBench) => Promise<void>): Promise<void> {
  using bench = new CareBench();
  bench.append("a.csv", lines(START, START + 1200));
  await bench.replay("a.csv");
  await work(bench);
}

const program = [Deno.execPath(), "run", "--quiet", ...compiledPermissions(), `${PROJECT}main.ts`];

Deno.test("twenty copies taken while a process writes are each some committed state, whole and on their own", () =>
  withDatabase(async (bench) => {
    const log = bench.append("log.csv", lines(START, START + 3000));
    await bench.replay("log.csv", { source: "log" });
    const main = `${bench.directory}/writer.js`;
    Deno.writeTextFileSync(main, WRITER);
    const command = [Deno.execPath(), "run", "-A", main, bench.database, log];
    const writer = start(command, { cwd: bench.directory });
    try {
      const states = new Set<string>();
      for (let copies = 0; copies < 20 || states.size < 3; copies++) {
        assert.ok(copies < 500, "the writer writes nothing");
        const copy = `${bench.directory}/copy${copies}.db`;
        assert.equal((await bench.run(backup, {}, { quiet: true }, [copy])).code, 0);
        assert.ok(
          !bench.files().some((name) => name.startsWith(`copy${copies}.db`) && name !== `copy${copies}.db`),
        );
        const ailments = bench.ailments(copy).filter(({ check }) => check !== "runs");
        assert.deepEqual(ailments, []);
        const sources = "SELECT name, read, accepted, rejected, late, last_time FROM sources ORDER BY name";
        const [, state] = bench.rows(sources, copy);
        assert.equal(Number(state[1]), Number(state[2]) + Number(state[3]));
        const seconds = "SELECT sum(hits), sum(late) FROM seconds WHERE source = 'log'";
        assert.deepEqual(bench.rows(seconds, copy)[0].map((sum) => sum ?? 0), [state[2], state[4]]);
        states.add(String(state));
      }
      assert.equal(await Promise.race([writer.status, Promise.resolve(null)]), null, "the writer still runs");
    } finally {
      writer.kill("SIGKILL");
      await Promise.all([writer.stdin.close().catch(() => {}), writer.output()]);
    }
  }));

Deno.test("the copy is the same database; it says where it is and how large", () =>
  withDatabase(async (bench) => {
    const copy = `${bench.directory}/copy.db`;
    const { text } = await bench.run(backup, {}, {}, [copy]);
    assert.match(text, /^Copied ".*care\.db" to ".*copy\.db": [\d.]+ kB, checked\.\n$/);
    for (const view of ["buckets", "bucket_hosts", "seconds", "alerts", "runs", "rejects", "sources"]) {
      const sql = `SELECT * FROM ${view}`;
      assert.deepEqual(bench.rows(sql, copy), bench.rows(sql), view);
    }
    // A replay goes on in the copy as in the database.
    bench.append("a.csv", lines(START + 1200, START + 1500));
    await bench.replay("a.csv");
    await bench.replay("a.csv", {}, copy);
    assert.deepEqual(bench.rows("SELECT * FROM buckets", copy), bench.rows("SELECT * FROM buckets"));
    assert.deepEqual(bench.ailments(copy), []);
  }));

Deno.test("a file that is there is replaced with --force only, and never one that is in use", () =>
  withDatabase(async (bench) => {
    const copy = `${bench.directory}/copy.db`;
    Deno.writeTextFileSync(copy, "dear diary");
    await bench.refused(backup, "usage", /The file ".*copy\.db" exists\. .*--force/, {}, {}, [copy]);
    assert.equal(Deno.readTextFileSync(copy), "dear diary");
    assert.equal((await bench.run(backup, {}, { force: true }, [copy])).code, 0);
    assert.deepEqual(bench.ailments(copy), []);
    Deno.writeTextFileSync(`${copy}-wal`, "another database's");
    const before = Deno.readFileSync(copy);
    await bench.refused(backup, "usage", /copy\.db": it is a database in use\. Name another/, {}, {
      force: true,
    }, [copy]);
    assert.deepEqual(Deno.readFileSync(copy), before);
  }));

Deno.test("the database itself is no target, under whatever name", () =>
  withDatabase(async (bench) => {
    const [link, hard] = [`${bench.directory}/link.db`, `${bench.directory}/hard.db`];
    Deno.symlinkSync(bench.database, link);
    Deno.linkSync(bench.database, hard);
    for (const target of [bench.database, link, hard]) {
      await bench.refused(backup, "usage", /it is the database itself\. Name another/, {}, { force: true }, [
        target,
      ]);
    }
    assert.deepEqual(bench.ailments(), []);
  }));

Deno.test("a name that SQLite or the lock uses beside a database is no target, whether the file is there or not", () =>
  withDatabase(async (bench) => {
    const { database, directory } = bench;
    const other = `${directory}/other.db`;
    Deno.symlinkSync(directory, `${directory}/same`);
    await bench.run(backup, {}, {}, [other]);
    const refuseAll = async () => {
      for (const end of ["-wal", "-shm", "-journal", ".lock", ".notify.lock"]) {
        for (const target of [`${database}${end}`, `${directory}/same/care.db${end}`, `${other}${end}`]) {
          const message = /: it belongs to the database ".*\.db"\. Name another file for the copy\.$/;
          await bench.refused(backup, "usage", message, {}, { force: true }, [target]);
        }
      }
    };
    await refuseAll();
    using _lock = sqlite.lock(database, { now: 0, allowNetwork: false });
    using _reader = sqlite.read(database);
    const state = () => bench.files().map((name) => [name, Deno.lstatSync(`${directory}/${name}`).ino]);
    const before = state();
    await refuseAll();
    assert.deepEqual(state(), before);
    assert.match(Deno.readTextFileSync(`${database}.lock`), new RegExp(`^${Deno.pid} since`));
  }));

Deno.test("another name of what belongs to the database is replaced, and the database keeps its own", () =>
  withDatabase(async (bench) => {
    const { database, directory } = bench;
    using lock = sqlite.lock(database, { now: 0, allowNetwork: false });
    {
      using _store = sqlite.open(database, () => 0, lock);
      using _reader = sqlite.read(database);
      const buckets = bench.rows("SELECT * FROM buckets");
      for (const end of ["-wal", "-shm", ".lock"]) {
        const { ino } = Deno.statSync(database + end);
        const [symbolic, hard] = [`${directory}/symbolic${end}`, `${directory}/hard${end}`];
        Deno.symlinkSync(`care.db${end}`, symbolic);
        Deno.linkSync(database + end, hard);
        for (const target of [symbolic, hard]) {
          await bench.refused(backup, "usage", /exists/, {}, {}, [target]);
          assert.equal((await bench.run(backup, {}, { force: true }, [target])).code, 0);
          assert.deepEqual(bench.rows("SELECT * FROM buckets", target), buckets);
          assert.equal(Deno.lstatSync(database + end).ino, ino);
        }
      }
      assert.deepEqual(bench.rows("SELECT * FROM buckets"), buckets);
    }
    assert.deepEqual(bench.ailments(), []);
  }));

Deno.test("a database that a run is about to write is no target, and names that only look like it are", () =>
  withDatabase(async (bench) => {
    const copy = `${bench.directory}/copy.db`;
    await bench.run(backup, {}, {}, [copy]);
    {
      using _lock = sqlite.lock(copy, { now: 0, allowNetwork: false });
      await bench.refused(backup, "usage", /copy\.db": it is a database in use/, {}, { force: true }, [copy]);
    }
    assert.equal((await bench.run(backup, {}, { force: true }, [copy])).code, 0);
    for (const name of ["lonely.db-wal", "care.db-wal.bak", "care.db2"]) {
      assert.equal((await bench.run(backup, {}, {}, [`${bench.directory}/${name}`])).code, 0);
    }
  }));

Deno.test("what cannot be a copy, or copied, is refused with nothing left behind", () =>
  withDatabase(async (bench) => {
    const files = bench.files();
    const at = (name: string) => [`${bench.directory}/${name}`];
    await bench.refused(backup, "usage", /No PATH/);
    await bench.refused(backup, "usage", /Unexpected "b"/, {}, {}, ["a", "b"]);
    await bench.refused(backup, "create", /it is a directory/, {}, { force: true }, [bench.directory]);
    await bench.refused(
      backup,
      "create",
      /Cannot create .*there is no directory/,
      {},
      {},
      at("none/copy.db"),
    );
    await bench.refused(backup, "input", /No database at/, { db: at("none.db")[0] }, {}, at("copy.db"));
    assert.deepEqual(
      bench.files().filter((name) => !/-(shm|wal)$/.test(name)),
      files.filter((name) => !/-(shm|wal)$/.test(name)),
    );
  }));

Deno.test("a damaged database is not copied, and a copy that was good stays", () =>
  withDatabase(async (bench) => {
    const copy = `${bench.directory}/copy.db`;
    await bench.run(backup, {}, {}, [copy]);
    const good = Deno.readFileSync(copy);
    const damaged = `${bench.directory}/damaged.db`;
    Deno.writeFileSync(damaged, good.slice().fill(0, 5 * 4096, 20 * 4096));
    await bench.refused(backup, "io", /damaged/, { db: damaged }, { force: true }, [copy]);
    assert.deepEqual(Deno.readFileSync(copy), good);
    assert.ok(!bench.files().some((name) => name.includes("partial")), String(bench.files()));
  }));

testUnless(
  missingProgram("sh"),
  "a full disk: 74, a message, and no half file",
  () =>
    withDatabase(async (bench) => {
      // The longest file that the process may write is shorter than the copy; the signal that comes with it is ignored.
      const size = Deno.statSync(bench.database).size;
      const blocks = Math.floor(size / 1024 / 2);
      const command = ["sh", "-c", `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, "sh", ...program];
      const { code, stderr, stdout } = await run([...command, "backup", "--db", bench.database, "copy.db"], {
        cwd: bench.directory,
      });
      assert.equal(code, 74, stderr + stdout);
      assert.match(
        stderr,
        /^httplog: Cannot write "copy\.db": reading or writing failed\. Check the disk\.\n$/,
      );
      assert.ok(!bench.files().some((name) => name.startsWith("copy")), String(bench.files()));
      assert.deepEqual(bench.ailments(), []);
    }),
);

Deno.test("it needs no more permissions than the program has", () =>
  withDatabase(async (bench) => {
    const words = ["backup", "--db", bench.database, "copy.db"];
    const { code, stdout } = await run([...program, ...words], { cwd: bench.directory });
    assert.equal(code, 0);
    assert.match(stdout, /checked/);
  }));
