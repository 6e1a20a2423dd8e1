// Role: tests of the family of JSON logs on lines that real writers wrote.

import assert from "node:assert/strict";
import fc from "fast-check";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { ABSENT, LogRecord } from "../../src/domain/record.ts";
import { jsonFormat } from "../../src/formats/families/json.ts";
import { parseLogFormat } from "../../src/formats/mod.ts";
import { LayoutParser } from "../../src/formats/layout_parser.ts";
import { alsoWrapped } from "../../src/formats/wrappers/wrapped_lines.ts";
import { begin, epoch, type Fields, fieldsOf, NEWEST, outcomesOf, readerOf, readOne } from "./outcomes.ts";

const NGINX =
  '{"idsite":1,"ip": "1.2.3.4","host": "www.piwik.org","path": "/piwik.php?a=b","status": "200","referrer": "http://a/",' +
  '"user_agent": "Mozilla","length": 192,"generation_time_milli": 0.008,"date": "2013-10-10T16:52:00+02:00"}';

const RECORDS: Readonly<Record<string, readonly [line: string, fields: Fields]>> = {
  "nginx, whose key of a time span names a unit that is not its own": [NGINX, {
    time: epoch("2013-10-10T14:52:00Z"),
    status: 200,
    size: 192,
    host: "1.2.3.4",
    vhost: "www.piwik.org",
    target: "/piwik.php?a=b",
    referrer: "http://a/",
    agent: "Mozilla",
  }],
  "Logstash, whose request is a target beside the verb": [
    '{"@timestamp":"2015-05-17T10:05:03.000Z","clientip":"9.9.9.9","verb":"GET","request":"/presentations/a.png",' +
    '"httpversion":"1.1","response":"200","bytes":"203023"}',
    {
      time: epoch("2015-05-17T10:05:03Z"),
      status: 200,
      size: 203023,
      host: "9.9.9.9",
      method: "GET",
      target: "/presentations/a.png",
    },
  ],
  "Logstash, whose patterns leave quotes, and whose host is its own machine": [
    '{"@timestamp":"2015-05-17T10:05:03.000Z","clientip":"9.9.9.9","verb":"GET","request":"/a","httpversion":"1.1",' +
    '"response":"200","bytes":"5","referrer":"\\"http://a/\\"","agent":"\\"-\\"","@version":"1","host":"collector1"}',
    {
      time: epoch("2015-05-17T10:05:03Z"),
      status: 200,
      size: 5,
      host: "9.9.9.9",
      method: "GET",
      target: "/a",
      referrer: "http://a/",
    },
  ],
  "Logstash, whose path is that of the log": [
    '{"@timestamp":"2015-05-17T10:05:03.000Z","clientip":"9.9.9.9","verb":"GET","request":"/a","httpversion":"1.1",' +
    '"response":"200","path":"/var/log/apache2/access.log"}',
    { time: epoch("2015-05-17T10:05:03Z"), status: 200, host: "9.9.9.9", method: "GET", target: "/a" },
  ],
  "Apache, with the time as %t writes it": [
    '{"time":"[29/Nov/2026:12:00:01 +0000]","remoteIP":"203.0.113.7","host":"a.example","request":"/cart","method":"GET","status":"200"}',
    {
      time: epoch("2026-11-29T12:00:01Z"),
      status: 200,
      host: "203.0.113.7",
      method: "GET",
      target: "/cart",
      vhost: "a.example",
    },
  ],
  "Apache, whose %U is the path alone, decoded": [
    '{"time":"[29/Nov/2026:12:00:01 +0000]","remoteIP":"203.0.113.7","request":"/docs/my file 1.pdf","method":"POST","status":"500"}',
    {
      time: epoch("2026-11-29T12:00:01Z"),
      status: 500,
      host: "203.0.113.7",
      method: "POST",
      target: "/docs/my file 1.pdf",
    },
  ],
  "Apache, whose %r is a request line beside its method": [
    '{"time":"[29/Nov/2026:12:00:01 +0000]","remoteIP":"203.0.113.7","request":"GET /my file HTTP/1.1","method":"GET","status":"500"}',
    {
      time: epoch("2026-11-29T12:00:01Z"),
      status: 500,
      host: "203.0.113.7",
      request: "GET /my file HTTP/1.1",
      method: "GET",
    },
  ],
  "GitLab's Workhorse": [
    '{"duration_ms":12,"host":"gitlab.example","level":"info","method":"GET","msg":"access","proto":"HTTP/1.1","referrer":"",' +
    '"remote_addr":"10.0.0.1:0","remote_ip":"10.0.0.1","status":200,"time":"2026-11-29T12:00:01Z","ttfb_ms":11,"uri":"/a",' +
    '"user_agent":"curl/8","written_bytes":1234}',
    {
      time: epoch("2026-11-29T12:00:01Z"),
      status: 200,
      size: 1234,
      duration: 12_000,
      host: "10.0.0.1",
      method: "GET",
      target: "/a",
      protocol: "HTTP/1.1",
      vhost: "gitlab.example",
      agent: "curl/8",
    },
  ],
  "GitLab's Rails": [
    '{"method":"GET","path":"/a","format":"html","status":200,"time":"2026-11-29T12:00:01.123Z","remote_ip":"10.0.0.1",' +
    '"ua":"curl/8","duration_s":0.02}',
    {
      time: epoch("2026-11-29T12:00:01Z"),
      status: 200,
      duration: 20_000,
      host: "10.0.0.1",
      method: "GET",
      target: "/a",
      agent: "curl/8",
    },
  ],
  "quotes that a client sent, of another writer": [
    '{"ts":1389262312,"client_ip":"9.9.9.9","uri":"/","status":200,"agent":"\\"x\\""}',
    { time: 1389262312, status: 200, host: "9.9.9.9", target: "/", agent: '"x"' },
  ],
  "a method beside a whole request": [
    '{"ts":1389262312,"client_ip":"9.9.9.9","method":"GET","request":"GET /a HTTP/1.1","status":200}',
    { time: 1389262312, status: 200, host: "9.9.9.9", method: "GET", request: "GET /a HTTP/1.1" },
  ],
  "nginx by its variables": [
    '{"msec":"1389262312.750","remote_addr":"::1","request":"GET /\\"a\\u00fc\\ud83d\\ude00 HTTP/2.0","status":"499",' +
    '"body_bytes_sent":"0","request_time":"1.234","upstream_response_time":"0.100, 0.004","http_referer":"",' +
    '"remote_user":"","http_user_agent":"x\\\\y"}',
    {
      time: 1389262312,
      status: 499,
      host: "::1",
      request: 'GET /"aü😀 HTTP/2.0',
      agent: "x\\y",
      duration: 1_234_000,
      upstreamDuration: 104_000,
    },
  ],
  "caddy": [
    '{"level":"info","ts":1703373474.8155608,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":' +
    '"10.10.10.117","remote_port":"64985","client_ip":"10.5.1.1","proto":"HTTP/2.0","method":"GET","host":"example.com",' +
    '"uri":"/beta/","headers":{"User-Agent":["Mozilla/5.0","x"],"Referer":["https://a/"]},"tls":{"resumed":false}},' +
    '"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}}',
    {
      time: 1703373474,
      status: 200,
      size: 10900,
      duration: 929,
      host: "10.5.1.1",
      method: "GET",
      target: "/beta/",
      protocol: "HTTP/2.0",
      vhost: "example.com",
      agent: "Mozilla/5.0",
      referrer: "https://a/",
    },
  ],
  "caddy with times and spans as texts, and an answer that was cut off": [
    '{"ts":"2024-01-15T10:00:00.5Z","request":{"remote_ip":"1.2.3.4","uri":"/"},"duration":"1.2ms","size":0,"status":0}',
    { time: epoch("2024-01-15T10:00:00Z"), status: 0, duration: 1200, host: "1.2.3.4", target: "/" },
  ],
  "caddy up to 2.4, which writes the port behind the client": [
    '{"ts":1703373474.8,"request":{"remote_addr":"10.0.0.1:5555","uri":"/"},"duration":0.5,"size":0,"status":200}',
    { time: 1703373474, status: 200, duration: 500_000, host: "10.0.0.1", target: "/" },
  ],
  "caddy with both names of its client": [
    '{"ts":1703373474.8,"request":{"remote_addr":"[::1]:5555","remote_ip":"::2","uri":"/"},"status":200}',
    { time: 1703373474, status: 200, host: "::2", target: "/" },
  ],
  "traefik": [
    '{"ClientAddr":"172.17.0.1:39496","ClientHost":"172.17.0.1","ClientPort":"39496","ClientUsername":"-",' +
    '"DownstreamContentSize":357,"DownstreamStatus":200,"Duration":357313,"OriginDuration":200000,"RequestHost":"a.b",' +
    '"RequestMethod":"GET","RequestPath":"/594VAEoi.save?x","RequestProtocol":"HTTP/1.1",' +
    '"StartUTC":"2021-12-08T14:02:43.587782192Z","level":"info","msg":"","time":"2021-12-08T14:02:44Z"}',
    {
      time: epoch("2021-12-08T14:02:43Z"),
      status: 200,
      size: 357,
      duration: 357,
      upstreamDuration: 200,
      host: "172.17.0.1",
      method: "GET",
      target: "/594VAEoi.save?x",
      protocol: "HTTP/1.1",
      vhost: "a.b",
    },
  ],
  "gcp": [
    '{"insertId":"1oek","httpRequest":{"requestMethod":"GET","requestUrl":"http://81.2.69.193/static/us.jpg",' +
    '"requestSize":"577","status":304,"responseSize":"157","userAgent":"Mozilla","remoteIp":"89.160.20.156:8080",' +
    '"cacheHit":true,"latency":"0.058927s"},"timestamp":"2020-06-08T23:41:30.078651Z"}',
    {
      time: epoch("2020-06-08T23:41:30Z"),
      status: 304,
      size: 157,
      duration: 58_927,
      host: "89.160.20.156",
      method: "GET",
      target: "http://81.2.69.193/static/us.jpg",
      agent: "Mozilla",
    },
  ],
  "cloudflare, with nanoseconds that no double holds": [
    '{"ClientIP":"89.163.242.206","ClientRequestHost":"www.example.com","ClientRequestMethod":"GET","ClientRequestURI":' +
    '"/","EdgeEndTimestamp":1712790000123000999,"EdgeResponseBytes":12480,"EdgeResponseStatus":200,' +
    '"EdgeStartTimestamp":1712789999999999999}',
    {
      time: 1712789999,
      status: 200,
      size: 12480,
      duration: 123_001,
      host: "89.163.242.206",
      method: "GET",
      target: "/",
      vhost: "www.example.com",
    },
  ],
  "cloudflare with whole seconds": [
    '{"ClientIP":"89.163.242.206","EdgeEndTimestamp":"2024-04-10T23:00:01Z","EdgeResponseStatus":200,' +
    '"EdgeStartTimestamp":"2024-04-10T23:00:00Z"}',
    { time: epoch("2024-04-10T23:00:00Z"), status: 200, host: "89.163.242.206" },
  ],
  "envoy": [
    '{":authority":"www.example.com","bytes_received":0,"bytes_sent":121258,"downstream_remote_address":' +
    '"10.0.0.12:59292","duration":11,"method":"GET","path":null,"protocol":"HTTP/2","response_code":200,' +
    '"start_time":"2025-12-31T16:37:40.479Z","user-agent":"curl","x-envoy-origin-path":"/assets/image.webp",' +
    '"x-envoy-upstream-service-time":null,"x-forwarded-for":"10.0.0.12"}',
    {
      time: epoch("2025-12-31T16:37:40Z"),
      status: 200,
      size: 121258,
      duration: 11_000,
      host: "10.0.0.12",
      method: "GET",
      target: "/assets/image.webp",
      protocol: "HTTP/2",
      vhost: "www.example.com",
      agent: "curl",
    },
  ],
  "written by hand: a bare dash in place of a number, escapes of nginx": [
    '{"time_local":"10/Oct/2000:13:55:36 -0700","remote_addr":"1.2.3.4","request":"GET /\\x22 HTTP/1.1","status":200,"request_time":-}',
    { time: epoch("2000-10-10T20:55:36Z"), status: 200, host: "1.2.3.4", request: 'GET /" HTTP/1.1' },
  ],
  "uri and arguments apart": [
    '{"time":1600000001,"status":200,"uri":"/a","args":"b=c"}',
    { time: 1_600_000_001, status: 200, target: "/a", query: "b=c" },
  ],
  "names of nested objects with points in them": [
    '{"@timestamp":"2020-01-01T00:00:00+0100","http.response.status_code":200,"client.ip":"::1","url":{"path":"/"}}',
    { time: epoch("2019-12-31T23:00:00Z"), status: 200, host: "::1", target: "/" },
  ],
};

