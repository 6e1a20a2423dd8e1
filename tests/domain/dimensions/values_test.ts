// The values of the dimensions that are made of a part of a text: samples, one by one, and what holds of any bytes.

import assert from "node:assert/strict";
import fc from "fast-check";
import { agent } from "../../../src/domain/dimensions/agent.ts";
import {
  limitValue,
  LONGEST_VALUE,
  type NameDimension,
  type ValuePlace,
} from "../../../src/domain/dimensions/dimension.ts";
import { NAMED_DIMENSIONS } from "../../../src/domain/dimensions/dimensions.ts";
import { path } from "../../../src/domain/dimensions/path.ts";
import { protocol } from "../../../src/domain/dimensions/protocol.ts";
import { referrer } from "../../../src/domain/dimensions/referrer.ts";
import { referrerSite } from "../../../src/domain/dimensions/referrer_site.ts";
import { route } from "../../../src/domain/dimensions/route.ts";
import { vhost } from "../../../src/domain/dimensions/vhost.ts";
import { LogRecord, TEXT_ROLES, type TextRole } from "../../../src/domain/record.ts";
import { recordOf } from "../../record_of.ts";

function valueOf(dimension: NameDimension, texts: Partial<Record<TextRole, string>>): string {
  const place: ValuePlace = { bytes: new Uint8Array(0), start: 0, end: 0 };
  dimension.extract(recordOf(texts, {}), place);
  return new TextDecoder().decode(place.bytes.subarray(place.start, place.end));
}

/** Dimension, role and samples of text and value. */
const SAMPLES: readonly (readonly [NameDimension, TextRole, Readonly<Record<string, string>>])[] = [
  [path, "request", {
    "GET /api/user?x=1 HTTP/1.0": "/api/user",
    "GET /a/b/#top HTTP/1.1": "/a/b/",
    "GET http://h:80/shop/1?q HTTP/1.1": "/shop/1",
    "GET http://h HTTP/1.1": "/",
    "GET //x HTTP/1.1": "//x",
    "OPTIONS * HTTP/1.1": "*",
    "CONNECT h:443 HTTP/1.1": "(none)",
    "GET /a b HTTP/1.1": "/a",
    "GET /cart;jsessionid=1F3A?x HTTP/1.1": "/cart",
    "GET /a;b=1;c=2/d&e=3/f%3Fg=4 HTTP/1.1": "/a/d/f",
    "GET /a;b/c&d/e%3F/f=1 HTTP/1.1": "/a;b/c&d/e%3F/f=1",
    "GET /a%3fb=c HTTP/1.1": "/a",
    "GET /a=1;b HTTP/1.1": "/a=1;b",
    "GET /;s=1 HTTP/1.1": "/",
    "GET http://u:p@h/a;s=1 HTTP/1.1": "/a",
    "-": "(none)",
    "": "(none)",
  }],
  [path, "target", { "/a/b?x": "/a/b", "a": "(none)", "": "(none)" }],
  [route, "request", {
    "GET /users/17/orders/4711 HTTP/1.1": "/users/:id/orders/:id",
    "GET /users/17a HTTP/1.1": "/users/17a",
    "GET /users/17;s=1/x HTTP/1.1": "/users/:id/x",
    "GET /17?x HTTP/1.1": "/:id",
    "GET /o/123e4567-e89b-12d3-a456-426614174000/x HTTP/1.1": "/o/:id/x",
    "GET /o/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee HTTP/1.1": "/o/:id",
    "GET /c/deadbeef HTTP/1.1": "/c/deadbeef",
    "GET /c/deadbee5 HTTP/1.1": "/c/:id",
    "GET /c/DEADBEE5/ HTTP/1.1": "/c/:id/",
    "GET /c/dead5 HTTP/1.1": "/c/dead5",
    "GET /t/dGhpcyBpcyBhIHRva2Vu1 HTTP/1.1": "/t/:id",
    "GET /t/aB3_-aB3_-aB3_== HTTP/1.1": "/t/:id",
    "GET /t/aB3_-aB3_-aB3_= HTTP/1.1": "/t/aB3_-aB3_-aB3_=",
    "GET /articles/how-to-2015-in-short HTTP/1.1": "/articles/how-to-2015-in-short",
    "GET //1//2 HTTP/1.1": "//:id//:id",
    "GET / HTTP/1.1": "/",
    "OPTIONS * HTTP/1.1": "*",
    "GET http://h HTTP/1.1": "/",
    "GET http://h/7 HTTP/1.1": "/:id",
    "-": "(none)",
  }],
  [referrer, "referrer", {
    "https://a.example/x?q=1#f": "https://a.example/x",
    "https://a.example/x#f?q": "https://a.example/x",
    "https://user:pa@ss@a.example/x?q": "https://a.example/x",
    "https://user@a.example": "https://a.example",
    "https://a.example/@user": "https://a.example/@user",
    "user@a.example": "user@a.example",
    "user:pa@ss@a.example/x": "a.example/x",
    "//user:pass@a.example/x": "//a.example/x",
    "a.example/b:c@d": "a.example/b:c@d",
    "http://@a.example/x": "http://a.example/x",
    "https://a.example/x;jsessionid=1F3A?q": "https://a.example/x",
    "https://a.example/a;s=1/b&t=2": "https://a.example/a/b",
    ";s=1": "(none)",
    "?q": "(none)",
    "": "(none)",
    "<script>": "<script>",
  }],
  [referrerSite, "referrer", {
    "https://A.Example:8080/x": "a.example",
    "http://user:pa@ss@h.example/": "h.example",
    "https://h?x": "h",
    "https://h#x": "h",
    "http://[::1]:80/": "[::1]",
    "http://[::1": "[::1",
    "android-app://com.example.App/": "com.example.app",
    "www.example.org/x": "(none)",
    "/x://y": "(none)",
    "?a://b": "(none)",
    "://h/": "(none)",
    "https://": "(none)",
    "https:///x": "(none)",
    "https://:80/": "(none)",
    "about:blank": "(none)",
    "": "(none)",
  }],
  [agent, "agent", { "curl/8.5.0": "curl/8.5.0", "": "(none)", "\x1b[2J": "\x1b[2J" }],
  [vhost, "vhost", { "Shop.example:443": "Shop.example:443", "": "(none)" }],
  [protocol, "request", {
    "GET /a HTTP/1.1": "HTTP/1.1",
    "GET /a b HTTP/2.0": "HTTP/2.0",
    "GET /a HTTP/2": "HTTP/2",
    "GET /a": "(none)",
    "GET /a HTTP/": "(none)",
    "GET /a HTTP/x": "(none)",
    "GET /a /1.1": "(none)",
    "HTTP/1.1": "(none)",
    "GET /a RTSP/1.0": "RTSP/1.0",
    "": "(none)",
  }],
  [protocol, "protocol", { "HTTP/1.1": "HTTP/1.1", "https": "https", "": "(none)" }],
];

