// Role: tests of all families on lines that real writers wrote: which one each line is of, and the record in it.

import assert from "node:assert/strict";
import fc from "fast-check";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { Problem } from "../../src/domain/problem.ts";
import { detect, FAMILIES } from "../../src/formats/mod.ts";
import { epoch, type Fields, NEWEST, outcomesOf } from "./outcomes.ts";

interface Sample {
  readonly family: string;
  readonly line: string;
  readonly fields: Fields;
  /** The zone that the line needs. */
  readonly zone?: string;
}

const ALB =
  "http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 " +
  '"GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws "Root=1-5" "-" "-" 0 2018-07-02T22:22:48.364000Z "forward" ' +
  '"-" "-" 10.0.0.1:80 200 "-" "-" TID_12';
const HAPROXY =
  "127.0.0.1:39759 [09/Dec/2013:12:59:46.633] loadbalancer default/instance8 0/51536/1/48082/99627 200 83285 - - ---- " +
  '87/87/87/1/0 0/67 {77.24.148.74} "GET /path/to/image HTTP/1.1"';
const HAPROXY_FIELDS: Fields = {
  time: epoch("2013-12-09T12:59:46Z"),
  status: 200,
  size: 83285,
  duration: 99_627_000,
  host: "127.0.0.1",
  request: "GET /path/to/image HTTP/1.1",
};
const CLF = '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5';
const CLF_FIELDS: Fields = {
  time: epoch("2000-10-10T20:55:36Z"),
  status: 200,
  size: 5,
  host: "1.2.3.4",
  request: "GET / HTTP/1.0",
};

