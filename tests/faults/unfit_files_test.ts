// Role: files in a directory that no format accepts, such as the error log beside an access log: they are left out, named once, and
// the rest is read.

import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { tarOf } from "../tar.ts";
import { HEADER, lines, type Place, SOURCE, testInPlace } from "./place.ts";

const ERRORS = '2026/11/29 10:00:00 [error] 7#7: *1 open() "/x" failed (2: No such file or directory)\n';

function made(place: Place, files: Readonly<Record<string, string>>): void {
  Deno.mkdirSync(place.path("d"));
  for (const [name, text] of Object.entries(files)) place.write(`d/${name}`, text);
}

testInPlace(
  "an error log in a directory is left out, also in later runs, and named with -q, too",
  async (place) => {
    made(place, { "access.log": HEADER + lines(1, 10), "error.log": ERRORS, "error.log.1": ERRORS + ERRORS });
    for (let last = 10; last <= 12; last++) {
      const { code, said, records } = await place.speak(["d"], SOURCE, true);
      assert.deepEqual({ code, records }, { code: 0, records: { [SOURCE]: last } });
      assert.equal(
        said,
        `httplog: warning: 2 files of "${
          place.path("d")
        }" are no access logs, and were not read: "error.log", "error.log.1". ` +
          "See what each format makes of one: httplog check FILE.",
      );
      place.append("d/access.log", lines(last + 1, last + 1));
      place.append("d/error.log", ERRORS);
    }
  },
);

