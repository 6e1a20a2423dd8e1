// Role: the contract of formats (`src/formats/format.ts`), run over every registered one. A new format needs its material
// here: how it writes a record.

import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { REJECT_REASONS, type RejectReason } from "../../src/domain/reject.ts";
import { Problem } from "../../src/domain/problem.ts";
import type { LineReader } from "../../src/formats/format.ts";
import { FORMATS } from "../../src/formats/mod.ts";

/** A record as a format is to give it back. */
interface Wanted {
  readonly host: string;
  readonly time: number;
  readonly request: string;
  readonly status: number;
  readonly count: number;
}

/** How a format writes logs. */
interface Material {
  readonly firstLine: string;
  readonly line: (record: Wanted) => string;
}

const MATERIAL: Readonly<Record<string, Material>> = {
  csv: {
    firstLine: "remotehost,rfc931,authuser,date,request,status,bytes",
    line: ({ host, time, request, status, count }) =>
      `${quoted(host)},-,-,${time},${quoted(request)},${status},${count}\n`,
  },
};

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const NEWEST = 2_000_000_000;

const field = fc.string({
  unit: fc.constantFrom("a", "Z", "/", " ", '"', ",", "ü", "\x1b", "\0"),
  maxLength: 12,
});
const record: fc.Arbitrary<Wanted> = fc.record({
  host: field,
  time: fc.integer({ min: 0, max: NEWEST }),
  request: field,
  status: fc.integer({ min: 100, max: 999 }),
  count: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)),
}, { noNullPrototype: true });

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
    accept: (from, time, hostStart, hostEnd, requestStart, requestEnd, status, count) => {
      const host = text(from, hostStart, hostEnd), request = text(from, requestStart, requestEnd);
      calls.push({ host, time, request, status, count });
    },
    reject: (reason, from, first, last, line) => calls.push({ reason, line, text: text(from, first, last) }),
  });
  return { calls, lines };
}

for (const format of FORMATS) {
  const { firstLine, line } = MATERIAL[format.name];
  const open = (): LineReader => format.open(new TextEncoder().encode(firstLine), "x.log");
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

  Deno.test(`format ${format.name}: what is written is read`, () => {
    fc.assert(fc.property(fc.array(record, { maxLength: 20 }), (records) => {
      const { calls, lines } = read(open(), encode(records.map(line).join("")));
      assert.deepEqual(calls, records);
      assert.equal(lines, records.length);
    }));
  });

  Deno.test(`format ${format.name}: any bytes are lines, each of them empty, accepted or rejected once`, () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((noise) => Uint8Array.of(...noise, 10));
    fc.assert(fc.property(bytes, (bytes) => {
      const { calls, lines } = read(open(), bytes);
      const all = new TextDecoder("latin1").decode(bytes).slice(0, -1).split("\n");
      assert.equal(lines, all.length);
      assert.equal(calls.length, all.filter((text) => text !== "" && text !== "\r").length);
      for (const call of calls) if ("reason" in call) assert.ok(call.reason in REJECT_REASONS);
    }));
  });

  Deno.test(`format ${format.name}: it does not matter where lines are cut into calls, or what is around them`, () => {
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

  Deno.test(`format ${format.name}: a date after the newest is rejected, the newest is not`, () => {
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

  Deno.test(`format ${format.name}: what lies outside since and until is left out, whatever else is wrong with it`, () => {
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
      accept: (_from, time) => void seen.push(`${time}`),
      reject: (reason) => void seen.push(reason),
      leaveOut: () => void seen.push("out"),
    });
    const inside = ["100", "150", "199"].flatMap((time) => [time, "status"]);
    assert.deepEqual(seen, ["out", "out", ...inside, "out", "out", "out", "out"]);
    const { calls } = read(open(), bytes, 0, bytes.length, dateLimits(NEWEST, { since: 100, until: 200 }));
    assert.equal(calls.length, inside.length);
  });

  Deno.test(`format ${format.name}: what is no log is refused, and named`, () => {
    for (const noise of ["", "hello", "\0\x01\x02", "1,2,3,4,5,6,7"]) {
      assert.throws(() => format.open(encode(noise), "x.log"), (error) => {
        return error instanceof Problem && error.kind === "data" && error.message.includes("x.log");
      });
    }
  });
}
