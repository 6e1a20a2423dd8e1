// Role: what becomes of logs between two runs besides plain rotation: parts beside their archives, names in no order,
// logs that begin empty or behind a link, runs that were taken back, files that are no logs. Every line once.

import assert from "node:assert/strict";
import { missingProgram } from "../outside_program.ts";
import { gzipSync } from "node:zlib";
import { stored } from "./oracle.ts";
import { HEADER, lines, type Place, testInPlace } from "./place.ts";

function test(name: string, work: (place: Place) => Promise<void>, missing: string | null = null): void {
  testInPlace(`life of a log: ${name}`, work, missing);
}

for (const input of [".", "access.csv*", "access.csv"]) {
  test(`a rotated part beside its archive counts once (${input})`, async (place) => {
    place.write("access.csv", HEADER + lines(1, 10));
    await place.brings(10, input);
    place.rename("access.csv", "access.csv.1");
    place.append("access.csv.1", lines(11, 15));
    place.write("access.csv", HEADER + lines(16, 20));
    place.archive("access.csv.1", 0.5);
    await place.brings(20, input);
    place.archive("access.csv.1");
    await place.brings(20, input);
    place.remove("access.csv.1");
    await place.brings(20, input);
  });
}

test("a part beside its archive counts once also where nothing was read before", async (place) => {
  place.write("access.csv.1", HEADER + lines(1, 10));
  place.archive("access.csv.1");
  await place.brings(10, "access.csv.1", "access.csv.1.gz");
  place.write("access.csv.1", HEADER + lines(1, 3));
  await place.brings(10, "access.csv*");
});

