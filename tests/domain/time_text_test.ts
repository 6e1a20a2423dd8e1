// Role: times as people write and read them.

import assert from "node:assert/strict";
import { isoTime, parseMoment } from "../../src/domain/time_text.ts";

function time(text: string): number | undefined {
  const moment = parseMoment(text);
  return moment?.kind === "at" ? moment.time : undefined;
}

Deno.test("isoTime shows seconds in UTC and cuts a fraction off", () => {
  assert.equal(isoTime(0), "1970-01-01T00:00:00Z");
  assert.equal(isoTime(1431857103.999), "2015-05-17T10:05:03Z");
  assert.equal(isoTime(253402300799), "9999-12-31T23:59:59Z");
});

Deno.test("ISO dates and times are UTC unless they say otherwise", () => {
  assert.equal(time("2015-05-17"), 1431820800);
  assert.equal(time("2015-05-17T10:05:03"), 1431857103);
  assert.equal(time("2015-05-17 10:05:03Z"), 1431857103);
  assert.equal(time("2015-05-17t10:05"), 1431857100);
  assert.equal(time("2015-05-17T12:05:03+02:00"), 1431857103);
  assert.equal(time("2015-05-17T05:35:03-0430"), 1431857103);
});

Deno.test("a fraction is rounded up, so that bounds against whole seconds stay right", () => {
  assert.equal(time("2015-05-17T10:05:03.25Z"), 1431857104);
  assert.equal(time("2015-05-17T10:05:03.000Z"), 1431857103);
});

Deno.test("digits are epoch seconds, digits with a unit a span", () => {
  assert.equal(time("1431857103"), 1431857103);
  assert.equal(time("0"), 0);
  assert.deepEqual(parseMoment("90s"), { kind: "back", seconds: 90 });
  assert.deepEqual(parseMoment("30m"), { kind: "back", seconds: 1800 });
  assert.deepEqual(parseMoment("24h"), { kind: "back", seconds: 86400 });
  assert.deepEqual(parseMoment("7d"), { kind: "back", seconds: 604800 });
  assert.deepEqual(parseMoment("2w"), { kind: "back", seconds: 1209600 });
  assert.deepEqual(parseMoment("1.5h"), { kind: "back", seconds: 5400 });
  assert.deepEqual(parseMoment("0.1d"), { kind: "back", seconds: 8640 });
});

Deno.test("words and times of day are those of the clock that is given, the latest up to now", () => {
  // Wednesday.
  const by = (text: string, now = "2019-02-06T03:00:00Z"): string => {
    const moment = parseMoment(text, Date.parse(now) / 1000 + 0.5);
    return moment?.kind === "at" ? isoTime(moment.time) : `${moment}`;
  };
  assert.equal(by("now"), "2019-02-06T03:00:00Z");
  assert.equal(by("today"), "2019-02-06T00:00:00Z");
  assert.equal(by("Yesterday"), "2019-02-05T00:00:00Z");
  assert.equal(by("21:18"), "2019-02-05T21:18:00Z", "at three in the morning, last evening is meant");
  assert.equal(by("21:18:30", "2019-02-06T21:18:30Z"), "2019-02-06T21:18:30Z");
  assert.equal(by("3:00"), "2019-02-06T03:00:00Z");
  assert.equal(by("wednesday"), "2019-02-06T00:00:00Z");
  assert.equal(by("thursday"), "2019-01-31T00:00:00Z");
  assert.equal(by("monday"), "2019-02-04T00:00:00Z");
  assert.equal(by("tuesday"), "2019-02-05T00:00:00Z");
  assert.equal(by("sunday"), "2019-02-03T00:00:00Z");
  assert.equal(by("monday", "2019-02-04T00:00:00Z"), "2019-02-04T00:00:00Z");
  for (const text of ["tomorrow", "mon", "24:00", "21:60", "", "21:18Z", "last monday"]) {
    assert.equal(by(text), "undefined", text);
  }
});

Deno.test("whatever is shown is read back", () => {
  for (const second of [0, 951782400, 951868799, 1431857103, 253402300799]) {
    assert.equal(time(isoTime(second)), second);
  }
});

Deno.test("anything else is refused", () => {
  const wrong = [
    "",
    "yesterday",
    "2015-05",
    "2015-5-17",
    "2015-02-29",
    "2015-13-01",
    "2015-05-17T24:00",
    "2015-05-17T10:60",
    "2015-05-17T10:05:03+25:00",
    "0050-01-01",
    "1969-12-31",
    "9999-12-31T23:59:59-01:00",
    "253402300800",
    "-5",
    "1.h",
    ".5h",
    "1,5h",
    "today",
    "21:18",
    "24 h",
    "24H",
    "1y",
    " 2015-05-17",
  ];
  for (const text of wrong) assert.equal(parseMoment(text), undefined, text);
});

Deno.test("eight digits that are a date are that date, other digits are epoch seconds", () => {
  assert.deepEqual(parseMoment("20190207"), { kind: "at", time: Date.parse("2019-02-07") / 1000 });
  assert.equal(parseMoment("20190230"), undefined);
  assert.deepEqual(parseMoment("1549573200"), { kind: "at", time: 1549573200 });
  assert.deepEqual(parseMoment("86400"), { kind: "at", time: 86400 });
  assert.deepEqual(parseMoment("0"), { kind: "at", time: 0 });
  for (const year of ["2024", "1999", "10", "1"]) assert.equal(parseMoment(year, 1_700_000_000), undefined);
});