const SAMPLES: readonly Sample[] = [
  {
    family: "alb",
    line: ALB,
    fields: {
      time: epoch("2018-07-02T22:23:00Z"),
      status: 200,
      size: 366,
      duration: 1000,
      host: "192.168.131.39",
      request: "GET http://www.example.com:80/ HTTP/1.1",
      agent: "curl/7.46.0",
    },
  },
  {
    family: "alb",
    line:
      'h2 2018-11-30T22:23:00.186641Z app/a/50dc 2601:6bbc:c529:9dad:6bbc:c529:9dad:6bbc:50599 - -1 -1 -1 460 - 34 0 "- http://awseb:80- -" "-" - - x',
    fields: {
      time: epoch("2018-11-30T22:23:00Z"),
      status: 460,
      host: "2601:6bbc:c529:9dad:6bbc:c529:9dad:6bbc",
    },
  },
  {
    family: "alb",
    line: 'https 2018-11-30T22:23:00.186641Z app/a/50dc 1.2.3.4:5 - -1 -1 -1 - - 0 0 "- - - " "\\x22a" - - x',
    fields: { time: epoch("2018-11-30T22:23:00Z"), status: 0, host: "1.2.3.4", agent: '"a' },
  },
  {
    family: "elb",
    line:
      '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -',
    fields: {
      time: epoch("2015-05-13T23:39:43Z"),
      status: 200,
      size: 29,
      duration: 1178,
      host: "192.168.131.39",
      request: "GET http://www.example.com:80/ HTTP/1.1",
      agent: "curl/7.38.0",
    },
  },
  {
    family: "elb",
    line:
      '2014-02-15T23:39:43.945958Z my-test 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001 0.0 200 200 0 29 "GET / HTTP/1.1"',
    fields: {
      time: epoch("2014-02-15T23:39:43Z"),
      status: 200,
      size: 29,
      duration: 1073,
      host: "192.168.131.39",
      request: "GET / HTTP/1.1",
    },
  },
  {
    family: "s3",
    line:
      "79a59df9 awsexamplebucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a5 3E57427F3EXAMPLE REST.GET.VERSIONING - " +
      '"GET /awsexamplebucket1?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - s9lz SigV2 ECDHE AuthHeader aws.s3 TLSV1.1',
    fields: {
      time: epoch("2019-02-06T00:00:38Z"),
      status: 200,
      size: 113,
      duration: 7000,
      host: "192.0.2.3",
      request: "GET /awsexamplebucket1?versioning HTTP/1.1",
      agent: "S3Console/0.4",
    },
  },
  {
    family: "s3",
    line:
      "36c1f0 jsoriano-s3-test [10/Feb/2022:07:17:12 +0000] - arn:aws:iam 4AEC BATCH.DELETE.OBJECT jolokia-war-1.5.0.war - 204 - - 344017 - - - - - M8 SigV4",
    fields: { time: epoch("2022-02-10T07:17:12Z"), status: 204 },
  },
  {
    family: "s3",
    line:
      '36c1f0 b [10/Feb/2022:07:17:12 +0000] 1.2.3.4 arn 4AEC REST.PUT.OBJECT a%2520b "PUT /a%20b HTTP/1.1" 200 - - 3 14 5 "-" "x y"',
    fields: {
      time: epoch("2022-02-10T07:17:12Z"),
      status: 200,
      duration: 14_000,
      host: "1.2.3.4",
      request: "PUT /a%20b HTTP/1.1",
      agent: "x y",
    },
  },
  {
    family: "squid",
    line:
      "1286536308.779    180 192.168.0.224 TCP_MISS/200 411 GET http://liveupdate.example.com/x - DIRECT/1.2.3.4 text/plain",
    fields: {
      time: 1286536308,
      status: 200,
      size: 411,
      duration: 180_000,
      host: "192.168.0.224",
      method: "GET",
      target: "http://liveupdate.example.com/x",
    },
  },
  {
    family: "squid",
    line:
      "1525344856.899  16867 10.170.72.111 TCP_TUNNEL/200 6256 CONNECT logs.amazonaws.com:443 bob HIER_DIRECT/53.140.206.134 -",
    fields: {
      time: 1525344856,
      status: 200,
      size: 6256,
      duration: 16_867_000,
      host: "10.170.72.111",
      method: "CONNECT",
      target: "logs.amazonaws.com:443",
      user: "bob",
    },
  },
  {
    family: "squid",
    line: "1525344856.899      0 ::1 NONE/000 0 NONE error:transaction-end - HIER_NONE/- -",
    fields: {
      time: 1525344856,
      status: 0,
      duration: 0,
      host: "::1",
      method: "NONE",
      target: "error:transaction-end",
    },
  },
  { family: "haproxy", line: HAPROXY, zone: "UTC", fields: HAPROXY_FIELDS },
  {
    family: "haproxy",
    line: `Dec  9 13:01:26 localhost haproxy[28029]: ${HAPROXY}`,
    zone: "Europe/Paris",
    fields: { ...HAPROXY_FIELDS, time: epoch("2013-12-09T11:59:46Z") },
  },
  {
    family: "haproxy",
    line:
      'unix:1 [06/Feb/2009:12:14:14.655] www-https~ myapp/node2 site.domain.com 0/0/-1/-1/+12 -1 +55 - - PR-- 1/1/1/1/0 0/0 {a b|} {c} "GET /#22#E4 HTTP/1.1',
    zone: "UTC",
    fields: {
      time: epoch("2009-02-06T12:14:14Z"),
      status: 0,
      size: 55,
      duration: 12_000,
      host: "unix",
      request: 'GET /"\ufffd HTTP/1.1',
    },
  },
  {
    family: "haproxy",
    line:
      '-:22222 [06/Feb/2009:12:14:14.655] fe be/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- 1/1/1/1/0 0/0 "<BADREQ>"',
    zone: "UTC",
    fields: { time: epoch("2009-02-06T12:14:14Z"), status: 400, size: 187, duration: 0, request: "<BADREQ>" },
  },
  {
    family: "envoy",
    line:
      '[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c" "locations" "tcp://10.0.2.1:80"',
    fields: {
      time: epoch("2016-04-15T20:17:00Z"),
      status: 204,
      duration: 226_000,
      upstreamDuration: 100_000,
      host: "10.0.35.28",
      request: "POST /api/v1/locations HTTP/2",
      vhost: "locations",
      agent: "nsq2http",
    },
  },
  {
    family: "envoy",
    line: '[2019-02-12T18:37:42.921Z] "- - -" 0 UF,URX 0 0 5 - "-" "-" "-" "-" "52.87.35.92:80"',
    fields: { time: epoch("2019-02-12T18:37:42Z"), status: 0, duration: 5000 },
  },
  {
    family: "envoy",
    line:
      '[2020-11-25T21:26:18.409Z] "GET /a HTTP/1.1" 418 - via_upstream - "-" 0 135 3 1 "1.2.3.4,5.6.7.8" "curl/7.73.0-DEV" "84961386" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854',
    fields: {
      time: epoch("2020-11-25T21:26:18Z"),
      status: 418,
      size: 135,
      duration: 3000,
      upstreamDuration: 1000,
      host: "1.2.3.4",
      request: "GET /a HTTP/1.1",
      vhost: "httpbin",
      agent: "curl/7.73.0-DEV",
    },
  },
  {
    family: "traefik",
    line:
      '172.17.0.1 - - [08/Dec/2021:09:16:05 +0000] "GET /scripts/cpshost.dll HTTP/1.1" 200 414 "-" "-" 500 "test@docker" "http://172.17.0.3:80" 12ms',
    fields: {
      time: epoch("2021-12-08T09:16:05Z"),
      status: 200,
      size: 414,
      duration: 12_000,
      host: "172.17.0.1",
      request: "GET /scripts/cpshost.dll HTTP/1.1",
    },
  },
  {
    family: "traefik",
    line:
      '172.17.0.1 - - [08/Dec/2021:09:16:05 +0000] "GET /\\"a\\b HTTP/1.1" 404 - "-" "x \\"y\\" z\\" 501 "-" "-" 0ms',
    fields: {
      time: epoch("2021-12-08T09:16:05Z"),
      status: 404,
      duration: 0,
      host: "172.17.0.1",
      request: 'GET /"a\\b HTTP/1.1',
      agent: 'x "y" z\\',
    },
  },
  {
    family: "traefik",
    line:
      '172.17.0.1 - - [08/Dec/2021:09:16:05 +0000] "GET /a HTTP/1.1" 404 19 "-" "-" 9 "Host-host1 "http://172.19.0.3:5601" 2ms',
    fields: {
      time: epoch("2021-12-08T09:16:05Z"),
      status: 404,
      size: 19,
      duration: 2000,
      host: "172.17.0.1",
      request: "GET /a HTTP/1.1",
    },
  },
  {
    family: "nginx-ingress",
    line:
      '172.70.127.35 - - [22/Feb/2023:22:02:59 +0000] "POST /twirp/ HTTP/1.1" 200 16 "-" "tasks/testing" 902 0.247 [test-grpc] [] 10.0.74.255:8080 16 0.248 200 89f3c8',
    fields: {
      time: epoch("2023-02-22T22:02:59Z"),
      status: 200,
      size: 16,
      duration: 247_000,
      upstreamDuration: 248_000,
      host: "172.70.127.35",
      request: "POST /twirp/ HTTP/1.1",
      agent: "tasks/testing",
    },
  },
  {
    family: "nginx-ingress",
    line:
      '1.2.3.4 - - [22/Feb/2023:22:02:59 +0000] "GET / HTTP/2.0" 502 0 "-" "x" 9 1.000 [a] [] 172.17.0.6:8080, [2a02::7]:8080 61, 100 0.100, 0.004 200, 203 89f3c8',
    fields: {
      time: epoch("2023-02-22T22:02:59Z"),
      status: 502,
      duration: 1_000_000,
      upstreamDuration: 104_000,
      host: "1.2.3.4",
      request: "GET / HTTP/2.0",
      agent: "x",
    },
  },
  {
    family: "nginx-ingress",
    line:
      '1.2.3.4 - - [22/Feb/2023:22:02:59 +0000] "GET / HTTP/2.0" 200 0 "-" "x" 9 1.000 [a] [] a:1, b:2 : c:3 -, - : 1 -, 0.100 : 0.200 -, 200 : 200 89f3c8',
    fields: {
      time: epoch("2023-02-22T22:02:59Z"),
      status: 200,
      duration: 1_000_000,
      upstreamDuration: 300_000,
      host: "1.2.3.4",
      request: "GET / HTTP/2.0",
      agent: "x",
    },
  },
  {
    family: "nginx-ingress",
    line: '1.2.3.4 - - [22/Feb/2023:22:02:59 +0000] "GET / HTTP/2.0" 404 0 "-" "x" 9 0.000 [] - - - - 89f3c8',
    fields: {
      time: epoch("2023-02-22T22:02:59Z"),
      status: 404,
      duration: 0,
      host: "1.2.3.4",
      request: "GET / HTTP/2.0",
      agent: "x",
    },
  },
  { family: "clf", line: CLF, fields: CLF_FIELDS },
  // The one of Gitlab's nginx.
  { family: "clf", line: `${CLF} "" "x" -`, fields: { ...CLF_FIELDS, referrer: "", agent: "x" } },
  {
    family: "clf",
    line: `{"log":"${
      CLF.replaceAll('"', '\\"')
    }\\n","stream":"stdout","time":"2021-08-24T09:52:13.20764059Z"}`,
    fields: CLF_FIELDS,
  },
  // A part of a line that is a whole record.
  {
    family: "clf",
    line: `{"log":"${
      CLF.replaceAll('"', '\\"')
    }","stream":"stdout","attrs":{"a":"b"},"time":"2021-08-24T09:52:13.2Z"}`,
    fields: CLF_FIELDS,
  },
  { family: "clf", line: `2022-01-28T16:04:05.413656027Z stdout F ${CLF}`, fields: CLF_FIELDS },
  { family: "clf", line: `2022-01-28T16:04:05.413656027+01:00 stderr P ${CLF}`, fields: CLF_FIELDS },
  { family: "clf", line: `<190>Dec  9 13:01:26 host nginx: ${CLF}`, fields: CLF_FIELDS },
  { family: "clf", line: `Dec 19 13:01:26 nginx: ${CLF}`, fields: CLF_FIELDS },
  { family: "clf", line: `2022-01-28T16:04:05.413656+01:00 host nginx[12]: ${CLF}`, fields: CLF_FIELDS },
  { family: "clf", line: `<171>1 2025-11-05T20:47:03+00:00 host nginx - - - ${CLF}`, fields: CLF_FIELDS },
  {
    family: "clf",
    line: `<171>1 2025-11-05T20:47:03Z host nginx 5 x [a b="]\\""][c] \ufeff${CLF}`,
    fields: CLF_FIELDS,
  },
  { family: "clf", line: `web-1  | ${CLF}`, fields: CLF_FIELDS },
  { family: "clf", line: `\x1b[36mweb-1  |\x1b[0m ${CLF}`, fields: CLF_FIELDS },
  {
    family: "json",
    line: '2025-12-31T16:37:40.5Z stdout F {"time":"2025-12-31T16:37:40Z","status":200,"remote_addr":"::1"}',
    fields: { time: epoch("2025-12-31T16:37:40Z"), status: 200, host: "::1" },
  },
  {
    family: "json",
    line:
      '{"log":"{\\"time\\":1600000001,\\"status\\":200,\\"uri\\":\\"/\\\\\\"\\"}\\n","stream":"stdout","time":"2021-08-24T09:52:13Z"}',
    fields: { time: 1_600_000_001, status: 200, target: '/"' },
  },
];

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

