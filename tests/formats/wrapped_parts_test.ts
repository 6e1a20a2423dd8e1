// Role: lines that docker and CRI have cut into parts, and lines that rsyslog or syslogd has written once for many.

import assert from "node:assert/strict";
import { detect } from "../../src/formats/mod.ts";
import type { LineReader } from "../../src/formats/format.ts";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { RecordScreen } from "../../src/domain/screening/screen.ts";
import { NO_SCREENING } from "../../src/domain/screening/settings.ts";
import { screened } from "../../src/formats/screened_reader.ts";
import { crc32 } from "../../src/checksum/crc32.ts";
import { Fingerprint } from "../../src/inputs/bytes/fingerprint.ts";
import type { Slice } from "../../src/inputs/bytes/slice.ts";
import { cursorAfter } from "../../src/inputs/cursor.ts";
import { storedParts, storedPlaces } from "../../src/formats/wrappers/open_parts.ts";
import { NEWEST } from "./outcomes.ts";

const RECORD = '10.0.0.1 - - [07/Feb/2019:21:17:30 +0000] "GET /a HTTP/1.1" 200 12';
const other = (path: string) => RECORD.replace("/a", path);

const docker = (text: string, stream = "stdout") => `${JSON.stringify({ log: text, stream })}\n`;
const cri = (tag: string, text: string, stream = "stdout") =>
  `2022-01-28T16:04:05.413656027Z ${stream} ${tag} ${text}\n`;

function readerFor(line: string): LineReader {
  const found = detect(new TextEncoder().encode(line.replace(/\n$/, "")), { zone: null });
  assert.ok("beginning" in found, line);
  return found.beginning.reader;
}

/** What a reader makes of lines: the line's number and the path of its request, or why it is rejected. */
function seen(reader: LineReader, lines: string, isEnd = false): string[] {
  const bytes = new TextEncoder().encode(lines), found: string[] = [];
  const sink = {
    accept: (record: { bytes: Uint8Array; starts: Int32Array; ends: Int32Array }) => {
      const text = new TextDecoder().decode(record.bytes.subarray(record.starts[1], record.ends[1]));
      found.push(text.split(" ")[1] ?? "");
    },
    reject: (reason: string, _bytes: Uint8Array, _start: number, _end: number, line: number) =>
      void found.push(`${line} ${reason}`),
  };
  reader.read(bytes, 0, bytes.length, dateLimits(NEWEST), sink);
  if (isEnd) reader.finish!(dateLimits(NEWEST), sink);
  return found;
}

const WAYS: Readonly<Record<string, (text: string, isPart: boolean, stream?: string) => string>> = {
  docker: (text, isPart, stream) => docker(isPart ? text : `${text}\n`, stream),
  cri: (text, isPart, stream) => cri(isPart ? "P" : "F", text, stream),
};

