// Role: rotated parts that are put together again, as after a rotation that was not meant: what was read of them counts once, what
// is new in them is read.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { HEADER, lines, type Place, testInPlace } from "./place.ts";

/** A log that was read as two rotated parts and a live one: of 300, `middle` and 50 lines. */
async function rotatedTwice(place: Place, middle: number): Promise<void> {
  place.write("a.csv", HEADER + lines(1, 300));
  await place.brings(300, "a.csv");
  place.rename("a.csv", "a.csv.1");
  place.write("a.csv", HEADER + lines(301, 300 + middle));
  await place.brings(300 + middle, "a.csv");
  place.rename("a.csv.1", "a.csv.2");
  place.rename("a.csv", "a.csv.1");
  place.write("a.csv", HEADER + lines(301 + middle, 350 + middle));
  await place.brings(350 + middle, "a.csv");
}

/** Puts files together into the last one, as `cat` and `mv` do; the others go. */
function join(place: Place, ...names: string[]): void {
  const bytes = names.flatMap((name) => [...Deno.readFileSync(place.path(name))]);
  place.write("joined", new Uint8Array(bytes));
  for (const name of names) place.remove(name);
  place.rename("joined", names.at(-1)!);
}

for (const middle of [1, 12, 1000]) {
  testInPlace(
    `two rotated parts, the second of ${middle} lines, that are put together are not read again`,
    async (place) => {
      await rotatedTwice(place, middle);
      join(place, "a.csv.2", "a.csv.1");
      place.append("a.csv", lines(351 + middle, 400 + middle));
      for (let run = 0; run < 2; run++) await place.brings(400 + middle, "a.csv");
      place.rename("a.csv.1", "a.csv.2");
      place.rename("a.csv", "a.csv.1");
      place.write("a.csv", HEADER + lines(401 + middle, 410 + middle));
      for (let run = 0; run < 2; run++) await place.brings(410 + middle, "a.csv");
    },
  );

  testInPlace(
    `a rotated part, of ${middle} lines, that is put in front of its log again is not read again`,
    async (place) => {
      await rotatedTwice(place, middle);
      join(place, "a.csv.1", "a.csv");
      place.append("a.csv", lines(351 + middle, 400 + middle));
      await place.brings(400 + middle, "a.csv");
      place.append("a.csv", lines(401 + middle, 410 + middle));
      for (let run = 0; run < 2; run++) await place.brings(410 + middle, "a.csv");
      place.rename("a.csv", "a.csv.1");
      place.write("a.csv", HEADER + lines(411 + middle, 420 + middle));
      for (let run = 0; run < 2; run++) await place.brings(420 + middle, "a.csv");
    },
  );
}

testInPlace(
  "all parts of a log that are put together, also compressed, are not read again",
  async (place) => {
    await rotatedTwice(place, 100);
    join(place, "a.csv.2", "a.csv.1", "a.csv");
    place.append("a.csv", lines(451, 460));
    for (let run = 0; run < 2; run++) await place.brings(460, "a.csv");
    place.rename("a.csv", "a.csv.1");
    const packed = gzipSync(Deno.readFileSync(place.path("a.csv.1")));
    place.write("a.csv.1.gz", packed);
    place.remove("a.csv.1");
    place.write("a.csv", HEADER + lines(461, 470));
    for (let run = 0; run < 2; run++) await place.brings(470, "a.csv");
    place.remove("a.csv.1.gz");
    await place.brings(470, "a.csv");
  },
);

testInPlace(
  "what is lost behind parts that were put together is a gap, and what follows them otherwise is read",
  async (place) => {
    await rotatedTwice(place, 100);
    join(place, "a.csv.2", "a.csv.1");
    await place.brings(450, "a.csv");
    place.remove("a.csv");
    place.write("a.csv", HEADER + lines(500, 509));
    const { code, records, gaps } = await place.run("a.csv");
    assert.deepEqual([code, records, gaps], [65, 460, 1]);
  },
);

const DAYS = [17, 18, 19, 20].map((day) => `d/access-2015-05-${day}.csv`);
const NAMES = ["d/shop.csv", "d/cart.csv", "d/api.csv", "d/www.csv"];

/** A directory of four logs, one after the other, that was read. */
async function fourLogs(place: Place, names = DAYS): Promise<readonly string[]> {
  Deno.mkdirSync(place.path("d"));
  for (const [at, name] of names.entries()) place.write(name, HEADER + lines(200 * at + 1, 200 * at + 200));
  await place.brings(800, "d");
  return names;
}

for (const logs of [DAYS, NAMES]) {
  for (const keeps of [false, true]) {
    testInPlace(
      `logs such as ${logs[0]} that are put together into one of another name are not read again, ${
        keeps ? "beside it" : "gone"
      }`,
      async (place) => {
        const names = await fourLogs(place, logs);
        place.write("d/all.csv", names.map((name) => Deno.readTextFileSync(place.path(name))).join(""));
        if (!keeps) { for (const name of names) place.remove(name); }
        for (let run = 0; run < 3; run++) {
          const { code, records, gaps } = await place.run("d");
          assert.deepEqual([code, records, gaps], [0, 800 + run, 0]);
          place.append("d/all.csv", lines(801 + run, 801 + run));
        }
      },
    );
  }
}

