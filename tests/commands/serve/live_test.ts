// Role: `httplog serve` while a log is written: viewers hear of every commit in time, and hold no writer up.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { ApiEvent } from "../../../src/api/answer.ts";
import { inTemporaryDirectory, run } from "../../process.ts";
import { logLines, PROGRAM, replayInto, TestServer } from "./server.ts";

const BEGIN = 1_549_573_860;

/** The events that a viewer gets, as they come, with when. */
class Viewer implements AsyncDisposable {
  readonly seen: { readonly event: ApiEvent; readonly at: number }[] = [];
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(server: TestServer) {
    this.#done = (async () => {
      try {
        for await (const event of server.events(this.#stop.signal)) this.seen.push({ event, at: Date.now() });
      } catch (error) {
        if (!this.#stop.signal.aborted) throw error;
      }
    })();
  }

  /** How far the source is by the events so far. Behind the last of them one may come of a run that has ended, without a time. */
  get reached(): number {
    return Math.max(0, ...this.seen.map(({ event: { until } }) => until ?? 0));
  }

  /** Waits for an event. */
  async until(isIt: (event: ApiEvent) => boolean, milliseconds = 20_000): Promise<number> {
    const due = Date.now() + milliseconds;
    while (Date.now() < due) {
      const found = this.seen.find(({ event }) => isIt(event));
      if (found !== undefined) return found.at;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`No such event: ${JSON.stringify(this.seen.slice(-3))}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

Deno.test("serve: a viewer first hears how far each source is, then of each commit, within a second", () =>
  inTemporaryDirectory(async (cwd) => {
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
    await using server = await TestServer.start(cwd);
    await using viewer = new Viewer(server);
    await viewer.until(({ source, until }) => source === "shop" && until === BEGIN + 30);
    const before = await server.answer("sources");
    await replayInto(cwd, logLines(BEGIN + 30, 30));
    const committed = Date.now();
    const at = await viewer.until(({ until }) => until === BEGIN + 60);
    assert.ok(at - committed < 1000, `${at - committed} ms`);
    const after = await server.answer("sources");
    assert.deepEqual([before, after].map(({ rows, columns }) => rows[0][columns.indexOf("hits")]), [30, 60]);
    const sequences = viewer.seen.flatMap(({ event }) => event.source === "shop" ? [event.sequence] : []);
    assert.deepEqual(sequences, sequences.toSorted((one, other) => one - other));
  }));

Deno.test("serve LOG: follows the log in the same process, and ends as replay --follow does", () =>
  inTemporaryDirectory(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/log.csv`, logLines(BEGIN, 300, "/api/x", true));
    await using server = await TestServer.start(cwd, "log.csv", "--source", "shop", "--quiet");
    await using viewer = new Viewer(server);
    await viewer.until(({ until }) => until === BEGIN + 300);
    await Deno.writeTextFile(`${cwd}/log.csv`, logLines(BEGIN + 300, 60), { append: true });
    const written = Date.now(), at = await viewer.until(({ until }) => until === BEGIN + 360);
    // Following looks once a second; a commit is seen within a quarter of one.
    assert.ok(at - written < 3000, `${at - written} ms`);
    const { columns, rows } = await server.answer("sources");
    assert.equal(rows[0][columns.indexOf("hits")], 360);
    assert.equal((await server.stop("SIGINT")).code, 130);
    const doctor = await run([...PROGRAM, "doctor", "--full"], { cwd });
    assert.equal(doctor.code, 0, doctor.stdout);
  }));

