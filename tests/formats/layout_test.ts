// Role: tests of the reader of layouts: what is written by a layout is read back, whatever the texts hold; and the layout that
// a family names for the kernel reads as the family does.

import assert from "node:assert/strict";
import fc from "fast-check";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { LogRecord } from "../../src/domain/record.ts";
import { isoTime } from "../../src/domain/time_text.ts";
import { NamedZone } from "../../src/formats/decode/zone.ts";
import { type FieldSpec, fieldSpec, type Layout, quotedSpec } from "../../src/formats/layout.ts";
import { LayoutParser } from "../../src/formats/layout_parser.ts";
import { RecordLines } from "../../src/formats/record_lines.ts";
import { clfFormat } from "../../src/formats/families/clf.ts";
import { epoch, type Fields, fieldsOf, NEWEST, outcomesOf, readerOf } from "./outcomes.ts";

/** Some layout with each decoder and each escape. */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  clf: [
    fieldSpec("host"),
    fieldSpec("user"),
    fieldSpec("time", "clf-time", { open: "[", close: "]" }),
    quotedSpec("request", "request"),
    fieldSpec("status", "status", { open: " " }),
    fieldSpec("size", "count"),
    quotedSpec("referrer", "name", "clf", '"'),
    quotedSpec("agent"),
  ],
  json: [
    { role: "time", open: '{"t":"', close: '"', decode: "iso-time", escape: "json" },
    { role: "request", open: ',"r":"', close: '"', decode: "request", escape: "json" },
    { role: "status", open: ',"s":', close: ",", decode: "status", escape: "none" },
    { role: "size", open: '"b":', close: ",", decode: "count", escape: "none" },
    { role: "duration", open: '"d":', close: ",", decode: "seconds", escape: "none" },
    { role: "agent", open: '"a":"', close: '"', decode: "name", escape: "json" },
    { role: null, open: "}", close: "", decode: "end", escape: "none" },
  ],
  halves: [
    fieldSpec("date", "date", { close: "\t", escape: "token" }),
    fieldSpec("clock", "clock", { close: "\t", escape: "token" }),
    fieldSpec("status", "status", { close: "\t" }),
    fieldSpec("duration", "milliseconds", { close: "\t" }),
    fieldSpec("upstreamDuration", "microseconds", { close: "\t" }),
    fieldSpec("agent", "name", { close: "\t", escape: "percent" }),
    fieldSpec("host", "address", { close: "" }),
  ],
  haproxy: [
    fieldSpec("host", "address-port"),
    fieldSpec("time", "epoch"),
    fieldSpec("status", "status"),
    fieldSpec("size", "count", { escape: "haproxy" }),
    quotedSpec("request", "request", "haproxy", '"'),
    quotedSpec("agent", "name", "traefik"),
  ],
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const hex = (text: string): string => text.charCodeAt(0).toString(16).padStart(2, "0");

function clfTime(time: number): string {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T([\d:]+)Z$/.exec(isoTime(time))!;
  return `${day}/${MONTHS[+month - 1]}/${year}:${clock} +0000`;
}

