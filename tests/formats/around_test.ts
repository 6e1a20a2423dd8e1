// Role: what tools put around each line of a log: it is taken away, and nothing is taken away from lines that have nothing around them.

import assert from "node:assert/strict";
import { detect, FAMILIES } from "../../src/formats/mod.ts";
import { epoch, type Fields, outcomesOf } from "./outcomes.ts";

const COMBINED = '203.0.113.7 - - [29/Nov/2026:12:00:01 +0000] "GET /a HTTP/1.1" 200 5316 "-" "curl/8.0"';
const FIELDS: Fields = {
  time: epoch("2026-11-29T12:00:01Z"),
  status: 200,
  size: 5316,
  host: "203.0.113.7",
  request: "GET /a HTTP/1.1",
  agent: "curl/8.0",
};

/** Lines that begin a log, and the record in each. */
const LINES: Readonly<Record<string, readonly [line: string, fields: Fields]>> = {
  address: [COMBINED, FIELDS],
  "address of IPv6": [COMBINED.replace("203.0.113.7", "2001:db8::7"), { ...FIELDS, host: "2001:db8::7" }],
  name: [COMBINED.replace("203.0.113.7", "dsl-7.example.net"), { ...FIELDS, host: "dsl-7.example.net" }],
  "virtual host": [`shop.example.com:443 ${COMBINED}`, { ...FIELDS, vhost: "shop.example.com" }],
  json: [
    '{"time":"2026-11-29T12:00:01Z","status":200,"remote_addr":"203.0.113.7","request":"GET /a HTTP/1.1"}',
    { time: FIELDS.time, status: 200, host: "203.0.113.7", request: "GET /a HTTP/1.1" },
  ],
};

/** What is known, in front of any line. */
const KNOWN: Readonly<Record<string, string>> = {
  "grep": "access.log:",
  "grep -r": "/var/log/nginx/access.log.1:",
  "grep -n": "access.log:12:",
  "grep -n in one file": "12:",
  "findstr": "C:\\logs\\access.log:",
  "cat -n": "     7\t",
  "nl": "     7  ",
  "kubectl logs --timestamps": "2026-11-29T12:00:02.123456789Z ",
  "kubectl logs --timestamps elsewhere": "2026-11-29T13:00:02.123456789+01:00 ",
  "kubectl logs --prefix": "[pod/web-7d9f4b-x2x/nginx] ",
  "kubectl logs --prefix --timestamps": "[pod/web-7d9f4b-x2x/nginx] 2026-11-29T12:00:02.123456789Z ",
  "grep in the output of kubectl": "web.txt:12:[pod/web/nginx] 2026-11-29T12:00:02.123456789Z ",
  "docker compose logs -t": "web-1  | 2026-11-29T12:00:02.123456789Z ",
  "docker service logs": "web.1.k3j2@node1    | ",
  "pm2 logs": "0|app  | ",
  "foreman": "12:00:02 web.1  | ",
  "journalctl": "Nov 29 12:00:02 host nginx[12]: ",
  "journalctl -o short-precise": "Nov 29 12:00:02.123456 host nginx[12]: ",
  "journalctl -o short-iso": "2026-11-29T12:00:02+0000 host nginx[12]: ",
  "journalctl -o short-iso-precise": "2026-11-29T12:00:02.123456+00:00 host nginx[12]: ",
  "journalctl -o short-full": "Sun 2026-11-29 12:00:02 UTC host nginx[12]: ",
  "journalctl -o with-unit": "Sun 2026-11-29 12:00:02 CET host nginx.service[12]: ",
  "journalctl -o short-unix": "1795953602.123456 host nginx[12]: ",
  "journalctl -o short-monotonic": "[ 1234.567890] host nginx[12]: ",
  "logger -t": "Nov 29 12:00:02 host mytag: ",
  "rsyslog": "<190>1 2026-11-29T12:00:02Z host nginx 12 - - ",
  "a priority": "<190>",
  "ts": "2026-11-29T12:00:02 ",
  "ts -s": "00:00:02 ",
  "a time in seconds": "1795953602 ",
  "a time in milliseconds and a tab": "1795953602123\t",
  "aws logs tail": "2026-11-29T12:00:02.123000+00:00 ecs/web/0123abcd ",
  "heroku logs": "2026-11-29T12:00:02.123456+00:00 app[web.1]: ",
  "logcli": '2026-11-29T12:00:02Z {app="nginx"} ',
  "gunicorn": "[2026-11-29 12:00:02 +0000] [12] [INFO] ",
  "logging of Python": "INFO:werkzeug:",
  "a level": "INFO ",
  "a level with a colon": "INFO:     ",
  "pdsh": "web1: ",
  "log4j": "2026-11-29 12:00:02,123 ",
  "an id of the request": "a1b2c3d4e5f60718293a4b5c6d7e8f90 ",
  "colours": "\x1b[32m",
  "a tab": "\t",
};