for (const { family, line, fields, zone = null } of SAMPLES) {
  Deno.test(`family ${family}: ${line}`, () => {
    const found = detect(bytesOf(line), { zone });
    assert.equal(found.format.name, family, "misfit" in found ? found.misfit.failed : "");
    assert.ok("beginning" in found && !found.beginning.isHeader);
    for (const end of ["\n", "\r\n"]) {
      assert.deepEqual(outcomesOf(found.beginning.reader, line + end), [fields]);
    }
  });
}

Deno.test("family: headers are found as such", () => {
  const headers: Readonly<Record<string, string>> = {
    w3c: "#Version: 1.0",
    csv: "remotehost,rfc931,authuser,date,request,status,bytes",
  };
  for (const [name, line] of Object.entries(headers)) {
    const found = detect(bytesOf(line), { zone: null });
    assert.equal(found.format.name, name);
    assert.ok("beginning" in found && found.beginning.isHeader);
  }
});

Deno.test("family: what is no access log is of none; the nearest family says why", () => {
  const cases: readonly (readonly [line: string, family: string])[] = [
    ['INFO:     127.0.0.1:1234 - "GET / HTTP/1.1" 200 OK', "clf"],
    ['{"level":"info","msg":"started"}', "json"],
    ["#Fields: date time", "w3c"],
    [ALB.replace(" 366 ", " x "), "alb"],
    [CLF.replace("200", "20"), "clf"],
    ["10.0.0.1 - - [07/Feb/2019:21:17:30 +0000] GET /a 200 12", "clf"],
    ['Mar 24 14:02:50 host tomcat.log: 127.0.0.1 - - "GET / HTTP/1.1" 200 65508 4.386', "clf"],
    ["a,status,bytes,ip", "csv"],
    ["", "clf"],
  ];
  for (const [line, family] of cases) {
    const found = detect(bytesOf(line), { zone: null });
    assert.ok("misfit" in found, line);
    assert.equal(found.format.name, family, `${line}: ${found.misfit.failed}`);
    assert.notEqual(found.misfit.failed, "");
  }
});

