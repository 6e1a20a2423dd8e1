// Role: tests of the family of the common log format on lines that real servers wrote.

import assert from "node:assert/strict";
import { clfFormat } from "../../src/formats/families/clf.ts";
import { Problem } from "../../src/domain/problem.ts";
import { begin, epoch, type Fields, outcomesOf, readerOf, readOne } from "./outcomes.ts";

const COMMON = '127.0.0.1 bob frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326';
const T2000 = epoch("2000-10-10T13:55:36-07:00");

/** Lines that a log can begin with, and the record in each. */
const RECORDS: readonly (readonly [line: string, fields: Fields])[] = [
  [COMMON, {
    time: T2000,
    status: 200,
    size: 2326,
    host: "127.0.0.1",
    request: "GET /apache_pb.gif HTTP/1.0",
    user: "frank",
  }],
  [
    '83.149.9.216 - - [24/Feb/2015:23:13:42 +0000] "GET /a HTTP/1.1" 200 203023 "http://semicomplete.com/" "Mozilla/5.0 (X)"',
    {
      time: epoch("2015-02-24T23:13:42Z"),
      status: 200,
      size: 203023,
      host: "83.149.9.216",
      request: "GET /a HTTP/1.1",
      referrer: "http://semicomplete.com/",
      agent: "Mozilla/5.0 (X)",
    },
  ],
  [
    'www.example.com 1.2.3.4 - theuser [10/Feb/2012:16:42:07 -0500] "GET / HTTP/1.0" 301 368 "-" "Mozilla/5.0"',
    {
      time: epoch("2012-02-10T16:42:07-05:00"),
      status: 301,
      size: 368,
      host: "1.2.3.4",
      request: "GET / HTTP/1.0",
      user: "theuser",
      vhost: "www.example.com",
      agent: "Mozilla/5.0",
    },
  ],
  [
    '1.128.3.4:80 127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5',
    { time: T2000, status: 200, size: 5, host: "127.0.0.1", request: "GET / HTTP/1.0", vhost: "1.128.3.4" },
  ],
  ...[
    ["10.0.0.1:5555", "10.0.0.1"],
    ["[2001:db8::1]:5555", "2001:db8::1"],
    ["[::1]", "::1"],
    ["2001:db8::1", "2001:db8::1"],
    ["localhost:80", "localhost"],
    ["10.0.0.1:", "10.0.0.1:"],
    ["10.0.0.7,10.0.0.1", "10.0.0.7"],
  ].map(([word, host]): [string, Fields] => [
    `${word} - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5`,
    { time: T2000, status: 200, size: 5, host, request: "GET / HTTP/1.0" },
  ]),
  [
    'www.example.com 1.2.3.4:5555 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5',
    {
      time: T2000,
      status: 200,
      size: 5,
      host: "1.2.3.4",
      request: "GET / HTTP/1.0",
      vhost: "www.example.com",
    },
  ],
  // Of two words in front of ident and user the one that is an address is the client.
  ...[
    ["203.0.113.1 www.example.com", "203.0.113.1", "www.example.com"],
    ["203.0.113.1 www.example.com:443", "203.0.113.1", "www.example.com"],
    ["203.0.113.1,10.0.0.1 www.example.com", "203.0.113.1", "www.example.com"],
    ["203.0.113.1 localhost", "203.0.113.1", "localhost"],
    ["203.0.113.1 1.2.3.example", "203.0.113.1", "1.2.3.example"],
    ["203.0.113.1 1.2.3.4-x.example", "203.0.113.1", "1.2.3.4-x.example"],
    ["2001:db8::1 www.example.com", "2001:db8::1", "www.example.com"],
    ["::ffff:10.0.0.1 www.example.com", "::ffff:10.0.0.1", "www.example.com"],
    ["www.example.com 203.0.113.1", "203.0.113.1", "www.example.com"],
    ["www.example.com 2001:db8::1", "2001:db8::1", "www.example.com"],
    ["cafe.de:443 crawler.example", "crawler.example", "cafe.de"],
    ["cafe be", "be", "cafe"],
    ["1.2.3 www.example.com", "www.example.com", "1.2.3"],
    ["192.168.1.5 10.0.0.1", "10.0.0.1", "192.168.1.5"],
    ["192.168.1.5 10.0.0.1:5555", "10.0.0.1", "192.168.1.5"],
    ["192.168.1.5 10.0.0.1,10.0.0.2", "10.0.0.1", "192.168.1.5"],
    ["192.168.1.5 2001:db8::1", "2001:db8::1", "192.168.1.5"],
    ["192.168.1.5 [2001:db8::1]:5555", "2001:db8::1", "192.168.1.5"],
    ["192.168.1.5 fe80::1%eth0", "fe80::1%eth0", "192.168.1.5"],
    // A port, or brackets, in front: so a virtual host is written.
    ["127.0.1.1:80 localhost", "localhost", "127.0.1.1"],
    ["[2001:db8::1]:80 localhost", "localhost", "2001:db8::1"],
  ].map(([words, host, vhost]): [string, Fields] => [
    `${words} - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5`,
    { time: T2000, status: 200, size: 5, host, request: "GET / HTTP/1.0", vhost },
  ]),
  [
    '1.2.3.4 www.example.com theuser [10/Oct/2000:13:55:36 -0700] (0 s) "GET / HTTP/1.0" 200 5',
    {
      time: T2000,
      status: 200,
      size: 5,
      host: "1.2.3.4",
      request: "GET / HTTP/1.0",
      user: "theuser",
      vhost: "www.example.com",
    },
  ],
  [
    '80.8.55.7 - John Begood [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5',
    { time: T2000, status: 200, size: 5, host: "80.8.55.7", request: "GET / HTTP/1.0", user: "John Begood" },
  ],
  [
    '172.70.127.35 - a@b.example [22/Feb/2023:22:02:59 +0000] "POST /a b HTTP/1.1" 200 16 "-" "x \\"y\\" z" 902 0.247',
    {
      time: epoch("2023-02-22T22:02:59Z"),
      status: 200,
      size: 16,
      host: "172.70.127.35",
      request: "POST /a b HTTP/1.1",
      user: "a@b.example",
      agent: 'x "y" z',
    },
  ],
];

