// Role: what a source is named where no `--source` says so, and that what was read under one name is not silently counted
// again under another one.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { HEADER, lines, type Place, testInPlace } from "./place.ts";

const DAYS = ["access-20261123.csv", "access-20261124.csv", "access-20261125.csv"];

function writeDays(place: Place): void {
  Deno.mkdirSync(place.path("d"));
  DAYS.forEach((name, at) => place.write(`d/${name}`, HEADER + lines(1 + 300 * at, 300 + 300 * at)));
}

const allDays = DAYS.map((name) => `d/${name}`);

for (
  const [how, names] of [["a pattern", ["d/access-*.csv"]], ["files", allDays], ["a directory", [
    "d",
  ]]] as const
) {
  testInPlace(
    `sources: ${how} keeps its name when the oldest day is deleted and another one comes`,
    async (place) => {
      writeDays(place);
      const source = place.path(how === "a directory" ? "d" : "d/access-*.csv");
      for (let times = 0; times < 2; times++) {
        const { code, records } = await place.speak(names, null);
        assert.deepEqual({ code, records }, { code: 0, records: { [source]: 900 } });
      }
      place.remove(`d/${DAYS[0]}`);
      place.write("d/access-20261201.csv", HEADER + lines(901, 1000));
      const now = how === "files" ? [...allDays.slice(1), "d/access-20261201.csv"] : names;
      const { code, said, records } = await place.speak(now, null);
      assert.deepEqual({ code, said, records }, { code: 0, said: "", records: { [source]: 1000 } });
    },
  );
}

testInPlace("sources: a link to the directory, and another order, mean the same source", async (place) => {
  writeDays(place);
  place.link("e", "d");
  await place.speak(["d/access-*.csv"], null);
  const { records } = await place.speak(["e/access-*.csv"], null);
  assert.deepEqual(records, { [place.path("d/access-*.csv")]: 900 });
  assert.deepEqual((await place.speak(allDays.toReversed(), null)).records, records);
});

testInPlace("sources: a log and its rotated parts are named after the log", async (place) => {
  place.write("access.csv.1", HEADER + lines(1, 10));
  place.write("access.csv", HEADER + lines(11, 20));
  const { records } = await place.speak(["access.csv", "access.csv.1"], null);
  assert.deepEqual(records, { [place.path("access.csv")]: 20 });
});

testInPlace(
  "sources: several logs are named together, in any order; more than three with a count",
  async (place) => {
    for (const [at, name] of ["a", "b", "c", "d"].entries()) {
      place.write(`${name}.csv`, HEADER + lines(1 + 10 * at, 10 + 10 * at));
    }
    const name = `${place.path("a.csv")}, ${place.path("b.csv")}`;
    assert.deepEqual((await place.speak(["a.csv", "b.csv"], null)).records, { [name]: 20 });
    assert.deepEqual((await place.speak(["b.csv", "a.csv"], null)).records, { [name]: 20 });
    place.remove("x.db");
    const { records } = await place.speak(["d.csv", "a.csv", "b.csv", "c.csv"], null);
    const [long] = Object.keys(records);
    assert.match(long, /\/a\.csv and 3 more \([0-9a-f]{8}\)$/);
    assert.deepEqual((await place.speak(["a.csv", "b.csv", "c.csv", "d.csv"], null)).records, { [long]: 40 });
  },
);

testInPlace(
  "sources: what was read under another name is refused, with both names and the way out",
  async (place) => {
    writeDays(place);
    await place.speak(allDays.slice(0, 1), null);
    const [first, pattern] = [place.path(allDays[0]), place.path("d/access-*.csv")];
    // The pattern's first file has named the source until now, and goes on naming it.
    assert.deepEqual((await place.speak(["d/access-*.csv"], null)).records, { [first]: 900 });
    place.remove(allDays[0]);
    for (let times = 0; times < 2; times++) {
      const { code, said, records } = await place.speak(["d/access-*.csv"], null);
      assert.deepEqual({ code, records }, { code: 64, records: { [first]: 900 } });
      assert.ok(said.includes(`"${place.path(allDays[1])}"`), said);
      assert.ok(said.includes(`--source "${first}"`) && said.includes(`source "${pattern}"`), said);
    }
    place.write("d/access-20261126.csv", HEADER + lines(901, 910));
    assert.deepEqual((await place.speak(["d/access-*.csv"], first)).records, { [first]: 910 });
    assert.deepEqual((await place.speak(["d/access-*.csv"], pattern)).records, {
      [first]: 910,
      [pattern]: 610,
    });
    // Now both are there, and each goes on.
    const { code, records } = await place.speak(["d/access-*.csv"], null);
    assert.deepEqual({ code, records }, { code: 0, records: { [first]: 910, [pattern]: 610 } });
  },
);