Deno.test("family: HAProxy needs the zone of its clock, and reads nothing but requests", () => {
  assert.throws(() => detect(bytesOf(HAPROXY), { zone: null }), (error) => {
    return error instanceof Problem && error.kind === "usage" && error.message.includes("--tz");
  });
  const found = detect(bytesOf(HAPROXY), { zone: "UTC" });
  assert.ok("beginning" in found);
  assert.equal(found.beginning.reader.layout, undefined);
  const others = [
    "127.0.0.1:1 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0",
    "127.0.0.1:1 [06/Feb/2009:12:12:51.443] fe/1: SSL handshake failure",
    "Proxy fe started.",
  ];
  assert.deepEqual(
    outcomesOf(found.beginning.reader, others.map((line) => `${line}\n`).join("")),
    others.map(() => "format"),
  );
});

Deno.test("family: of wrapped lines each that is no record is rejected once, with the line around it", () => {
  const wrapped = `{"log":"${CLF.replaceAll('"', '\\"')}\\n","stream":"stdout"}`;
  const found = detect(bytesOf(wrapped), { zone: null });
  assert.ok("beginning" in found);
  const lines = [
    CLF,
    '{"log":"\\n","stream":"stdout"}',
    '{"log":"hello\\n","stream":"stdout"}',
    `{"log":"${"a\\nb"}\\n","stream":"stdout"}`,
    wrapped.replace(" 200 ", " 20 "),
    wrapped.replace("10/Oct", "40/Oct"),
    `{"log":"${"x".repeat(70000)}\\n","stream":"stdout"}`,
    wrapped,
  ];
  const bytes = bytesOf(`${lines.join("\r\n")}\n`), seen: string[] = [];
  const count = found.beginning.reader.read(bytes, 0, bytes.length, dateLimits(NEWEST), {
    accept: () => true,
    keep: (from, start, end, line) =>
      void seen.push(`${line} ${new TextDecoder().decode(from.subarray(start, end))}`),
    reject: (reason, from, start, end, line) =>
      void seen.push(`${line} ${reason} ${new TextDecoder().decode(from.subarray(start, end))}`),
  });
  assert.equal(count, lines.length);
  const reasons = ["format", "format", "format", "format", "status", "date", "too long", ""];
  assert.deepEqual(seen, lines.map((line, at) => `${at} ${reasons[at]} ${line}`.replace("  ", " ")));
});