for (const [name, [line, fields]] of Object.entries(RECORDS)) {
  Deno.test(`json: ${name}`, () => assert.deepEqual(readOne(jsonFormat, line), fields));
}

Deno.test("json: times by their looks", () => {
  const cases: readonly (readonly [text: string, time: number | null])[] = [
    ["0", 0],
    ["1703373474", 1703373474],
    ["1703373474.99", 1703373474],
    ["253402300799", 253402300799],
    ["1703373474123", 1703373474],
    ["1703373474123.5", 1703373474],
    ["1703373474123456", 1703373474],
    ["1703373474999999999", 1703373474],
    ['"1703373474999999999"', 1703373474],
    ['"2023/12/23 23:17:54.123 Z"', 1703373474],
    ['"2023-12-23 23:17:54,123+00:00"', 1703373474],
    ['"23/Dec/2023:23:17:54 +0000"', 1703373474],
    ['"2023-12-23T23:17:54.123456789+02"', 1703373474 - 7200],
    ["1703373474999999999000", null],
    ["-1", null],
    ["1e9", null],
    ["1.", null],
    ['"2023-12-23"', null],
    ['"yesterday"', null],
    ['""', null],
  ];
  const reader = readerOf(jsonFormat, NGINX);
  for (const [text, time] of cases) {
    const outcomes = outcomesOf(reader, `{"time":${text},"status":200,"ip":"h"}\n`);
    // Later than the newest that the tests accept.
    const wanted = time === null ? "date" : time > NEWEST ? "future" : { time, status: 200, host: "h" };
    assert.deepEqual(outcomes, [wanted], text);
  }
});

