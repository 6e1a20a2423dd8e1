// Role: copies of a log under other names: known by their bytes, not read again, and that is said; logs that merely begin
// alike stay logs of their own.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { missingProgram } from "../outside_program.ts";
import { HEADER, lines, type Place, SOURCE, type Spoken, testInPlace } from "./place.ts";

/** Of a directory d. */
const read = (place: Place, ...names: string[]): Promise<Spoken> =>
  place.speak(names.length > 0 ? names : ["d"]);

function isCopy(said: string, name: string, of: string): void {
  const [line, ...more] = said.split("\n").filter((line) => line.includes("copy"));
  assert.deepEqual(more, []);
  assert.ok(line?.includes(`/d/${name}" holds nothing that "`) && line.includes(`/d/${of}" does not`), said);
}

function test(name: string, work: (place: Place) => Promise<void>): void {
  testInPlace(`copies: ${name}`, async (place) => {
    Deno.mkdirSync(place.path("d"));
    await work(place);
  });
}

const count = (records: number): Spoken["records"] => ({ [SOURCE]: records });

test("a copy under another name is not read again, however the log lives on", async (place) => {
  place.write("d/access.csv", HEADER + lines(1, 10));
  await place.brings(10, "d");
  Deno.copyFileSync(place.path("d/access.csv"), place.path("d/other.csv"));
  for (let times = 0; times < 2; times++) {
    const { code, said, records } = await read(place);
    assert.deepEqual({ code, records }, { code: 0, records: count(10) });
    isCopy(said, "other.csv", "access.csv");
  }
  place.append("d/access.csv", lines(11, 15));
  await place.brings(15, "d");
  place.rename("d/access.csv", "d/access.csv.1");
  place.write("d/access.csv", HEADER + lines(16, 20));
  await place.brings(20, "d");
  place.remove("d/access.csv.1");
  await place.brings(20, "d");
  place.remove("d/other.csv");
  await place.brings(20, "d");
});

test("with -q it is said once", async (place) => {
  for (const name of ["access", "other"]) place.write(`d/${name}.csv`, HEADER + lines(1, 10));
  isCopy((await place.speak(["d"], SOURCE, true)).said, "other.csv", "access.csv");
  await place.brings(10, "d");
});

for (const order of [["access.csv", "other.csv"], ["other.csv", "access.csv"]]) {
  test(`of two files of one run that hold the same, the first is read (${order})`, async (place) => {
    for (const name of order) place.write(`d/${name}`, HEADER + lines(1, 10));
    const { code, said, records } = await read(place, ...order.map((name) => `d/${name}`));
    assert.deepEqual({ code, records }, { code: 0, records: count(10) });
    isCopy(said, order[1], order[0]);
  });
  test(`a copy of the beginning is one (${order})`, async (place) => {
    place.write("d/access.csv", HEADER + lines(1, 500));
    place.write("d/other.csv", HEADER + lines(1, 200));
    const { code, said, records } = await read(place, ...order.map((name) => `d/${name}`));
    assert.deepEqual({ code, records }, { code: 0, records: count(500) });
    isCopy(said, "other.csv", "access.csv");
  });
}

test("an archive of a log under another name is a copy of it", async (place) => {
  place.write("d/access.csv", HEADER + lines(1, 300));
  await place.brings(300, "d");
  place.write("d/backup.csv.gz", gzipSync(HEADER + lines(1, 300)));
  const { code, said, records } = await read(place, "d", "d/backup.csv.gz");
  assert.deepEqual({ code, records }, { code: 0, records: count(300) });
  isCopy(said, "backup.csv.gz", "access.csv");
});

test("a copy whose log is gone, or is read by another name first, is not read again", async (place) => {
  place.write("d/b.csv", HEADER + lines(1, 10));
  await place.brings(10, "d");
  Deno.copyFileSync(place.path("d/b.csv"), place.path("d/a.csv"));
  place.append("d/b.csv", lines(11, 20));
  assert.deepEqual((await read(place, "d/a.csv", "d/b.csv")).records, count(20));
  place.remove("d/b.csv");
  assert.deepEqual(await read(place).then(({ code, records }) => ({ code, records })), {
    code: 65,
    records: count(20),
  });
  assert.equal((await read(place)).code, 0);
});

test("where the copy is what is written from then on, the rest of it is read", async (place) => {
  place.write("d/access.csv", HEADER + lines(1, 10));
  await place.brings(10, "d");
  Deno.copyFileSync(place.path("d/access.csv"), place.path("d/other.csv"));
  place.append("d/other.csv", lines(11, 15));
  assert.deepEqual((await read(place)).records, count(15));
  assert.deepEqual((await read(place)).records, count(15));
  // From here on the first one is a log of its own, which begins alike.
  place.append("d/access.csv", lines(16, 20));
  assert.deepEqual((await read(place)).records, count(15 + 15));
  await place.brings(30, "d");
});

