// Role: the contract of formats (`src/formats/format.ts`), run over every registered one and over every family. A new format
// needs its material here: how it writes a record.

import { textIn } from "../record_of.ts";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { isoTime } from "../../src/domain/time_text.ts";
import { csvReader } from "../csv_reader.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { REJECT_REASONS, type RejectReason } from "../../src/domain/reject.ts";
import type { LineReader } from "../../src/formats/format.ts";
import { FAMILIES } from "../../src/formats/mod.ts";

/** A record as a format is to give it back. Where a format has no request line, `request` is the target. */
interface Wanted {
  readonly host: string;
  readonly time: number;
  readonly request: string;
  readonly status: number;
  readonly count: number;
}

/** How a format writes logs. */
interface Material {
  /** What a log begins with; a record where it needs no header. */
  readonly firstLine: string;
  readonly line: (record: Wanted) => string;
  /** What the texts of hosts and of requests are made of; without it, of any bytes. */
  readonly hosts?: readonly string[];
  readonly requests?: readonly string[];
}

const CSV: Material = {
  firstLine: "remotehost,rfc931,authuser,date,request,status,bytes",
  line: ({ host, time, request, status, count }) =>
    `${quoted(host)},-,-,${time},${quoted(request)},${status},${count}\n`,
};

const HOSTS = ["10.0.0.1", "::1", "2001:db8::ff", "host.example"];
/** Texts without a blank or a quote, for formats that cannot write one. */
const PLAIN = ["/", "/a%20b", "/a?b=c", "*", "/ü", "/a\\b"];
const EXAMPLE: Wanted = { host: "10.0.0.1", time: 971211336, request: "/", status: 200, count: 5 };

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `[10/Oct/2000:13:55:36`, as in `2000-10-10T13:55:36Z`. */
function clfTime(time: number): string {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T([\d:]+)Z$/.exec(isoTime(time))!;
  return `${day}/${MONTHS[+month - 1]}/${year}:${clock}`;
}

