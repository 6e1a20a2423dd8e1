// Role: tests of tables with a header whose names are known, beside that of `csv_test.ts`.

import assert from "node:assert/strict";
import { csvFamily } from "../../src/formats/families/csv.ts";
import { alsoWrapped } from "../../src/formats/wrappers/wrapped_lines.ts";
import { begin, epoch, type Fields, outcomesOf, readerOf } from "./outcomes.ts";

Deno.test("table: the schema of csv is read as ever, for the kernel, too", () => {
  const header = '"remotehost","rfc931","authuser","date","request","status","bytes"';
  const reader = readerOf(csvFamily, header);
  assert.equal(reader.columns?.date, 3);
  assert.deepEqual(outcomesOf(reader, '"-","-","-",1,"GET /",200,-\n'), [
    { time: 1, status: 200, host: "-", request: "GET /" },
  ]);
});

Deno.test("table: names that are known, separated by commas, tabs or semicolons", () => {
  const names = [
    "Time",
    '"remote_addr"',
    "x",
    "method",
    "path",
    "status",
    "bytes_sent",
    "request_time",
    "referer",
  ];
  const values = ["2020-01-01T00:00:00Z", "1.2.3.4:80", '"a"', "GET", '"/a""b"', "200", "-", "0.5", ""];
  const wanted: Fields = {
    time: epoch("2020-01-01T00:00:00Z"),
    status: 200,
    duration: 500_000,
    host: "1.2.3.4",
    method: "GET",
    target: '/a"b',
  };
  for (const separator of [",", "\t", ";"]) {
    const beginning = begin(csvFamily, names.join(separator));
    assert.ok("reader" in beginning && beginning.isHeader);
    assert.equal(beginning.reader.columns, undefined);
    assert.deepEqual(outcomesOf(beginning.reader, `${values.join(separator)}\n`), [wanted]);
  }
});

Deno.test("table: a column without a name is none that is known, as the row number in an export of pandas", () => {
  const reader = readerOf(csvFamily, ",time,remote_addr,method,url,status,agent");
  assert.deepEqual(outcomesOf(reader, "7,2020-01-01T00:00:00Z,1.2.3.4,GET,/a,200,curl\n"), [{
    time: epoch("2020-01-01T00:00:00Z"),
    status: 200,
    host: "1.2.3.4",
    method: "GET",
    target: "/a",
    agent: "curl",
  }]);
});

Deno.test("table: beside a method a request is its target, but where it is a request line", () => {
  const reader = readerOf(csvFamily, "time,remote_addr,method,request,status");
  const cases: readonly (readonly [request: string, fields: Fields])[] = [
    ["/a", { target: "/a" }],
    ["/docs/my file 1.pdf", { target: "/docs/my file 1.pdf" }],
    ["http://h/my file", { target: "http://h/my file" }],
    ["GET /my file HTTP/1.1", { request: "GET /my file HTTP/1.1" }],
  ];
  for (const [request, fields] of cases) {
    const record = { time: epoch("2020-01-01T00:00:00Z"), status: 200, host: "1.2.3.4", method: "GET" };
    const outcomes = outcomesOf(reader, `2020-01-01T00:00:00Z,1.2.3.4,GET,${request},200\n`);
    assert.deepEqual(outcomes, [{ ...record, ...fields }]);
  }
});

Deno.test("table: a header that comes again is no record, one with other columns is a reject of its own", () => {
  const usual = "remotehost,rfc931,authuser,date,request,status,bytes", line = "h,-,-,1,GET /,200,5";
  const other = "remotehost,rfc931,authuser,date,request,bytes,status", known = "time,remote_addr,status";
  const readers: readonly (readonly [header: string, line: string, again: string[], others: string[]])[] = [
    [usual, line, [usual, usual.replaceAll(/\w+/g, '"$&"'), `\ufeff${usual}`], [
      other,
      known,
      `${usual},more`,
      usual.replace("date", "date,x"),
    ]],
    [known, "1600000001,h,200", [known, `\ufeff${known}`, "TIME,Remote_Addr,Status"], [
      usual,
      "remote_addr,time,status",
    ]],
  ];
  for (const [header, line, again, others] of readers) {
    const reader = readerOf(csvFamily, header), [record] = outcomesOf(reader, `${line}\n`);
    assert.equal(typeof record, "object");
    for (const text of again) {
      assert.deepEqual(outcomesOf(reader, `${line}\n${text}\n${text}\r\n${line}\n`), [record, record], text);
    }
    for (const text of others) {
      assert.deepEqual(outcomesOf(reader, `${text}\n${line}\n`), ["header", record], text);
    }
    for (const text of ["x", "remotehost,date", '"remotehost', header.repeat(2000)]) {
      assert.doesNotMatch(String(outcomesOf(reader, `${text}\n`)), /header|^$/);
    }
  }
  const wrapped = usual.replace(/.*/, (text) => `2016-10-06T00:17:09.669794202Z stdout F ${text}`);
  const wrap = (text: string) => `2016-10-06T00:17:09.669794202Z stdout F ${text}\n`;
  const inside = readerOf(alsoWrapped(csvFamily), wrapped);
  assert.equal(outcomesOf(inside, wrap(line) + wrap(usual) + wrap(line)).length, 2);
});

