// Role: what other log readers got wrong, each with its issue's number: the same scenario, and every line counted once.

import assert from "node:assert/strict";
import { Random } from "../../sample_data/random.ts";
import { Bench } from "./bench.ts";
import { fakeHost } from "../fake_host.ts";
import { dump } from "../law/dump.ts";
import { assertSame, replayHere, scratch, SOURCE, stored, undisturbed } from "./oracle.ts";
import { HEADER, LineSource } from "./small_log.ts";

/** Longer than any prefix that readers take for a file's identity, and the same in all files. */
const SAME_START = `10.0.0.1,-,-,1600000000,"GET /start HTTP/1.1",200,5\n`.repeat(100);

async function withBench(seed: number, work: (bench: Bench) => Promise<void>): Promise<void> {
  await using bench = await Bench.open(new Random(seed));
  bench.log.append(20);
  await bench.run();
  await work(bench);
}

async function inScratch(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await scratch();
  try {
    await work(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function records(database: string): Promise<number> {
  return await Promise.resolve((stored(database) as { read: number }).read);
}

Deno.test("Filebeat #51417: a new file that begins like one that is gone is no rename of it", () =>
  inScratch(async (directory) => {
    const database = `${directory}/x.db`;
    Deno.writeTextFileSync(`${directory}/a.csv`, HEADER + SAME_START);
    assert.equal(await replayHere(database, [`${directory}/a.csv`]), 0);
    Deno.removeSync(`${directory}/a.csv`);
    const other = HEADER + SAME_START.slice(0, -20) + `"GET /other HTTP/1.1",200,5\n` + SAME_START;
    Deno.writeTextFileSync(`${directory}/b.csv`, other);
    assert.equal(await replayHere(database, [`${directory}/b.csv`]), 0);
    assert.equal(await records(database), 100 + 200);
  }));

Deno.test("Filebeat #45300: copytruncate, twice with compression, between two runs loses nothing", () =>
  withBench(1, async (bench) => {
    const { log } = bench;
    for (let times = 0; times < 2; times++) {
      log.append(50);
      log.copyTruncate();
      log.append(50);
      log.compress(times);
    }
    await bench.check("after two rotations and a restart");
  }));

Deno.test("Vector #643: files that are empty, or begin alike, are files of their own", () =>
  inScratch(async (directory) => {
    const database = `${directory}/x.db`;
    const files = Array.from({ length: 100 }, (_, i) => `${directory}/host${i}.csv`);
    for (const file of files) Deno.writeTextFileSync(file, "");
    assert.equal(await replayHere(database, files), 0);
    for (const file of files) Deno.writeTextFileSync(file, HEADER + SAME_START);
    for (const [i, file] of files.entries()) {
      const own = `10.0.1.${i},-,-,16000001${String(i).padStart(2, "0")},"GET / HTTP/1.1",200,${i}\n`;
      Deno.writeTextFileSync(file, own, { append: true });
    }
    assert.equal(await replayHere(database, [directory + "/*.csv"]), 0);
    assert.equal(await records(database), 100 * 101);
    for (const file of files) Deno.writeTextFileSync(file, SAME_START, { append: true });
    assert.equal(await replayHere(database, files.toReversed()), 0);
    assert.equal(await records(database), 100 * 201);
  }));

Deno.test("Vector #17240: a shorter file does not get the place of a longer one with the same beginning", () =>
  inScratch(async (directory) => {
    const database = `${directory}/x.db`, [long, short] = [`${directory}/long.csv`, `${directory}/short.csv`];
    const own = (number: number) => `10.0.0.9,-,-,1600000100,"GET /${number} HTTP/1.1",200,5\n`;
    Deno.writeTextFileSync(long, HEADER + SAME_START + own(1) + SAME_START);
    assert.equal(await replayHere(database, [long, short].slice(0, 1)), 0);
    Deno.writeTextFileSync(short, HEADER + SAME_START.slice(0, 1060));
    Deno.writeTextFileSync(short, own(2), { append: true });
    const lines = 201 + SAME_START.slice(0, 1060).split("\n").length;
    for (let times = 0; times < 2; times++) {
      assert.equal(await replayHere(database, [long, short]), 0);
      assert.equal(await records(database), lines);
    }
    Deno.writeTextFileSync(long, own(3), { append: true });
    Deno.writeTextFileSync(short, own(4), { append: true });
    assert.equal(await replayHere(database, [short, long]), 0);
    assert.equal(await records(database), lines + 2);
  }));

Deno.test("Fluent Bit #8025: an inode that is used again does not bring the old offset with it", () =>
  withBench(2, async (bench) => {
    const { log } = bench;
    const { ino, size } = Deno.statSync(log.path);
    log.truncate();
    while (Deno.statSync(log.path).size < 2 * size) log.append(5);
    assert.equal(Deno.statSync(log.path).ino, ino);
    await bench.run();
    await bench.check("with the same inode and a longer log", true);
  }));

Deno.test("OpenTelemetry #43693: after copytruncate a log that begins alike is read from its beginning", () =>
  inScratch(async (directory) => {
    const database = `${directory}/x.db`, log = `${directory}/access.csv`;
    const tail = (number: number) => new LineSource(new Random(number)).take(30);
    Deno.writeTextFileSync(log, HEADER + SAME_START + tail(1));
    assert.equal(await replayHere(database, [log]), 0);
    Deno.copyFileSync(log, `${log}.1`);
    Deno.writeTextFileSync(log, HEADER + SAME_START);
    assert.equal(await replayHere(database, [log]), 0);
    assert.equal(await records(database), 230);
    Deno.writeTextFileSync(log, tail(2) + tail(3), { append: true });
    assert.equal(await replayHere(database, [log]), 0);
    const whole = HEADER + SAME_START + tail(1) + SAME_START + tail(2) + tail(3);
    assertSame(
      stored(database),
      await undisturbed(new TextEncoder().encode(whole)),
      "grown past the old offset",
    );
  }));

Deno.test("GoAccess #334: a log that is given twice is counted once", () =>
  withBench(3, async (bench) => {
    const { log } = bench;
    for (let times = 0; times < 3; times++) await bench.run();
    log.append(10);
    log.rotate();
    log.reopen();
    log.append(5);
    const both = [`${log.directory}/access.csv.1`, log.path];
    assert.equal(await replayHere(bench.database, both), 0);
    assert.equal(await replayHere(bench.database, [...both, ...both]), 0);
    await bench.check("the same files again and again");
  }));

Deno.test("GoAccess #1815: the same inode after copytruncate is another log, also where it has more lines", () =>
  withBench(4, async (bench) => {
    const { log } = bench;
    log.append(5);
    log.copyTruncate();
    log.append(200);
    await bench.run();
    log.copyTruncate();
    log.append(3);
    await bench.check("truncated in place");
  }));

Deno.test("rotation: what was not read and is gone is a gap, told once, and reading goes on", () =>
  withBench(5, async (bench) => {
    const { log } = bench;
    const before = (stored(bench.database) as { read: number }).read;
    log.append(10);
    log.truncate();
    log.append(4);
    const host = fakeHost({ now: 1_700_000_000 });
    assert.equal(await replayHere(bench.database, [log.path], host), 65);
    assert.match(host.stderr.text, /^httplog: warning: .*can no longer be found[^\n]*\n$/);
    assert.equal(bench.gaps(), 1);
    assert.equal(await records(bench.database), before + 4);
    assert.equal(await replayHere(bench.database, [log.path]), 0);
    assert.equal(bench.gaps(), 1);
  }));

Deno.test("rotation: two sources with the same content stay two", () =>
  inScratch(async (directory) => {
    const content = HEADER + SAME_START;
    for (const name of ["a", "b"]) Deno.writeTextFileSync(`${directory}/${name}.csv`, content);
    for (const name of ["a", "b"]) {
      const files = [`${directory}/${name}.csv`], further = { source: name };
      assert.equal(await replayHere(`${directory}/${name}.db`, files), 0);
      assert.equal(await replayHere(`${directory}/x.db`, files, undefined, further), 0);
      assert.deepEqual(
        dump(`${directory}/x.db`, name, []),
        dump(`${directory}/${name}.db`, SOURCE, []),
      );
    }
  }));

Deno.test("rotation: where all that was read was truncated away, older parts of the same second are still read", () =>
  inScratch(async (directory) => {
    const log = `${directory}/access.csv`, database = `${directory}/x.db`;
    const line = (time: number) => `10.0.0.1,-,-,${time},"GET /late HTTP/1.1",200,5\n`;
    Deno.writeTextFileSync(log, HEADER + line(1_600_000_060).replace("late", "early"));
    assert.equal(await replayHere(database, [log]), 0);
    // What replaces it has been rotated before the next run, and begins no later than what was read.
    Deno.writeTextFileSync(`${log}.2`, HEADER + line(1_600_000_060) + line(1_600_000_063));
    Deno.writeTextFileSync(`${log}.1`, HEADER + line(1_600_000_057) + line(1_600_000_064));
    Deno.writeTextFileSync(log, HEADER + line(1_600_000_065));
    await replayHere(database, [log]);
    assert.equal(await records(database), 6);
  }));

Deno.test("rotation: where all that was read was truncated away, parts from long before the source are not", () =>
  inScratch(async (directory) => {
    const log = `${directory}/access.csv`, database = `${directory}/x.db`;
    const line = (time: number) => `10.0.0.1,-,-,${time},"GET /late HTTP/1.1",200,5\n`;
    Deno.writeTextFileSync(`${log}.1`, HEADER + line(1_599_990_000) + line(1_600_000_059));
    Deno.writeTextFileSync(log, HEADER + line(1_600_000_060));
    assert.equal(await replayHere(database, [log]), 0);
    Deno.writeTextFileSync(log, HEADER + line(1_600_000_065));
    await replayHere(database, [log]);
    assert.equal(await records(database), 2);
  }));
