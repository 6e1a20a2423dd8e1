// Role: tests of filters: what they say, what is refused, and which records fit.

import assert from "node:assert/strict";
import { ASKABLE, DIMENSIONS } from "../../../src/domain/dimensions/dimensions.ts";
import {
  filterText,
  givenFilter,
  parseFilter,
  recordTest,
  remembering,
} from "../../../src/domain/screening/filter.ts";
import { RecordScreen } from "../../../src/domain/screening/screen.ts";
import { NO_SCREENING, screensRecords } from "../../../src/domain/screening/settings.ts";
import { recordOf, textIn } from "../../record_of.ts";

function fits(filter: string, texts: Parameters<typeof recordOf>[0], status = 200): boolean {
  const parsed = parseFilter(filter);
  assert.ok("values" in parsed, JSON.stringify(parsed));
  return recordTest(parsed)(recordOf(texts, { status }));
}

Deno.test("filters: values, globs and lists of any dimension", () => {
  const request = "GET /health/live?x HTTP/1.1";
  assert.ok(fits("section=/health*", { request }));
  assert.ok(fits("section = /api,/h?alth", { request }));
  assert.ok(!fits("section=/health/live", { request }));
  assert.ok(fits("method=POST,GET", { request }));
  assert.ok(fits("host=(none)", { request }));
  assert.ok(fits("host=10.0.*", { host: "10.0.0.1" }));
  assert.ok(fits("status=404,5xx,200-299", {}));
  assert.ok(!fits("status=404,5xx", {}));
  assert.ok(fits("status=5xx,000", {}, 0));
  assert.ok(!fits("status=000", {}));
  assert.ok(!fits("status=1xx,404", {}, 0));
  for (const dimension of DIMENSIONS) {
    const { name, kind } = dimension, filter = parseFilter(`${name}=${kind === "number" ? "404" : "*"}`);
    assert.equal("values" in filter, ASKABLE.includes(dimension), name);
    if ("values" in filter) assert.equal(recordTest(filter)(recordOf({}, { status: 404 })), true);
  }
});

Deno.test("filters are written in one way", () => {
  for (
    const [given, written] of [["section=/b,/a,/b", "section=/a,/b"], [
      "status=5xx,404,000,500-599",
      "status=000,404,5xx",
    ]]
  ) {
    const filter = parseFilter(given);
    assert.ok("values" in filter);
    assert.equal(filterText(filter), written);
  }
});

const CHROME =
  "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36";

Deno.test("filters: a comma within brackets, or behind a backslash, belongs to the value", () => {
  const B = "\\";
  const lists: [given: string, values: string[]][] = [
    [`agent=${CHROME}`, [CHROME]],
    [`agent=curl*,${CHROME},Wget*`, [CHROME, "Wget*", "curl*"]],
    ["agent=a (b (c,d), e) f", ["a (b (c,d), e) f"]],
    ["agent=*(a*,*b*", ["*(a*", "*b*"]],
    ["agent=a),b(,c", ["a)", "b(", "c"]],
    [`agent=Firefox/27.0${B},gzip(gfe)`, ["Firefox/27.0,gzip(gfe)"]],
    [`path=/13.4${B}, 52`, ["/13.4, 52"]],
    [`agent=a${B}${B},b`, ["b", `a${B}`]],
    [`agent=a${B}${B}${B},b`, [`a${B},b`]],
    [`agent=(a${B}${B},b)`, [`(a${B},b)`]],
    [`agent=a${B}x01${B}`, [`a${B}x01${B}`]],
    ["status=404, 5xx", ["404", "5xx"]],
    ["agent=*b),*(a", ["*(a", "*b)"]],
  ];
  for (const [given, values] of lists) {
    const filter = givenFilter(given);
    assert.ok("values" in filter, given);
    assert.deepEqual(filter.values, [...values].sort(), given);
    const written = filterText(filter), read = parseFilter(written);
    assert.ok("values" in read, written);
    assert.deepEqual(read.values, filter.values, written);
    assert.equal(filterText(read), written);
  }
  assert.ok(
    fits(`agent=x,${filterText(givenFilter(`agent=${CHROME}`) as never).slice(6)}`, { agent: CHROME }),
  );
  for (
    const given of ["section=/a, /b", "agent=curl*, Wget*", "agent=*(KHTML, like*", `path=/a${B}${B}, /b`]
  ) {
    const filter = givenFilter(given);
    assert.ok("fault" in filter, given);
    assert.match(
      filter.fault,
      /has a comma with a blank behind it: write a list without blanks, as in "section=\/a,\/b", and/,
    );
  }
});

