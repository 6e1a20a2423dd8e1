// Files that several threads read in ranges: with real workers, and with files and workers that misbehave. That any cut
// and pace gives the same is in `tests/replay_law_test.ts`, killing in `tests/faults/kill_threads.ts`.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { Random } from "../../../sample_data/random.ts";
import { startThread } from "../../../src/host/deno/thread.ts";
import type { Host, Thread } from "../../../src/host/host.ts";
import type { RangeReply } from "../../../src/parallel/worker.ts";
import { bundleProgram } from "../../bundle.ts";
import { fakeHost } from "../../fake_host.ts";
import { replayHere, stored, undisturbed } from "../../faults/oracle.ts";
import { HEADER, smallLog } from "../../faults/small_log.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { simulatedThreads } from "../../simulated_threads.ts";

const NOW = 1_700_000_000;
const RANGE_BYTES = 4096;
const SOURCE = new URL("../../../src/worker.ts", import.meta.url).href;

/** Nobody waits longer for a worker, milliseconds. */
const TIME_LIMIT = 60_000;

const immediate = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Real workers, and what has come from them: ranges, files given up, deaths. */
class Watched {
  readonly ranges = new Map<Thread, number>();
  givenUp = 0;
  /** Results of several logs. */
  together = 0;
  failures = 0;
  readonly #module: string;
  readonly #before: () => void;

  constructor(module: string, before: () => void = () => {}) {
    this.#module = module;
    this.#before = before;
  }

  /** A machine whose main thread stands still until a worker has read a range, or none will. */
  host(): Host {
    const turn = async (): Promise<void> => {
      for (const until = Date.now() + TIME_LIMIT; this.#isSilent();) {
        assert.ok(Date.now() < until, "the workers are silent");
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await immediate();
    };
    const start = (name: string): Thread => this.#start(name);
    return { ...fakeHost({ now: NOW, rangeBytes: RANGE_BYTES, startThread: start }), turn };
  }

  #isSilent(): boolean {
    return this.read === 0 && this.givenUp + this.failures < this.ranges.size;
  }

  /** Ranges that workers have read. */
  get read(): number {
    return this.ranges.values().reduce((sum, count) => sum + count, 0);
  }

  #start(name: string): Thread {
    const inner = startThread(this.#module, name);
    const thread: Thread = {
      post: (message) => {
        this.#before();
        inner.post(message);
      },
      onMessage: () => {},
      onFailure: () => {},
      [Symbol.dispose]: () => inner[Symbol.dispose](),
    };
    this.ranges.set(thread, 0);
    inner.onMessage = (message) => {
      const reply = message as RangeReply;
      if ("failed" in reply) this.givenUp++;
      else {
        this.ranges.set(thread, this.ranges.get(thread)! + 1);
        if ((reply.summaries?.length ?? 0) > 1) this.together++;
      }
      thread.onMessage(message);
    };
    inner.onFailure = () => {
      this.failures++;
      thread.onFailure("test");
    };
    return thread;
  }
}

async function replayWith(host: Host, directory: string, workers: number): Promise<unknown> {
  const files = [`${directory}/access.csv`], database = `${directory}/x.db`;
  assert.equal(await replayHere(database, files, host, { workers: `${workers}` }), 0);
  return stored(database);
}

async function workersDoTheirPart(module: string, directory: string): Promise<void> {
  const log = smallLog(new Random(7), 6000);
  Deno.writeFileSync(`${directory}/access.csv`, log);
  for (const workers of [1, 2]) {
    const watched = new Watched(module);
    assert.deepEqual(await replayWith(watched.host(), directory, workers), await undisturbed(log));
    assert.equal(watched.ranges.size, workers);
    assert.ok(watched.read > 0);
    assert.deepEqual([watched.givenUp, watched.failures], [0, 0]);
    Deno.removeSync(`${directory}/x.db`);
  }
}

Deno.test("ranges: workers do their part", () =>
  inTemporaryDirectory((directory) => workersDoTheirPart(SOURCE, directory)));

Deno.test("ranges: workers of the bundled program do their part", () =>
  inTemporaryDirectory(async (directory) => {
    const { worker } = await bundleProgram(directory);
    await workersDoTheirPart(`file://${worker}`, directory);
  }));