Deno.test("table: what is wrong with a line is said as of csv", () => {
  const reader = readerOf(csvFamily, "ts;client;request;status;size");
  const cases: readonly (readonly [line: string, outcome: string | Fields])[] = [
    ["1600000001;h;GET /;200;5", { time: 1_600_000_001, status: 200, size: 5, host: "h", request: "GET /" }],
    ['1600000001;"h;i";"";200;', { time: 1_600_000_001, status: 200, host: "h;i", request: "" }],
    ["1600000001;h;GET /;200", "fields"],
    ["1600000001;h;GET /;200;5;6", "fields"],
    ['1600000001;"h;GET /;200;5', "quote"],
    ['1600000001;"h"x;GET /;200;5', "quote"],
    ["x;h;GET /;200;5", "date"],
    ["1600000001;h;GET /;20;5", "status"],
    ["1600000001;h;GET /;200;x", "bytes"],
  ];
  for (const [line, outcome] of cases) assert.deepEqual(outcomesOf(reader, `${line}\n`), [outcome], line);
});

Deno.test("table: a header that names too little is refused with what is missing", () => {
  const cases: readonly (readonly [line: string, failed: RegExp])[] = [
    ["", /no columns/],
    ["a,b,c", /no columns/],
    ["status,bytes,host", /time/],
    ["time,bytes,ip", /status/],
    ["time,status,bytes", /client address or a request/],
    ['"time,status,ip', /no columns/],
    ['{"time":1,"status":200,"ip":"h"}', /no columns/],
  ];
  for (const [line, failed] of cases) {
    const misfit = begin(csvFamily, line);
    assert.ok("failed" in misfit, line);
    assert.match(misfit.failed, failed);
  }
});

Deno.test("table: a column that is read and named twice is refused: which one counts cannot be told", () => {
  for (
    const header of [
      "remotehost,rfc931,authuser,date,request,status,bytes,status",
      "ts;client;request;status;ts",
      "time,status,path,status,x,x",
    ]
  ) {
    const found = begin(csvFamily, header);
    assert.ok("failed" in found, header);
    assert.match(found.failed, /^its header names the column (status|ts) twice$/);
  }
  // What is not read may be there as often as it likes.
  assert.ok("reader" in begin(csvFamily, "remotehost,rfc931,authuser,date,request,status,bytes,x,x"));
  assert.ok("reader" in begin(csvFamily, "ts;client;request;status;x;x"));
});

Deno.test("table: of two columns that may be the time, the one that holds a time counts, line by line", () => {
  const reader = readerOf(csvFamily, "time,date,client,path,status");
  const lines = [
    "0.12,2020-01-01T00:00:00Z,h,/a,200",
    "3,2020-01-01T00:00:01Z,h,/a,200",
    "7,,h,/a,200",
    "12ms,x,h,/a,200",
  ];
  const found = outcomesOf(reader, lines.map((line) => `${line}\n`).join(""));
  assert.deepEqual(found.map((each) => typeof each === "string" ? each : each.time), [
    epoch("2020-01-01T00:00:00Z"),
    epoch("2020-01-01T00:00:01Z"),
    "date",
    "date",
  ]);
  assert.deepEqual((found[1] as Fields).target, "/a");
});

Deno.test("table: a time span with its own unit is read in that; one that cannot be read is told of", () => {
  const header = "time;ip;path;status;request_time;duration_ms",
    line = (...spans: string[]) => `1600000001;h;/a;200;${spans.join(";")}`;
  const begun = begin(csvFamily, header);
  assert.ok("reader" in begun);
  const cases: readonly (readonly [seconds: string, duration: number | undefined, unread: RegExp | null])[] =
    [
      ["1", 1_000_000, null],
      ["12ms", 12_000, null],
      ['"12 ms"', 12_000, null],
      ["", undefined, null],
      ["-", undefined, null],
      ["0,250", undefined, /^its duration is not read: <0,250> of the column request_time is no number/],
      ['"1,5 s"', undefined, /^its duration is not read: <1,5 s> of the column request_time is no number/],
    ];
  for (const [seconds, duration, unread] of cases) {
    const text = line(seconds, "7");
    assert.equal((outcomesOf(begun.reader, `${text}\n`)[0] as Fields).duration, duration, text);
    const said = begun.unreadIn!(new TextEncoder().encode(text));
    if (unread === null) assert.equal(said, null, text);
    else assert.match(said!, unread);
  }
  assert.equal(begun.unreadIn!(new TextEncoder().encode(header)), null);
});

Deno.test("table: a number that is no time is no date, and it is said which column holds it", () => {
  const begun = begin(csvFamily, "LogDate,ip,path,status,time,ts");
  assert.ok("reader" in begun);
  const cases: readonly (readonly [line: string, outcome: string | number, why: string | null])[] = [
    [
      "x,h,/a,200,0.5,45623.26501",
      "date",
      "1970-01-01T12:40:23Z, by the column ts with the value 45623.26501,",
    ],
    ['x,h,/a,200,,"7"', "date", "1970-01-01T00:00:07Z, by the column ts with the value 7,"],
    ["x,h,/a,200,,631151999", "date", "1989-12-31T23:59:59Z, by the column ts with the value 631151999,"],
    ["x,h,/a,200,,631152000", 631152000, null],
    ["x,h,/a,200,,1970-01-01T00:00:07Z", 7, null],
    ["x,h,/a,200,,", "date", null],
    ["x,h,/a,200,,y", "date", null],
    ["x,h,/a,200", "fields", null],
  ];
  for (const [line, outcome, why] of cases) {
    const [found] = outcomesOf(begun.reader, `${line}\n`);
    assert.deepEqual(typeof found === "string" ? found : found.time, outcome, line);
    const said = begun.explain!(new TextEncoder().encode(line));
    if (why === null) assert.equal(said, null, line);
    else {
      assert.ok(said?.startsWith(`its time would be ${why}`), said ?? line);
      assert.match(said ?? "", /where another column is the time, call it timestamp in the header$/);
    }
  }
});