for (const [dimension, role, samples] of SAMPLES) {
  Deno.test(`${dimension.name}: out of the role ${role}`, () => {
    for (const [text, value] of Object.entries(samples)) {
      assert.equal(valueOf(dimension, { [role]: text }), value, text);
    }
  });
}

Deno.test("dimensions: a record without their role has no value of them", () => {
  for (const [dimension] of SAMPLES) {
    assert.equal(valueOf(dimension, { user: "x" }), "(none)", dimension.name);
  }
});

Deno.test("route: what is replaced is what regular expressions say", () => {
  const id = new RegExp(
    "^(\\d+|[\\da-f]{8}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{4}-[\\da-f]{12}|(?=.*\\d)[\\da-f]{8,})$",
    "i",
  );
  const token = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w=-]{16,}$/;
  const piece = fc.oneof(
    fc.stringMatching(/^[a-fA-F\d]{6,10}$/),
    fc.stringMatching(/^[\w=-]{14,18}$/),
    fc.stringMatching(/^\d{0,3}[a-g.]?$/),
    fc.uuid(),
  );
  fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
    const expected = pieces.map((one) => id.test(one) || token.test(one) ? ":id" : one);
    assert.equal(valueOf(route, { target: `/${pieces.join("/")}` }), `/${expected.join("/")}`);
  }));
});

Deno.test("dimensions: of any bytes a value lies within them, or in a room of its own, and is not empty", () => {
  const bytes = fc.uint8Array({ maxLength: 80 });
  fc.assert(fc.property(bytes, fc.constantFrom(...TEXT_ROLES), (text, role) => {
    const record = new LogRecord(), place: ValuePlace = { bytes: new Uint8Array(0), start: 0, end: 0 };
    record.bytes = text;
    record.place(TEXT_ROLES.indexOf(role), 0, text.length);
    for (const dimension of NAMED_DIMENSIONS) {
      dimension.extract(record, place);
      if (place.start < 0 && dimension.pair?.isWhole === false) continue;
      assert.ok(place.start >= 0 && place.start <= place.end && place.end <= place.bytes.length);
      if (dimension.isLimited) assert.ok(place.end > place.start, dimension.name);
    }
  }));
});

Deno.test("values: a long one is cut at a character, and says so", () => {
  const room = new Uint8Array(LONGEST_VALUE), decoder = new TextDecoder("utf-8", { fatal: true });
  const text = fc.string({ unit: "grapheme", minLength: 200, maxLength: 1500 });
  fc.assert(fc.property(text, fc.nat(3), (text, before) => {
    const bytes = new TextEncoder().encode("-".repeat(before) + text);
    const place: ValuePlace = { bytes, start: before, end: bytes.length };
    limitValue(place, room);
    const value = decoder.decode(place.bytes.subarray(place.start, place.end));
    if (bytes.length - before <= LONGEST_VALUE) return assert.equal(value, text);
    assert.ok(place.end - place.start <= LONGEST_VALUE && place.end - place.start > LONGEST_VALUE - 4);
    assert.ok(value.endsWith("…") && text.startsWith(value.slice(0, -1)));
  }));
  const garbage: ValuePlace = { bytes: new Uint8Array(3000).fill(0x80), start: 0, end: 3000 };
  limitValue(garbage, room);
  assert.equal(garbage.end, LONGEST_VALUE);
});
