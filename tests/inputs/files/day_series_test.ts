// Which files come before one of a log that has a new one each day; and that a directory with thousands of them is listed once.

import assert from "node:assert/strict";
import fc from "fast-check";
import { DaySeries } from "../../../src/inputs/files/day_series.ts";
import { expandPaths, NO_FORMER_LOGS } from "../../../src/inputs/files/expand_paths.ts";
import { FileNames } from "../../../src/inputs/files/listings.ts";
import { areCyclic, dateless, isLaterDay } from "../../../src/inputs/files/rotated_names.ts";
import { fakeHost } from "../../fake_host.ts";

const iso = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const WORDS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Names of one log each, of any day. */
const WAYS: readonly ((day: number) => string)[] = [
  (day) => `access-${iso(day)}.log`,
  (day) => `access.log.${iso(day)}.${day % 24}`,
  (day) => `${iso(day)}-access.log`,
  (day) => `access_${iso(day).slice(8)}-${iso(day).slice(5, 7)}-${iso(day).slice(0, 4)}.log`,
  (day) => `access-${WORDS[day % 7]}.log`,
  (day) => `access-${day % 28 + 1}May2015.log`,
  (day) => `site-May${day % 28 + 1}.log`,
  (day) => `u_ex${iso(day).slice(2).replaceAll("-", "")}.log`,
  (day) => `web-${day}.log`,
];

Deno.test("days: what comes before a name, and between two, is what the names say one by one", () => {
  const names = fc.uniqueArray(
    fc.tuple(fc.constantFrom(...WAYS), fc.integer({ min: 11_000, max: 19_000 })).map(([way, day]) =>
      way(day)
    ),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  const property = fc.property(names, fc.nat(), fc.nat(), (names, one, other) => {
    const series = new DaySeries(names),
      [name, from] = [names[one % names.length], names[other % names.length]];
    const own = dateless(name), days = own === null ? [] : names.filter((each) => dateless(each) === own);
    const earlier = days.filter((each) => isLaterDay(name, each) || areCyclic(name, each));
    assert.deepEqual(new Set(series.before(name, Infinity)), new Set(earlier));
    const [last] = series.before(name, 1).slice(-1);
    // Of days that come again, any may be the last one.
    if (earlier.length > 0 && !earlier.some((each) => areCyclic(name, each))) {
      assert.ok(
        earlier.every((each) => each === last || isLaterDay(last, each)),
        `${last} among ${earlier.join(" ")}`,
      );
    }
    if (dateless(from) === own) {
      assert.deepEqual(
        new Set(series.between(from, name)),
        new Set(days.filter((each) => isLaterDay(each, from) && isLaterDay(name, each))),
      );
    }
  });
  fc.assert(property, { numRuns: 500 });
});

Deno.test("names: those that begin so are found, whatever is in them", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "-", "\\uffff", "\\u{1f600}"), maxLength: 4 });
  fc.assert(fc.property(fc.array(text), text, (names, prefix) => {
    assert.deepEqual(
      [...new FileNames(names).startingWith(prefix)].sort(),
      names.filter((name) => name.startsWith(prefix)).sort(),
    );
  }));
});

Deno.test("paths: a directory is listed once for all of its files", () => {
  const directory = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    const names = Array.from({ length: 50 }, (_, day) => `access-${iso(18_000 + day)}.log`);
    for (const name of names) Deno.writeTextFileSync(`${directory}/${name}`, "");
    const paths = names.map((name) => `${directory}/${name}`), real = fakeHost({});
    let listed = 0;
    const host = Object.create(real, {
      list: {
        value: (path: string) => {
          const found = real.list(path);
          if (found !== null) listed++;
          return found;
        },
      },
    });
    // Those of the first days were read, so that the later ones are looked for.
    const former = { ...NO_FORMER_LOGS, paths: new Map(paths.slice(0, 3).map((path) => [path, [path]])) };
    assert.equal(expandPaths(paths.slice(10), host, former).groups.length, 49);
    assert.equal(listed, 1);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