Deno.test("ranges: one set of workers reads all the files, each by its own header", () =>
  inTemporaryDirectory(async (directory) => {
    const lines = (time: number, order: readonly number[]): string =>
      [
        "remotehost,rfc931,authuser,date,request,status,bytes",
        ...Array.from({ length: 3000 }, (_, i) =>
          `h${i % 50},-,-,${time + i},GET /s${i % 9} HTTP/1.1,${i % 7 === 0 ? 500 : 200},${i}`),
      ]
        .map((line) =>
          order.map((column) => line.split(",")[column]).join(",") + "\n"
        ).join("");
    const texts = [lines(1_000_000, [0, 1, 2, 3, 4, 5, 6]), lines(1_003_000, [6, 3, 5, 4, 0, 2, 1])];
    const files = texts.map((text, i) => {
      Deno.writeTextFileSync(`${directory}/${i}.csv`, text);
      return `${directory}/${i}.csv`;
    });
    const watched = new Watched(SOURCE);
    assert.equal(await replayHere(`${directory}/x.db`, files, watched.host(), { workers: "1" }), 0);
    assert.equal(await replayHere(`${directory}/y.db`, files, fakeHost({ now: NOW }), { workers: "0" }), 0);
    assert.deepEqual(stored(`${directory}/x.db`), stored(`${directory}/y.db`));
    assert.equal(watched.ranges.size, 1);
  }));

/** Lines of a log that knows no night: some are rejects, some are up to 25 s late. */
function steadyLines(random: Random, count: number): string[] {
  let time = 1_600_000_000;
  return Array.from({ length: count }, (_, number) => {
    time += random.below(3);
    if (random.chance(0.01)) return `junk ${number}\n`;
    const at = random.chance(0.1) ? time - random.below(25) : time;
    const request = `GET /s${random.below(5)}/page?n=${number} HTTP/1.1`;
    return `10.0.0.${1 + random.below(6)},-,-,${at},"${request}",${
      random.chance(0.1) ? 500 : 200
    },${number}\n`;
  });
}

Deno.test("ranges: workers read the logs of several servers together, and the buckets are those of all", () =>
  inTemporaryDirectory(async (directory) => {
    for (let seed = 1; seed <= 4; seed++) {
      const lines = steadyLines(new Random(seed), 5000);
      const files = [0, 1, 2].map((server) => {
        const own = lines.filter((_, line) => line % 3 === server || seed % 2 === 0 && line % 7 === server);
        // Two logs that hold the same are copies.
        const path = `${directory}/${seed}_web${server}.csv`;
        Deno.writeTextFileSync(
          path,
          [HEADER, ...own.map((line) => line.replace("GET /", `GET /w${server}`))].join(""),
        );
        return path;
      });
      // Where nothing is late, buckets are cut to few names; else the order of reading may decide which late ones get a row.
      const further: Record<string, string> = seed <= 2 ? { lateness: "100" } : { top: "1000" };
      const all: unknown[] = [];
      for (const [at, workers] of ["1", "2", "0"].entries()) {
        const watched = new Watched(SOURCE), database = `${directory}/${seed}_${at}.db`;
        assert.equal(await replayHere(database, files, watched.host(), { workers, ...further }), 0);
        if (workers !== "0") assert.ok(watched.together > 20, `${watched.together} together`);
        all.push(stored(database));
      }
      assert.deepEqual(all[0], all[2], `seed ${seed}`);
      assert.deepEqual(all[1], all[2], `seed ${seed}`);
    }
  }));

Deno.test("ranges: logs that are read together by turns lose nothing between two turns", () =>
  inTemporaryDirectory(async (directory) => {
    const random = new Random(11), lines = steadyLines(random, 30_000);
    const files = [0, 1, 2].map((server) => {
      const path = `${directory}/web${server}.csv`, own = lines.filter((_, line) => line % 3 === server);
      // Some are longer than a turn.
      const longer = own.map((line) =>
        line.replace(
          "?n=",
          `?w=${server}&q=${"x".repeat(random.below(random.chance(0.005) ? 9000 : 120))}&n=`,
        )
      );
      Deno.writeTextFileSync(path, [HEADER, ...longer].join(""));
      return path;
    });
    const watched = new Watched(SOURCE), host = { ...watched.host(), rangeBytes: 1_600_000 };
    assert.equal(await replayHere(`${directory}/x.db`, files, host, { workers: "1", top: "1000" }), 0);
    assert.ok(watched.together > 0);
    assert.equal(watched.together, watched.read, "a line that ends in another turn is no reason to give up");
    assert.equal(
      await replayHere(`${directory}/y.db`, files, fakeHost({ now: NOW }), { workers: "0", top: "1000" }),
      0,
    );
    assert.deepEqual(stored(`${directory}/x.db`), stored(`${directory}/y.db`));
  }));