Deno.test("family: a W3C log inside of CRI keeps its directives", () => {
  const cri = (line: string) => `2022-01-28T16:04:05.413656027Z stdout F ${line}`;
  const found = detect(bytesOf(cri("#Version: 1.0")), { zone: null });
  assert.ok("beginning" in found && found.beginning.isHeader);
  const { reader } = found.beginning, record = "2020-01-01 00:00:00 ::1 200";
  const wanted = { time: epoch("2020-01-01T00:00:00Z"), status: 200, host: "::1" };
  const lines = [cri("#Fields: date time c-ip sc-status"), cri(record), cri("x")].map((line) => `${line}\n`)
    .join("");
  assert.deepEqual(outcomesOf(reader, lines), [wanted, "fields"]);
  const again = reader.at!(reader.directives!);
  assert.deepEqual(outcomesOf(again, `${cri(record)}\n`), [wanted]);
});

Deno.test("family: no bytes make any of them throw, and what one accepts it reads", () => {
  const lines = SAMPLES.map(({ line }) => line).concat([
    "#Fields: date time c-ip sc-status",
    "ts,client,status,size",
  ]);
  const change = fc.tuple(
    fc.nat(400),
    fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(32, 34, 92, 45, 44, 91)),
  );
  const changed = fc.tuple(
    fc.constantFrom(...lines),
    fc.array(change, { maxLength: 4 }),
    fc.option(fc.nat(300)),
  );
  fc.assert(
    fc.property(changed, fc.constantFrom("UTC", null), ([line, changes, cut], zone) => {
      let bytes = bytesOf(line);
      for (const [at, byte] of changes) if (at < bytes.length && byte !== 10) bytes[at] = byte;
      if (cut !== null) bytes = bytes.slice(0, cut);
      for (const format of FAMILIES) {
        try {
          const begun = format.begin(bytes, { zone });
          if ("failed" in begun) continue;
          const outcomes = outcomesOf(begun.reader, Uint8Array.of(...bytes, 10));
          assert.ok(
            begun.isHeader || typeof outcomes[0] !== "string" || outcomes[0] === "future",
            `${outcomes[0]}`,
          );
        } catch (error) {
          if (!(error instanceof Problem && error.kind === "usage" && zone === null)) throw error;
        }
      }
    }),
    { numRuns: 200 },
  );
});