for (
  const [name, content] of [
    ["a copy", HEADER + lines(1, 500)],
    ["one that has grown", HEADER + lines(1, 510)],
    ["an archive", gzipSync(HEADER + lines(1, 500))],
  ] as const
) {
  testInPlace(`sources: ${name} of what another source has read is refused`, async (place) => {
    place.write("access.csv", HEADER + lines(1, 500));
    await place.speak(["access.csv"], "shop");
    const file = name === "an archive" ? "moved.csv.gz" : "moved.csv";
    place.write(file, content);
    const { code, said, records } = await place.speak([file], null);
    assert.deepEqual({ code, records }, { code: 64, records: { shop: 500 } });
    assert.match(said, /moved\.csv[^ ]*" was read before, as source "shop"/);
  });
}

testInPlace("sources: a log that begins alike, or is empty, is no other source's", async (place) => {
  place.write("a.csv", HEADER + lines(1, 500));
  await place.speak(["a.csv"], null);
  place.write("b.csv", HEADER + lines(1, 499) + lines(501, 600));
  place.write("c.csv", HEADER);
  for (const name of ["b.csv", "c.csv"]) assert.equal((await place.speak([name], null)).code, 0);
  place.write("e.csv", HEADER);
  assert.equal((await place.speak(["e.csv"], null)).code, 0);
  assert.equal(place.records()[place.path("b.csv")], 599);
});

testInPlace(
  "sources: history beside a log that another source has read does not keep it from being read",
  async (place) => {
    place.write("access.csv.1", HEADER + lines(1, 10));
    place.write("access.csv", HEADER + lines(11, 20));
    await place.speak(["access.csv.1"], "old");
    const { code, records } = await place.speak(["access.csv"], null);
    assert.deepEqual({ code, records }, { code: 0, records: { old: 10, [place.path("access.csv")]: 10 } });
  },
);

for (const isArchive of [false, true]) {
  testInPlace(
    `sources: a log whose directory was moved and that was rotated${
      isArchive ? " and compressed" : ""
    } before the next run is refused`,
    async (place) => {
      Deno.mkdirSync(place.path("a"));
      place.write("a/access.csv", HEADER + lines(1, 500));
      const source = place.path("a/access.csv");
      await place.speak(["a/access.csv"], null);
      place.rename("a", "b");
      place.append("b/access.csv", lines(501, 600));
      place.rename("b/access.csv", "b/access.csv.1");
      if (isArchive) {
        place.archive("b/access.csv.1");
        place.remove("b/access.csv.1");
      }
      // What the first run of a source finds beside an empty log is history, too.
      for (const live of [HEADER, HEADER + lines(601, 700)]) {
        place.write("b/access.csv", live);
        for (const name of ["b/access.csv", "b/*.csv"]) {
          const { code, said, records } = await place.speak([name], null);
          assert.deepEqual({ code, records }, { code: 64, records: { [source]: 500 } });
          assert.match(said, /b\/access\.csv\.1[^ ]*" was read before, as source "[^"]*a\/access\.csv"/);
          assert.match(said, /Give --source "[^"]*a\/access\.csv" to continue/);
        }
      }
      assert.deepEqual((await place.speak(["b/access.csv"], source)).records, { [source]: 700 });
    },
  );
}

testInPlace(
  "sources: parts that another source read as parts, wherever they lay, are no reason against a source of the log itself",
  async (place) => {
    for (const directory of ["backup", "live"]) {
      Deno.mkdirSync(place.path(directory));
      place.write(`${directory}/access.csv.1`, HEADER + lines(1, 10));
    }
    await place.speak(["backup/access.csv.1"], "backup");
    place.write("live/access.csv", HEADER + lines(11, 20));
    const { code, records } = await place.speak(["live/access.csv"], null);
    assert.deepEqual({ code, records }, {
      code: 0,
      records: { backup: 10, [place.path("live/access.csv")]: 10 },
    });
  },
);

testInPlace(
  "sources: a log that was rotated since another source read it begins no second one",
  async (place) => {
    place.write("access.csv", HEADER + lines(1, 10));
    await place.speak(["access.csv"], "shop");
    place.rename("access.csv", "access.csv.1");
    place.write("access.csv", HEADER + lines(11, 20));
    const { code, said, records } = await place.speak(["access.csv"], null);
    assert.deepEqual({ code, records }, { code: 64, records: { shop: 10 } });
    assert.match(said, /access\.csv\.1" was read before, as source "shop"/);
    // A source of the live log alone, made on purpose, has a name.
    assert.deepEqual((await place.speak(["access.csv"], "live")).records, { live: 10, shop: 10 });
    assert.deepEqual((await place.speak(["access.csv"], "shop")).records, { live: 10, shop: 20 });
  },
);

testInPlace(
  "sources: a link to today's log keeps the name of its source when it leads to another file",
  async (place) => {
    place.write("a-20261123.csv", HEADER + lines(1, 100));
    place.link("a.csv", "a-20261123.csv");
    const source = place.path("a-20261123.csv");
    assert.deepEqual((await place.speak(["a.csv"], null)).records, { [source]: 100 });
    // What is written before the link moves is read, too.
    place.append("a-20261123.csv", lines(101, 150));
    place.write("a-20261124.csv", HEADER + lines(151, 200));
    place.remove("a.csv");
    place.link("a.csv", "a-20261124.csv");
    const { code, said, records } = await place.speak(["a.csv"], null);
    assert.deepEqual({ code, said, records }, { code: 0, said: "", records: { [source]: 200 } });
  },
);

testInPlace(
  "a file of the next day that is named alone and without a source says what of the day before is unread",
  async (place) => {
    for (
      const [first, second] of [["access-20200913.csv", "access-20200914.csv"], ["a-Mon.csv", "a-Tue.csv"]]
    ) {
      place.write(first, HEADER + lines(1, 10, first));
      assert.equal((await place.speak([first], null)).said, "");
      place.write(second, HEADER + lines(21, 30, second));
      place.append(first, lines(11, 12, "10.0.0.3"));
      const { code, said } = await place.speak([second], null, true);
      assert.equal(code, 0);
      assert.match(
        said,
        new RegExp(`warning: \\d+ bytes of "[^"]*/${first}", which is source "[^"]*", are not read\\.`),
      );
      assert.equal((await place.speak([second], null)).said, "");
    }
  },
);

/** Names of two files of a log whose date is in their directory. */
const DATED_DIRECTORIES = [
  ["2020-09-13/access.csv", "2020-09-14/access.csv"],
  ["2020/09/30/access.csv", "2020/10/01/access.csv"],
  ["2020/Sep/30/a.csv", "2020/Oct/01/a.csv"],
  ["y=2020/m=09/d=13/h=06/PT1H.csv", "y=2020/m=09/d=13/h=07/PT1H.csv"],
  ["web1/20200913/b-20200913.csv", "web1/20200914/b-20200914.csv"],
] as const;

testInPlace(
  "of a log whose date is in its directory, too, the end of the file before is told of",
  async (place) => {
    for (const [at, [first, second]] of DATED_DIRECTORIES.entries()) {
      for (const source of [null, `of ${at}`]) {
        const [one, two] = [first, second].map((name) => `${source ?? "none"}${at}/${name}`);
        for (const path of [one, two]) {
          Deno.mkdirSync(`${place.directory}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
        }
        place.write(one, HEADER + lines(1, 10, `h${at}.${source === null}`));
        assert.equal((await place.speak([one], source)).said, "");
        place.append(one, lines(11, 12, "10.0.0.3"));
        place.write(two, HEADER + lines(21, 30, `h${at}.${source === null}`));
        const { said } = await place.speak([two], source, true);
        assert.match(said, new RegExp(`warning: \\d+ bytes of "[^"]*/${one}", .* are not read`), two);
        assert.equal((await place.speak([two], source)).said, "");
      }
    }
  },
);

testInPlace(
  "of a log that was moved to another directory the end that is left in the old one is told of",
  async (place) => {
    for (const directory of ["old", "new"]) Deno.mkdirSync(place.path(directory));
    place.write("old/access.csv", HEADER + lines(1, 10));
    assert.equal((await place.speak(["old/access.csv"], "s")).said, "");
    place.append("old/access.csv", lines(11, 12));
    place.write("new/access.csv", HEADER + lines(21, 30));
    const { said } = await place.speak(["new/access.csv"], "s", true);
    assert.match(
      said,
      /warning: \d+ bytes of "[^"]*old\/access\.csv", which this source has read to there, are not read/,
    );
  },
);

testInPlace("logs of servers in directories of their own say nothing of each other", async (place) => {
  for (const name of ["web-01", "web-02", "10.0.0.18", "10.0.0.19", "8080", "8081"]) {
    Deno.mkdirSync(`${place.directory}/${name}`);
    place.write(`${name}/access.csv`, HEADER + lines(1, 10, name));
    assert.equal((await place.speak([`${name}/access.csv`], null)).said, "");
    place.append(`${name}/access.csv`, lines(11, 12, "10.0.0.3"));
  }
});

testInPlace(
  "of logs of several servers that are named one by one, a rotation says nothing of the others",
  async (place) => {
    for (
      const [at, [one, other, next]] of [
        ["web1.csv", "web2.csv", "web1.csv"],
        ["s1/access.csv", "s2/access.csv", "s1/access.csv"],
        ["web1-20200913.csv", "web2-20200913.csv", "web1-20200914.csv"],
        ["20200913/a.csv", "20200913/b.csv", "20200914/a.csv"],
      ].entries()
    ) {
      for (const name of [one, other, next]) {
        if (name.includes("/")) {
          Deno.mkdirSync(place.path(name.slice(0, name.indexOf("/"))), { recursive: true });
        }
      }
      const source = `servers ${at}`;
      for (const name of [one, other]) place.write(name, HEADER + lines(1, 10, `${at}${name}`));
      for (const name of [one, other]) await place.speak([name], source);
      place.append(other, lines(11, 12));
      if (next === one) place.rename(one, `${one}.1`);
      place.write(next, HEADER + lines(21, 30, `${at}${one}`));
      assert.deepEqual((await place.speak([next], source)).said, "", next);
      place.append(next, lines(31, 32));
      assert.deepEqual((await place.speak([next], source)).said, "", next);
    }
  },
);

testInPlace(
  "of several files that a run begins, each one before that has grown is told of",
  async (place) => {
    for (const name of ["a-May.csv", "b-May.csv"]) place.write(name, HEADER + lines(1, 10, name));
    await place.speak(["a-May.csv", "b-May.csv"], "s");
    for (const name of ["a-May.csv", "b-May.csv"]) place.append(name, lines(11, 12, "10.0.0.3"));
    for (const name of ["a-Jun.csv", "b-Jun.csv"]) place.write(name, HEADER + lines(21, 30, name));
    const { said } = await place.speak(["a-Jun.csv", "b-Jun.csv"], "s", true);
    assert.match(
      said,
      /bytes of "[^"]*\/b-May\.csv" and of 1 file more, which this source has read to there, are not read/,
    );
  },
);

testInPlace(
  "a file that a source begins beside one that has grown, and is not named, says so once, whatever their names are",
  async (place) => {
    for (
      const [first, second] of [["a-May.csv", "a-Jun.csv"], ["b-31.csv", "b-01.csv"], ["one.csv", "two.csv"]]
    ) {
      place.write(first, HEADER + lines(1, 10, first));
      assert.equal((await place.speak([first], first)).said, "");
      place.append(first, lines(11, 12, "10.0.0.3"));
      place.write(second, HEADER + lines(21, 30, second));
      // It may be compressed by then.
      if (first !== "b-31.csv") place.archive(first);
      if (first !== "b-31.csv") place.remove(first);
      const { code, said } = await place.speak([second], first, true);
      assert.equal(code, 0);
      assert.match(
        said,
        new RegExp(
          `warning: \\d+ bytes of "[^"]*/${first}", which this source has read to there, are not read`,
        ),
      );
      assert.equal((await place.speak([second], first, true)).said, "");
      if (first !== "b-31.csv") continue;
      // Named with the next, it is read.
      assert.equal((await place.speak([first, second], first, true)).said, "");
    }
  },
);