Deno.test("json: what is JSON but no request, and what is no JSON, is rejected", () => {
  const reader = readerOf(jsonFormat, NGINX);
  const lines = [
    '{"level":"info","ts":1703373474.8,"logger":"tls","msg":"cleaning storage unit"}',
    '{"ts":1,"logger":"http.log.error","msg":"x","request":{"remote_ip":"1.2.3.4","uri":"/"},"status":500}',
    '{"time":1,"status":200}',
    '{"time":1,"ip":"h"}',
    '{"status":200,"ip":"h"}',
    '{"time":1,"status":200,"ip":null}',
    "{}",
    "[]",
    '"x"',
    "hello",
    '{"time":1,"status":200,"ip":"h"',
    '{"time":1,"status":200,"ip":"h}',
    '{"time":1,"status":200,"ip":"h"}}',
    '{"time":1,"status":200,"ip":"h"},',
    '{"time":1,"status":200,"ip":"h",}',
    '{"time":1,"status":200,"rt":,"ip":"h"}',
    '{"time":1,"status":200 "ip":"h"}',
    '{"time" 1,"status":200,"ip":"h"}',
    "{time:1,status:200,ip:2}",
    '{"time":1,"status":200,"ip":"h","x":[1,2}',
    `{"time":1,"status":200,"ip":"h","x":${"[".repeat(100)}${"]".repeat(100)}}`,
    `{"a":${'{"a":'.repeat(30000)}`,
  ];
  for (const line of lines) {
    const [outcome] = outcomesOf(reader, `${line}\n`);
    assert.equal(outcome, line.length > 65536 ? "too long" : "format", line.slice(0, 200));
    assert.ok("failed" in begin(jsonFormat, line));
  }
  assert.deepEqual(
    outcomesOf(reader, '{"time":1,"status":7,"ip":"h"}\n{"time":1,"status":200,"ip":"h","size":"x"}\n'),
    [
      "status",
      "bytes",
    ],
  );
  const good =
    ' { "time" : 1 , "status":200,\t"ip":"h","x":[{"status":500},null,true,-1.5e3,""], "y":{"time":2} } \r\n';
  assert.deepEqual(outcomesOf(reader, good), [{ time: 1, status: 200, host: "h" }]);
});

