// Role: tests of W3C extended logs and of CloudFront's, on lines that real servers wrote.

import assert from "node:assert/strict";
import fc from "fast-check";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { LogRecord } from "../../src/domain/record.ts";
import { Problem } from "../../src/domain/problem.ts";
import { UTC_ZONE } from "../../src/formats/decode/zone.ts";
import { cloudfrontFormat } from "../../src/formats/families/cloudfront.ts";
import { parseLogFormat } from "../../src/formats/mod.ts";
import { w3cFormat } from "../../src/formats/families/w3c.ts";
import type { LogFormat, ReadOptions } from "../../src/formats/format.ts";
import { LayoutParser } from "../../src/formats/layout_parser.ts";
import { begin, epoch, type Fields, fieldsOf, NEWEST, outcomesOf, readerOf } from "./outcomes.ts";

const IIS =
  "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) " +
  "sc-status sc-substatus sc-win32-status time-taken";
const LINE =
  "2018-01-01 08:09:10 127.0.0.1 GET / q=100 80 - 81.2.69.143 Mozilla/5.0+(Windows+NT+6.1) - 200 0 0 123";
const RECORD: Fields = {
  time: epoch("2018-01-01T08:09:10Z"),
  status: 200,
  duration: 123_000,
  host: "81.2.69.143",
  method: "GET",
  target: "/",
  query: "q=100",
  agent: "Mozilla/5.0 (Windows NT 6.1)",
};

/** What becomes of the lines of a log, the first of which begins it. */
function readLog(lines: readonly string[], options?: ReadOptions): (Fields | string)[] {
  const [first, ...rest] = lines;
  return outcomesOf(readerOf(w3cFormat, first, options), rest.map((line) => `${line}\n`).join(""));
}

Deno.test("w3c: IIS, with its comments in front, and other columns after a restart", () => {
  const lines = [
    "#Software: Microsoft Internet Information Services 8.5",
    "#Version: 1.0",
    "#Start-Date: 2018-01-01 08:00:00",
    "",
    IIS,
    LINE,
    "",
    "#Fields: date time c-ip sc-status cs-uri-stem sc-bytes",
    "2018-01-01 08:09:10 ::1 304 /a 55",
    LINE,
    "# a comment",
    "#Fields: date c-ip",
    "2018-01-01 ::1",
    IIS,
    LINE,
  ];
  const other = { time: RECORD.time, status: 304, size: 55, host: "::1", target: "/a" };
  assert.deepEqual(readLog(lines), [RECORD, other, "fields", "format", RECORD]);
});

Deno.test("w3c: what is in force can be stored, and read from there", () => {
  const reader = readerOf(w3cFormat, "#Date: 2018-01-01 00:00:00");
  assert.equal(reader.directives, "#date: 2018-01-01 00:00:00");
  outcomesOf(reader, "#Fields: time c-ip sc-status\n#Software: x\n");
  const stored = reader.directives!, again = reader.at!(stored), line = "08:09:10 ::1 200\n";
  assert.equal(again.directives, stored);
  assert.deepEqual(outcomesOf(again, line), [{ time: RECORD.time, status: 200, host: "::1" }]);
  assert.deepEqual(outcomesOf(reader, line), outcomesOf(again, line));
  // They share nothing.
  outcomesOf(again, "#Fields: sc-status time cs-uri-stem c-ip\n");
  assert.equal(reader.directives, `${stored}\nday 1514764800 29350`);
  assert.ok(!again.directives!.startsWith(stored));
});

/** A dayless log of these times, epoch seconds; `#Date` is that of the first. */
const DAYLESS = "#Fields: time c-ip sc-status", MIDNIGHT = epoch("2018-01-02T00:00:00Z");
const isoOf = (time: number): string => new Date(time * 1000).toISOString();
const dateLine = (time: number): string => `#Date: ${isoOf(time).slice(0, 19).replace("T", " ")}\n`;
const dayless = (times: readonly number[]): string =>
  times.map((time) => `${isoOf(time).slice(11, 19)} ::1 200\n`).join("");
const timesIn = (outcomes: readonly (Fields | string)[]) => outcomes.map((each) => (each as Fields).time);