const TAIL = '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5';
const TAIL_FIELDS = { time: T2000, status: 200, size: 5, host: "1.2.3.4", request: "GET / HTTP/1.0" };

for (const glued of ["\t0.123", "|0.123", ",", ";", "\0", "\x0c", '|"10.0.0.1"', '\t"-" x']) {
  Deno.test(`clf: what is glued to the last quote takes nothing away: ${JSON.stringify(glued)}`, () => {
    const line = `${TAIL} "http://a.example/" "Mozilla/5.0 \\"x\\" (X)"${glued}`;
    const fields = { ...TAIL_FIELDS, referrer: "http://a.example/", agent: 'Mozilla/5.0 "x" (X)' };
    assert.deepEqual(readOne(clfFormat, line), fields);
    assert.deepEqual(readOne(clfFormat, `${TAIL} - "Mozilla"${glued}`), { ...TAIL_FIELDS, agent: "Mozilla" });
  });
}

Deno.test("clf: a user who is called like a time hides nothing", () => {
  const date = "[27/Nov/2020:06:21:42 +0000]", rest = '[10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5';
  for (
    const user of [
      `x ${date}`,
      `${date}`,
      `x ${date} -`,
      `x ${date} - - -`,
      `[x ${date} y`,
      `${date} ${date}`,
    ]
  ) {
    assert.deepEqual(readOne(clfFormat, `1.2.3.4 - ${user} ${rest}`), { ...TAIL_FIELDS, user });
  }
});

Deno.test("clf: two records on one line are a reject, not one of both", () => {
  const first = `${TAIL} "http://a.example/" "Mozilla/5.0 (X)"`, second = TAIL.replace("1.2.3.4", "5.6.7.8");
  const cut = first.slice(0, -4);
  for (
    const line of [
      first + second,
      `${first}${second} "-" "curl"`,
      `${TAIL.slice(0, 50)}${second}`,
      cut + second,
      `${cut}${second} "-" "cu`,
    ]
  ) {
    assert.deepEqual(outcomesOf(readerOf(clfFormat, first), `${line}\n`), ["format"], line);
  }
  const quoted = `${TAIL} "-" "a "x" [10/Oct/2000:13:55:36 -0700]"`;
  assert.deepEqual(readOne(clfFormat, quoted), { ...TAIL_FIELDS, agent: 'a "x' });
});

