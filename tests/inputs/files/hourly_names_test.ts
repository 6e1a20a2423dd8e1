// Logs that have a new file each hour, or several a day, or one a month: their names are parts of one log, in the order of time; those of other servers are not.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  areComparable,
  baseOf,
  dateless,
  isLaterDay,
  rotatedName,
  siblingsOf,
} from "../../../src/inputs/files/rotated_names.ts";

const two = (number: number): string => `${number}`.padStart(2, "0");

/** A time as its parts, by which names are made. */
class Time {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;

  constructor(hours: number) {
    const at = new Date(hours * 3_600_000);
    this.year = `${at.getUTCFullYear()}`;
    this.month = two(at.getUTCMonth() + 1);
    this.day = two(at.getUTCDate());
    this.hour = two(at.getUTCHours());
    this.minute = two(hours * 7 % 60);
    this.second = two(hours * 11 % 60);
  }
}

/** How times are written behind a name, or before its extension: in this way for all files of a log. */
const WAYS: Readonly<Record<string, (time: Time) => string>> = {
  "-2024-05-01T18-00-00.000": (t) =>
    `-${t.year}-${t.month}-${t.day}T${t.hour}-${t.minute}-${t.second}.0${t.second}`,
  "-2024-05-01T18-00-00": (t) => `-${t.year}-${t.month}-${t.day}T${t.hour}-${t.minute}-${t.second}`,
  "-2024-05-01_18-00-00": (t) => `-${t.year}-${t.month}-${t.day}_${t.hour}-${t.minute}-${t.second}`,
  "-2024-05-01_18.00.00": (t) => `-${t.year}-${t.month}-${t.day}_${t.hour}.${t.minute}.${t.second}`,
  "-2024-05-01_18_00": (t) => `-${t.year}-${t.month}-${t.day}_${t.hour}_${t.minute}`,
  "-2024-05-01T18:00:00Z": (t) => `-${t.year}-${t.month}-${t.day}T${t.hour}:${t.minute}:${t.second}Z`,
  ".2024-05-01T18:00:00+02:00": (t) =>
    `.${t.year}-${t.month}-${t.day}T${t.hour}:${t.minute}:${t.second}+02:00`,
  ".2024-05-01.18": (t) => `.${t.year}-${t.month}-${t.day}.${t.hour}`,
  ".2024-05-01-18": (t) => `.${t.year}-${t.month}-${t.day}-${t.hour}`,
  ".2024-05-01_18": (t) => `.${t.year}-${t.month}-${t.day}_${t.hour}`,
  "-2024050118": (t) => `-${t.year}${t.month}${t.day}${t.hour}`,
  "-20240501T180000Z": (t) => `-${t.year}${t.month}${t.day}T${t.hour}${t.minute}${t.second}Z`,
  ".20240501.18": (t) => `.${t.year}${t.month}${t.day}.${t.hour}`,
  ".2024.05.01.18": (t) => `.${t.year}.${t.month}.${t.day}.${t.hour}`,
  ".2024_05_01_18": (t) => `.${t.year}_${t.month}_${t.day}_${t.hour}`,
  // Of a day that has several files because of their sizes: the number grows without zeroes in front.
  ".2024-05-01.7": (t) => `.${t.year}-${t.month}-${t.day}.${Number(t.hour)}`,
};

const base = fc.constantFrom(
  "access.log",
  "web-01.log",
  "access_log",
  "10.0.0.18.log",
  "a.example.com.csv",
  "x",
);
const hours = fc.uniqueArray(fc.integer({ min: 263_000, max: 600_000 }), { minLength: 2, maxLength: 6 })
  .map((all) => all.toSorted((a, b) => a - b));
const way = fc.constantFrom(...Object.keys(WAYS));

function named(base: string, suffix: string, isBehind: boolean): string {
  const dot = base.lastIndexOf(".");
  return isBehind || dot <= 0 ? base + suffix : base.slice(0, dot) + suffix + base.slice(dot);
}