test("two logs that hold the same count once, and so do their archives", async (place) => {
  for (const name of ["a.csv", "b.csv"]) place.write(name, HEADER + lines(1, 10));
  const { code, said, records } = await place.run("a.csv", "b.csv");
  assert.deepEqual({ code, records }, { code: 0, records: 10 });
  assert.match(said, /b\.csv" holds nothing that "[^"]*a\.csv" does not: it is a copy/);
  for (const name of ["a.csv", "b.csv"]) {
    place.append(name, lines(11, 12));
    place.archive(name);
    place.rename(`${name}.gz`, `${name}.1.gz`);
    place.write(name, HEADER);
  }
  assert.equal((await place.run("a.csv", "b.csv")).records, 12);
  await place.brings(12, "a.csv", "b.csv");
});

const NAMES: Readonly<Record<string, readonly [read: string, unread: string]>> = {
  "a day's number 10 after its 9": ["access-2026-11-23-9.csv", "access-2026-11-23-10.csv"],
  "dates after numbers": ["access.csv.1", "access.csv-20261124"],
  "numbers after dates": ["access.csv-20261124", "access.csv.1"],
  "days before months": ["access.csv-30112026", "access.csv-01122026"],
};
for (const [name, [read, unread]] of Object.entries(NAMES)) {
  test(`an unread part is read whatever its name: ${name}`, async (place) => {
    place.write("access.csv.20", HEADER + lines(1, 5));
    place.write("access.csv", HEADER + lines(1001, 1010));
    await place.brings(10, "access.csv");
    place.rename("access.csv", read);
    place.write(unread, HEADER + lines(2011, 2020));
    place.write("access.csv", HEADER + lines(3021, 3030));
    await place.brings(30, "access.csv");
    const { late } = stored(place.path("x.db")) as { late: number };
    assert.equal(late, 0);
    await place.brings(30, "access.csv");
  });
}

test("history stays history: renamed, compressed, and beginning in the second of the source", async (place) => {
  place.write("access.csv.2", HEADER + lines(1, 12));
  place.write("access.csv.1", HEADER + lines(9, 10, "10.0.0.2"));
  place.write("access.csv", HEADER + lines(10, 20));
  await place.brings(11, "access.csv");
  for (const [from, to] of [["access.csv.2", "access.csv.3"], ["access.csv.1", "access.csv.2"]]) {
    place.rename(from, to);
    place.archive(to);
    place.remove(to);
  }
  await place.brings(11, "access.csv");
  place.rename("access.csv", "access.csv.1");
  place.write("access.csv", HEADER + lines(21, 25));
  await place.brings(16, "access.csv");
  await place.brings(30, "access.csv*");
});

for (const before of ["", HEADER, "remotehost,rfc"]) {
  test(`a log without records is remembered: ${JSON.stringify(before)}`, async (place) => {
    place.write("access.csv.1", HEADER + lines(1, 10));
    place.write("access.csv", before);
    await place.run("access.csv");
    place.rename("access.csv.1", "access.csv.3");
    place.write("access.csv.2", HEADER + lines(11, 20));
    place.write("access.csv.1", HEADER + lines(21, 30));
    place.write("access.csv", HEADER + lines(31, 40));
    await place.brings(30, "access.csv");
  });
}

test("so is a second log, beside one that has records", async (place) => {
  place.write("a.csv", HEADER + lines(1, 10));
  place.write("b.csv", HEADER);
  await place.brings(10, "a.csv", "b.csv");
  place.append("b.csv", lines(11, 20));
  place.rename("b.csv", "b.csv.1");
  place.write("b.csv", HEADER + lines(21, 30));
  await place.brings(30, "a.csv", "b.csv");
});

test("what was taken back is found again under its rotated name; fresh forgets", async (place) => {
  place.write("access.csv.1", HEADER + lines(1, 5));
  place.write("access.csv", HEADER + lines(11, 20));
  await place.brings(10, "access.csv");
  await place.undo();
  place.rename("access.csv.1", "access.csv.2");
  place.rename("access.csv", "access.csv.1");
  place.write("access.csv", HEADER + lines(21, 30));
  await place.brings(20, "access.csv");
});

test("a log behind a link that moves on is read to its end first", async (place) => {
  place.write("access-20261123.csv", HEADER + lines(1, 10));
  place.link("access.csv", "access-20261123.csv");
  await place.brings(10, "access.csv");
  place.append("access-20261123.csv", lines(11, 15));
  place.write("access-20261124.csv", HEADER + lines(16, 20));
  place.write("access-20261125.csv", HEADER + lines(21, 25));
  place.link("access.csv", "access-20261125.csv");
  await place.brings(25, "access.csv");
  // Whatever the names are.
  place.append("access-20261125.csv", lines(26, 27));
  place.write("today.csv", HEADER + lines(28, 30));
  place.link("access.csv", "today.csv");
  await place.brings(30, "access.csv");
  place.remove("today.csv");
  place.write("tomorrow.csv", HEADER + lines(31, 32));
  place.link("access.csv", "tomorrow.csv");
  const { code, records, gaps } = await place.run("access.csv");
  assert.deepEqual({ code, records, gaps }, { code: 65, records: 32, gaps: 1 });
});

for (const input of ["current/access.csv", "current"]) {
  test(`so is one in a directory behind a link (${input})`, async (place) => {
    for (const day of ["23", "24"]) Deno.mkdirSync(place.path(day));
    place.write("23/access.csv", HEADER + lines(1, 10));
    place.link("current", "23");
    await place.brings(10, input);
    place.append("23/access.csv", lines(11, 15));
    place.write("24/access.csv", HEADER + lines(16, 20));
    place.link("current", "24");
    await place.brings(20, input);
  });
}

test("a damaged archive is told in each run, and is a gap once it is gone", async (place) => {
  place.write("access.csv", HEADER + lines(1, 10));
  await place.brings(10, "access.csv");
  place.append("access.csv", lines(11, 15));
  place.rename("access.csv", "access.csv.1");
  place.archive("access.csv.1", 0.6);
  place.remove("access.csv.1");
  place.write("access.csv", HEADER + lines(16, 20));
  for (let times = 0; times < 2; times++) {
    const { code, said, records, gaps } = await place.run("access.csv");
    assert.deepEqual({ code, records, gaps }, { code: 0, records: 15, gaps: 0 });
    assert.match(said, /access\.csv\.1\.gz" is damaged or still being written/);
  }
  place.rename("access.csv", "access.csv.1");
  place.remove("access.csv.1.gz");
  place.write("access.csv", HEADER + lines(21, 25));
  const { code, said, records, gaps } = await place.run("access.csv");
  assert.deepEqual({ code, records, gaps }, { code: 65, records: 20, gaps: 1 });
  assert.match(said, /can no longer be found/);
  assert.equal((await place.run("access.csv")).code, 0);
});

test("an unread archive that was damaged is read once it is whole, whatever has gone since", async (place) => {
  place.write("access.csv", HEADER + lines(1, 10));
  await place.brings(10, "access.csv");
  place.rename("access.csv", "access.csv.2");
  place.write("access.csv.1", HEADER + lines(11, 200));
  place.archive("access.csv.1", 0.5);
  place.remove("access.csv.1");
  place.write("access.csv", HEADER + lines(201, 210));
  assert.equal((await place.run("access.csv")).records, 20);
  place.remove("access.csv.2");
  assert.equal((await place.run("access.csv")).records, 20);
  place.write("access.csv.1.gz", gzipSync(HEADER + lines(11, 200)));
  await place.brings(210, "access.csv");
});

test("archives kept elsewhere are no gap, come in the order of their records, and count once", async (place) => {
  Deno.mkdirSync(place.path("old"));
  place.write("access.csv", HEADER + lines(1, 10));
  await place.brings(10, "access.csv");
  place.append("access.csv", lines(11, 110));
  place.write("old/access.csv-20261123.gz", gzipSync(Deno.readFileSync(place.path("access.csv"))));
  place.write("old/access.csv-20261124.gz", gzipSync(HEADER + lines(111, 210)));
  place.write("access.csv", HEADER + lines(211, 220));
  await place.brings(220, "access.csv", "old/*.gz");
  assert.equal((stored(place.path("x.db")) as { late: number }).late, 0);
  // Copied and truncated: for a while the log and its archive are both there.
  place.write("old/access.csv-20261125.gz", gzipSync(Deno.readFileSync(place.path("access.csv"))));
  await place.brings(220, "access.csv", "old/*.gz");
});

test("what is no regular file, or leads nowhere, is left out", async (place) => {
  place.write("access.csv", HEADER + lines(1, 10));
  for (const name of ["access.csv.1", "b.csv"]) {
    const made = await new Deno.Command("mkfifo", { args: [place.path(name)] }).output();
    assert.ok(made.success);
  }
  place.link("c.csv", "nowhere.csv");
  place.link("d.csv", "b.csv");
  place.link("e.csv", "/");
  await place.brings(10, "access.csv");
  await place.brings(10, ".");
  await place.brings(10, "*.csv");
}, missingProgram("mkfifo"));

test("a file that is only named like a part is left out: told once, or not at all where it is history", async (place) => {
  place.write("access.csv", HEADER + lines(1, 10));
  place.write("access.csv.5", "foo,bar\n");
  await place.brings(10, "access.csv");
  place.write("access.csv.6", "foo;bar\n1;2\n");
  const { code, said, records } = await place.run("access.csv");
  assert.deepEqual({ code, records }, { code: 0, records: 10 });
  assert.match(said, /^httplog: warning: left out, [^\n]*access\.csv\.6[^\n]*\n$/);
  await place.brings(10, "access.csv");
});

test("a live log whose name is that of a rotated one keeps the line that is being written", async (place) => {
  const line = lines(11, 11, "10.0.0.2");
  place.write("app.csv", HEADER + lines(1, 10));
  place.write("app.1.csv", HEADER + lines(1, 10, "10.0.0.2") + line.slice(0, 40));
  await place.brings(20, ".");
  place.append("app.1.csv", line.slice(40));
  await place.brings(21, ".");
  // Of a rotated name that no live log has, the last line counts, and is named.
  place.write("app.csv.1", HEADER + lines(0, 0) + lines(1, 1).slice(0, -1));
  const { said, ...brought } = await place.run(".");
  assert.deepEqual(brought, { code: 0, records: 23, gaps: 0 });
  assert.match(
    said,
    /^httplog: warning: line 3 of "[^"]*app\.csv\.1", its last, has no line feed, [^\n]*\n$/,
  );
});

test("a directory by its name with a dot knows its logs: archived, or gone", async (place) => {
  place.write("a.csv", HEADER + lines(1, 10));
  place.write("b.csv", HEADER + lines(1, 10, "10.0.0.2"));
  place.write("c.csv", HEADER + lines(1, 10, "10.0.0.3"));
  await place.brings(30, ".");
  place.append("a.csv", lines(11, 20));
  place.write("a.csv.gz", gzipSync(Deno.readFileSync(place.path("a.csv"))));
  place.remove("a.csv");
  await place.brings(40, ".");
  place.append("b.csv", lines(11, 20, "10.0.0.2"));
  place.remove("b.csv");
  const { code, records, gaps } = await place.run(".");
  assert.deepEqual({ code, records, gaps }, { code: 65, records: 40, gaps: 1 });
});

test("an archive by the name that another part had before is not taken for the rest of that one", async (place) => {
  const part = (from: number, to: number): string => HEADER + lines(from, to);
  place.write("a.csv", part(1, 100));
  await place.brings(100, ".");
  place.rename("a.csv", "a.csv.1");
  place.write("a.csv", "");
  await place.brings(100, ".");
  place.rename("a.csv.1", "a.csv.2");
  place.write("a.csv.1", part(101, 120));
  await place.brings(120, ".");
  place.rename("a.csv.2", "a.csv.3");
  place.rename("a.csv.1", "a.csv.2");
  place.write("a.csv.1.gz", gzipSync(new TextEncoder().encode(part(121, 160))));
  place.write("a.csv", "");
  await place.brings(160, ".");
  place.write("a.csv", part(161, 200));
  await place.brings(200, ".");
});

test("another instance that begins later is not taken for a part", async (place) => {
  place.write("app.csv", HEADER + lines(1, 10));
  await place.brings(10, "app.csv");
  place.write("app.1.csv", HEADER + lines(5, 15, "10.0.0.2"));
  await place.brings(10, "app.csv");
});

test("history that comes back later stays history, and that is told", async (place) => {
  place.write("access.csv", HEADER + lines(1001, 1010));
  await place.brings(10, "access.csv");
  place.write("access.csv-20190101", HEADER + lines(1, 10));
  const { code, said, records } = await place.run("access.csv");
  assert.deepEqual({ code, records }, { code: 0, records: 10 });
  assert.match(said, /begins before the source does/);
  await place.brings(10, "access.csv");
  await place.brings(20, "access.csv*");
});

test("a run that named too much can be taken back; a copy made before it is no history", async (place) => {
  place.write("access.csv.2", HEADER + lines(1, 10));
  place.write("access.csv.1", HEADER + lines(11, 15));
  place.write("access.csv", HEADER + lines(11, 20));
  await place.brings(20, "access.csv*");
  await place.undo();
  await place.brings(10, "access.csv");
  await place.undo();
  place.write("access.csv.1", HEADER + lines(11, 20));
  place.write("access.csv", HEADER + lines(21, 30));
  await place.brings(20, "access.csv");
});

testInPlace("a log that is gone after what was read of it was undone is named once", async (place) => {
  Deno.mkdirSync(place.path("d"));
  place.write("d/a.csv", HEADER + lines(1, 10));
  place.write("d/b.csv", HEADER + lines(11, 20, "10.0.0.2"));
  await place.brings(20, "d");
  await place.undo();
  place.remove("d/a.csv");
  const { said, code, records } = await place.run("d");
  assert.deepEqual({ code, records }, { code: 0, records: 10 });
  assert.match(said, /^httplog: warning: "[^"]*a\.csv" is gone, and nothing of it is counted/);
  await place.brings(10, "d");
  place.write("d/a.csv", HEADER + lines(21, 30));
  await place.brings(20, "d");
});
