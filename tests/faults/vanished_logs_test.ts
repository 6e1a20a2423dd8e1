// Role: logs of a directory, of a pattern or of a day that are gone or renamed between two runs: what was written to them
// meanwhile is read, or its loss is told once.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { replay } from "../../src/commands/replay/replay.ts";
import { fakeHost } from "../fake_host.ts";
import { replayHere, scratch, SOURCE, stored } from "./oracle.ts";
import { HEADER } from "./small_log.ts";

const FIRST = 1549411200;

/** Lines of one host, a second each. */
function lines(host: number, from: number, count: number): string {
  return Array.from(
    { length: count },
    (_, at) => `10.0.0.${host},-,-,${FIRST + from + at},"GET /${host} HTTP/1.1",200,${from + at}\n`,
  ).join("");
}

interface Logs {
  write(name: string, text: string): void;
  path(name: string): string;
  /** Replays the paths into the source; returns the exit code. */
  run(...names: string[]): Promise<number>;
  /** Replays a path anew. */
  fresh(name: string): Promise<number>;
  /** What that has said. */
  said(): string;
  read(): number;
  gaps(): unknown[];
}

async function withLogs(work: (logs: Logs) => Promise<void>): Promise<void> {
  const directory = await scratch(), database = `${directory}/x.db`;
  let saying = "";
  Deno.mkdirSync(`${directory}/logs`);
  const path = (name: string): string => `${directory}/logs${name === "" ? "" : `/${name}`}`;
  try {
    await work({
      path,
      write: (name, text) => Deno.writeTextFileSync(path(name), text, { append: true }),
      fresh: (name) => {
        const invocation = {
          flags: { quiet: true, fresh: true } as const,
          values: { source: SOURCE, db: database },
          lists: {},
          positionals: [path(name)],
        };
        const host = fakeHost({ now: 1_700_000_000 });
        return replay.run(invocation, host).finally(() => saying = host.stderr.text);
      },
      run: (...names) => replayHere(database, names.map(path)),
      said: () => saying,
      read: () => (stored(database) as { read: number }).read,
      gaps: () => {
        using reader = sqlite.read(database);
        return [...reader.query("SELECT * FROM gaps", {}).rows];
      },
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

for (const [what, asked] of [["directory", ""], ["pattern", "*.csv"]]) {
  Deno.test(`a log of a ${what} that is gone is a gap, told once`, () =>
    withLogs(async ({ write, run, path, read, gaps }) => {
      write("web1.csv", HEADER + lines(1, 0, 50));
      write("web2.csv", HEADER + lines(2, 0, 50));
      assert.equal(await run(asked), 0);
      write("web2.csv", lines(2, 50, 50));
      Deno.removeSync(path("web2.csv"));
      write("web1.csv", lines(1, 50, 50));
      assert.equal(await run(asked), 65);
      assert.equal(gaps().length, 1);
      assert.equal(await run(asked), 0);
      assert.equal(read(), 150);
      write("web2.csv", HEADER + lines(2, 100, 10));
      assert.equal(await run(asked), 0);
      assert.equal(read(), 160);
      assert.equal(gaps().length, 1);
    }));

  Deno.test(`a log of a ${what} that was renamed and not made anew is read to its end`, () =>
    withLogs(async ({ write, run, path, read, gaps }) => {
      write("a.csv", HEADER + lines(1, 0, 50));
      write("b.csv", HEADER + lines(2, 0, 50));
      assert.equal(await run(asked), 0);
      write("b.csv", lines(2, 50, 50));
      Deno.renameSync(path("b.csv"), path("b.csv.1"));
      assert.equal(await run(asked), 0);
      assert.equal(read(), 150);
      write("b.csv", HEADER + lines(2, 100, 10));
      assert.equal(await run(asked), 0);
      assert.deepEqual([read(), gaps()], [160, []]);
    }));

  Deno.test(`days of a ${what} that are deleted after a later one was read are no gaps, the last one is`, () =>
    withLogs(async ({ write, run, path, read, gaps }) => {
      for (let day = 5; day <= 8; day++) {
        write(`access-2019020${day}.csv`, HEADER + lines(1, day * 100, 50));
        assert.equal(await run(asked), 0);
        if (day >= 7) Deno.removeSync(path(`access-2019020${day - 2}.csv`));
      }
      assert.deepEqual([read(), gaps()], [200, []]);
      write("access-20190208.csv", lines(1, 850, 10));
      Deno.removeSync(path("access-20190208.csv"));
      write("access-20190209.csv", HEADER + lines(1, 900, 50));
      assert.equal(await run(asked), 65);
      assert.deepEqual([read(), gaps().length], [250, 1]);
      assert.equal(await run(asked), 0);
    }));
}

for (const [what, asked] of [["directory", ""], ["pattern", "*.csv"]]) {
  Deno.test(`a day of a ${what} that was written and compressed between two runs is read`, () =>
    withLogs(async ({ write, run, path, read, gaps }) => {
      const day = (date: number): string => `access-2019020${date}.csv`;
      const pack = (name: string): void => {
        Deno.writeFileSync(path(`${name}.gz`), gzipSync(Deno.readFileSync(path(name))));
        Deno.removeSync(path(name));
      };
      // What is packed before the first run is history.
      write(day(4), HEADER + lines(1, 0, 7));
      pack(day(4));
      write(day(5), HEADER + lines(1, 500, 50));
      assert.equal(await run(asked), 0);
      write(day(5), lines(1, 550, 10));
      for (const next of [6, 7, 8]) write(day(next), HEADER + lines(1, next * 100, 50));
      for (const past of [5, 6, 7]) pack(day(past));
      assert.equal(await run(asked), 0);
      assert.deepEqual([read(), gaps()], [210, []]);
      write(day(8), lines(1, 850, 10));
      pack(day(8));
      write(day(9), HEADER + lines(1, 900, 5));
      assert.equal(await run(asked), 0);
      assert.deepEqual([read(), gaps()], [225, []]);
    }));
}

Deno.test("of a log that is named day by day the end of the day before is read", () =>
  withLogs(async ({ write, run, read, gaps }) => {
    write("access-20190205.csv", HEADER + lines(1, 0, 50));
    assert.equal(await run("access-20190205.csv"), 0);
    write("access-20190205.csv", lines(1, 50, 50));
    write("access-20190206.csv", HEADER + lines(1, 100, 50));
    assert.equal(await run("access-20190206.csv"), 0);
    assert.equal(read(), 150);
    // Its writer may take a moment to move on.
    write("access-20190205.csv", lines(1, 99, 1));
    assert.equal(await run("access-20190206.csv"), 0);
    assert.deepEqual([read(), gaps()], [151, []]);
  }));

Deno.test("of a log that is named day by day a day that is gone before the next was read is a gap", () =>
  withLogs(async ({ write, run, path, read, gaps }) => {
    for (let day = 5; day <= 8; day++) {
      write(`access-2019020${day}.csv`, HEADER + lines(1, day * 100, 50));
      assert.equal(await run(`access-2019020${day}.csv`), 0);
      if (day >= 7) Deno.removeSync(path(`access-2019020${day - 2}.csv`));
    }
    assert.deepEqual([read(), gaps()], [200, []]);
    write("access-20190208.csv", lines(1, 850, 10));
    Deno.removeSync(path("access-20190208.csv"));
    write("access-20190209.csv", HEADER + lines(1, 900, 50));
    assert.equal(await run("access-20190209.csv"), 65);
    assert.deepEqual([read(), gaps().length], [250, 1]);
  }));

Deno.test("--fresh reads the rotated parts again that the source had read, and no others", () =>
  withLogs(async ({ write, run, fresh, path, read }) => {
    write("a.csv.2", HEADER + lines(9, 0, 20));
    write("a.csv", HEADER + lines(1, 50, 50));
    assert.equal(await run("a.csv"), 0);
    write("a.csv", lines(1, 100, 10));
    Deno.renameSync(path("a.csv"), path("a.csv.1"));
    write("a.csv", HEADER + lines(1, 110, 30));
    assert.equal(await run("a.csv"), 0);
    assert.equal(read(), 90);
    assert.equal(await fresh("a.csv"), 0);
    assert.equal(read(), 90);
  }));

Deno.test("--fresh reads a part again that was compressed since, and says what it does not read again", () =>
  withLogs(async ({ write, run, fresh, path, read, said }) => {
    write("a.csv", HEADER + lines(1, 0, 50));
    assert.equal(await run("a.csv"), 0);
    write("a.csv", lines(1, 50, 10));
    Deno.renameSync(path("a.csv"), path("a.csv.1"));
    write("a.csv", HEADER + lines(1, 60, 30));
    assert.equal(await run("a.csv"), 0);
    Deno.writeFileSync(path("a.csv.1.gz"), gzipSync(Deno.readFileSync(path("a.csv.1"))));
    Deno.removeSync(path("a.csv.1"));
    assert.equal(await fresh("a.csv"), 0);
    assert.deepEqual([read(), said()], [90, ""]);
    Deno.removeSync(path("a.csv.1.gz"));
    assert.equal(await fresh("a.csv"), 0);
    assert.equal(read(), 30);
    assert.match(
      said(),
      /warning: --fresh drops what was read of "[^"]*a\.csv\.1\.gz" \([\d,]+ bytes\): not there any more/,
    );
  }));

Deno.test("of a log that is named day by day the days between are read, and archives of days", () =>
  withLogs(async ({ write, run, path, read, gaps }) => {
    const pack = (name: string): void => {
      Deno.writeFileSync(path(`${name}.gz`), gzipSync(Deno.readFileSync(path(name))));
      Deno.removeSync(path(name));
    };
    write("access-20190205.csv", HEADER + lines(1, 0, 50));
    assert.equal(await run("access-20190205.csv"), 0);
    write("access-20190205.csv", lines(1, 50, 10));
    pack("access-20190205.csv");
    write("access-20190206.csv", HEADER + lines(1, 100, 50));
    pack("access-20190206.csv");
    for (const day of [7, 8]) write(`access-2019020${day}.csv`, HEADER + lines(1, day * 100, 50));
    assert.equal(await run("access-20190208.csv"), 0);
    assert.deepEqual([read(), gaps()], [210, []]);
    // An older day that is read later does not make up for the last one.
    write("access-20190204.csv", HEADER + lines(1, 0, 5));
    assert.equal(await run("access-20190204.csv"), 0);
    Deno.removeSync(path("access-20190208.csv"));
    write("access-20190209.csv", HEADER + lines(1, 900, 50));
    assert.equal(await run("access-20190209.csv"), 65);
    assert.equal(gaps().length, 1);
  }));

for (
  const [first, second] of [["u_ex190205.csv", "u_ex190206.csv"], [
    "2019-02-05-access.csv",
    "2019-02-06-access.csv",
  ], [
    "a_20190205.csv",
    "a_20190206.csv",
  ], [
    "access-28-02-2019.csv",
    "access-01-03-2019.csv",
  ], [
    "02-28-2019.access.csv",
    "03-01-2019.access.csv",
  ], [
    "access-2019-01.csv",
    "access-2019-02.csv",
  ], [
    "access.201812.csv",
    "access.201901.csv",
  ], [
    "access-2019-W05.csv",
    "access-2019-W06.csv",
  ], [
    "access-2019-02-05T23-00-00.000.csv",
    "access-2019-02-06T00-00-00.000.csv",
  ], [
    "access.2019-02-05.9.csv",
    "access.2019-02-05.10.csv",
  ], [
    "2019-02-05_23-00-access.csv",
    "2019-02-06_00-00-access.csv",
  ], [
    "u_ex19020523.csv",
    "u_ex19020600.csv",
  ], [
    "access_31012019.csv",
    "access_01022019.csv",
  ], [
    "access-Sun.csv",
    "access-Mon.csv",
  ], [
    "wednesday.csv",
    "thursday.csv",
  ], [
    "access-30Apr2019.csv",
    "access-01May2019.csv",
  ], [
    "access_Dec31.csv",
    "access_Jan1.csv",
  ], [
    "access-2019031.csv",
    "access-2019032.csv",
  ]]
) {
  Deno.test(`the day before, ${first}, is read to its end with ${second}, which is named`, () =>
    withLogs(async ({ write, run, path, read, gaps }) => {
      write(first, HEADER + lines(1, 0, 50));
      assert.equal(await run(first), 0);
      write(first, lines(1, 50, 10));
      write(second, HEADER + lines(1, 100, 50));
      assert.equal(await run(second), 0);
      Deno.removeSync(path(first));
      assert.equal(await run(second), 0);
      assert.deepEqual([read(), gaps()], [110, []]);
    }));

  Deno.test(`a directory with a new file each day: ${first} is no gap once ${second} was read`, () =>
    withLogs(async ({ write, run, path, read, gaps }) => {
      write(first, HEADER + lines(1, 0, 50));
      assert.equal(await run(""), 0);
      write(second, HEADER + lines(1, 100, 50));
      assert.equal(await run(""), 0);
      Deno.removeSync(path(first));
      assert.equal(await run(""), 0);
      assert.deepEqual([read(), gaps()], [100, []]);
    }));
}

Deno.test("an archive of a pattern that was read to its end and is deleted is no gap, one that was read in part is", () =>
  withLogs(async ({ path, run, read, gaps }) => {
    const archive = (name: string, host: number) =>
      Deno.writeFileSync(path(name), gzipSync(HEADER + lines(host, 0, 50)));
    archive("web1.csv.gz", 1);
    archive("web2.csv.gz", 2);
    assert.equal(await run("*.gz"), 0);
    Deno.removeSync(path("web1.csv.gz"));
    assert.equal(await run("*.gz"), 0);
    archive("web3.csv.gz", 3);
    assert.equal(await run("*.gz"), 0);
    Deno.removeSync(path("web3.csv.gz"));
    assert.equal(await run("*.gz"), 0);
    assert.deepEqual([read(), gaps()], [150, []]);
    // A log that was read as it grew, and was compressed and deleted between two runs, has lost its end.
    Deno.writeTextFileSync(path("web4.csv"), HEADER + lines(4, 0, 50));
    assert.equal(await run("web4.csv"), 0);
    Deno.removeSync(path("web4.csv"));
    archive("web5.csv", 5);
    assert.equal(await run("*.csv"), 65);
    assert.equal(gaps().length, 1);
  }));

Deno.test("of files by weekday the one before is read to its end after a pause, too", async () => {
  for (
    const [first, second] of [["a-Thu.csv", "a-Tue.csv"], ["a-Mon.csv", "a-Fri.csv"], [
      "a-Fri.csv",
      "a-Mon.csv",
    ]]
  ) {
    await withLogs(async ({ write, run, read, gaps }) => {
      write(first, HEADER + lines(1, 0, 50));
      assert.equal(await run(first), 0);
      write(first, lines(1, 50, 10));
      write(second, HEADER + lines(1, 100, 30));
      assert.equal(await run(second), 0);
      assert.deepEqual([read(), gaps()], [90, []]);
    });
  }
});

Deno.test("the live log is missed, too, where history was read after it", async () => {
  const cases = ["access.csv*", "access.csv.1", ""].flatMap((
    name,
  ) => [[name, 0] as const, [name, 1] as const]);
  for (const [name, runsBetween] of cases) {
    const names = [name];
    await withLogs(async ({ write, run, path, read, gaps }) => {
      const live = names[0] === "" ? "" : "access.csv";
      write("access.csv", HEADER + lines(1, 100, 50));
      assert.equal(await run(live), 0);
      write("access.csv.1", HEADER + lines(2, 0, 50));
      assert.equal(await run(...names), 0);
      if (runsBetween > 0) assert.equal(await run(live), 0);
      assert.deepEqual([read(), gaps()], [100, []]);
      write("access.csv", lines(1, 150, 10));
      Deno.removeSync(path("access.csv"));
      write("access.csv", HEADER + lines(1, 160, 10));
      assert.equal(await run(live), 65);
      assert.deepEqual([read(), gaps().length], [110, 1]);
      assert.equal(await run(live), 0);
    });
    // Rotated as it should be, all of it is read.
    await withLogs(async ({ write, run, path, read, gaps }) => {
      write("access.csv", HEADER + lines(1, 100, 50));
      assert.equal(await run("access.csv"), 0);
      write("access.csv.1", HEADER + lines(2, 0, 50));
      assert.equal(await run(...names), 0);
      write("access.csv", lines(1, 150, 10));
      Deno.renameSync(path("access.csv.1"), path("access.csv.2"));
      Deno.renameSync(path("access.csv"), path("access.csv.1"));
      write("access.csv", HEADER + lines(1, 160, 10));
      assert.equal(await run("access.csv"), 0);
      for (const gone of ["access.csv.2", "access.csv.1"]) {
        Deno.removeSync(path(gone));
        assert.equal(await run("access.csv"), 0);
      }
      assert.deepEqual([read(), gaps()], [120, []]);
    });
  }
});