Deno.test("clf: a text between quotes behind the bytes that is not read is told of where a log begins", () => {
  const warningOf = (tail: string): string | undefined => {
    const begun = begin(clfFormat, TAIL + tail);
    return "reader" in begun ? begun.warning : begun.failed;
  };
  for (const tail of [' "10.0.0.9"', ' "http://a/"|"Mozilla"', ' x "-" "Mozilla"']) {
    assert.match(String(warningOf(tail)), /between quotes behind the bytes .*is not read as referrer/, tail);
  }
  for (const tail of ["", " 0.123", ' "-" "-"', ' - "-"', ' "-" "Mozilla" "10.0.0.9"']) {
    assert.equal(warningOf(tail), undefined, tail);
  }
});

for (const [line, fields] of RECORDS) {
  Deno.test(`clf: ${line}`, () => assert.deepEqual(readOne(clfFormat, line), fields));
}

Deno.test("clf: where the first line tells which of two words is the client, it is so in each line of the log", () => {
  const rest = ' - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5';
  const read = (first: string, words: string): unknown[] => {
    const [fields] = outcomesOf(readerOf(clfFormat, first + rest), `${words}${rest}\n`) as Record<
      string,
      unknown
    >[];
    return [fields.host, fields.vhost];
  };
  for (
    const [client, vhost] of [
      ["8.8.8.8", "192.0.2.10"],
      ["pc7", "www.example.com"],
      ["8.8.8.8", "a.example"],
      ["pc7", "192.0.2.10"],
    ]
  ) {
    assert.deepEqual(read("203.0.113.1 www.example.com", `${client} ${vhost}`), [client, vhost]);
    assert.deepEqual(read("www.example.com 203.0.113.1", `${vhost} ${client}`), [client, vhost]);
  }
  assert.deepEqual(read("203.0.113.1", "203.0.113.1 a.example"), ["203.0.113.1", "a.example"]);
});

/** What is after the time, and its request, status, size, referrer and agent. */
const RESTS: readonly (readonly [rest: string, fields: Partial<Fields> | string])[] = [
  ['"-" 400 0', { status: 400 }],
  ['"-" 408 -', { status: 408 }],
  ['"" 400 0 "" ""', { status: 400, request: "", referrer: "", agent: "" }],
  [
    '"]&\\xDF\\xBDV\\xE7\\xBB<\\x10;\\xA2b}\\xDFM\\x1D" 400 173',
    { status: 400, size: 173, request: "]&\u07fdV\ufffd<\x10;\ufffdb}\ufffdM\x1d" },
  ],
  ['"\\x16\\x03\\x01\\x02\\x00" 400 0', { status: 400, request: "\x16\x03\x01\x02\x00" }],
  ['"GET /\\xd9\\x85 HTTP/1.1" 200 1', { status: 200, size: 1, request: "GET /\u0645 HTTP/1.1" }],
  [
    '"GET /"><script> HTTP/1.1" 400 5',
    { status: 400, size: 5, request: 'GET /"><script> HTTP/1.1' },
  ],
  ['"GET /a" b HTTP/1.1" 404 5', { status: 404, size: 5, request: 'GET /a" b HTTP/1.1' }],
  ['"a" 200 5 "b" 404 6', { status: 200, size: 5, request: "a" }],
  ['"GET /~scottp/publish.html" 200 271', { status: 200, size: 271, request: "GET /~scottp/publish.html" }],
  ['"OPTIONS /remote.php/ HTTP/1.1" - 7908', {
    status: 0,
    size: 7908,
    request: "OPTIONS /remote.php/ HTTP/1.1",
  }],
  ['"GET / HTTP/1.1" 000 0', { status: 0, request: "GET / HTTP/1.1" }],
  ['"GET / HTTP/2.0" 200 5 - -', { status: 200, size: 5, request: "GET / HTTP/2.0" }],
  ['"GET / HTTP/2.0" 200 5 "-" ""', { status: 200, size: 5, request: "GET / HTTP/2.0", agent: "" }],
  ['"GET / HTTP/2.0" 200 5 "-" "-"  293', { status: 200, size: 5, request: "GET / HTTP/2.0" }],
  ['"GET / HTTP/2.0" 200 5 "a "b" c" "d "e"f" 1', {
    status: 200,
    size: 5,
    request: "GET / HTTP/2.0",
    referrer: 'a "b" c',
    agent: 'd "e"f',
  }],
  ['"GET / HTTP/2.0" 200 5 "a" "cut (X11', {
    status: 200,
    size: 5,
    request: "GET / HTTP/2.0",
    referrer: "a",
    agent: "cut (X11",
  }],
  ['"GET / HTTP/2.0" 200 5 "a" "cut \\"b\\', {
    status: 200,
    size: 5,
    request: "GET / HTTP/2.0",
    referrer: "a",
    agent: 'cut "b\\',
  }],
  ['"GET / HTTP/2.0" 200 5 "a" "Mozilla/5.0 \\xc3', {
    status: 200,
    size: 5,
    request: "GET / HTTP/2.0",
    referrer: "a",
    agent: "Mozilla/5.0 \ufffd",
  }],
  ['"GET / HTTP/2.0" 200 5 "a \\"b" "c', {
    status: 200,
    size: 5,
    request: "GET / HTTP/2.0",
    referrer: 'a "b',
    agent: "c",
  }],
  ['"GET / HTTP/2.0" 200 5 "-" "cut', { status: 200, size: 5, request: "GET / HTTP/2.0", agent: "cut" }],
  ['"GET / HTTP/2.0" 200 5 - "cut', { status: 200, size: 5, request: "GET / HTTP/2.0", agent: "cut" }],
  ['"GET / HTTP/2.0" 200 5 "a" "-', { status: 200, size: 5, request: "GET / HTTP/2.0", referrer: "a" }],
  ['"GET / HTTP/2.0" 200 5 "a" "', { status: 200, size: 5, request: "GET / HTTP/2.0", referrer: "a" }],
  ['"GET / HTTP/2.0" 200 5 "a" ', { status: 200, size: 5, request: "GET / HTTP/2.0" }],
  ['"GET / HTTP/2.0" 200 5 "a"', { status: 200, size: 5, request: "GET / HTTP/2.0" }],
  ['"GET / HTTP/2.0" 200 5 "http://a/b', { status: 200, size: 5, request: "GET / HTTP/2.0" }],
  ['"GET / HTTP/2.0" 200 5 "', { status: 200, size: 5, request: "GET / HTTP/2.0" }],
  ['"GET / HTTP/2.0" 200 5', { status: 200, size: 5, request: "GET / HTTP/2.0" }],
  ['"GET / HTTP/2.0" 200 5 "1.2.3.4"', { status: 200, size: 5, request: "GET / HTTP/2.0" }],
  ["\"lv|'|'|VHJv|'|'|Win XP|[endof]\" 400 157", {
    status: 400,
    size: 157,
    request: "lv|'|'|VHJv|'|'|Win XP|[endof]",
  }],
  ["- 200 5", { status: 200, size: 5 }],
  ['"GET /" 20 5', "status"],
  ['"GET /" 099 5', "status"],
  ['"GET /" 200 x', "bytes"],
  ['"GET /" 200', "format"],
  ['"GET / 200 5', "format"],
  ["GET / 200 5", "format"],
];