Deno.test("serve LOG --timescale: plays a recorded log, and still serves at its end", () =>
  inTemporaryDirectory(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/log.csv`, logLines(BEGIN, 600, "/api/x", true));
    await using server = await TestServer.start(cwd, "log.csv", "--source", "shop", "-q", "-t", "0.002");
    await using viewer = new Viewer(server);
    await viewer.until(({ until }) => until === BEGIN + 600);
    // It was played: more than the last state was seen.
    assert.ok(new Set(viewer.seen.map(({ event }) => event.until)).size > 1);
    // The run has ended, so that another one may write.
    const due = Date.now() + 5000;
    let code = 75;
    while (code === 75 && Date.now() < due) {
      code = (await run([...PROGRAM, "replay", "log.csv", "--source", "shop", "-q"], { cwd })).code;
    }
    assert.equal(code, 0);
    assert.equal((await server.answer("runs")).rows.length, 2);
    assert.equal((await server.stop()).code, 143);
  }));

Deno.test("serve LOG: what reading fails with ends it", () =>
  inTemporaryDirectory(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/log.csv`, logLines(BEGIN, 30, "/api/x", true));
    await using server = await TestServer.start(cwd, "log.csv", "--source", "shop", "-q");
    const second = await run([...PROGRAM, "serve", "log.csv", "--listen", "127.0.0.1:0"], { cwd });
    assert.equal(second.code, 75, second.stderr);
    assert.equal((await server.stop()).code, 143);
  }));