Deno.test("json: the layout of a flat line reads lines with the same keys as the family does", () => {
  const value = (role: string): fc.Arbitrary<string> => {
    const odd = fc.constantFrom(
      "null",
      '""',
      '"-"',
      "-",
      "true",
      "1",
      '"a,b"',
      '"x\\"y"',
      "[1]",
      '{"status":1}',
      "",
    );
    const usual: Record<string, fc.Arbitrary<string>> = {
      time: fc.nat(NEWEST).map(String),
      status: fc.integer({ min: 1, max: 999 }).map(String),
      ip: fc.constantFrom('"10.0.0.1"', '"1.2.3.4:80"', '"::1"'),
      request: fc.constantFrom('"GET / HTTP/1.1"', '"x"'),
      size: fc.nat().map(String),
      bytes: fc.constant("null"),
      x: fc.constantFrom('"x"', '"y z"'),
      request_time: fc.constantFrom("0.123", "1", "12.5"),
    };
    return fc.oneof({ weight: 15, arbitrary: usual[role] ?? fc.constantFrom("2", "1") }, {
      weight: 1,
      arbitrary: odd,
    });
  };
  const names = ["x", "time", "ip", "bytes", "request", "status", "y", "size", "request_time"];
  const first =
    '{"x":"x","time":1600000001, "ip":"h","bytes":null,"request":"GET /","status":200,"y": 1,"size":5 ,"request_time":0.5 }';
  const reader = readerOf(jsonFormat, first),
    parser = new LayoutParser(reader.layout!, null),
    record = new LogRecord();
  const separators = [":", ":", ":", ":", ":", ":", ": ", ":", ":"],
    before = ["{", ",", ", ", ",", ",", ",", ",", ",", " ,"];
  const lines = fc.tuple(...names.map(value)).map((values) =>
    `${
      values.map((value, index) => `${before[index]}"${names[index]}"${separators[index]}${value}`).join("")
    } }`
  );
  let plain = 0;
  fc.assert(
    fc.property(lines, (line) => {
      const bytes = new TextEncoder().encode(`${line}\n`);
      if (line.includes("\\") || !parser.parse(bytes, 0, bytes.length - 1, record)) return;
      if (record.time < 0 || record.status <= 0 || record.size < 0 || !record.has(0) || !record.has(1)) {
        return;
      }
      plain++;
      let found: Fields | null = null;
      reader.read(bytes, 0, bytes.length, dateLimits(NEWEST), {
        accept: (record) => void (found = fieldsOf(record)),
        reject: (reason) => assert.fail(`${reason}: ${line}`),
      });
      assert.deepEqual(fieldsOf(record), found, line);
    }),
    { numRuns: 2000 },
  );
  assert.ok(plain > 100, `${plain}`);
});