test("logs that hold the same at first are read once they differ", async (place) => {
  for (const name of ["a", "b", "c"]) place.write(`d/${name}.csv`, HEADER + lines(1, 3));
  assert.deepEqual((await read(place)).records, count(3));
  for (const [name, at] of [["a", 10], ["b", 20], ["c", 30]] as const) {
    place.append(`d/${name}.csv`, lines(at, at + 1));
  }
  assert.deepEqual((await read(place)).records, count(15));
  await place.brings(15, "d");
});

test("what was undone is read from the copy", async (place) => {
  place.write("d/access.csv", HEADER + lines(1, 10));
  place.write("d/other.csv", HEADER + lines(1, 10));
  assert.deepEqual((await read(place)).records, count(10));
  await place.undo();
  place.remove("d/access.csv");
  place.write("d/access.csv", HEADER + lines(11, 12));
  assert.deepEqual((await read(place)).records, count(12));
});

test("a copy in a source of its own is read", async (place) => {
  place.write("d/access.csv", HEADER + lines(1, 10));
  place.write("d/other.csv", HEADER + lines(1, 10));
  await place.speak(["d/access.csv"], "one");
  assert.deepEqual((await place.speak(["d/other.csv"], "two")).records, { one: 10, two: 10 });
});

test("where a log is a copy, that its last rotated part is deleted is no gap", async (place) => {
  place.write("d/log.csv.1", HEADER + lines(1, 10));
  place.write("d/log.csv", HEADER + lines(11, 20));
  Deno.copyFileSync(place.path("d/log.csv"), place.path("d/a.csv"));
  assert.deepEqual((await read(place)).records, count(20));
  place.remove("d/log.csv.1");
  const { code, records } = await read(place);
  assert.deepEqual({ code, records }, { code: 0, records: count(20) });
});

testInPlace(
  "an old part that is copied back is not counted again, neither whole nor its beginning",
  async (place) => {
    const old = HEADER + lines(1, 200), beginning = HEADER + lines(1, 100);
    place.write("a.csv", old);
    await place.brings(200, "a.csv");
    place.rename("a.csv", "a.csv.1");
    place.write("a.csv", HEADER + lines(201, 300));
    await place.brings(300, "a.csv");
    place.remove("a.csv.1");
    place.append("a.csv", lines(301, 310));
    await place.brings(310, "a.csv");
    place.write("a.csv.1", beginning);
    place.append("a.csv", lines(311, 320));
    const { said, ...brought } = await place.run("a.csv");
    assert.deepEqual(brought, { code: 0, records: 320, gaps: 0 });
    assert.match(
      said,
      /a\.csv\.1" begins like ".*", of which more was read: it is taken for a copy of the beginning, /,
    );
    await place.brings(320, "a.csv");
    place.write("a.csv.1", old);
    await place.brings(320, "a.csv");
    // One that begins otherwise is read.
    place.write("a.csv.1", HEADER + lines(321, 420, "10.0.0.2"));
    assert.equal((await place.run("a.csv")).records, 420);
  },
);

testInPlace("a log that is made anew as a copy of its old part's beginning says so", async (place) => {
  place.write("a.csv", HEADER + lines(1, 200));
  await place.brings(200, "a.csv");
  place.rename("a.csv", "a.csv.1");
  place.write("a.csv", HEADER + lines(1, 100));
  const { said, records } = await place.run("a.csv");
  assert.equal(records, 300);
  assert.match(
    said,
    /a\.csv" holds nothing that ".*a\.csv\.1" does not, and was read as a log that begins like it\./,
  );
  // The first lines may well be the same.
  place.rename("a.csv", "a.csv.2");
  place.write("a.csv", HEADER + lines(1, 3));
  assert.doesNotMatch((await place.run("a.csv")).said, /begins like it/);
});

testInPlace(
  "the rotated part of a log that was a copy is not missed once the log goes by another name",
  async (place) => {
    Deno.mkdirSync(place.path("d"));
    place.write("d/b.csv.1", HEADER + lines(1, 20));
    place.write("d/b.csv", HEADER + lines(21, 24));
    Deno.copyFileSync(place.path("d/b.csv"), place.path("d/a.csv"));
    const runs = async () => {
      const { code, records } = await place.speak(["d"], SOURCE);
      assert.deepEqual([code, records[SOURCE]], [0, 24]);
    };
    await runs();
    await runs();
    place.remove("d/b.csv.1");
    await runs();
    place.rename("d/b.csv", "d/c.csv");
    await runs();
    await runs();
  },
);

const BEGINS =
  /\/sample\.csv(\.gz)?" begins like ".*\/access\.csv", of which more was read: .*, and was not read\. /;