testInPlace("a file that is named itself must fit, also beside its directory", async (place) => {
  made(place, { "access.log": HEADER + lines(1, 10), "error.log": ERRORS });
  assert.equal((await place.speak(["d"])).code, 0);
  for (const names of [["d/access.log", "d/error.log"], ["d", "d/error.log"]]) {
    const { code, said, records } = await place.speak(names);
    assert.deepEqual({ code, records }, { code: 65, records: { [SOURCE]: 10 } });
    assert.match(said, /error\.log" cannot be read as csv/);
  }
});

testInPlace("a pattern leaves out what does not fit", async (place) => {
  made(place, { "access.log": HEADER + lines(1, 10), "error.log": ERRORS });
  const { code, said, records } = await place.speak(["d/*.log"]);
  assert.deepEqual({ code, records }, { code: 0, records: { [SOURCE]: 10 } });
  assert.match(said, /^httplog: warning: "error\.log" of "[^"]*" is no access log, and was not read\./);
});

testInPlace("a directory in which nothing fits is refused, at first and later", async (place) => {
  made(place, { "access.log": HEADER + lines(1, 10) });
  assert.equal((await place.speak(["d"])).code, 0);
  Deno.mkdirSync(place.path("e"));
  place.write("e/error.log", ERRORS);
  const { code, said, records } = await place.speak(["e"]);
  assert.deepEqual({ code, records }, { code: 65, records: { [SOURCE]: 10 } });
  assert.match(said, /no line of ".*error\.log" is a record|cannot be read as csv/);
});

testInPlace("what is left out is read once a line of it fits, from its beginning", async (place) => {
  made(place, { "access.log": HEADER + lines(1, 10), "app.log": "starting\n" });
  assert.equal((await place.speak(["d"])).records[SOURCE], 10);
  place.append("d/app.log", HEADER + lines(11, 12, "10.0.0.2"));
  const { code, records } = await place.speak(["d"]);
  assert.deepEqual({ code, records }, { code: 0, records: { [SOURCE]: 13 } });
});

testInPlace("a line that is still being written is no misfit", async (place) => {
  made(place, { "access.log": HEADER + lines(1, 10) });
  assert.equal((await place.speak(["d"])).records[SOURCE], 10);
  place.write("d/new.log", HEADER.slice(0, 20));
  assert.deepEqual(await place.speak(["d"]), { code: 0, said: "", records: { [SOURCE]: 10 } });
  place.append("d/new.log", HEADER.slice(20) + lines(11, 12, "10.0.0.2"));
  assert.deepEqual(await place.speak(["d"]), { code: 0, said: "", records: { [SOURCE]: 12 } });
});

testInPlace("an empty access log beside an error log is no failure", async (place) => {
  made(place, { "access.log": "", "error.log": ERRORS });
  const { code, said } = await place.speak(["d"]);
  assert.equal(code, 0);
  assert.match(said, /"error\.log" of "[^"]*" is no access log/);
});

const COMMON = '10.0.0.1 - - [13/Sep/2020:12:26:41 +0000] "GET / HTTP/1.1" 200 5\n';

testInPlace("a log that was read stays one, though its next file begins with other lines", async (place) => {
  made(place, { "access.log": COMMON });
  assert.equal((await place.speak(["d"])).records[SOURCE], 1);
  place.rename("d/access.log", "d/access.log.1");
  place.write("d/access.log", ERRORS);
  const { code, records } = await place.speak(["d"]);
  assert.deepEqual({ code, records }, { code: 0, records: { [SOURCE]: 2 } });
  place.append("d/access.log", COMMON);
  assert.deepEqual(await place.speak(["d"]), { code: 0, said: "", records: { [SOURCE]: 3 } });
});

testInPlace("a log of another format that joins a directory is left out, and named", async (place) => {
  made(place, { "access.log": COMMON });
  assert.equal((await place.speak(["d"])).records[SOURCE], 1);
  place.write("d/b.log", HEADER + lines(1, 10));
  const { code, said, records } = await place.speak(["d"]);
  assert.deepEqual({ code, records }, { code: 0, records: { [SOURCE]: 1 } });
  assert.equal(
    said,
    `httplog: warning: "${place.path("d/b.log")}" is read as csv, the log as clf. It was not read.`,
  );
});

for (const kind of ["posix", "gnu", "old"] as const) {
  testInPlace(
    `a ${kind} tar archive, also compressed, is refused by its name, first and later`,
    async (place) => {
      const tar = tarOf({ "a.csv": HEADER + lines(1, 10), "b.csv": HEADER + lines(11, 20) }, kind);
      place.write("a.tar", tar);
      place.write("a.tar.gz", gzipSync(tar));
      place.write("a.tar.zst", zstdCompressSync(tar));
      place.write("live.csv", HEADER + lines(1, 10));
      assert.equal((await place.speak(["live.csv"])).records[SOURCE], 10);
      for (const source of ["new", SOURCE]) {
        for (const name of ["a.tar", "a.tar.gz", "a.tar.zst"]) {
          const { code, said } = await place.speak([name], source);
          assert.equal(code, 65);
          assert.match(said, new RegExp(`/${name}" is a tar archive\\. Unpack it into a directory`));
        }
      }
      assert.deepEqual(place.records(), { [SOURCE]: 10 });
    },
  );
}

testInPlace(
  "a zip archive in which a log stands as it is, is refused by its name, first and later",
  async (place) => {
    const log = Array.from(
      { length: 20 },
      (_, at) => `10.0.0.1 - - [01/Jun/2024:03:00:${10 + at} +0000] "GET /a HTTP/1.1" 200 5\n`,
    ).join("");
    // The header of a file says little of one that is stored; its name ends without a line feed.
    place.write("a.zip", "PK\x03\x04" + "\0".repeat(22) + "\x05\0\0\0" + "a.log" + log + "PK\x01\x02");
    place.write("live.log", log);
    assert.equal((await place.speak(["live.log"])).records[SOURCE], 20);
    for (const source of ["new", SOURCE]) {
      const { code, said } = await place.speak(["a.zip"], source);
      assert.equal(code, 65);
      assert.match(said, /\/a\.zip" is a zip archive\. Unpack it: unzip -p/);
    }
    assert.deepEqual(place.records(), { [SOURCE]: 20 });
  },
);

testInPlace("a tar archive that a pattern finds among logs is left out, and named", async (place) => {
  made(place, { "access.log": HEADER + lines(1, 10) });
  place.write("d/old.tar.gz", gzipSync(tarOf({ "a.csv": HEADER + lines(1, 9) })));
  const { code, said, records } = await place.speak(["d/*"]);
  assert.deepEqual({ code, records }, { code: 0, records: { [SOURCE]: 10 } });
  assert.match(said, /^httplog: warning: "[^"]*\/old\.tar\.gz" is a tar archive\. .* It was not read\.$/);
});

testInPlace(
  "what of a directory is not read is named where a source begins, with -q, too, and not in later runs",
  async (place) => {
    made(place, {
      "access.log": HEADER + lines(1, 10),
      "access.log.2.bz2": "BZh9",
      "old.csv.gz": "x",
      "notes.md": "",
    });
    const { code, said } = await place.speak(["d"], SOURCE, true);
    assert.equal(code, 0);
    assert.match(
      said,
      /3 entries of "[^"]*" were not read: "access\.log\.2\.bz2", "notes\.md", "old\.csv\.gz"\. Name those/,
    );
    place.append("d/access.log", lines(11, 12));
    assert.deepEqual(await place.speak(["d"], SOURCE, true), {
      code: 0,
      said: "",
      records: { [SOURCE]: 12 },
    });
  },
);

testInPlace("days that were read, and compressed afterwards, are no news", async (place) => {
  made(place, {
    "access-2026-11-27.csv": HEADER + lines(1, 10),
    "access-2026-11-28.csv": HEADER + lines(11, 20),
  });
  assert.equal((await place.speak(["d"])).code, 0);
  place.archive("d/access-2026-11-27.csv");
  place.remove("d/access-2026-11-27.csv");
  assert.deepEqual(await place.speak(["d"]), { code: 0, said: "", records: { [SOURCE]: 20 } });
});

testInPlace(
  "a first run says which older parts of its log it leaves out, and later ones do not",
  async (place) => {
    made(place, {
      "a.csv.2": HEADER + lines(1, 10),
      "a.csv.1": HEADER + lines(11, 20),
      "a.csv": HEADER + lines(21, 30),
    });
    const first = await place.speak(["d/a.csv"]);
    assert.deepEqual([first.code, first.records], [0, { [SOURCE]: 10 }]);
    assert.match(
      first.said,
      /warning: 2 older parts beside what is read are left out, .*a\.csv\.2", .*a\.csv\.1"\. To count all/,
    );
    place.append("d/a.csv", lines(31, 40));
    assert.deepEqual(await place.speak(["d/a.csv"]), { code: 0, said: "", records: { [SOURCE]: 20 } });
    assert.equal((await place.speak(["d/a.csv*"], "other")).said, "");
  },
);