/** How a text is written with each escape; it holds no byte above 126. */
const ESCAPED: Readonly<Record<string, (text: string) => string>> = {
  none: (text) => text,
  token: (text) => text,
  // deno-lint-ignore no-control-regex -- control characters are what is escaped
  clf: (text) => text.replace(/["\\]/g, "\\$&").replace(/[\x00-\x1f]/g, (one) => `\\x${hex(one)}`),
  json: (text) => JSON.stringify(text).slice(1, -1),
  traefik: (text) => text.replaceAll('"', '\\"'),
  haproxy: (text) => text.replace(/[^a-zA-Z/]/g, (one) => `#${hex(one).toUpperCase()}`),
  percent: (text) => text.replace(/[^a-zA-Z/]/g, (one) => `%25${hex(one)}`),
};

/** A field as its value is written. */
function written({ role, decode, escape }: FieldSpec, fields: Record<string, string | number>): string {
  const value = fields[role ?? ""];
  switch (decode) {
    case "clf-time":
      return clfTime(value as number);
    case "iso-time":
      return isoTime(value as number);
    case "date":
      return isoTime(fields.time as number).slice(0, 10);
    case "clock":
      return isoTime(fields.time as number).slice(11, 19);
    case "seconds":
      return `${Math.floor((value as number) / 1e6)}.${String((value as number) % 1e6).padStart(6, "0")}`;
    case "milliseconds":
      return `${Math.floor((value as number) / 1e3)}.${String((value as number) % 1e3).padStart(3, "0")}`;
    case "count":
      return String(value);
    case "address-port":
      return `${value}:50599`;
    default:
      return ESCAPED[escape](String(value ?? ""));
  }
}

const texts = fc.string({
  unit: fc.constantFrom("a", "Z", "/", '"', "\\", "\x1f", "\0", "+"),
  minLength: 1,
  maxLength: 8,
});
const spaced = texts.map((text) => `${text[0]} b${text}c`);

/** The values of all roles of a layout; a traefik text has no backslash, because it cannot be written. */
function values(layout: Layout): fc.Arbitrary<Record<string, string | number>> {
  const arbitraries: Record<string, fc.Arbitrary<string | number>> = {
    time: fc.integer({ min: 0, max: NEWEST }),
    status: fc.integer({ min: 100, max: 999 }),
  };
  for (const { role, decode, escape } of layout) {
    if (role === null || role === "time" || role === "date" || role === "clock" || role === "status") {
      continue;
    }
    if (role === "size" || role.toLowerCase().endsWith("duration")) {
      arbitraries[role] = fc.integer({ min: 1, max: 1e9 });
    } else if (role === "host") {
      arbitraries[role] = fc.constantFrom("10.0.0.1", "2001:db8::1", "host", "::ffff:1.2.3.4");
    } else if (escape === "none") arbitraries[role] = fc.constantFrom("a", "b/c", '"x"', "\\");
    else {
      const text = escape === "traefik" ? texts.map((text) => text.replaceAll("\\", "b")) : spaced;
      arbitraries[role] = text.map((text) => decode === "request" ? `GET ${text}` : text);
    }
  }
  return fc.record(arbitraries, { noNullPrototype: true });
}

function line(layout: Layout, fields: Record<string, string | number>): string {
  return layout.map((field) => field.open + written(field, fields) + field.close).join("");
}

for (const [name, layout] of Object.entries(LAYOUTS)) {
  const reader = () => new RecordLines(new LayoutParser(layout, new NamedZone("UTC")));

  Deno.test(`layout ${name}: what is written is read`, () => {
    fc.assert(fc.property(fc.array(values(layout), { maxLength: 5 }), (records) => {
      const lines = records.map((fields) => `${line(layout, fields)}\n`).join("");
      assert.deepEqual(outcomesOf(reader(), lines), records);
    }));
  });

  Deno.test(`layout ${name}: a changed line is read or rejected, and never throws`, () => {
    const change = fc.tuple(fc.nat(300), fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 10));
    fc.assert(fc.property(values(layout), fc.array(change, { maxLength: 3 }), (fields, changes) => {
      const bytes = new TextEncoder().encode(`${line(layout, fields)}\n`);
      for (const [at, byte] of changes) if (at < bytes.length - 1) bytes[at] = byte;
      assert.equal(outcomesOf(reader(), bytes).length, 1);
    }));
  });
}

Deno.test("layout: a bare dash in place of a quoted text, padding before numbers, spans that are added up", () => {
  const layout: Layout = [
    fieldSpec("time", "epoch"),
    fieldSpec("duration", "seconds"),
    fieldSpec("duration", "seconds"),
    quotedSpec("request", "request", "clf", '"'),
    fieldSpec("status", "status", { open: " " }),
    quotedSpec("agent", "name", "clf", '"'),
  ];
  const reader = new RecordLines(new LayoutParser(layout, null));
  const lines = [
    '1   0.29 0.01 "GET /" 200 "x" rest',
    "1 0.29 -1 - 200 -",
    '1 - 0.5 "- http://a:80- -" 200 "-" "y"',
    '1 x 0.5 "GET /" 200 "x"',
    '1 1 1 "GET /" 200',
    '1 1 1 "GET /" 2 "x"',
    '1 1 1 "a" 7 "b" 200 "x"',
  ];
  assert.deepEqual(outcomesOf(reader, lines.map((one) => `${one}\n`).join("")), [
    { time: 1, status: 200, duration: 300_000, request: "GET /", agent: "x" },
    { time: 1, status: 200 },
    { time: 1, status: 200 },
    "format",
    "format",
    "status",
    { time: 1, status: 200, duration: 2_000_000, request: 'a" 7 "b', agent: "x" },
  ]);
});

Deno.test("layout: many quotes in a request take no longer than their number", () => {
  const layout = LAYOUTS.clf, reader = new RecordLines(new LayoutParser(layout, null));
  const line = `h u [10/Oct/2000:13:55:36 -0700] "${'" 200 5 "'.repeat(7000)}\n`;
  assert.deepEqual(outcomesOf(reader, line), ["format"]);
  assert.deepEqual(
    outcomesOf(readerOf(clfFormat, 'h - - [10/Oct/2000:13:55:36 -0700] "x" 400 5'), line).length,
    1,
  );
});

Deno.test("layout: zones, with their summer time", () => {
  const zone = new NamedZone("Europe/Berlin");
  const local = (text: string) => zone.epochOf(epoch(`${text}Z`));
  assert.equal(local("2024-01-15T12:00:00"), epoch("2024-01-15T11:00:00Z"));
  assert.equal(local("2024-07-15T12:00:00"), epoch("2024-07-15T10:00:00Z"));
  // Clocks show it twice: the first time counts.
  assert.equal(local("2024-10-27T02:30:00"), epoch("2024-10-27T00:30:00Z"));
  assert.equal(local("2024-10-27T03:00:00"), epoch("2024-10-27T02:00:00Z"));
  // Clocks skip it.
  assert.equal(local("2024-03-31T02:30:00"), epoch("2024-03-31T01:30:00Z"));
  assert.equal(local("2024-03-31T03:00:00"), epoch("2024-03-31T01:00:00Z"));
  const repeated = { from: epoch("2024-10-27T00:00:00Z"), to: epoch("2024-10-27T01:00:00Z") };
  for (let at = repeated.from - 7200; at < repeated.to + 7200; at += 300) {
    const isIn = at >= repeated.from && at < repeated.to;
    assert.deepEqual(zone.repeatedAt(at), isIn ? repeated : null, String(at));
    if (isIn) assert.equal(zone.epochOf(at + 7200), at);
  }
  for (const text of ["2024-03-31T00:30:00Z", "2024-03-31T01:30:00Z", "2024-07-01T00:00:00Z"]) {
    assert.equal(zone.repeatedAt(epoch(text)), null);
  }
  const byHalf = new NamedZone("Australia/Lord_Howe").repeatedAt(epoch("2024-04-06T14:45:00Z"));
  assert.deepEqual(byHalf, { from: epoch("2024-04-06T14:30:00Z"), to: epoch("2024-04-06T15:00:00Z") });
  assert.equal(new NamedZone("America/St_Johns").epochOf(0), 12600);
  // There clocks changed at a minute past midnight.
  const minutes = new NamedZone("America/St_Johns");
  assert.equal(minutes.epochOf(epoch("2005-10-30T00:00:30Z")), epoch("2005-10-30T02:30:30Z"));
  assert.equal(minutes.epochOf(epoch("2005-10-30T00:02:46Z")), epoch("2005-10-30T03:32:46Z"));
  const turned = { from: epoch("2005-10-30T01:31:00Z"), to: epoch("2005-10-30T02:31:00Z") };
  assert.deepEqual(minutes.repeatedAt(turned.from + 120), turned);
  assert.equal(minutes.repeatedAt(turned.to), null);
  assert.throws(() => new NamedZone("Mars/Olympus"), RangeError);
});

/** Parts of lines of the common log format, which are put together at random. */
const PARTS: readonly (readonly string[])[] = [
  ["1.2.3.4 ", "a b ", "::1 ", "vhost:80 1.2.3.4 ", "- ", "a.b c.d ", ""],
  ["- ", "x.y ", "bob ", "- - ", ""],
  ["- ", "frank ", "John Doe ", "[x ", ""],
  [
    "[10/Oct/2000:13:55:36 -0700] ",
    "[10/Oct/2000:13:55:36 -0700]",
    "[-] ",
    "[10/Oct/2000:13:55:36 -0700] (0 s) ",
    "",
  ],
  ['"GET / HTTP/1.1" ', '"GET /" x" ', '"" ', '"-" ', "- ", '"a" 200 5 "b" ', '"a\\"" ', '"x'],
  ["200 ", "- ", "000 ", "20 ", " 200 ", ""],
  ["5", "-", " 5", "x", "", '5 "a" "b"', '5 "a" "b', "5 - -"],
];

Deno.test("layout: what the layout of a line accepts, its family reads alike", () => {
  const lines = fc.tuple(...PARTS.map((parts) => fc.constantFrom(...parts))).map((parts) => parts.join(""));
  const firsts = [
    '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /" 200 5',
    'v:80 1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /" 200 5',
  ];
  for (const first of firsts) {
    const reader = readerOf(clfFormat, first), layout = reader.layout!;
    // What may be missing behind it is for the kernel, whose tests compare it.
    const fixed = layout.slice(0, layout.findIndex(({ isOptional }) => isOptional));
    const parser = new LayoutParser(fixed, null), record = new LogRecord();
    fc.assert(
      fc.property(lines, (line) => {
        const bytes = new TextEncoder().encode(`${line}\n`);
        if (!parser.parse(bytes, 0, bytes.length - 1, record)) return;
        // The plain case: see `layout.ts`.
        const { host, vhost, user, request } = fieldsOf(record);
        if (host === undefined || request === undefined) return;
        const isPlain = record.time >= 0 && record.status > 0 && record.size >= 0 &&
          !/["\\]/.test(String(request)) && !`${host}${vhost}${user}`.includes(" ");
        if (!isPlain) return;
        let found: Fields | null = null;
        reader.read(bytes, 0, bytes.length, dateLimits(NEWEST), {
          accept: (record) => void (found = fieldsOf(record)),
          reject: (reason) => assert.fail(`${reason}: ${line}`),
        });
        const { referrer: _referrer, agent: _agent, ...rest } = found! as Record<string, unknown>;
        assert.deepEqual(fieldsOf(record), rest, line);
      }),
      { numRuns: 2000 },
    );
  }
});