Deno.test("w3c: lines that tell their time of day alone go on to the next day at midnight, however they are cut", () => {
  const property = fc.property(
    fc.integer({ min: 0, max: 86_399 }),
    fc.array(
      fc.record({ gap: fc.oneof(fc.nat(60), fc.nat(42_000)), late: fc.oneof(fc.constant(0), fc.nat(1000)) }),
      {
        minLength: 1,
        maxLength: 30,
      },
    ),
    fc.array(fc.nat(30), { maxLength: 4 }),
    (start, steps, cuts) => {
      let latest = MIDNIGHT + start;
      const times = steps.map(({ gap, late }, at) => {
        if (at > 0) latest += gap;
        return Math.max(MIDNIGHT + start, latest - late);
      });
      let reader = readerOf(w3cFormat, dateLine(times[0]).trimEnd());
      outcomesOf(reader, `${DAYLESS}\n`);
      const read: unknown[] = [],
        ends = [...cuts.filter((at) => at < times.length).sort((a, b) => a - b), times.length];
      for (const [at, end] of ends.entries()) {
        read.push(...timesIn(outcomesOf(reader, dayless(times.slice(ends[at - 1] ?? 0, end)))));
        reader = reader.at!(reader.directives!);
      }
      assert.deepEqual(read, times);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

Deno.test("w3c: a directive says the day anew, other columns do not, and a late line of the day before is of that", () => {
  const reader = readerOf(w3cFormat, dateLine(MIDNIGHT - 60).trimEnd()),
    read = (text: string) => timesIn(outcomesOf(reader, text));
  outcomesOf(reader, `${DAYLESS}\n`);
  const around = [-20, -5, 3, -2, 10].map((seconds) => MIDNIGHT + seconds);
  assert.deepEqual(read(dayless(around)), around);
  outcomesOf(reader, "#Fields: time sc-status c-ip\n");
  assert.deepEqual(read("00:00:20 200 ::1\n"), [MIDNIGHT + 20]);
  outcomesOf(reader, `${dateLine(MIDNIGHT - 60)}${DAYLESS}\n`);
  assert.deepEqual(read("23:59:00 ::1 200\n"), [MIDNIGHT - 60]);
  // A log that was put together later has a later time in front.
  outcomesOf(reader, dateLine(MIDNIGHT + 80_000));
  assert.deepEqual(read("00:00:01 ::1 200\n"), [MIDNIGHT + 1]);
  // What is stored and is none of it changes nothing.
  for (
    const stored of [
      "#date: 2018-01-02\n#fields: time c-ip sc-status\nday x",
      "#date: 2018-01-02\n#fields: time c-ip sc-status",
    ]
  ) {
    assert.deepEqual(timesIn(outcomesOf(reader.at!(stored), "00:00:01 ::1 200\n")), [MIDNIGHT + 1]);
  }
});

Deno.test("w3c: blanks and tabs are between the words of a directive, as WebLogic writes it", () => {
  const line = LINE.replaceAll(" ", "\t");
  for (
    const fields of [
      IIS.replace(": ", ":\t"),
      IIS.replace(": ", ":"),
      IIS.replaceAll(" ", "\t"),
      IIS.replaceAll(" ", " \t "),
      `${IIS}\t`,
      `#\t${IIS.slice(1)}`,
    ]
  ) {
    const start = "#Start-Date:\t2018-01-01\t08:00:00";
    for (
      const lines of [[fields, line], ["#Version:\t1.0", start, fields, line], [
        "#Version: 1.0",
        fields,
        LINE,
      ]]
    ) {
      assert.deepEqual(readLog(lines), [RECORD], fields);
    }
  }
  const dayless = ["#Date:\t2018-01-01\t08:00:00", "#Fields:\ttime\tc-ip\tsc-status", "08:09:10\t::1\t200"];
  assert.deepEqual(readLog(dayless), [{ time: RECORD.time, status: 200, host: "::1" }]);
  const stored = readerOf(w3cFormat, "#Version: 1.0").at!(IIS.replace(" date", "\\x09date"));
  assert.deepEqual(outcomesOf(stored, `${LINE}\n`), [RECORD]);
  // What reads as the escape of a tab is none.
  assert.deepEqual(readLog(["#Fields: date time c-ip sc-status x\\x09y", "2018-01-01 08:09:10 ::1 200 z"]), [
    { time: RECORD.time, status: 200, host: "::1" },
  ]);
});

Deno.test("w3c: units of time-taken by the writer", () => {
  const fields = "#Fields: date time c-ip sc-status time-taken", line = "2018-01-01 08:09:10 ::1 200 2";
  const durationAfter = (...lines: string[]) => (readLog([...lines, line])[0] as Fields).duration;
  assert.equal(durationAfter(fields), 2000);
  assert.equal(durationAfter("#Software: Microsoft IIS", fields), 2000);
  assert.equal(durationAfter("#Software: Other 1.0", fields), undefined);
  // As their manuals say.
  assert.equal(durationAfter("#Software: SGOS 6.7.5.3", fields), 2000);
  assert.equal(durationAfter(fields, "#Software: Apache Tomcat/9.0.1"), 2_000_000);
  assert.equal(durationAfter(fields, "#Software: WebLogic"), 2_000_000);
  assert.equal(durationAfter("#Software: Other 1.0", fields.replace("time-taken", "TimeTakenMS")), 2000);
});

Deno.test("w3c: where no writer is named, the first time-taken other than 0 tells its unit, for all lines after it", () => {
  const fields = "#Fields: date time c-ip sc-status time-taken";
  const line = (taken: string) => `2018-01-01 08:09:10 ::1 200 ${taken}\n`;
  const durations = (...lines: string[]) => {
    const reader = readerOf(w3cFormat, lines[0]), found: (number | string | undefined)[] = [];
    // It makes no difference where the log is cut, and the reader made again.
    let again = readerOf(w3cFormat, lines[0]);
    for (const each of lines.slice(1)) {
      const [outcome] = outcomesOf(reader, `${each.trim()}\n`);
      again = again.at!(again.directives!) as typeof again;
      assert.deepEqual(outcomesOf(again, `${each.trim()}\n`)[0], outcome);
      assert.equal(again.layout === undefined, reader.layout === undefined);
      if (outcome !== undefined) found.push(typeof outcome === "string" ? outcome : outcome.duration);
    }
    assert.equal(again.directives, reader.directives);
    return found;
  };
  const seconds = [0, undefined, 1_250_000, 3_000_000], milliseconds = [0, undefined, 3000, 1250];
  assert.deepEqual(durations(fields, line("0"), line("-"), line("1.250"), line("3")), seconds);
  assert.deepEqual(durations(fields, line("0"), line("-"), line("3"), line("1.250")), milliseconds);
  assert.deepEqual(durations(fields, line("0.000"), line("3")), [0, 3_000_000]);
  assert.deepEqual(durations(fields, line('"1.250"'), line('"3"')), [1_250_000, 3_000_000]);
  // Lines that are none tell nothing; what was told stays so with other columns, until a writer is named.
  assert.deepEqual(
    durations(
      fields,
      line("1.250 x"),
      line("x.5"),
      line("3"),
      fields,
      fields.replace("c-ip", "cs-uri-stem"),
      line("1.5"),
    ),
    [
      "fields",
      "format",
      3000,
      1500,
    ],
  );
  assert.deepEqual(
    durations(fields, line("1.250"), "#Software: Microsoft IIS", line("3"), "#Software: Other", line("3")),
    [1_250_000, 3000, undefined],
  );
  assert.deepEqual(durations("#Software: Microsoft IIS", fields, line("1.250"), line("3")), [1250, 3000]);
  // No line of a log is what is stored of that.
  assert.deepEqual(durations(fields, "#unit seconds", line("3")), [3000]);
  const given = readerOf(parseLogFormat("w3c:time-taken=ms"), fields);
  assert.deepEqual((outcomesOf(given, line("1.250"))[0] as Fields).duration, 1250);
  assert.notEqual(given.layout, undefined);
  assert.notEqual(readerOf(w3cFormat, fields.replace("time-taken", "TimeTakenMS")).layout, undefined);
});

/** What of a log with these lines is not read; null where all is. */
function unreadOf(format: LogFormat, ...lines: readonly string[]): string | null {
  const begun = begin(format, lines[0]);
  assert.ok("reader" in begun);
  return lines.map((line) => begun.unreadIn!(new TextEncoder().encode(line))).find((said) => said !== null) ??
    null;
}

Deno.test("w3c: of a writer whose unit is not known, time-taken is not read, which is said, with the option that says it", () => {
  const fields = "#Fields: date time c-ip sc-status time-taken", line = "2018-01-01 08:09:10 ::1 200 2.5\n";
  const given = (text: string, ...lines: string[]) => {
    const [record] = outcomesOf(
      readerOf(parseLogFormat(text), lines[0]),
      lines.slice(1).map((line) => `${line}\n`).join("") + line,
    ) as Fields[];
    return [record.duration, unreadOf(parseLogFormat(text), ...lines, line)];
  };
  const said =
    "time-taken is not read: whether Other 1.0 writes seconds, as the draft of this format says, or " +
    "milliseconds, as Microsoft's servers do, is not known; --log-format w3c:time-taken=s, or =ms, says it";
  assert.deepEqual(given("w3c", "#Software: Other 1.0", fields), [undefined, said]);
  assert.deepEqual(given("w3c", fields, "#Software: Other 1.0"), [undefined, said]);
  for (const software of ["#Software: Other 1.0", "#Software: Microsoft IIS", "#Version: 1.0"]) {
    assert.deepEqual(given("w3c:time-taken=s", software, fields), [2_500_000, null]);
    assert.deepEqual(given("w3c:time-taken=ms", software, fields), [2500, null]);
    assert.deepEqual(given("w3c:time-taken=us", software, fields), [2, null]);
  }
  // Nothing is to be said where there is none, where it is known, and before its columns are.
  assert.deepEqual(given("w3c", "#Software: Microsoft IIS", fields), [2500, null]);
  assert.equal(unreadOf(w3cFormat, "#Software: Other"), null);
  assert.equal(given("w3c", "#Software: Other", fields.replace("time-taken", "TimeTakenMS"))[1], null);
  assert.equal(given("w3c", "#Software: Other", fields.replace("time-taken", "x"))[1], null);
  assert.equal(parseLogFormat("w3c:time-taken=ms").name, "w3c:time-taken=ms");
  assert.throws(
    () => parseLogFormat("w3c:time-taken=h"),
    /w3c:time-taken=UNIT takes one of these units: s, ms, us\./,
  );
  // Also inside of a wrapper, from where its directives are read on.
  const wrapped = (text: string) => `2016-10-06T00:17:09.669794202Z stdout F ${text}\n`;
  const lines = ["#Software: Other 1.0", fields].map((text) => wrapped(text).trimEnd());
  assert.equal(unreadOf(parseLogFormat("w3c"), ...lines), said);
});

Deno.test("w3c: a proxy of Blue Coat, whose path has a name of its own", () => {
  const lines = [
    "#Software: SGOS 3.2.4.28",
    "#Date: 2005-04-12 19:56:33",
    "#Fields: date time time-taken c-ip sc-status s-action sc-bytes cs-bytes cs-method cs-uri-scheme cs-host cs-uri-path cs-uri-query",
    "2005-04-12 21:03:45 74603 192.16.170.46 503 TCP_ERR_MISS 1736 430 GET http www.example.com /wcm/a.gif ?b=1",
  ];
  assert.deepEqual(readLog(lines), [{
    ...{ time: epoch("2005-04-12T21:03:45Z"), status: 503, size: 1736, duration: 74_603_000 },
    ...{ host: "192.16.170.46", method: "GET", vhost: "www.example.com", target: "/wcm/a.gif" },
  }]);
});

Deno.test("w3c: oddities of real logs", () => {
  const begin = "#Fields: date time c-ip cs-method cs-uri cs(Cookie) cs(User-Agent) sc-status";
  const fields = (rest: Fields): Fields => ({
    time: RECORD.time,
    status: 200,
    host: "::1",
    method: "GET",
    ...rest,
  });
  const cases: readonly (readonly [line: string, wanted: Fields | string])[] = [
    ["2018-01-01  08:09:10   ::1 GET /a?b - - 200  ", fields({ target: "/a?b" })],
    ["2018-01-01 08:09:10.123 ::1 GET / - a 200", fields({ target: "/", agent: "a" })],
    [
      '2018-01-01 08:09:10 ::1 GET / "ASP.NET_SessionId=a; b" " ""x"" w/ y " 200',
      fields({ target: "/", agent: ' "x" w/ y ' }),
    ],
    ['"2018-01-01" "08:09:10" "::1" "GET" "/" "-" "-" "200"', fields({ target: "/" })],
    ['2018-01-01 08:09:10 ::1 GET / - "a 200', fields({ target: "/", agent: '"a' })],
    ["2018-01-01\t08:09:10\t::1\tGET\t/a b\t\t-\t200", fields({ target: "/a b" })],
    ["2018/01/01 08:09:10 ::1 GET / - - 200", fields({ target: "/" })],
    [
      "2018-01-01 08:09:10 ::1 [2]USER anonymous - - 331",
      fields({ status: 331, method: "[2]USER", target: "anonymous" }),
    ],
    ["2018-01-01 08:09:10 ::1 GET / - -", "fields"],
    ["2018-01-01 08:09:10 ::1 GET / - - 200 5", "fields"],
    ["2018-01-01 08:09:1 ::1 GET / - - 200", "date"],
    ["2018-02-30 08:09:10 ::1 GET / - - 200", "date"],
    ["2018-01-01 08:09:10 ::1 GET / - - 20", "status"],
    ["x", "fields"],
  ];
  for (const [line, wanted] of cases) assert.deepEqual(readLog([begin, line]), [wanted], line);
});

Deno.test("w3c: a time alone is of the day of #Date, in each of its forms", () => {
  const fields = "#Fields: time c-ip sc-status",
    wanted = { time: epoch("2017-06-28T07:28:59Z"), status: 200, host: "h" };
  for (const date of ["28/Jun/2017 07:28:59", "2017-06-28 00:00:00", "2017-06-28"]) {
    assert.deepEqual(readLog([`#Date: ${date}`, fields, "07:28:59 h 200"]), [wanted], date);
  }
  assert.deepEqual(readLog([fields, "07:28:59 h 200", "#Date: 2017-06-28", "07:28:59 h 200"]), [
    "date",
    wanted,
  ]);
});

Deno.test("w3c: date and time are UTC, unless a zone is given", () => {
  const log = ["#Fields: date time c-ip sc-status", "2018-07-01 10:00:00 ::1 200"];
  const timeOf = (zone: string | null) => readLog(log, { zone }).map((record) => JSON.stringify(record));
  assert.notDeepEqual(timeOf("Europe/Berlin"), timeOf(null));
  assert.deepEqual(timeOf("UTC"), timeOf(null));
});

Deno.test("w3c: local times need a zone or #GMT-Offset", () => {
  const fields = "#Fields: date-local time-local c-ip sc-status", line = "2018-07-01 10:00:00 h 200";
  assert.throws(
    () => begin(w3cFormat, fields),
    (error) => error instanceof Problem && error.kind === "usage",
  );
  const at = (iso: string) => [{ time: epoch(iso), status: 200, host: "h" }];
  assert.deepEqual(readLog([fields, line], { zone: "Europe/Berlin" }), at("2018-07-01T08:00:00Z"));
  assert.deepEqual(readLog(["#GMT-Offset: -0800", fields, line]), at("2018-07-01T18:00:00Z"));
  assert.deepEqual(readLog(["#Version: 1.0", fields, line]), ["date"]);
  // A log that has both is in UTC.
  const both = "#Fields: date time date-local time-local c-ip sc-status";
  for (const zone of [null, "Europe/Berlin"]) {
    assert.deepEqual(
      readLog([both, "2018-07-01 10:00:00 2018-07-01 12:00:00 h 200"], { zone }),
      at("2018-07-01T10:00:00Z"),
    );
  }
});

Deno.test("w3c: the client may be named by a balancer's header; the virtual host by several", () => {
  const lines = [
    "#Fields: date time x-forwarded-for cs-host sc-status",
    "2018-01-01 08:09:10 1.2.3.4:5,6.7.8.9 a.b:80 200",
  ];
  assert.deepEqual(readLog(lines), [{ time: RECORD.time, status: 200, host: "1.2.3.4", vhost: "a.b" }]);
});

Deno.test("w3c: what is no directive, and fields that tell too little, are refused", () => {
  for (
    const line of [
      "",
      "# comment",
      LINE,
      "#Fields: date c-ip sc-status",
      "#Fields: date time c-ip",
      "#Fields: date time sc-status x",
    ]
  ) {
    assert.ok("failed" in begin(w3cFormat, line), line);
  }
});

Deno.test("w3c: the layout of its fields reads lines as the reader does", () => {
  const reader = readerOf(w3cFormat, IIS);
  // Its first line tells the unit.
  assert.equal(reader.layout, undefined);
  outcomesOf(reader, `${LINE}\n`);
  const parser = new LayoutParser(reader.layout!, UTC_ZONE), record = new LogRecord();
  const odd = fc.constantFrom("-", "", '"a"', '"a b"', "a\tb", " ", "#", "a+b", '""', "x");
  const columns = LINE.split(" ").map((value) =>
    fc.oneof({ weight: 30, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd })
  );
  let plain = 0;
  fc.assert(
    fc.property(fc.tuple(...columns), fc.constantFrom("", "", "", " ", " 5"), (values, end) => {
      const bytes = new TextEncoder().encode(`${values.join(" ")}${end}\n`);
      if (!parser.parse(bytes, 0, bytes.length - 1, record) || record.time < 0 || record.status < 0) return;
      if (record.size < 0 || !record.has(0)) return;
      plain++;
      let found: Fields | null = null;
      reader.read(bytes, 0, bytes.length, dateLimits(NEWEST), {
        accept: (record) => void (found = fieldsOf(record)),
        reject: (reason) => assert.fail(`${reason}: ${values.join(" ")}${end}`),
      });
      assert.deepEqual(fieldsOf(record), found);
    }),
    { numRuns: 1000 },
  );
  assert.ok(plain > 100);
  assert.equal(readerOf(w3cFormat, "#Fields: time c-ip sc-status").layout, undefined);
});

const CLOUDFRONT =
  "2024-03-12\t15:22:28\tCDG50-P2\t703\t1.2.3.4\tGET\td6rc.cloudfront.net\t/testseb\t400\t-\t" +
  "curl/7.81.0%2520(x%20y)\tquery_param=42\t-\tError\t375W==\thub-cdn.crowdsec.net\thttps\t62\t0.113\t-\tTLSv1.3\tTLS_AES\tError";
const DISTRIBUTED: Fields = {
  time: epoch("2024-03-12T15:22:28Z"),
  status: 400,
  size: 703,
  duration: 113_000,
  host: "1.2.3.4",
  method: "GET",
  target: "/testseb",
  query: "query_param=42",
  vhost: "hub-cdn.crowdsec.net",
  agent: "curl/7.81.0 (x y)",
};

Deno.test("cloudfront: without its header by the order of 23 or 33 columns, and with it as w3c", () => {
  const reader = readerOf(cloudfrontFormat, CLOUDFRONT);
  assert.deepEqual(outcomesOf(reader, `${CLOUDFRONT}\n`), [DISTRIBUTED]);
  const newer = `${CLOUDFRONT}\tHTTP/2.0${"\t-".repeat(9)}`;
  const wanted = { ...DISTRIBUTED, protocol: "HTTP/2.0" };
  assert.deepEqual(outcomesOf(readerOf(cloudfrontFormat, newer), `${newer}\n${CLOUDFRONT}\n`), [
    wanted,
    "fields",
  ]);
  const fields =
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) " +
    "cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes " +
    "time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type";
  assert.deepEqual(readLog(["#Version: 1.0", fields, CLOUDFRONT]), [DISTRIBUTED]);
  for (const line of ["", "a\tb", CLOUDFRONT.replace("400", "4"), CLOUDFRONT.replace("\tError", "")]) {
    assert.ok("failed" in begin(cloudfrontFormat, line), line);
  }
});