/** As Apache escapes a text. */
function clfText(text: string): string {
  const escaped = (one: string) => one < " " ? `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}` : one;
  return [...text.replace(/["\\]/g, "\\$&")].map(escaped).join("");
}

const common = ({ host, time, request, status, count }: Wanted): string =>
  `${host} - - [${clfTime(time)} +0000] "${clfText(request)}" ${status} ${count}`;

const quotes = (text: string): string => text.replaceAll('"', '\\"');

const percent = (text: string): string =>
  text.replace(
    /[^ -~]|[#"]/g,
    (one) =>
      [...new TextEncoder().encode(one)].map((byte) => `#${byte.toString(16).toUpperCase().padStart(2, "0")}`)
        .join(""),
  );

const FAMILY_MATERIAL: Readonly<
  Record<string, Omit<Material, "firstLine"> & { readonly firstLine?: string }>
> = {
  json: {
    line: ({ host, time, request, status, count }) =>
      `${JSON.stringify({ time, remote_addr: host, request, status, bytes_sent: `${count}` })}\n`,
    hosts: HOSTS,
  },
  w3c: {
    firstLine: "#Fields: date time c-ip cs-uri-stem sc-status sc-bytes",
    line: ({ host, time, request, status, count }) =>
      `${isoTime(time).slice(0, 10)} ${isoTime(time).slice(11, 19)} ${host} ${
        quoted(request)
      } ${status} ${count}\n`,
    hosts: HOSTS,
  },
  csv: CSV,
  alb: {
    line: ({ host, time, request, status, count }) =>
      `h2 ${isoTime(time)} app/x ${host}:80 - 0.1 0.2 0.3 ${status} - 1 ${count} "${
        clfText(request)
      }" "-" - -\n`,
    hosts: HOSTS,
  },
  elb: {
    line: ({ host, time, request, status, count }) =>
      `${isoTime(time)} lb ${host}:80 - 0.1 0.2 0.3 ${status} - 1 ${count} "${clfText(request)}"\n`,
    hosts: HOSTS,
  },
  s3: {
    line: ({ host, time, request, status, count }) =>
      `o b [${clfTime(time)} +0000] ${host} r i REST.GET k "${
        clfText(request)
      }" ${status} - ${count} - 1 - "-" "a" -\n`,
    hosts: HOSTS,
  },
  squid: {
    line: ({ host, time, request, status, count }) =>
      `${time}.123     55 ${host} TCP_MISS/${status} ${count} GET ${request} - DIRECT/1.2.3.4 text/plain\n`,
    hosts: HOSTS,
    requests: PLAIN,
  },
  haproxy: {
    line: ({ host, time, request, status, count }) =>
      `${host}:80 [${clfTime(time)}.123] f b/s 0/0/0/1/2 ${status} ${count} - - ---- 0/0/0/0/0 0/0 "${
        percent(request)
      }"\n`,
    hosts: HOSTS,
  },
  envoy: {
    line: ({ host, time, request, status, count }) =>
      `[${isoTime(time)}] "${request}" ${status} - 0 ${count} 2 1 "${host}" "a" "i" "v" "u"\n`,
    hosts: HOSTS,
    requests: PLAIN.map((text) => `GET ${text} HTTP/2`),
  },
  traefik: {
    line: ({ host, time, request, status, count }) =>
      `${host} - - [${clfTime(time)} +0000] "${quotes(request)}" ${status} ${count} "-" "-" 1 "r" "s" 2ms\n`,
    hosts: HOSTS,
    requests: ["GET /", 'GET /"', "a\\b", "é"],
  },
  "nginx-ingress": {
    line: (record) => `${common(record)} "-" "a" 1 0.1 [x] [] a:1, b:2 1, 2 0.1, 0.2 200, 200 id\n`,
    hosts: HOSTS,
  },
  cloudfront: {
    line: ({ host, time, request, status, count }) =>
      [isoTime(time).slice(0, 10), isoTime(time).slice(11, 19), "E", count, host, "GET", "d", request, status]
        .concat(Array(14).fill("-")).join("\t") + "\n",
    hosts: HOSTS,
    requests: PLAIN,
  },
  clf: { line: (record) => `${common(record)}\n`, hosts: HOSTS },
};

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const NEWEST = 2_000_000_000;

const field = fc.string({
  unit: fc.constantFrom("a", "Z", "/", " ", '"', ",", "ü", "\x1b", "\0"),
  maxLength: 12,
});

/** Records that a format can write. A text that begins with a dash would be none in most. */
function records({ hosts, requests }: Pick<Material, "hosts" | "requests">): fc.Arbitrary<Wanted> {
  return fc.record({
    host: hosts === undefined ? field : fc.constantFrom(...hosts),
    time: fc.integer({ min: 0, max: NEWEST }),
    request: requests !== undefined
      ? fc.constantFrom(...requests)
      : hosts === undefined
      ? field
      : field.map((text) => `G${text}`),
    status: fc.integer({ min: 100, max: 999 }),
    count: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)),
  }, { noNullPrototype: true });
}

type Call = Wanted | { readonly reason: RejectReason; readonly line: number; readonly text: string };

/** All that a reader calls its sink with, and the lines it counts. */
function read(
  reader: LineReader,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  limits = dateLimits(NEWEST),
): { calls: Call[]; lines: number } {
  const calls: Call[] = [];
  const text = (from: Uint8Array, first: number, last: number): string => {
    assert.ok(0 <= first && first <= last && last <= from.length);
    return new TextDecoder().decode(from.subarray(first, last));
  };
  const lines = reader.read(bytes, start, end, limits, {
    accept: (record) => {
      const { time, status, size: count } = record;
      const request = textIn(record, "request") ?? textIn(record, "target")!;
      calls.push({ host: textIn(record, "host")!, time, request, status, count });
    },
    reject: (reason, from, first, last, line) => calls.push({ reason, line, text: text(from, first, last) }),
  });
  return { calls, lines };
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A format under test. */
interface Tested {
  readonly name: string;
  readonly line: Material["line"];
  readonly record: fc.Arbitrary<Wanted>;
  open(): LineReader;
}

const TESTED: readonly Tested[] = [
  {
    name: "columns of csv",
    line: CSV.line,
    record: records({}),
    open: () => csvReader(encode(CSV.firstLine)),
  },
  ...FAMILIES.map((family): Tested => {
    const { line, firstLine, ...texts } = FAMILY_MATERIAL[family.name];
    // A line of the common form begins a log only with what may be a request.
    const request = texts.requests?.[0] ?? (family.name === "clf" ? "GET / HTTP/1.1" : EXAMPLE.request);
    const open = () => {
      const begun = family.begin(encode(firstLine ?? line({ ...EXAMPLE, request }).trimEnd()), {
        zone: "UTC",
      });
      assert.ok("reader" in begun, "failed" in begun ? begun.failed : "");
      return begun.reader;
    };
    return { name: `family ${family.name}`, line, record: records(texts), open };
  }),
];

/** Whether a line is read for what it says of the lines after it. */
const isDirective = (reader: LineReader, text: string): boolean =>
  reader.directives !== undefined && text.startsWith("#");

for (const { name, line, record, open } of TESTED) {
  const isCsv = line === CSV.line;

  Deno.test(`${name}: what is written is read`, () => {
    fc.assert(fc.property(fc.array(record, { maxLength: 20 }), (records) => {
      const { calls, lines } = read(open(), encode(records.map(line).join("")));
      assert.deepEqual(calls, records);
      assert.equal(lines, records.length);
    }));
  });

  Deno.test(`${name}: any bytes are lines, each of them empty, accepted or rejected once`, () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((noise) => Uint8Array.of(...noise, 10));
    fc.assert(fc.property(bytes, (bytes) => {
      const reader = open(), { calls, lines } = read(reader, bytes);
      const all = new TextDecoder("latin1").decode(bytes).slice(0, -1).split("\n");
      assert.equal(lines, all.length);
      // A hole in a file is no part of a line.
      const texts = all.map((text) => isCsv ? text : text.replace(/^\0+/, ""));
      const counted = texts.filter((text) => text !== "" && text !== "\r" && !isDirective(reader, text));
      assert.equal(calls.length, counted.length);
      for (const call of calls) if ("reason" in call) assert.ok(call.reason in REJECT_REASONS);
    }));
  });

  Deno.test(`${name}: it does not matter where lines are cut into calls, or what is around them`, () => {
    const lines = fc.array(fc.oneof(record.map(line), field.map((text) => `${text}\n`)), { maxLength: 12 });
    fc.assert(fc.property(lines, fc.nat(12), (lines, at) => {
      const [before, after] = [lines.slice(0, at).join(""), lines.slice(at).join("")];
      const reader = open(), whole = encode(before + after), cut = encode(before).length;
      const first = read(reader, whole, 0, cut), second = read(reader, whole, cut, whole.length);
      const moved = second.calls.map((call) =>
        "line" in call ? { ...call, line: call.line + first.lines } : call
      );
      assert.deepEqual([...first.calls, ...moved], read(open(), whole).calls);
    }));
  });

  Deno.test(`${name}: a date after the newest is rejected, the newest is not`, () => {
    const at = (time: number): Wanted => ({
      host: "h",
      time,
      request: "GET / HTTP/1.1",
      status: 200,
      count: 1,
    });
    const { calls } = read(open(), encode(line(at(NEWEST)) + line(at(NEWEST + 1))));
    assert.deepEqual(calls.map((call) => "reason" in call ? call.reason : "accepted"), [
      "accepted",
      "future",
    ]);
  });

  Deno.test(`${name}: what lies outside since and until is left out, whatever else is wrong with it`, () => {
    const at = (time: number, status = 200): Wanted => ({
      host: "h",
      time,
      request: "GET / HTTP/1.1",
      status,
      count: 1,
    });
    const times = [99, 100, 150, 199, 200, NEWEST + 1];
    const bytes = encode(times.map((time) => line(at(time)) + line(at(time, 7))).join(""));
    const seen: string[] = [];
    open().read(bytes, 0, bytes.length, dateLimits(NEWEST, { since: 100, until: 200 }), {
      accept: ({ time }) => void seen.push(`${time}`),
      reject: (reason) => void seen.push(reason),
      leaveOut: () => void seen.push("out"),
    });
    const inside = ["100", "150", "199"].flatMap((time) => [time, "status"]);
    assert.deepEqual(seen, ["out", "out", ...inside, "out", "out", "out", "out"]);
    const { calls } = read(open(), bytes, 0, bytes.length, dateLimits(NEWEST, { since: 100, until: 200 }));
    assert.equal(calls.length, inside.length);
  });
}

for (const format of FAMILIES) {
  Deno.test(`family ${format.name}: what is no log is refused, and why`, () => {
    for (const noise of ["", "hello", "\0\x01\x02", "1,2,3,4,5,6,7"]) {
      const misfit = format.begin(encode(noise), { zone: null });
      assert.ok("failed" in misfit && misfit.failed !== "", noise);
    }
  });

  Deno.test(`family ${format.name}: a log none of whose lines begins it is read all the same, or not without a header`, () => {
    const reader = format.reader?.({ zone: "UTC" });
    if (reader === undefined) return;
    const { calls, lines } = read(reader, encode("hello\n\n1,2,3\n"));
    assert.deepEqual([calls.length, lines], [2, 3]);
  });
}