Deno.test("filters: what is none is refused with the nearest that is", () => {
  const faults: [text: string, fault: RegExp][] = [
    ["/health*", /is no filter: write a dimension, = and values/],
    [
      "sektion=/a",
      /names no dimension that can be filtered\. Did you mean "section"\? Allowed: section, host, status/,
    ],
    ["=x", /names no dimension that can be filtered\. Allowed/],
    ["section=", /has an empty value/],
    ["section=/a,,/b", /has an empty value/],
    ["status=20", /no status\. Allowed: "404", "5xx", "400-499"/],
    ["status=0", /no status\. Allowed: .*, or "000" for none/],
    ["status=000-499", /no status/],
    ["host=a\x1b", /fits nothing, as such a value is stored as "a\\x1b"/],
  ];
  for (const [text, fault] of faults) {
    const parsed = parseFilter(text);
    assert.ok("fault" in parsed, text);
    assert.match(parsed.fault, fault);
  }
});

Deno.test("a screen excludes what fits one of the filters, and what does not fit all of those that are to fit", () => {
  const passes = (settings: Partial<typeof NO_SCREENING>, request: string, agent?: string): boolean => {
    const texts = { request, host: "10.1.2.3", ...agent === undefined ? {} : { agent } };
    return new RecordScreen({ ...NO_SCREENING, ...settings }, (text) => text.includes("bot"))
      .passes(recordOf(texts, { status: 200 }));
  };
  assert.ok(passes({}, "GET /a"));
  assert.ok(!passes({ exclude: ["method=POST", "section=/a"] }, "GET /a"));
  assert.ok(passes({ only: ["method=GET", "section=/a"] }, "GET /a"));
  assert.ok(!passes({ only: ["method=POST", "section=/a"] }, "GET /a"));
  // What is stored of a host does not decide.
  assert.ok(!passes({ exclude: ["host=10.1.2.3"], anonymize: "all" }, "GET /a"));
  assert.ok(passes({ bots: "x 1" }, "GET /a"));
  assert.ok(passes({ bots: "x 1" }, "GET /a", "Firefox"));
  assert.ok(!passes({ bots: "x 1" }, "GET /a", "Googlebot"));
  assert.ok(passes({}, "GET /a", "Googlebot"));
});

Deno.test("a screen changes the host of the record alone, and not the log", () => {
  const record = recordOf({ request: "GET /a", host: "10.1.2.3", agent: "Firefox" }, { status: 200 }),
    { bytes } = record;
  const before = bytes.slice();
  assert.ok(
    new RecordScreen({ ...NO_SCREENING, anonymize: "network", keepQuery: true }, null).passes(record),
  );
  const texts = (["request", "host", "agent", "referrer"] as const).map((role) => textIn(record, role));
  assert.deepEqual(texts, ["GET /a", "10.1.2.0", "Firefox", null]);
  assert.ok(record.keepsQuery);
  assert.deepEqual(bytes, before);
});

Deno.test("only a source with settings has its records looked at", () => {
  assert.equal(screensRecords(NO_SCREENING), false);
  const settings = [{ exclude: ["a"] }, { only: ["a"] }, { bots: "" }, { anonymize: "all" as const }, {
    keepQuery: true,
  }];
  for (const each of settings) assert.equal(screensRecords({ ...NO_SCREENING, ...each }), true);
});

Deno.test("answers are kept for the texts that come again, and as many as fit", () => {
  let asked = 0;
  const ofBytes = remembering((text) => ++asked > 0 && text === "a");
  const test = (text: string): boolean => {
    const bytes = new TextEncoder().encode(`..${text}..`);
    return ofBytes(bytes, 2, bytes.length - 2);
  };
  for (const text of ["a", "b", "a", "b"]) assert.equal(test(text), text === "a");
  assert.equal(asked, 2);
  for (let i = 0; i < 10_001; i++) assert.equal(test(`${i}`), false);
  assert.equal(test("a"), true);
  assert.equal(asked, 10_004);
  // However few they are, long texts are not kept for ever.
  for (let i = 0; i < 90; i++) assert.equal(test("x".repeat(50_000 + i)), false);
  assert.equal(test("a"), true);
  assert.equal(asked, 10_095);
});