Deno.test("json: nested lines have no layout, nor have texts without quotes", () => {
  for (
    const line of [
      '{"time":1600000001,"status":200,"ip":"h","x":{}}',
      '{"time":1600000001,"status":200,"ip":"h","x":[]}',
      '{"time":1600000001,"status":200,"user":5,"ip":"h"}',
      '{"time":1600000001,"status":200,"ip":"h","logger":"x"}',
    ]
  ) assert.equal(readerOf(jsonFormat, line).layout, undefined, line);
  assert.equal(readerOf(jsonFormat, '{"time":1600000001,"status":200,"ip":"h","x":1}').layout?.length, 5);
  const timed = '{"time":"1703373474123","status":200,"ip":"h","upstream_response_time":"0.1, 0.2"}';
  const layout = readerOf(jsonFormat, timed).layout!;
  assert.deepEqual(layout.map(({ role }) => role), ["time", "status", "host", null, null]);
  assert.equal(layout[0].decode, "any-epoch");
});

Deno.test("json: of two keys that may be the time, the one whose value in the first line is a time counts", () => {
  const lines = [
    '{"time":0.012,"date":"2020-01-01T00:00:00Z","status":200,"ip":"a"}',
    '{"time":7,"date":"2020-01-01T00:00:01Z","status":200,"ip":"a"}',
  ];
  const reader = readerOf(jsonFormat, lines[0]);
  const times = outcomesOf(reader, lines.map((line) => `${line}\n`).join("")).map((each) =>
    (each as Fields).time
  );
  assert.deepEqual(times, [epoch("2020-01-01T00:00:00Z"), epoch("2020-01-01T00:00:01Z")]);
  // The layout for the kernel knows it, too.
  const record = new LogRecord(), bytes = new TextEncoder().encode(lines[1]);
  assert.ok(new LayoutParser(reader.layout!, null).parse(bytes, 0, bytes.length, record));
  assert.equal(record.time, epoch("2020-01-01T00:00:01Z"));
  // A line without the date has no time, not one in 1970.
  assert.deepEqual(outcomesOf(reader, '{"time":7,"status":200,"ip":"a"}\n'), ["format"]);
});