for (const [rest, wanted] of RESTS) {
  Deno.test(`clf: what follows the time: ${rest}`, () => {
    const line = `h - - [10/Oct/2000:13:55:36 -0700] ${rest}\n`;
    const [outcome] = outcomesOf(readerOf(clfFormat, COMMON), line);
    assert.deepEqual(outcome, typeof wanted === "string" ? wanted : { time: T2000, host: "h", ...wanted });
  });
}

const TIMES: readonly (readonly [text: string, iso: string | null])[] = [
  ["10/Oct/2000:13:55:36 +0330", "2000-10-10T13:55:36+03:30"],
  ["10/Oct/2000:13:55:36 -0230", "2000-10-10T13:55:36-02:30"],
  ["10/OCT/2000:13:55:36 +0000", "2000-10-10T13:55:36Z"],
  ["10/oct/2000:13:55:36 +0000", "2000-10-10T13:55:36Z"],
  ["29/Feb/2016:00:00:00 +0000", "2016-02-29T00:00:00Z"],
  ["29/Feb/2000:00:00:00 +0000", "2000-02-29T00:00:00Z"],
  ["31/Dec/2016:23:59:60 +0000", "2017-01-01T00:00:00Z"],
  ["10/Oct/2000:13:55:36.123 +0000", "2000-10-10T13:55:36Z"],
  ["10/Oct/2000 13:55:36 +0000", "2000-10-10T13:55:36Z"],
  ["10/Oct/2000:13:55:36 Z", "2000-10-10T13:55:36Z"],
  ["29/Feb/2015:00:00:00 +0000", null],
  ["29/Feb/1900:00:00:00 +0000", null],
  ["31/Apr/2015:00:00:00 +0000", null],
  ["00/Oct/2000:13:55:36 +0000", null],
  ["10/Okt/2000:13:55:36 +0000", null],
  ["10/Oct/2000:24:00:00 +0000", null],
  ["10/Oct/2000:13:60:36 +0000", null],
  ["10/Oct/2000:13:55:61 +0000", null],
  ["10/Oct/2000:13:55:36 0000", null],
  ["10/Oct/2000:13:55:36 +0060", null],
  ["10/Oct/2000:13:55:36 +0000 x", null],
  ["10/Oct/2000:13:55:36", null],
  ["01/Jan/1970:00:00:00 +0100", null],
  ["-", null],
  ["", null],
];