Deno.test("ranges: a worker whose path means another file by then leaves it alone", () =>
  inTemporaryDirectory(async (directory) => {
    const log = smallLog(new Random(8), 3000), path = `${directory}/access.csv`;
    Deno.writeFileSync(path, log);
    let isRotated = false;
    const rotate = (): void => {
      if (isRotated) return;
      isRotated = true;
      Deno.renameSync(path, `${path}.old`);
      Deno.writeFileSync(path, smallLog(new Random(9), 5000));
    };
    const watched = new Watched(SOURCE, rotate);
    assert.deepEqual(await replayWith(watched.host(), directory, 2), await undisturbed(log));
    assert.equal(watched.givenUp, 2);
  }));

Deno.test("ranges: workers that die at once, or cannot be had, are done without", () =>
  inTemporaryDirectory(async (directory) => {
    const log = smallLog(new Random(10), 3000), path = `${directory}/access.csv`;
    Deno.writeFileSync(path, log);
    const watched = new Watched("data:text/javascript,throw new Error('a worker that cannot start')");
    assert.deepEqual(await replayWith(watched.host(), directory, 2), await undisturbed(log));
    assert.equal(watched.failures, 2);
    Deno.removeSync(`${directory}/x.db`);
    const alone = fakeHost({ now: NOW, rangeBytes: RANGE_BYTES });
    assert.deepEqual(await replayWith(alone, directory, 2), await undisturbed(log));
  }));

/** A machine with simulated threads on which something happens at some turn. */
function hostWith(seed: number, atTurn: number, happens: () => void): Host {
  const behaviour = { random: new Random(seed), slowness: 3, failures: 2 };
  const settings = { now: NOW, rangeBytes: RANGE_BYTES, startThread: simulatedThreads(behaviour) };
  let turns = 0;
  const turn = (): Promise<void> => {
    if (turns++ === atTurn) happens();
    return immediate();
  };
  return { ...fakeHost(settings), turn };
}

Deno.test("ranges: of a file that is cut short meanwhile, what was counted is a beginning of it", async () => {
  const random = fc.record({
    seed: fc.nat(),
    atTurn: fc.nat({ max: 30 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const property = fc.asyncProperty(
    random,
    ({ seed, atTurn, part }) =>
      inTemporaryDirectory(async (directory) => {
        const log = smallLog(new Random(seed), 1500), path = `${directory}/access.csv`;
        Deno.writeFileSync(path, log);
        const host = hostWith(seed, atTurn, () => Deno.truncateSync(path, Math.floor(part * log.length)));
        const counted = await replayWith(host, directory, 2);
        const db = new DatabaseSync(`${directory}/x.db`, { readOnly: true });
        const row = db.prepare("SELECT offset FROM input").get();
        db.close();
        assert.deepEqual(counted, await undisturbed(log.slice(0, Number(row?.offset ?? 0))));
      }),
  );
  await fc.assert(property, { numRuns: 20, interruptAfterTimeLimit: 30_000 });
});

Deno.test("ranges: what is appended meanwhile is counted once", async () => {
  const random = fc.record({
    seed: fc.nat(),
    atTurn: fc.nat({ max: 10 }),
    part: fc.double({ min: 0.5, max: 1, noNaN: true }),
  });
  const property = fc.asyncProperty(
    random,
    ({ seed, atTurn, part }) =>
      inTemporaryDirectory(async (directory) => {
        const log = smallLog(new Random(seed), 1500), path = `${directory}/access.csv`;
        const there = Math.floor(part * log.length);
        Deno.writeFileSync(path, log.subarray(0, there));
        const append = (): void => Deno.writeFileSync(path, log.subarray(there), { append: true });
        await replayWith(hostWith(seed, atTurn, append), directory, 2);
        Deno.writeFileSync(path, log);
        assert.deepEqual(await replayWith(fakeHost({ now: NOW }), directory, 0), await undisturbed(log));
      }),
  );
  await fc.assert(property, { numRuns: 20, interruptAfterTimeLimit: 30_000 });
});