Deno.test("json: a time span in words is no reason to refuse a log that has a date", () => {
  const span = '{"time":"12ms","timestamp":"2020-01-01T00:00:00Z","status":200,"ip":"a"}';
  assert.equal((readOne(jsonFormat, span) as Fields).time, epoch("2020-01-01T00:00:00Z"));
});

Deno.test("json: a number that is no time decides nothing, and it is said how to name the key that is one", () => {
  const line = (time: string, more = "") =>
    `{${more}"remote_addr":"a","status":200,"path":"/a","size":5,"time":${time}}`;
  const cases: readonly (readonly [line: string, time: string, key: string])[] = [
    [
      line("0.010"),
      "its time would be 1970-01-01T00:00:00Z, by the key time with the value 0.010,",
      "time=KEY",
    ],
    [line('"7"'), "1970-01-01T00:00:07Z, by the key time with the value 7,", "time=KEY"],
    [line("45623.26501"), "1970-01-01T12:40:23Z, by the key time with the value 45623.26501,", "time=KEY"],
    [line("631151999"), "1989-12-31T23:59:59Z, by the key time with the value 631151999,", "time=KEY"],
    [line("7", '"id":1700000000,"date":5,'), "by the key time with the value 7,", "time=KEY"],
    [line("7", '"logged":"2024-11-27T06:21:42Z",'), "by the key time with the value 7,", "time=logged"],
    [line("7", '"at":{"x":"17/May/2024:10:05:01 +0000"},'), "by the key time with the value 7,", "time=at.x"],
    [line("7", '"a,b=c":"2024-11-27T06:21:42Z",'), "by the key time with the value 7,", "time=KEY"],
  ];
  for (const [line, time, key] of cases) {
    const misfit = begin(jsonFormat, line);
    assert.ok("failed" in misfit, line);
    assert.ok(misfit.failed.includes(time), misfit.failed);
    assert.ok(
      misfit.failed.endsWith(
        `--log-format json:${key},status=status,host=remote_addr,target=path,bytes=size`,
      ),
      misfit.failed,
    );
  }
  // The text of a date is one, be it as old as it likes, and so is a number of the year 1990.
  for (
    const time of ['"1970-01-01T00:00:07Z"', '"01/Jan/1970:00:00:07 +0000"', "631152000", "1703373474123"]
  ) {
    assert.ok("reader" in begin(jsonFormat, line(time)), time);
  }
});

/** Time spans as texts: what is read of each in milliseconds, and in seconds; null where it is none. */
const SPANS: readonly (readonly [text: string, milliseconds: number | null, seconds: number | null])[] = [
  ["12", 12_000, 12_000_000],
  ["12.5", 12_500, 12_500_000],
  ["12ms", 12_000, 12_000],
  ["12 ms", 12_000, 12_000],
  ["0.5s", 500_000, 500_000],
  ["1m2.5s", 62_500_000, 62_500_000],
  ["250µs", 250, 250],
  ["-", null, null],
  ["1,5", null, null],
  ["0,250", null, null],
  ["12 parsec", null, null],
  ["ms", null, null],
  [" ms", null, null],
  ["1 2ms", null, null],
  ["12ms ", null, null],
  [`${"1".repeat(70_000)}ms`.slice(-60_000), null, null],
];