for (const [name, wrap] of Object.entries(WAYS)) {
  const begun = () => readerFor(wrap(RECORD, false));

  Deno.test(`${name}: the parts of a line are one record, each stream by itself`, () => {
    const lines = wrap(RECORD.slice(0, 20), true) + wrap(other("/err").slice(0, 30), true, "stderr") +
      wrap(RECORD.slice(20, 50), true) + wrap(RECORD.slice(50), false) +
      wrap(other("/err").slice(30), false, "stderr");
    assert.deepEqual(seen(begun(), lines), ["/a", "/err"]);
    assert.deepEqual(seen(begun(), lines, true), ["/a", "/err"]);
  });

  Deno.test(`${name}: a part that is a whole record stands alone when a fresh one follows, and at the end`, () => {
    assert.deepEqual(seen(begun(), wrap(RECORD, true) + wrap(other("/b"), false)), ["/a", "/b"]);
    assert.deepEqual(seen(begun(), wrap(RECORD, true) + wrap(other("/b"), true)), ["/a"]);
    assert.deepEqual(seen(begun(), wrap(RECORD, true) + wrap(other("/b"), true), true), ["/a", "/b"]);
    // A part that is none is rejected when a fresh record follows, not put in front of it.
    assert.deepEqual(seen(begun(), wrap("starting", true) + wrap(RECORD, false)), ["1 format", "/a"]);
    assert.deepEqual(seen(begun(), wrap("starting", true), true), ["-1 format"]);
    // What would spoil it is no rest of it.
    for (const isPart of [true, false]) {
      assert.deepEqual(seen(begun(), wrap(RECORD, true) + wrap("3x", isPart), true), [
        "/a",
        isPart ? "-1 format" : "1 format",
      ]);
    }
  });

  Deno.test(`${name}: what is open at the end is counted in a source with a filter, too`, () => {
    const screen = new RecordScreen({ ...NO_SCREENING, exclude: ["status=404"] }, null);
    const lines = wrap(RECORD, false) + wrap(other("/b"), true);
    assert.deepEqual(seen(screened(begun(), screen), lines, true), ["/a", "/b"]);
    const excluded = wrap(other("/b").replace("200", "404"), true);
    assert.deepEqual(seen(screened(begun(), screen), wrap(RECORD, false) + excluded, true), ["/a"]);
  });

  Deno.test(`${name}: what is open is carried over from slice to slice as text, whatever its bytes are`, () => {
    const lines = [
      wrap(RECORD.slice(0, 40), true),
      wrap(`${RECORD.slice(40)} "\u00fc\u{1f600}\u0001`, true, "stdout"),
      wrap('"', false),
    ];
    let reader = begun();
    const found = lines.map((line) => {
      reader = reader.at!(reader.directives!);
      return seen(reader, line);
    });
    assert.deepEqual(found, [[], [], ["/a"]]);
    assert.equal(reader.directives, begun().directives);
  });

  Deno.test(`${name}: what is stored of it are places, from which the bytes are taken again`, () => {
    const before = wrap(RECORD, false),
      parts = wrap(RECORD.slice(0, 20), true) + wrap("x", false, "stderr") +
        wrap(RECORD.slice(20, 40), true),
      reader = begun(),
      bytes = new TextEncoder().encode(before + parts);
    assert.deepEqual(seen(reader, before), ["/a"]);
    assert.deepEqual(reader.open, [null, null]);
    assert.deepEqual(seen(reader, parts), ["1 format"]);
    const end = bytes.length, place = { from: before.length, to: end - 1 };
    assert.deepEqual(reader.open, [{ from: 0, to: parts.length - 1 }, null]);
    const stored = storedParts(reader.directives!, [place, null], end);
    assert.equal(stored, `[null,[${parts.length},1],null]`);
    assert.deepEqual(storedPlaces(stored, end), [place, null]);
    const again = reader.at!(stored);
    again.recall!(0, bytes, place.from, end);
    assert.equal(again.directives, reader.directives);
    assert.deepEqual(seen(again, wrap(RECORD.slice(40), false)), ["/a"]);
    // What lies before the last read has no place in it.
    assert.deepEqual(seen(reader, wrap(RECORD.slice(40, 42), true)), []);
    assert.deepEqual(reader.open, [
      { from: undefined, to: wrap(RECORD.slice(40, 42), true).length - 1 },
      null,
    ]);
  });

  Deno.test(`${name}: what is shown of a cut line that is rejected is the line without its cuts, at the place of its last part`, () => {
    const bad = (path: string) => other(path).replace("200", "2x0"), front = wrap(RECORD, false);
    const text = (path: string) => bad(`${path}?token=abcdef`), [one, two] = [text("/b"), text("/c")];
    const at = one.indexOf("cdef"),
      lines = [
        wrap(one.slice(0, at), true) + wrap(one.slice(at), false),
        // What stands alone is shown by itself.
        wrap(two.slice(0, at), true) + wrap(RECORD, false),
        wrap("x".repeat(40_000), true) + wrap("y".repeat(40_000), false),
        wrap("z", false),
      ];
    const bytes = new TextEncoder().encode(front + lines.join("")), found: unknown[] = [];
    const shown = (
      own: Uint8Array,
      start: number,
      end: number,
      line: number,
    ): unknown => [line, start, new TextDecoder().decode(own.subarray(start, end))];
    begun().read(bytes, 0, bytes.length, dateLimits(NEWEST), {
      accept: () => {},
      reject: (_reason, own, start, end, line) => void found.push(shown(own, start, end, line)),
    });
    const offsetOf = (line: number) =>
      new TextDecoder().decode(bytes).split("\n").slice(0, line).join("\n").length + 1;
    assert.deepEqual(found, [
      [2, offsetOf(2), one],
      [4, offsetOf(4), two.slice(0, at)],
      // Nothing is left of parts that are too long together.
      [6, offsetOf(6), ""],
      [7, offsetOf(7), wrap("z", false).trimEnd()],
    ]);
    // A record that is kept, as one far ahead of the others, is shown likewise.
    const kept: unknown[] = [];
    begun().read(
      new TextEncoder().encode(wrap(RECORD.slice(0, 9), true) + wrap(RECORD.slice(9), false)),
      0,
      wrap(RECORD.slice(0, 9), true).length + wrap(RECORD.slice(9), false).length,
      dateLimits(NEWEST),
      {
        accept: () => true,
        keep: (own, start, end, line) => void kept.push(shown(own, start, end, line)),
        reject: () => {},
      },
    );
    assert.deepEqual(kept, [[1, wrap(RECORD.slice(0, 9), true).length, RECORD]]);
  });

  Deno.test(`${name}: a carriage return that ends a part's line is none of its text`, () => {
    const lines = wrap(RECORD.slice(0, 20), true) + wrap(RECORD.slice(20), false) + wrap(RECORD, false);
    assert.deepEqual(seen(begun(), lines.replaceAll("\n", "\r\n")), ["/a", "/a"]);
  });

  Deno.test(`${name}: parts that are too long together are one reject`, () => {
    const part = wrap("x".repeat(40_000), true);
    assert.deepEqual(seen(begun(), part + part + part + wrap("y", false) + wrap(RECORD, false)), [
      "3 too long",
      "/a",
    ]);
  });
}

