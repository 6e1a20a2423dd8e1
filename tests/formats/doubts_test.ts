// Role: lines that look like the common form by chance, as servers write them that are configured otherwise: none of them decides how a
// log is read, and where all lines are so, the log is refused with what is odd.

import assert from "node:assert/strict";
import { clfFormat } from "../../src/formats/families/clf.ts";
import { detect } from "../../src/formats/mod.ts";
import { readBeginningOf } from "../../src/inputs/beginning.ts";
import { begin, outcomesOf, readerOf } from "./outcomes.ts";

const TIME = "[29/Nov/2026:12:00:01 +0000]", REQUEST = '"GET /shop/cart?id=7 HTTP/1.1"';
const TAIL = '"https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/120.0"';
const FRONT = `203.0.113.7 - - ${TIME}`, NUMBERS = "200 5316";
const PLAIN = `${FRONT} ${REQUEST} ${NUMBERS} ${TAIL}`;

/** By what stands in the configuration. */
const ODD: Readonly<Record<string, readonly [line: string, failed: RegExp]>> = {
  '"$host" "$request"': [
    `${FRONT} "shop.example.com" ${REQUEST} ${NUMBERS} ${TAIL}`,
    /in front of its request/,
  ],
  '"$host $request"': [
    `${FRONT} "shop.example.com GET /cart HTTP/1.1" ${NUMBERS} ${TAIL}`,
    /in front of its request/,
  ],
  '"$request" "$host"': [
    `${FRONT} ${REQUEST} "shop.example.com" ${NUMBERS} ${TAIL}`,
    /between its request and its status/,
  ],
  '"$request" "$upstream_addr"': [
    `${FRONT} ${REQUEST} "10.0.0.1:80" ${NUMBERS}`,
    /between its request and its status/,
  ],
  '"$uri"': [`${FRONT} "/shop/cart" ${NUMBERS} ${TAIL}`, /no method and path/],
  '"$scheme://$host$uri"': [`${FRONT} "https://shop.example.com/cart" 404 153 ${TAIL}`, /no method and path/],
  "$request_length $status $body_bytes_sent": [
    `${FRONT} ${REQUEST} 432 200 5316 ${TAIL}`,
    /status would be 432/,
  ],
  "$request_length, of another request": [
    `${FRONT} ${REQUEST} 404 200 5316 ${TAIL}`,
    /two could be its status/,
  ],
  "$request_length $status": [`${FRONT} ${REQUEST} 432 200 ${TAIL}`, /status would be 432/],
  "$body_bytes_sent $status": [`${FRONT} ${REQUEST} 532 200 ${TAIL}`, /status would be 532/],
  "%>s %T %b": [`${FRONT} ${REQUEST} 200 0 5316`, /number stands behind its bytes/],
  '"$host" in front of the referrer': [
    `${FRONT} ${REQUEST} ${NUMBERS} "shop.example.com" ${TAIL}`,
    /its referrer would be/,
  ],
  '"$http_x_forwarded_for" in front of the referrer': [
    `${FRONT} ${REQUEST} ${NUMBERS} "198.51.100.2" ${TAIL}`,
    /its referrer would be/,
  ],
  '"$http_x_forwarded_for" that is absent': [
    `${FRONT} ${REQUEST} ${NUMBERS} "-" "-" "Mozilla/5.0 (X11)"`,
    /agent stands in third place/,
  ],
  "the user agent in front of the referrer": [
    `${FRONT} ${REQUEST} ${NUMBERS} "curl/8.0" "-"`,
    /its referrer would be/,
  ],
  "a user agent that is a place": [
    `${FRONT} ${REQUEST} ${NUMBERS} "-" "https://example.com/start"`,
    /its user agent would be/,
  ],
  "$time_iso8601 in front": [`2026-11-29T12:00:01+00:00 ${PLAIN}`, /virtual host would be/],
  "$msec in front": [`1795953601.123 ${PLAIN}`, /virtual host would be/],
  "$request_id in front": [`a1b2c3d4e5f60718293a4b5c6d7e8f90 ${PLAIN}`, /virtual host would be/],
  ...Object.fromEntries(
    ["443", "0.012", "GET", "https", "HIT", "TLSv1.3", "HTTP/1.1", "DE", "i-0abc12345678"].map((word) => [
      `${word} in front`,
      [`${word} ${PLAIN}`, /virtual host would be/] as const,
    ]),
  ),
  ...Object.fromEntries(
    ["+", "msg=", "#", "'", "(", "@", "=", "_", "x"].map((sign) => [
      `${sign} in front`,
      [sign + PLAIN, /its client would be/] as const,
    ]),
  ),
  ...Object.fromEntries(
    ["+", "#", "*", "•", "1.", "2015-05-17", "--"].map((word) => [
      `${word} and a blank in front`,
      [`${word} ${PLAIN}`, /virtual host would be/] as const,
    ]),
  ),
  "a level in front": [`INFO ${PLAIN}`, /virtual host would be/],
  "$http_x_forwarded_for - $remote_addr": [`198.51.100.2 - ${PLAIN}`, /an address stands where its user/],
  "$http_x_forwarded_for that is absent": [`- - ${PLAIN}`, /an address stands where its user/],
  '"$remote_addr"': [PLAIN.replace("203.0.113.7", '"203.0.113.7"'), /its client would be/],
};

