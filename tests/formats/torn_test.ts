// Role: tests of pasted formats in which a URL may hold what ends it: nothing of it is taken for another field.

import assert from "node:assert/strict";
import { parseLogFormat } from "../../src/formats/mod.ts";
import { epoch, type Fields, outcomesOf } from "./outcomes.ts";

const TIME = "10/Oct/2000:13:55:36 -0700", T2000 = epoch("2000-10-10T13:55:36-07:00");

/** Formats in which a URL may hold what ends it, each with lines, and what comes of them: a record, or the reason of a reject. */
const TORN: readonly (readonly [format: string, line: string, fields: Fields | string])[] = [
  ...[
    ["GET /a HTTP/1.1", { target: "/a", protocol: "HTTP/1.1" }],
    ["GET /my file 0.pdf?sid=S T HTTP/1.1", { target: "/my file 0.pdf?sid=S T", protocol: "HTTP/1.1" }],
    ["GET /a HTTP/1.1 b HTTP/2.0", { target: "/a HTTP/1.1 b", protocol: "HTTP/2.0" }],
    ["GET /a  HTTP/1.1", { target: "/a ", protocol: "HTTP/1.1" }],
    ["GET /a - -", { target: "/a -" }],
    ["GET /a b", "format"],
    ["GET /a b/c", "format"],
    ["GET /a HTTP/1.1\\n", "format"],
  ].flatMap(([request, parts]): [string, string, Fields | string][] => {
    const fields: Fields | string = typeof parts === "string"
      ? parts
      : { time: T2000, status: 200, size: 5, host: "1.2.3.4", method: "GET", ...parts as Fields };
    const line = `1.2.3.4 - - [${TIME}] "${request}" 200 5`;
    return [
      ['%h %l %u %t "%m %U%q %H" %>s %b', line, fields],
      [
        '$remote_addr - - [$time_local] "$request_method $request_uri $server_protocol" $status $bytes_sent',
        line,
        fields,
      ],
    ];
  }),
  ...[
    ["/css?f=A|B&token=S|HTTP/1.1|200|5", { target: "/css?f=A|B&token=S", protocol: "HTTP/1.1" }],
    ["/css?f=A||B|-|200|5", { target: "/css?f=A||B" }],
    ["/css?f=A|HTTP/1.1|token=S|HTTP/1.1|200|5", "format"],
  ].map(([rest, parts]): [string, string, Fields | string] => [
    "$msec|$remote_addr|$host|$request_uri|$server_protocol|$status|$bytes_sent",
    `1.000|h|x.example|${rest}`,
    typeof parts === "string"
      ? parts
      : { time: 1, status: 200, size: 5, host: "h", vhost: "x.example", ...parts as Fields },
  ]),
  // Where nothing says where the URL ends.
  ["$msec $remote_addr $uri $host $status", "1.000 h /a x.example 200", {
    ...{ time: 1, status: 200, host: "h", target: "/a", vhost: "x.example" },
  }],
  ["$msec $remote_addr $uri $host $status", "1.000 h /a b?token=S x.example 200", "format"],
  ['$msec $remote_addr "$uri $host" $status', '1.000 h "/a b?token=S x.example" 200', "format"],
  ["$msec $uri $http_x_forwarded_for - $status", "1.000 /a 1.2.3.4, 5.6.7.8 - 200", {
    ...{ time: 1, status: 200, host: "1.2.3.4", target: "/a" },
  }],
  ["$msec $uri $http_x_forwarded_for - $status", "1.000 /a b 1.2.3.4, 5.6.7.8 - 200", "format"],
  ["$msec $uri $x $status", "1.000 /a b x 200", "format"],
  // A request ends in a protocol, or does not hold what ends it.
  ...[
    ["GET /a HTTP/1.1|-|Mozilla/5.0 (a; b)", { request: "GET /a HTTP/1.1", agent: "Mozilla/5.0 (a; b)" }],
    ["GET /a|-|x", { request: "GET /a", agent: "x" }],
    ["-|-|x", { agent: "x" }],
    ["GET /a|b HTTP/1.1|r|x", { request: "GET /a|b HTTP/1.1", referrer: "r", agent: "x" }],
    ["GET /a HTTP/1.1|https://x.example/?f=A|B&sid=S|x", "format"],
    ["GET /a HTTP/1.1|r|x | y", "format"],
    ["GET /a|b|-|x", "format"],
  ].map(([rest, parts]): [string, string, Fields | string] => [
    "$msec|$remote_addr|$status|$request|$http_referer|$http_user_agent",
    `1.000|h|200|${rest}`,
    typeof parts === "string" ? parts : { time: 1, status: 200, host: "h", ...parts as Fields },
  ]),
  // Behind a number, too, an agent holds no bar; blanks are usual there.
  ["$msec|$remote_addr|$uri|$status|$http_user_agent", "1.000|h|/a|200|x (a, b)", {
    ...{ time: 1, status: 200, host: "h", target: "/a", agent: "x (a, b)" },
  }],
  ["$msec|$remote_addr|$uri|$status|$http_user_agent", "1.000|h|/a?ids=1|200|300|200|x", "format"],
  ["$msec $remote_addr $uri $status $http_user_agent", "1.000 h /a b 200 x (a, b)", {
    ...{ time: 1, status: 200, host: "h", target: "/a b", agent: "x (a, b)" },
  }],
];

Deno.test("pasted: nothing of a URL that holds what ends it is taken for another field", async (test) => {
  for (const [format, line, fields] of TORN) {
    await test.step(`${format}: ${line}`, () => {
      const reader = parseLogFormat(format).reader!({ zone: null });
      assert.deepEqual(outcomesOf(reader, `${line}\n`), [fields]);
    });
  }
});