Deno.test("serve: a database that another one replaces is served as it is then", () =>
  inTemporaryDirectory(async (cwd) => {
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
    await using server = await TestServer.start(cwd);
    {
      await using viewer = new Viewer(server);
      await viewer.until(({ until }) => until === BEGIN + 30);
      await Deno.writeTextFile(`${cwd}/other.csv`, logLines(BEGIN, 70, "/api/x", true));
      const replay = [...PROGRAM, "replay", "other.csv", "--source", "shop", "--db", "other.db", "-q"];
      assert.equal((await run(replay, { cwd })).code, 0);
      for (const suffix of ["-wal", "-shm"]) await Deno.remove(`${cwd}/httplog.db${suffix}`).catch(() => {});
      await Deno.rename(`${cwd}/other.db`, `${cwd}/httplog.db`);
    }
    const due = Date.now() + 10_000;
    let hits: unknown = null;
    while (hits !== 70 && Date.now() < due) {
      const response = await server.fetch("api/v1/sources"), body = await response.json();
      if (response.ok) hits = body.rows[0][body.columns.indexOf("hits")];
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(hits, 70);
    // Viewers of the file that is gone are sent away, and come again.
    for (let isSeen = false; !isSeen;) {
      assert.ok(Date.now() < due);
      await using viewer = new Viewer(server);
      isSeen = await viewer.until(({ until }) => until === BEGIN + 70, 500).then(() => true, () => false);
    }
    assert.equal((await server.stop()).code, 143);
  }));

Deno.test("serve: a database that is removed is not served on; the next one at its place is", () =>
  inTemporaryDirectory(async (cwd) => {
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
    await using server = await TestServer.start(cwd);
    const until = async (isIt: (response: Response) => Promise<boolean>, path = "api/v1/sources") => {
      const due = Date.now() + 10_000;
      while (!await isIt(await server.fetch(path))) {
        assert.ok(Date.now() < due, path);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    for (const hits of [70, 20]) {
      for (const suffix of ["", "-wal", "-shm", ".lock"]) {
        await Deno.remove(`${cwd}/httplog.db${suffix}`).catch(() => {});
      }
      await until(async (response) =>
        /There is no database .*httplog.db.* any more/.test(await response.text())
      );
      assert.equal((await server.problem("api/v1/events")).status, 503);
      assert.equal(await server.metric("database_present"), 0);
      assert.match(await (await server.fetch("")).text(), /<div id="page">/);
      // What lies there first is no database.
      await Deno.writeTextFile(`${cwd}/httplog.db`, "x".repeat(5000));
      await until(async (response) => /not a database|no database/.test(await response.text()));
      await Deno.remove(`${cwd}/httplog.db`);
      await Deno.writeTextFile(`${cwd}/log.csv`, "");
      await replayInto(cwd, logLines(BEGIN, hits, "/api/x", true));
      await until(async (response) => {
        const body = await response.json();
        return response.ok && body.rows[0]?.[body.columns.indexOf("hits")] === hits;
      });
      assert.equal(await server.metric("database_present"), 1);
    }
    const { code, stderr } = await server.stop();
    assert.equal(code, 143);
    assert.match(stderr, /warning: There is no database at ".*httplog.db" any more/);
    assert.match(stderr, /serving the database that is at ".*httplog.db" now/);
  }));

Deno.test("serve LOG: that its database was removed is said, and ends it", () =>
  inTemporaryDirectory(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/log.csv`, logLines(BEGIN, 30, "/api/x", true));
    await using server = await TestServer.start(cwd, "log.csv", "--source", "shop", "-q");
    await server.answer("sources");
    await Deno.remove(`${cwd}/httplog.db`);
    const { code, stderr } = await server.ended();
    assert.equal(code, 74, stderr);
    assert.match(stderr, /was removed while it was written/);
  }));

Deno.test("serve: 200 viewers miss no commit of a replay, which they do not hold up", () =>
  inTemporaryDirectory(async (cwd) => {
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
    await using server = await TestServer.start(cwd);
    const viewers = Array.from({ length: 200 }, () => new Viewer(server));
    try {
      await Promise.all(viewers.map((viewer) => viewer.until(({ until }) => until === BEGIN + 30)));
      // Each asks for what its page shows whenever it hears of a commit.
      const asking = viewers.map(async (viewer) => {
        for (let last = BEGIN + 30; last < BEGIN + 530;) {
          const at = last + 50;
          await viewer.until(({ until }) => until !== null && until >= at);
          last = viewer.reached;
          const { rows, columns } = await server.answer("sources");
          assert.ok(Date.parse(String(rows[0][columns.indexOf("last_iso")])) / 1000 + 1 >= last);
        }
      });
      for (let part = 0; part < 10; part++) await replayInto(cwd, logLines(BEGIN + 30 + part * 50, 50));
      await Promise.all(asking);
      assert.deepEqual(new Set(viewers.map(({ reached }) => reached)), new Set([BEGIN + 530]));
      const metrics = await (await server.fetch("metrics")).text();
      assert.match(metrics, /^httplog_viewers 200$/m);
    } finally {
      for (const viewer of viewers) await viewer[Symbol.asyncDispose]();
    }
  }));

function newestSequence(database: string): number {
  const connection = new DatabaseSync(database, { readOnly: true });
  try {
    return Number(connection.prepare("SELECT max(sequence) AS newest FROM source").get()!.newest);
  } finally {
    connection.close();
  }
}

Deno.test("serve: what many viewers ask is computed once for each state of the database", () =>
  inTemporaryDirectory(async (cwd) => {
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
    await using server = await TestServer.start(cwd);
    const asked = ["sources", "buckets?step=60", "values/section?step=60&limit=40", "values/host?limit=40"];
    for (let part = 0; part < 3; part++) {
      if (part > 0) await replayInto(cwd, logLines(BEGIN + 30 * part, 30));
      // The server has seen the last commit of the source; one that only ends the run may come still.
      const newest = newestSequence(`${cwd}/httplog.db`);
      {
        await using viewer = new Viewer(server);
        await viewer.until(({ sequence }) => sequence === newest);
      }
      const states = await server.metric("events_total"),
        before = await server.metric("answers_computed_total");
      const found = await Promise.all(Array.from({ length: 100 }, () => server.several(asked, 5)));
      for (const answers of found) {
        assert.deepEqual(answers.map(({ status }) => status), asked.map(() => 200));
        assert.deepEqual(
          answers.map(({ body: { rows } }) => rows),
          found[0].map(({ body: { rows } }) => rows),
        );
      }
      const hits = found[0][0].body;
      assert.equal(hits.rows[0][hits.columns.indexOf("hits")], 30 * (part + 1));
      const computed = await server.metric("answers_computed_total") - before;
      // Every further state costs each question, and that of the metrics themselves, once more.
      const further = await server.metric("events_total") - states;
      assert.ok(
        computed >= asked.length && computed <= asked.length + further * (asked.length + 1),
        `${computed}`,
      );
    }
  }));