for (const [name, [line, failed]] of Object.entries(ODD)) {
  Deno.test(`doubts: ${name}`, () => {
    const found = begin(clfFormat, line);
    assert.ok("failed" in found);
    assert.match(found.failed, failed);
    assert.match(found.failed, /--log-format/);
    // Once another line has decided, it is read as it stands.
    assert.notEqual(outcomesOf(readerOf(clfFormat, PLAIN), `${line}\n`)[0], "format");
  });
}

Deno.test("doubts: an odd line leaves the decision to the next one, and a log of nothing else is refused", () => {
  const expected = { format: null, zone: null, detect },
    bytesOf = (text: string) => new TextEncoder().encode(text);
  const odd = ODD["$request_length $status $body_bytes_sent"][0];
  const both = readBeginningOf(bytesOf(`${odd}\n${PLAIN}\n`), expected);
  assert.equal(new TextDecoder().decode(both.reading!.line!), PLAIN);
  assert.equal(both.headerLines, 0);
  const none = readBeginningOf(bytesOf(`${odd}\n`.repeat(9)), expected);
  assert.equal(none.reading, null);
  assert.match(none.problem!.message, /nearest format is clf, but its status would be 432, .*--log-format/);
  // A format that is named holds all the same.
  const named = readBeginningOf(bytesOf(`${odd}\n`.repeat(9)), { ...expected, format: clfFormat });
  assert.equal(outcomesOf(named.reader!, `${odd}\n`).length, 1);
});

Deno.test("doubts: none of lines that real clients cause", () => {
  const lines = [
    `${FRONT} "-" 400 0`,
    `${FRONT} "" 400 0 "" ""`,
    `${FRONT} "\\x16\\x03\\x01\\x02\\x00" 400 157 "-" "-"`,
    `${FRONT} "PRI * HTTP/2.0" 400 157 "-" "-"`,
    `${FRONT} "GET / HTTP/1.1" 000 0 "-" "x"`,
    `${FRONT} "OPTIONS / HTTP/1.1" - 0 "-" "x"`,
    `${FRONT} "CONNECT a.example:443 HTTP/1.1" 405 559 "-" "-"`,
    `${FRONT} "GET /"><script> HTTP/1.1" 404 5 "-" "x"`,
    `${FRONT} "GET / HTTP/1.1" 499 0 "-" "-"`,
    `${FRONT} "M-SEARCH * HTTP/1.1" 400 0 "-" "-"`,
    `${FRONT} ${REQUEST} ${NUMBERS} "-" "-" "-"`,
    `${FRONT} ${REQUEST} ${NUMBERS} "android-app://com.google.android.gm/" "x"`,
    `${FRONT} ${REQUEST} ${NUMBERS} "/relative" "x"`,
    `${FRONT} ${REQUEST} ${NUMBERS} 1532`,
    `${FRONT} ${REQUEST} 304 0 1532`,
    `${FRONT} ${REQUEST} ${NUMBERS} 0.012 ${TAIL}`,
    ...[
      "0:0:0:0:0:0:0:1",
      "64:ff9b::203.0.113.7",
      "2001:db8:0:0:0:0:0:7",
      "::1",
      "_gateway",
      "203.0.113.*",
      "10.0.0.xxx",
    ].map((client) => PLAIN.replace("203.0.113.7", client)),
  ];
  for (const line of lines) assert.ok("reader" in begin(clfFormat, line), line);
});

Deno.test("doubts: a virtual host in front of a client with one word more is one, an address in front of a name is the client", () => {
  const read = (words: string) =>
    outcomesOf(readerOf(clfFormat, PLAIN), `${words} - ${TIME} ${REQUEST} ${NUMBERS}\n`)[0];
  const expected = { host: "203.0.113.7", vhost: "shop.example.com" };
  for (const words of ["shop.example.com 203.0.113.7", "203.0.113.7 shop.example.com"]) {
    const { host, vhost } = read(words) as Record<string, string>;
    assert.deepEqual({ host, vhost }, expected, words);
  }
});