/** Texts that nobody knows, in front of what is clearly a record. */
const UNKNOWN: Readonly<Record<string, string>> = {
  "stern": "web-7d9f4b-x2x nginx ",
  "awslogs": "/aws/ecs/web ecs/web/0123abcd ",
  "aws logs tail of a machine": "2026-11-29T12:00:02.123000+00:00 i-0abc12345678 ",
  "ts with months": "Nov 29 12:00:02 ",
  "rsyslog with a year": "2026 Nov 29 12:00:02 host nginx ",
  "rsyslog without a priority": "1 2026-11-29T12:00:02Z host nginx 12 - - ",
  "Spring": "2026-11-29 12:00:01.123  INFO 12 --- [ctor-http-nio-2] reactor.netty.http.server.AccessLog : ",
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function beginningOf(line: string, zone: string | null = null) {
  const found = detect(bytesOf(line), { zone });
  assert.ok("beginning" in found, `${line}: ${"misfit" in found ? found.misfit.failed : ""}`);
  return { ...found.beginning, family: found.format.name };
}

for (const [name, front] of Object.entries(KNOWN)) {
  Deno.test(`around: ${name}`, () => {
    for (const [kind, [line, fields]] of Object.entries(LINES)) {
      // See the test of numbers that may belong to an address.
      if (front === "12:" && kind === "address of IPv6") continue;
      const { reader, around } = beginningOf(front + line);
      assert.ok(around !== undefined && around.length > 0, kind);
      for (const end of ["\n", "\r\n"]) {
        assert.deepEqual(outcomesOf(reader, front + line + end), [fields], kind);
      }
    }
  });
}

for (const [name, front] of Object.entries(UNKNOWN)) {
  Deno.test(`around: any text, which is shown: ${name}`, () => {
    for (const kind of ["address", "address of IPv6", "json"]) {
      const [line, fields] = LINES[kind], { reader, around } = beginningOf(front + line);
      assert.match(around![0], /^a text such as </);
      assert.ok(around![0].includes(front.trim()), around![0]);
      assert.deepEqual(outcomesOf(reader, `${front}${line}\n`), [fields], kind);
    }
  });
}

Deno.test("around: nothing is taken away from a line that has nothing around it", () => {
  const plain = [
    ...Object.values(LINES).map(([line]) => line),
    ...[
      "[2001:db8::1]:5555",
      "[::1]",
      "::1",
      "::ffff:10.0.0.1",
      "fe80::1%eth0",
      "10.0.0.1:5555",
      "unix:",
      "localhost:80",
    ].map((
      client,
    ) => COMBINED.replace("203.0.113.7", client)),
    ...[
      "360-grad.example",
      "10.0.0.1:443",
      "[2001:db8::1]:443",
      "[2001:db8::1]",
      "https://a.example",
      "~^a.*$",
      "_",
    ].map((vhost) => `${vhost} ${COMBINED}`),
    '203.0.113.7 - John Doe [29/Nov/2026:12:00:01 +0000] "GET /a HTTP/1.1" 200 5316',
    "1286536308.779    180 192.168.0.224 TCP_MISS/200 411 GET http://example.com/x - DIRECT/1.2.3.4 text/plain",
    '2014-02-15T23:39:43.945958Z my-test 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001 0.0 200 200 0 29 "GET / HTTP/1.1"',
    '[2016-04-15T20:17:00.310Z] "POST /a HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "x" "cc21d9b0" "locations" "tcp://10.0.2.1:80"',
    '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be b [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a5 3E57 REST.GET.OBJECT - "GET /b HTTP/1.1" 200 - 113 - 7 - "-" "x" -',
  ];
  for (const line of plain) assert.equal(beginningOf(line).around, undefined, line);
});

Deno.test("around: in front of all lines of a log each text leaves the same records", () => {
  const log = Deno.readTextFileSync(new URL("../../sample_data/combined.log", import.meta.url));
  const lines = log.split("\n").slice(0, 300),
    plain = outcomesOf(beginningOf(lines[0]).reader, lines.join("\n") + "\n");
  assert.equal(plain.length, 300);
  for (const [name, front] of Object.entries({ ...KNOWN, ...UNKNOWN })) {
    const text = lines.map((line) => `${front}${line}\n`).join("");
    assert.deepEqual(outcomesOf(beginningOf(front + lines[0]).reader, text), plain, name);
  }
});

Deno.test("around: grep -C writes a dash beside what was searched for, a colon in it", () => {
  const lines = ["a/b-c.log-11-", "a/b-c.log:12:", "a/b-c.log-13-"];
  for (const first of lines) {
    const { reader } = beginningOf(first + COMBINED);
    const log = lines.map((front) => `${front}${COMBINED}\n`).join("--\n");
    assert.deepEqual(outcomesOf(reader, log), [FIELDS, "format", FIELDS, "format", FIELDS]);
  }
  const { reader } = beginningOf(`access.log-${COMBINED}`);
  assert.deepEqual(outcomesOf(reader, `access.log:${COMBINED}\n`), [FIELDS]);
});

Deno.test("around: grep --color=always", () => {
  const line = "\x1b[35m\x1b[Kaccess.log\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K" +
    COMBINED.replace("GET", "\x1b[01;31m\x1b[KGET\x1b[m\x1b[K");
  const { reader } = beginningOf(line);
  assert.deepEqual(outcomesOf(reader, `${line}\n`), [FIELDS]);
});

Deno.test("around: a number that may belong to an address decides nothing, and is read as the lines that decide say", () => {
  const six = LINES["address of IPv6"][0];
  const full = COMBINED.replace("203.0.113.7", "0:0:0:0:0:0:0:1"),
    fields = { ...FIELDS, host: "0:0:0:0:0:0:0:1" };
  for (const front of ["access.log:", "access.log:12:"]) {
    assert.deepEqual(outcomesOf(beginningOf(front + full).reader, `${front}${full}\n`), [fields]);
    assert.deepEqual(outcomesOf(beginningOf(front + COMBINED).reader, `${front}${full}\n`), [fields]);
  }
  for (
    const line of [
      `12:${six}`,
      `64:ff9a::1${six.slice("2001:db8::7".length)}`,
      `a.log:2600:2a02::1${six.slice("2001:db8::7".length)}`,
    ]
  ) {
    assert.ok("misfit" in detect(bytesOf(line), { zone: null }), line);
  }
  const named = beginningOf(`a.log:${COMBINED}`).reader, numbered = beginningOf(`a.log:1:${COMBINED}`).reader;
  const client = (host: string) => ({ ...FIELDS, host });
  const line = `a.log:2600:2a02::1${six.slice("2001:db8::7".length)}\n`;
  assert.deepEqual(outcomesOf(named, line), [client("2600:2a02::1")]);
  assert.deepEqual(outcomesOf(numbered, line), [client("2a02::1")]);
});

Deno.test("around: an address in front of a client may be the client's: such a line decides nothing", () => {
  for (const front of ["198.51.100.1, ", "proxy 198.51.100.1 ", "198.51.100.1 - ", "unknown, "]) {
    assert.ok("misfit" in detect(bytesOf(front + COMBINED), { zone: null }), front);
  }
  // Nor is one read by what others have in front.
  const { reader } = beginningOf(`web nginx ${COMBINED}`);
  for (const front of ["198.51.100.1, ", "web 198.51.100.1 "]) {
    assert.deepEqual(outcomesOf(reader, `${front}${COMBINED}\n`), ["format"], front);
  }
});

Deno.test("around: HAProxy and Envoy behind any text", () => {
  const haproxy =
    '203.0.113.7:51234 [29/Nov/2026:12:00:01.123] web~ app/s1 0/0/1/48/49 200 5316 - - ---- 8/8/8/1/0 0/0 "GET /a HTTP/1.1"';
  const one = beginningOf(`lb-1 haproxy ${haproxy}`, "UTC");
  assert.equal(one.family, "haproxy");
  assert.equal((outcomesOf(one.reader, `lb-1 haproxy ${haproxy}\n`)[0] as Fields).host, "203.0.113.7");
  const envoy =
    '[2026-11-29T12:00:01.310Z] "GET /a HTTP/2" 200 - 154 5316 226 100 "10.0.35.28" "curl/8" "cc21d9b0" "shop" "10.0.2.1:80"';
  const other = beginningOf(`web-7d9 istio-proxy ${envoy}`);
  assert.equal(other.family, "envoy");
  assert.equal((outcomesOf(other.reader, `web-7d9 istio-proxy ${envoy}\n`)[0] as Fields).host, "10.0.35.28");
});

Deno.test("around: the JSON of collectors, and OpenLiteSpeed's quotes", () => {
  const text = JSON.stringify(COMBINED);
  const lines = [
    `{"@timestamp":"2026-11-29T12:00:05Z","message":${text}}`,
    `{"__REALTIME_TIMESTAMP":"1795953601123456","_HOSTNAME":"web","MESSAGE":${text}}`,
    `{"log":${text},"kubernetes":{"pod_name":"web"}}`,
    `{"insertId":"x","textPayload":${text},"timestamp":"2026-11-29T12:00:05Z"}`,
    `x-json.log:{"log":${JSON.stringify(COMBINED + "\n")},"stream":"stdout","time":"2026-11-29T12:00:05Z"}`,
    `"${COMBINED}"`,
    `"${COMBINED.replaceAll('"', '""')}"`,
    `"${COMBINED.replaceAll('"', '""')}","2026-11-29 12:00:01.000"`,
  ];
  for (const line of lines) {
    const { reader, around } = beginningOf(line);
    assert.ok(around !== undefined, line);
    assert.deepEqual(outcomesOf(reader, `${line}\n`), [FIELDS], line);
  }
  const own = [
    '{"time":"2026-11-29T12:00:01Z","status":200,"path":"/a","message":"[200] GET /a"}',
    // A header of CSV whose first and last names are quoted.
    '"more, of it","",remotehost,"date",status,request,"extra"',
    '"more of it ","date",remotehost,status,"request"',
  ];
  for (const line of own) assert.equal(beginningOf(line).around, undefined, line);
});

Deno.test("around: a message that journalctl writes as an array of bytes, where one of them is none of UTF-8", () => {
  const latin1 = Uint8Array.from(`${COMBINED.slice(0, -1)}\xe9"`, (letter) => letter.charCodeAt(0));
  const line = (message: string): string =>
    `{"__REALTIME_TIMESTAMP":"1795953601123456","MESSAGE" : ${message},"x":1}`;
  const text = line(JSON.stringify(COMBINED)), { reader } = beginningOf(text);
  const bytes = line(`[ ${[...latin1].join(" , ")} ]`);
  const [, other] = outcomesOf(reader, `${text}\n${bytes}\n`);
  assert.deepEqual(other, { ...FIELDS, agent: `${FIELDS.agent}\ufffd` });
  assert.deepEqual(outcomesOf(beginningOf(bytes).reader, `${bytes}\n`), [other]);
  const broken = ["[49,256]", "[49,-1]", "[49", "[4 9]", "[49,,49]", "[[49]]", "[]", "null", "[49,10,49]"];
  for (const message of broken) {
    assert.deepEqual(outcomesOf(reader, `${line(message)}\n`), ["format"], message);
  }
});

Deno.test("around: signs in front of an address", () => {
  for (const front of ["+", "> ", "# ", "* "]) {
    const { reader, around } = beginningOf(front + COMBINED);
    assert.deepEqual(around, ["signs, as of diff"]);
    assert.deepEqual(outcomesOf(reader, `${front}${COMBINED}\n`), [FIELDS], front);
  }
});

Deno.test("around: NULs in front of a line are no part of it; with two carriage returns behind it none begins a log", () => {
  const cri = (text: string): string => `2022-01-28T16:04:05.413656027Z stdout F ${text}`;
  for (const line of [COMBINED, `web-1  | ${COMBINED}`, cri(COMBINED), `a.log:${COMBINED}`]) {
    const { reader } = beginningOf(line);
    assert.deepEqual(outcomesOf(reader, `\0\0\0${line}\n${line}\r\n`), [FIELDS, FIELDS], line);
  }
  assert.ok("misfit" in detect(bytesOf(`${COMBINED}\r`), { zone: null }));
});

Deno.test("around: a directive behind a text is one", () => {
  const front = "u_ex261129.log:", fields = "#Fields: date time c-ip cs-method cs-uri-stem sc-status";
  const { reader, isHeader } = beginningOf(`${front}12:${fields}`);
  assert.ok(isHeader);
  const log = [fields, "2026-11-29 12:00:01 203.0.113.7 GET /a 200"].map((line, at) =>
    `${front}${at}:${line}\n`
  ).join("");
  assert.deepEqual(outcomesOf(reader, log), [
    { time: FIELDS.time, status: 200, host: "203.0.113.7", method: "GET", target: "/a" },
  ]);
});

Deno.test("around: a format that was named is found behind any text, too", () => {
  const clf = FAMILIES.find(({ name }) => name === "clf")!;
  const begun = clf.begin(bytesOf(`web nginx ${COMBINED}`), { zone: null });
  assert.ok("reader" in begun);
});