Deno.test("hourly names: behind a name or before its extension they are parts of one log, in the order of time", () => {
  const property = fc.property(
    base,
    hours,
    way,
    fc.boolean(),
    fc.boolean(),
    (base, hours, way, isBehind, isPacked) => {
      const names = hours.map((hour) =>
        named(base, WAYS[way](new Time(hour)), isBehind) + (isPacked ? ".gz" : "")
      );
      for (const [at, name] of names.entries()) {
        assert.equal(baseOf(name), base);
        assert.equal(dateless(name), base);
        assert.equal(rotatedName(name, base)?.scheme, "date");
        names.forEach((other, before) => assert.equal(isLaterDay(name, other), at > before));
      }
      assert.deepEqual(siblingsOf(base, names.toReversed()), names);
      assert.ok(areComparable(base, names));
    },
  );
  fc.assert(property, { numRuns: 500 });
});

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Other places in a name; where a time has but an hour, it may as well be the number of a server, unless nothing follows. */
const ANYWHERE: readonly ((time: Time) => string)[] = [
  (t) => `access_${t.year}-${t.month}-${t.day}_${t.hour}.log`,
  (t) => `access_${t.year}${t.month}${t.day}_${t.hour}${t.minute}.log`,
  (t) => `access_${t.year}${t.month}${t.day}${t.hour}.log`,
  (t) => `access_${t.year}.${t.month}.${t.day}.log`,
  (t) => `${t.year}-${t.month}-${t.day}T${t.hour}-${t.minute}-access.log`,
  (t) => `${t.year}-${t.month}-${t.day}T${t.hour}:${t.minute}:${t.second}.000Z-access.log`,
  (t) => `${t.year}-${t.month}-${t.day}_${t.hour}.${t.minute}.${t.second}_access.log`,
  (t) => `${t.year}${t.month}${t.day}T${t.hour}-access.log`,
  (t) => `${t.year}${t.month}${t.day}${t.hour}-access.log`,
  (t) => `access-${MONTHS[Number(t.month) - 1]}${t.year}.log`,
  (t) => `access_${t.year}-${MONTHS[Number(t.month) - 1].toLowerCase()}.log`,
  // IIS.
  (t) => `u_ex${t.year.slice(2)}${t.month}${t.day}${t.hour}.log`,
  (t) => `u_ex${t.year.slice(2)}${t.month}.log`,
];

Deno.test("hourly names: anywhere else in a name, too", () => {
  const property = fc.property(hours, fc.constantFrom(...ANYWHERE), (hours, name) => {
    const names = hours.map((hour) => name(new Time(hour)));
    const [first] = names, own = dateless(first);
    assert.ok(own !== null && own.includes("*") && !/\d/.test(own), `${first}: ${own}`);
    for (const [at, each] of names.entries()) {
      assert.equal(dateless(each), own);
      for (const [other, text] of names.entries()) {
        if (text !== each) assert.equal(isLaterDay(each, text), at > other);
      }
    }
  });
  fc.assert(property, { numRuns: 300 });
});

/** What tells servers apart: numbers and addresses that look like a part of a time. */
const server = fc.oneof(
  fc.integer({ min: 0, max: 99 }).map((number) => `web-${two(number)}`),
  fc.integer({ min: 0, max: 99 }).map((number) => `web${number}`),
  fc.tuple(...[10, 59, 59, 255].map((max) => fc.integer({ min: 0, max }))).map((all) => all.join(".")),
  fc.tuple(...[23, 59, 59, 255].map((max) => fc.integer({ min: 10, max }))).map((all) => all.join(".")),
  fc.tuple(...[23, 59, 59, 255].map((max) => fc.integer({ min: 10, max }))).map((all) => all.join("-")),
);
const SERVER_PLACES: readonly ((day: string, server: string) => string)[] = [
  (day, server) => `access-${day}-${server}.log`,
  (day, server) => `access.${day}.${server}.log`,
  (day, server) => `access.log-${day}.${server}`,
  (day, server) => `${day}-${server}-access.log`,
  (day, server) => `${day}_${server}.log`,
  (day, server) => `${server}-${day}.log`,
  (day, server) => `${server}.log.${day}`,
  (_day, server) => `access-${server}.log`,
  (day, server) => `access-${server}.log-${day}-18`,
  (day, server) => `access-${server}.log.${day}T18-00-00.000`,
];

Deno.test("hourly names: files of two servers are no parts of one log, however their names look", () => {
  const property = fc.property(
    fc.integer({ min: 263_000, max: 600_000 }).map((hours) => new Time(hours)),
    fc.constantFrom("-", "", "."),
    fc.tuple(server, server).filter(([a, b]) => a !== b),
    fc.constantFrom(...SERVER_PLACES),
    ({ year, month, day }, separator, [one, other], name) => {
      const date = [year, month, day].join(separator);
      const names = [one, other].map((each) => name(date, each)),
        logs = names.map((each) => dateless(each) ?? each);
      assert.notEqual(logs[0], logs[1], names.join(" "));
    },
  );
  fc.assert(property, { numRuns: 2000 });
});

Deno.test("hourly names: an hour that is followed by more may be the number of a server", () => {
  assert.notEqual(dateless("2024-05-01-18-access.log"), dateless("2024-05-01-19-access.log"));
  assert.equal(dateless("2024-05-01-18-access.log"), dateless("2024-05-02-18-access.log"));
});