Deno.test("json: a time span with its own unit is read in that; one that cannot be read is told of", () => {
  for (const [name, column] of [["duration_ms", 1], ["duration_s", 2], ["duration", 2]] as const) {
    const named = parseLogFormat(`json:time=ts,status=st,host=ip,${name}=rt`);
    for (const span of SPANS) {
      const line = `{"ts":1600000001,"st":200,"ip":"a","rt":"${span[0]}"}`, wanted = span[column];
      const begun = begin(named, line);
      assert.ok("reader" in begun);
      const [found] = outcomesOf(begun.reader, `${line}\n`) as Fields[];
      assert.equal(found.duration ?? null, wanted, line.slice(0, 80));
      // The layout for the kernel reads no other number.
      const { layout } = begun.reader, record = new LogRecord(), bytes = new TextEncoder().encode(line);
      if (layout !== undefined && new LayoutParser(layout, null).parse(bytes, 0, bytes.length, record)) {
        assert.ok(
          layout.some(({ role, decode }) => role === "duration" && decode === "name") ||
            record.duration === (wanted ?? ABSENT),
        );
      }
      const said = begun.unreadIn!(bytes);
      if (wanted !== null || span[0] === "-") assert.equal(said, null);
      else {assert.match(
          said!,
          /^its duration is not read: <.{1,41}> of the key rt is no number with a point/,
        );}
    }
  }
  const known = begin(
    jsonFormat,
    '{"time":1600000001,"status":200,"ip":"h","upstream_response_time":"x","request_time":"1,5"}',
  );
  assert.ok("reader" in known);
  const say = (line: string) => known.unreadIn!(new TextEncoder().encode(line));
  assert.match(
    say('{"time":1600000001,"status":200,"ip":"h","upstream_response_time":"x"}')!,
    /^its upstream duration/,
  );
  assert.match(
    say('{"time":1600000001,"status":200,"ip":"h","request_time":"1,5"}')!,
    /<1,5> of the key request_time/,
  );
  // What is no record is no reason for a word.
  assert.equal(say('{"time":"x","status":200,"ip":"h","request_time":"1,5"}'), null);
  assert.equal(say("x"), null);
  const wrap = (line: string) => `2016-10-06T00:17:09.669794202Z stdout F ${line}`;
  const wrapped = begin(alsoWrapped(jsonFormat), wrap('{"time":1600000001,"status":200,"ip":"h"}'));
  assert.ok("reader" in wrapped);
  const inside = new TextEncoder().encode(
    wrap('{"time":1600000001,"status":200,"ip":"h","request_time":"1,5"}'),
  );
  assert.match(wrapped.unreadIn!(inside)!, /<1,5> of the key request_time/);
});

Deno.test("json: a key that was named as the time is taken whatever it holds, with a word", () => {
  const named = parseLogFormat("json:time=at,status=status,host=ip"), line = '{"at":7,"status":200,"ip":"a"}';
  const begun = begin(named, line);
  assert.ok("reader" in begun);
  assert.match(begun.warning!, /^its time would be 1970-01-01T00:00:07Z, by the key at with the value 7,/);
  assert.deepEqual(readOne(named, line), { time: 7, status: 200, host: "a" });
  const real = begin(named, line.replace("7", "1600000001"));
  assert.ok("reader" in real && real.warning === undefined);
});

Deno.test("json: a status or a number of bytes with nothing but zeroes behind its point is a whole one", () => {
  const line = (status: string, bytes: string) =>
    `{"time":1600000001,"remote_addr":"h","status":${status},"bytes":${bytes}}\n`;
  const reader = () => readerOf(jsonFormat, line("200", "0").trimEnd());
  const read = (status: string, bytes = "0") => outcomesOf(reader(), line(status, bytes))[0];
  const record = (status: number, size?: number) => ({
    time: 1_600_000_001,
    status,
    ...size ? { size } : {},
    host: "h",
  });
  for (const status of ["200.0", '"200.0"', "200.000", "200.", '"200"']) {
    assert.deepEqual(read(status), record(200), status);
  }
  for (const bytes of ["512.0", '"512.00"']) assert.deepEqual(read("200", bytes), record(200, 512), bytes);
  assert.deepEqual(read("0.0"), record(0));
  for (const status of ["200.5", "200.0.0", "2000.0", ".0", '"200.0 "', "20.0", "2e2", "true"]) {
    assert.equal(read(status), "status", status);
  }
  for (const bytes of ["512.5", "1e3", ".0"]) assert.equal(read("200", bytes), "bytes", bytes);
});

Deno.test("json: of a request whose status is null the status is what is wrong; another key may have it", () => {
  const line = (status: string) => `{"time":1600000001,"remote_addr":"h",${status}}`;
  const reader = readerOf(jsonFormat, line('"status":200'));
  assert.deepEqual(outcomesOf(reader, `${line('"status":null')}\n`), ["status"]);
  assert.deepEqual(outcomesOf(reader, `${line('"status":null,"response_code":204')}\n`), [
    { time: 1_600_000_001, status: 204, host: "h" },
  ]);
  assert.deepEqual(outcomesOf(reader, `${line('"status":null,"status":204')}\n`), [
    { time: 1_600_000_001, status: 204, host: "h" },
  ]);
  // What has no status, or no request, is a line of another kind.
  assert.deepEqual(
    outcomesOf(reader, `${line('"level":1')}\n{"time":1600000001,"status":null,"msg":"x"}\n`),
    [
      "format",
      "format",
    ],
  );
  assert.deepEqual(begin(jsonFormat, line('"status":null')), {
    fitting: 9,
    failed: "its status is not three digits from 100 to 999",
  });
});