for (const name of ["sample.csv", "sample.csv.gz"]) {
  test(`the beginning of a log that was read is not read, also where the log is not given (${name})`, async (place) => {
    place.write("d/access.csv", HEADER + lines(1, 500));
    await place.brings(500, "d/access.csv");
    const beginning = HEADER + lines(1, 200);
    place.write(`d/${name}`, name.endsWith(".gz") ? gzipSync(beginning) : beginning);
    for (const isGone of [false, true]) {
      if (isGone) place.remove("d/access.csv");
      for (const isQuiet of [false, true]) {
        const { code, said, records } = await place.speak([`d/${name}`], SOURCE, isQuiet);
        assert.deepEqual({ code, records }, { code: 0, records: count(500) });
        if (!isQuiet) assert.match(said, BEGINS);
        else assert.equal(said, "");
      }
    }
    place.write("d/access.csv", HEADER + lines(1, 510));
    assert.deepEqual((await read(place)).records, count(510));
  });
}

test("a log that begins like one that was read is read in whole once it is longer, and is told of until then", async (place) => {
  place.write("d/access.csv", HEADER + lines(1, 200));
  await place.brings(200, "d/access.csv");
  place.write("d/sample.csv", HEADER + lines(1, 150) + lines(400, 410));
  for (const records of [200, 200]) {
    const { said, ...outcome } = await place.speak(["d/sample.csv"], SOURCE, true);
    assert.deepEqual(outcome, { code: 0, records: count(records) });
    assert.match(said, BEGINS);
    place.append("d/sample.csv", lines(411, 412));
  }
  place.append("d/sample.csv", lines(413, 460));
  assert.deepEqual((await read(place, "d/sample.csv")).records, count(200 + 150 + 11 + 4 + 48));
  await place.brings(413, "d");
});

test("a log that was taken for the beginning of another is read once both are there and differ, also where it grows no more", async (place) => {
  place.write("d/access.csv", HEADER + lines(1, 200));
  await place.brings(200, "d/access.csv");
  place.write("d/sample.csv", HEADER + lines(1, 150) + lines(400, 410));
  assert.match((await place.speak(["d/sample.csv"], SOURCE, true)).said, BEGINS);
  const both = await place.speak(["d/access.csv", "d/sample.csv"], SOURCE, true);
  assert.deepEqual(both.records, count(200 + 161));
  await place.brings(361, "d");
});

test("a log that begins like one that was read only in its header and first lines is read", async (place) => {
  place.write("d/access.csv", HEADER + lines(1, 500));
  await place.brings(500, "d/access.csv");
  for (const [at, shared] of [10, 40].entries()) {
    place.write(`d/sample${at}.csv`, HEADER + lines(1, shared) + lines(600, 700, "10.0.0.2"));
  }
  const { records, said } = await read(place, "d/sample0.csv", "d/sample1.csv");
  assert.deepEqual(records, count(500 + 10 + 40 + 2 * 101));
  assert.doesNotMatch(said, /begins/);
});

testInPlace("a log whose end was cut off is read as a new one, and both are said", async (place) => {
  place.write("a.csv", HEADER + lines(1, 300));
  await place.brings(300, "a.csv");
  place.write("a.csv", HEADER + lines(1, 200));
  const { said, ...brought } = await place.run("a.csv");
  assert.deepEqual(brought, { code: 65, records: 500, gaps: 1 });
  assert.match(
    said,
    /a\.csv" begins as it did when more of it was read, .* If its end was cut off, its records were counted /,
  );
  await place.undo();
  assert.equal(place.records()[SOURCE], 300);
});

testInPlace("a file with the beginning of what was read as standard input is refused", async (place) => {
  await place.pipe(HEADER + lines(1, 300));
  place.write("a.csv", HEADER + lines(1, 200));
  const { code, said, records } = await place.speak(["a.csv"]);
  assert.deepEqual({ code, records }, { code: 64, records: count(300) });
  assert.match(said, /This source has read standard input, which begins like ".*a\.csv"/);
});

testInPlace(
  "a pipe with a name that brings the same again is refused, and - named as the way",
  async (place) => {
    const made = await new Deno.Command("mkfifo", { args: [place.path("pipe.csv")] }).output();
    assert.ok(made.success);
    const brought = async (content: string): Promise<Spoken> => {
      const written = Deno.writeTextFile(place.path("pipe.csv"), content, { create: false });
      const [spoken] = await Promise.all([place.speak(["pipe.csv"]), written]);
      return spoken;
    };
    assert.deepEqual((await brought(HEADER + lines(1, 300))).records, count(300));
    const { code, said, records } = await brought(HEADER + lines(1, 310));
    assert.deepEqual({ code, records }, { code: 64, records: count(300) });
    assert.match(
      said,
      /the log would be counted again\. Only standard input that is given as - is continued where/,
    );
  },
  missingProgram("mkfifo"),
);
