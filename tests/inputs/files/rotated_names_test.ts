// The names of rotated logs, patterns, and what paths mean on a real directory.

import assert from "node:assert/strict";
import { expandPaths, matcher, NO_FORMER_LOGS } from "../../../src/inputs/files/expand_paths.ts";
import { areComparable, baseOf, rotatedName, siblingsOf } from "../../../src/inputs/files/rotated_names.ts";
import { fakeHost } from "../../fake_host.ts";

Deno.test("rotation: numbers and dates, plain and compressed, behind the name and before the extension", () => {
  const rotated = [
    "access.csv.1",
    "access.csv.12.gz",
    "access.csv-20261123",
    "access.csv-20261123.zst",
    "access.csv-2026112304",
    "access.csv-20261123-041500.gz",
    "access.csv.2026-11-23",
    "access.csv-1795435200",
    "access-20261123.csv",
    "access-20261123.csv.gz",
    "access.1.csv",
  ];
  for (const name of rotated) assert.ok(rotatedName(name, "access.csv"), name);
  const others = [
    "access.csv",
    "access.csv.bak",
    "access.csv.gz",
    "access.csv.old.1",
    "other.csv.1",
    "access.csv-",
    "access.csv.1.gz.tmp",
  ];
  for (const name of others) assert.equal(rotatedName(name, "access.csv"), null, name);
});

Deno.test("rotation: the forms of dates that the page on cron names, plain and compressed, are found, those of its other names are not", () => {
  const found = [
    "-20261123",
    "-2026-11-23",
    "-2026112304",
    "-20261123_041500",
    "-20261123-1795435200",
    "-1795435200",
  ];
  const isFound = (suffix: string): boolean[] =>
    [`x.log${suffix}`, `x.log${suffix}.gz`, `x${suffix}.log`].map((name) =>
      rotatedName(name, "x.log") !== null
    );
  for (const suffix of [...found, ...found.map((each) => each.replace("-", "."))]) {
    assert.deepEqual(isFound(suffix), [true, true, true], suffix);
  }
  for (const suffix of ["_20261123", ".23-11-2026", "-327", ".2026-11"]) {
    assert.deepEqual(isFound(suffix), [false, false, false], suffix);
  }
});

Deno.test("rotation: siblings come oldest first, an archive before the file that it is made of", () => {
  const numbered = ["x.csv.1", "x.csv.10.gz", "x.csv.2.gz", "x.csv.2", "x.csv", "y.csv.1"];
  assert.deepEqual(siblingsOf("x.csv", numbered), ["x.csv.10.gz", "x.csv.2.gz", "x.csv.2", "x.csv.1"]);
  const dated = ["x.csv-20261123", "x.csv-20261101.gz", "x.csv-20251231.gz"];
  assert.deepEqual(siblingsOf("x.csv", dated), ["x.csv-20251231.gz", "x.csv-20261101.gz", "x.csv-20261123"]);
});

Deno.test("rotation: numbers in names are compared as numbers, and only what can be compared is", () => {
  const days = ["x-2026-11-23-10.csv", "x-2026-11-23-9.csv", "x-2026-11-22-11.csv", "x-2026-11-23.csv"];
  assert.deepEqual(siblingsOf("x.csv", days), [days[2], days[3], days[1], days[0]]);
  assert.ok(areComparable("x.csv", days));
  const hours = ["x.csv-2026112310", "x.csv-2026112309.gz", "x.csv-20261123"];
  assert.deepEqual(siblingsOf("x.csv", hours), hours.toReversed());
  assert.ok(areComparable("x.csv", ["x.csv-999999999", "x.csv-1795435200"]));
  assert.ok(!areComparable("x.csv", ["x.csv.1", "x.csv-20261123"]));
  assert.ok(!areComparable("x.csv", ["x.csv-30112026", "x.csv-01122026"]));
  assert.ok(!areComparable("x.csv", ["x.csv-20112026", "x.csv-21112026"]));
  assert.ok(areComparable("x.csv", ["x.csv-30112026"]));
});

Deno.test("rotation: the log that a name belongs to; what could be a log of its own", () => {
  for (
    const name of ["x.csv.1.gz", "x.csv-20261123", "x-2026-11-23.csv.zst", "x.csv.gz", "x.12.csv", "x.csv"]
  ) {
    assert.equal(baseOf(name), "x.csv", name);
  }
  assert.deepEqual(
    ["x.1.csv", "x.csv.1", "x.1.csv.gz", "x-20261123.csv"].map((name) =>
      rotatedName(name, "x.csv")?.mayBeLog
    ),
    [true, false, false, false],
  );
});

Deno.test("glob: stars, question marks, sets, and characters that mean something in expressions", () => {
  assert.ok(matcher("a*c?[0-9].csv")("abbbcx7.csv"));
  assert.ok(!matcher("a*c?[!0-9].csv")("abbbcx7.csv"));
  assert.ok(matcher("(a+b)^$|{}.csv")("(a+b)^$|{}.csv"));
  assert.ok(!matcher("a.csv")("abcsv"));
  assert.ok(matcher("a[b")("a[b"));
  assert.ok(!matcher("*")(".hidden"));
  assert.ok(matcher("[!]")("!") && matcher("[a-]")("-") && matcher("[]")("[]"));
  // A set whose ends are swapped holds nothing, and is no error.
  assert.ok(!matcher("[z-a]")("m") && matcher("[!z-a]")("m"));
  assert.ok(!matcher("*[ab]".repeat(60) + "c")("a".repeat(5000)));
});

Deno.test("paths: a log with its siblings, a pattern, a directory, a link, a log that is just being rotated", () => {
  const directory = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    for (const name of ["a.csv", "a.csv.1", "a.csv.2.gz", "b.csv", "b.csv.1", "notes.txt", "c.csv.1"]) {
      Deno.writeTextFileSync(`${directory}/${name}`, "");
    }
    Deno.symlinkSync(`${directory}/a.csv`, `${directory}/link`);
    const host = fakeHost({});
    const expand = (...paths: string[]): string[][] =>
      expandPaths(paths.map((path) => `${directory}/${path}`), host, NO_FORMER_LOGS).groups.map((
        { members },
      ) => members.map(({ path, isNamed }) => path.slice(directory.length + 1) + (isNamed ? "!" : "")));
    const a = ["a.csv.2.gz", "a.csv.1", "a.csv!"];
    assert.deepEqual(expand("a.csv"), [a]);
    assert.deepEqual(expand("link"), [a]);
    assert.deepEqual(expand("a.csv.1"), [["a.csv.1!"]]);
    assert.deepEqual(expand("a.csv.1", "a.csv"), [["a.csv.2.gz", "a.csv.1!", "a.csv!"]]);
    assert.deepEqual(expand("[ab].csv"), [a, ["b.csv.1", "b.csv!"]]);
    assert.deepEqual(expand("."), [["a.csv.2.gz!", "a.csv.1!", "a.csv!"], ["b.csv.1!", "b.csv!"]]);
    assert.deepEqual(expand("c.csv"), [["c.csv.1"]]);
    assert.throws(() => expand("z*.csv"), /No file matches/);
    for (const path of ["*/a.csv", "l?/*.csv", "l[12]/b/a.csv"]) {
      assert.throws(
        () => expand(path),
        {
          kind: "input",
          message: /^Cannot open "[^"]*": no such file\. Only the last part of a path .* Without quotes/,
        },
      );
    }
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