for (const [text, iso] of TIMES) {
  Deno.test(`clf: the time [${text}]`, () => {
    const [outcome] = outcomesOf(readerOf(clfFormat, COMMON), `h - - [${text}] "x" 200 -\n`);
    if (iso === null) assert.equal(outcome, "date");
    else assert.deepEqual(outcome, { time: epoch(iso), status: 200, host: "h", request: "x" });
  });
}

Deno.test("clf: hosts of every kind; lists of addresses need a format of their own", () => {
  const reader = readerOf(clfFormat, COMMON), rest = '[10/Oct/2000:13:55:36 -0700] "x" 200 -\n';
  for (const host of ["::1", "::ffff:1.2.3.4", "2001:db8::ff", "monitoring-server", "unix:"]) {
    const fields = { time: T2000, status: 200, host, request: "x" };
    assert.deepEqual(outcomesOf(reader, `${host} - - ${rest}`), [fields]);
  }
  assert.deepEqual(outcomesOf(reader, `- - - ${rest}`), [{ time: T2000, status: 200, request: "x" }]);
  for (
    const hosts of [
      "10.0.0.2, 85.181.35.98",
      '"10.5.102.222, 199.96.1.1" 10.2.1.185',
      "10.0.0.2, 1.1.1.1, 85.181.35.98",
    ]
  ) {
    assert.deepEqual(outcomesOf(reader, `${hosts} - - ${rest}`), ["format"], hosts);
  }
});

Deno.test("clf: times without a zone are refused without --tz, and read with it", () => {
  const line = '172.18.0.1 - - [29/Aug/2023 22:02:58] "GET / HTTP/1.1" 200 -';
  assert.throws(() => begin(clfFormat, line), (error) => {
    return error instanceof Problem && error.kind === "usage" && error.message.includes("--tz");
  });
  const fields = {
    time: epoch("2023-08-29T20:02:58Z"),
    status: 200,
    host: "172.18.0.1",
    request: "GET / HTTP/1.1",
  };
  assert.deepEqual(readOne(clfFormat, line, { zone: "Europe/Berlin" }), fields);
  // Among others that have one.
  assert.deepEqual(outcomesOf(readerOf(clfFormat, COMMON), `${line}\n`), ["date"]);
});

Deno.test("clf: what is no access log is refused with the field that failed", () => {
  const cases: readonly (readonly [line: string, failed: RegExp])[] = [
    ["", /fewer than three words/],
    ["hello", /fewer than three words/],
    ["2024/01/01 00:00:00 [notice] 1#1: start worker processes", /in square brackets|time/],
    ["AH00558: httpd: could not determine the server's name", /in square brackets/],
    ['h - - [10/Oct/2000:13:55:36 -0700] "GET /', /request/],
    ['h - - [10/Oct/2000:13:55:36 -0700] "GET /" 2 5', /status/],
    ['h - - [10/Oct/2000:13:55:36 -0700] "GET /" 200 5.5', /bytes/],
    ['h - - [10/Oct/2000:13:55:36] "GET /" 200 5', /zone/],
    ['- - - [-] "-" - -', /time/],
  ];
  for (const [line, failed] of cases) {
    try {
      const misfit = begin(clfFormat, line);
      assert.ok("failed" in misfit, line);
      assert.match(misfit.failed, failed);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      assert.match(error.message, failed);
    }
  }
});

Deno.test("clf: what a logger has put in front of a line is no client", () => {
  const line = '10.0.0.1 - - [07/Feb/2019:21:17:30 +0000] "GET /a HTTP/1.1" 200 12';
  const fronts = [
    "2019-02-07 21:17:30 web1 nginx[1]: ",
    "Feb  7 21:17:30 web1 ",
    "message repeated 3 times: [ ",
  ];
  for (const front of fronts) {
    assert.ok("failed" in clfFormat.begin(new TextEncoder().encode(front + line), { zone: null }), front);
  }
  const user = line.replace("- - [", "- John Doe [");
  assert.ok("reader" in clfFormat.begin(new TextEncoder().encode(user), { zone: null }));
});