Deno.test("what an earlier version stored of a cut line, its text, is read on, and stored so until its rest comes", () => {
  const reader = readerFor(cri("F", RECORD)).at!(JSON.stringify([null, [`${RECORD.slice(0, 20)}\n`], null]));
  const slice = (text: string): Slice => {
    const bytes = new TextEncoder().encode(text);
    return { bytes, offset: 100, next: 100 + bytes.length, rest: null, unfinished: false };
  };
  const start = {
    offset: 100,
    lines: 1,
    fingerprint: Fingerprint.of(new Uint8Array(100)),
    directives: null,
    open: [],
  };
  const part = cri("P", RECORD.slice(20, 40)),
    after = (text: string) => cursorAfter(start, slice(text), 1, { reader, crc32 });
  assert.deepEqual(seen(reader, part), []);
  assert.deepEqual(after(part).open, [null, null]);
  const rest = cri("F", RECORD.slice(40)) + cri("P", RECORD);
  assert.deepEqual(seen(reader, rest), ["/a"]);
  assert.deepEqual(after(rest).open, [
    { from: 100 + cri("F", RECORD.slice(40)).length, to: 99 + rest.length },
    null,
  ]);
});

Deno.test("what earlier versions stored of a wrapped log is read", () => {
  const reader = readerFor(cri("F", "#Fields: date time c-ip sc-status cs-uri-stem cs-method").trimEnd());
  const record = cri("F", "2020-01-01 00:00:00 ::1 200 /a GET");
  const former = reader.at!("#fields: date time c-ip sc-status cs-uri-stem cs-method");
  assert.equal(seen(former, record).length, 1);
  assert.match(reader.directives!, /^\["#fields:/i);
});

Deno.test("a line that rsyslog says was repeated counts as often", () => {
  const front = "Dec  9 13:01:26 web1 nginx[28029]: ";
  const reader = readerFor(front + RECORD);
  const times = (count: number | string, text: string) =>
    `${front}message repeated ${count} times: [ ${text}]\n`;
  assert.deepEqual(seen(reader, `${front}${RECORD}\n${times(3, other("/b"))}`), ["/a", "/b", "/b", "/b"]);
  assert.deepEqual(seen(reader, times(2, "hello")), ["0 format", "0 format"]);
  // What cannot be such a line is one reject.
  for (
    const wrong of [
      times(0, RECORD),
      times(1e9, RECORD),
      times("x", RECORD),
      `${front}last message repeated 2 times\n`,
    ]
  ) {
    assert.deepEqual(seen(reader, wrong), ["0 format"], wrong);
  }
  const modern = `<171>1 2025-11-05T20:47:03+00:00 host nginx - - - message repeated 2 times: [ ${RECORD}]\n`;
  assert.deepEqual(seen(readerFor(modern), modern), ["/a", "/a"]);
});

const SYSLOG = "Dec  9 13:01:26 web1 ";
const again = (times: number | string, front = SYSLOG): string =>
  `${front}last message repeated ${times} times\n`;

Deno.test("the line before counts as often as syslogd says it came again, however the bytes come", () => {
  for (
    const [front, repeat] of [
      [SYSLOG, SYSLOG],
      ["<190>Dec  9 13:01:26 web1 ", "<46>Dec  9 13:01:27 web1 "],
      ["2024-12-09T13:01:26+00:00 web1 ", "2024-12-09T13:01:27+00:00 web1 "],
      ["Dec  9 13:01:26 ", "Dec  9 13:01:27 "],
      [`messages:${SYSLOG}`, `messages:${SYSLOG}`],
    ]
  ) {
    const line = (path: string): string => `${front}nginx: ${other(path)}\n`;
    const lines = [line("/b"), again(2, repeat), again(1, repeat), line("/a"), again(3, repeat)];
    const expected = ["/b", "/b", "/b", "/b", "/a", "/a", "/a", "/a"];
    for (const all of [lines, lines.map((text) => text.replace("\n", "\r\n"))]) {
      assert.deepEqual(seen(readerFor(line("/a")), all.join("")), expected, front);
      let reader = readerFor(line("/a"));
      const found = all.flatMap((text) => {
        reader = reader.at!(reader.directives!);
        return seen(reader, text);
      });
      assert.deepEqual(found, expected, front);
    }
  }
});

Deno.test("a line says nothing of one before that is no record, or of another host, and nothing it does not say", () => {
  const front = `${SYSLOG}nginx: `, record = `${front}${RECORD}\n`, reader = readerFor(record);
  const of = (...lines: string[]): string[] => seen(reader, lines.join(""));
  assert.deepEqual(of(again(3)), ["0 format"]);
  assert.deepEqual(of(record, `${SYSLOG}sshd[1]: session opened\n`, again(3)), [
    "/a",
    "1 format",
    "2 format",
  ]);
  assert.deepEqual(of(record, "x".repeat(70_000) + "\n", again(3)), ["/a", "1 too long", "2 format"]);
  assert.deepEqual(of(record, again(3, SYSLOG.replace("web1", "web2")), again(3)), [
    "/a",
    "1 format",
    "2 format",
  ]);
  assert.deepEqual(of(record, again(3, SYSLOG.replace("web1 ", ""))), ["/a", "1 format"]);
  assert.deepEqual(of(record, again(0)), ["/a", "1 format"]);
  assert.deepEqual(of(record, again("x")), ["/a", "1 format"]);
  assert.deepEqual(of(record, again(999_999)), ["/a", "1 format"]);
  assert.deepEqual(of(record, `${SYSLOG}--- last message repeated 1 time ---\n`), ["/a", "/a"]);
  // What was read before is forgotten with it.
  assert.deepEqual(of(record, "hello\n"), ["/a", "1 format"]);
  assert.deepEqual(of(again(2)), ["0 format"]);
});

Deno.test("of a line that may come again only its place is stored, and it is read from there", () => {
  const front = `${SYSLOG}nginx: `, record = `${front}${RECORD}\n`, reader = readerFor(record);
  seen(reader, record + again(2));
  const size = record.length + again(2).length;
  assert.deepEqual(reader.open, [{ from: 0, to: record.length - 1 }]);
  const stored = storedParts(reader.directives!, [{ from: 0, to: record.length - 1 }], size);
  assert.equal(stored, `[null,[${size},${size - record.length + 1}]]`);
  const next = readerFor(record).at!(stored), bytes = new TextEncoder().encode(record);
  next.recall!(0, bytes, 0, bytes.length);
  assert.deepEqual(seen(next, again(2)), ["/a", "/a"]);
  assert.deepEqual(next.open, [{}]);
  assert.deepEqual(seen(next, `${SYSLOG}nginx: hello\n`), ["0 format"]);
  assert.deepEqual([next.open, next.directives], [[null], "[null,null]"]);
});

Deno.test("a filter looks at a line each time that it came", () => {
  const line = `${SYSLOG}nginx: ${RECORD}\n`;
  for (const [status, expected] of [["404", ["/a", "/a", "/a"]], ["200", []]] as const) {
    const screen = new RecordScreen({ ...NO_SCREENING, exclude: [`status=${status}`] }, null);
    assert.deepEqual(seen(screened(readerFor(line), screen), line + again(2)), expected);
  }
});