testInPlace(
  "logs that lie beside a file into which they were put together are not read besides it",
  async (place) => {
    Deno.mkdirSync(place.path("d"));
    const texts = NAMES.map((_, at) => HEADER + lines(200 * at + 1, 200 * at + 200));
    for (const [at, name] of NAMES.entries()) place.write(name, texts[at]);
    place.write("d/all.csv", texts.join("") + lines(801, 810));
    place.write("d/other.csv", HEADER + lines(201, 300, "10.0.0.2"));
    for (let run = 0; run < 2; run++) {
      const { code, records, gaps, said } = await place.run("d");
      assert.deepEqual([code, records, gaps], [0, 910, 0]);
      for (const name of NAMES.filter(() => run === 0)) {
        assert.ok(
          said.includes(`${name}" holds nothing that`),
          said,
        );
      }
      assert.ok(!said.includes('other.csv" holds'));
    }
  },
);

testInPlace(
  "a file into which logs were put together that is read anew, since they were appended to, says what it begins like",
  async (place) => {
    const names = await fourLogs(place, NAMES);
    place.write("d/all.csv", names.map((name) => Deno.readTextFileSync(place.path(name))).join(""));
    assert.equal((await place.run("d")).records, 800);
    for (const [at, name] of NAMES.entries()) place.append(name, lines(801 + at, 801 + at));
    const { code, records, said } = await place.run("d");
    assert.deepEqual([code, records], [0, 1604]);
    assert.match(
      said,
      /all\.csv" begins like "[^"]*shop\.csv", which was read, differs behind that, and was read as a log/,
    );
    assert.doesNotMatch((await place.run("d")).said, /differs behind that/);
  },
);

testInPlace("a log that begins like one that was read says so once, and counts in whole", async (place) => {
  place.write("a.csv", HEADER + lines(1, 400));
  await place.brings(400, "a.csv");
  place.write("b.csv", HEADER + lines(1, 200) + lines(500, 999));
  const { code, records, said } = await place.run("b.csv");
  assert.deepEqual([code, records], [0, 1100]);
  assert.match(said, /b\.csv" begins like "[^"]*a\.csv", which was read, differs behind that/);
  place.append("a.csv", lines(401, 410));
  const both = await place.run("a.csv", "b.csv");
  assert.equal(both.records, 1110);
  assert.doesNotMatch(both.said, /differs behind that/);
});

for (const isJoinedBefore of [false, true]) {
  testInPlace(
    `a new log beside a file into which it was put together with others is not read besides it, ${
      isJoinedBefore ? "made anew" : "made for the first time"
    }`,
    async (place) => {
      Deno.mkdirSync(place.path("d"));
      const texts = DAYS.map((_, at) => HEADER + lines(200 * at + 1, 200 * at + 200));
      for (const [at, name] of DAYS.slice(0, 3).entries()) place.write(name, texts[at]);
      if (isJoinedBefore) place.write("d/all.csv", texts.slice(0, 3).join(""));
      assert.equal((await place.run("d")).records, 600);
      place.write(DAYS[3], texts[3]);
      place.write("d/all.csv", texts.join(""));
      for (let run = 0; run < 2; run++) {
        const { code, records, gaps, said } = await place.run("d");
        assert.deepEqual([code, records, gaps], [0, 800, 0]);
        if (run === 0) assert.ok(said.includes(`${DAYS[3]}" holds nothing that`), said);
      }
    },
  );
}

testInPlace("the logs of days that are put together and compressed are not read again", async (place) => {
  const names = await fourLogs(place);
  const bytes = names.flatMap((name) => [...Deno.readFileSync(place.path(name))]);
  for (const name of names) place.remove(name);
  place.write("d/all.csv.gz", gzipSync(new Uint8Array(bytes)));
  for (let run = 0; run < 2; run++) {
    const { code, records, gaps } = await place.run("d/all.csv.gz");
    assert.deepEqual([code, records, gaps], [0, 800, 0]);
  }
});

testInPlace("a log to which another one is appended is read up to there, and on behind it", async (place) => {
  place.write("a.csv", HEADER + lines(1, 200));
  place.write("b.csv", HEADER + lines(201, 400));
  await place.brings(400, "a.csv", "b.csv");
  place.append("a.csv", HEADER + lines(201, 400) + lines(401, 410));
  place.append("b.csv", lines(401, 410, "10.0.0.2"));
  for (let run = 0; run < 2; run++) {
    const { code, records, gaps } = await place.run("a.csv", "b.csv");
    assert.deepEqual([code, records, gaps], [0, 420, 0]);
  }
});

testInPlace("a log that holds its own lines twice is read so, in one run or two", async (place) => {
  for (const [at, runs] of [1, 2].entries()) {
    const name = `${at}.csv`, line = HEADER + lines(1, 200, `10.0.0.${at}`);
    place.write(name, line);
    if (runs === 2) await place.run(name);
    place.append(name, line);
    assert.equal((await place.run(name)).records, 400 * (at + 1));
  }
});

testInPlace("two logs that go on for a few lines as the other began are both read", async (place) => {
  place.write("a.csv", HEADER + lines(1, 200));
  place.write("b.csv", HEADER + lines(201, 203));
  await place.brings(203, "a.csv", "b.csv");
  place.append("a.csv", HEADER + lines(201, 203));
  place.remove("b.csv");
  assert.equal((await place.run("a.csv")).records, 206);
});
