// Role: the reference against examples computed by hand: every rule of the semantics, and all of its own examples.

import assert from "node:assert/strict";
import type { Expected, Options } from "./expected.ts";
import { readRecords, sectionOf, splitFields } from "./records.ts";
import { reference } from "./reference.ts";
import { bytes, HEADER, line, NOW, OPTIONS } from "./small_logs.ts";

function run(body: string, options: Partial<Options> = {}): Expected {
  return reference([bytes(HEADER + body)], { ...OPTIONS, ...options });
}

/** The reasons of the rejects of these lines; "ok" for an accepted one. */
function results(body: string, header = HEADER, complete = false): string[] {
  return readRecords(bytes(header + body), NOW, complete).map(({ result }) =>
    typeof result === "string" ? result : "ok"
  );
}

Deno.test("sections are those of the semantics' examples", () => {
  const examples: Record<string, string> = {
    "GET /api/user?x=1 HTTP/1.0": "/api",
    "GET / HTTP/1.1": "/",
    "GET //x HTTP/1.1": "/",
    "GET http://h HTTP/1.1": "/",
    "GET http://h/shop/1 HTTP/1.1": "/shop",
    "OPTIONS * HTTP/1.1": "*",
    "-": "(none)",
    "\x16\x03\x01": "(none)",
    "CONNECT h:443 HTTP/1.1": "(none)",
    "GET /a": "/a",
    "GET /a#b/c HTTP/1.1": "/a",
    "GET /?a/b HTTP/1.1": "/",
    "GET ?a/b HTTP/1.1": "(none)",
    "GET *?x HTTP/1.1": "(none)",
    "GET  /a HTTP/1.1": "(none)",
    " /a HTTP/1.1": "(none)",
    "GET": "(none)",
    "G(T /a HTTP/1.1": "(none)",
    "GET http://h?x/y HTTP/1.1": "/",
    "GET h2+x.y-z://h#/y HTTP/1.1": "/",
    "GET http:///a/b HTTP/1.1": "/a",
    "GET 1http://h/a HTTP/1.1": "(none)",
    "GET http:/a HTTP/1.1": "(none)",
    "GET /%61/b HTTP/1.1": "/%61",
    "GET /A/b HTTP/1.1": "/A",
    "GET /http://h/a HTTP/1.1": "/http:",
  };
  for (const [request, section] of Object.entries(examples)) {
    assert.equal(sectionOf(request), section, request);
  }
});

Deno.test("a field is quoted only where it begins with a quote", () => {
  assert.deepEqual(splitFields('a,"b,""c""",,"",d"e"'), ["a", 'b,"c"', "", "", 'd"e"']);
  assert.deepEqual(splitFields(""), [""]);
  assert.deepEqual(splitFields(","), ["", ""]);
  for (const broken of ['"a', 'a,"b""', '"a"b', '"a" ,b', '"']) {
    assert.equal(splitFields(broken), null, broken);
  }
});

Deno.test("the reasons come in the order of the checks", () => {
  assert.deepEqual(results(line(0)), ["ok"]);
  assert.deepEqual(results(`"h"x,1\n`), ["quote"]);
  assert.deepEqual(results(`h,-,-,x,-,x\n`), ["fields"]);
  assert.deepEqual(results(`h,-,-,x,-,x,x,x\n`), ["fields"]);
  for (const date of ["", "-1", "x", "1.", ".5", "1e3", " 1", "253402300800", "9".repeat(400)]) {
    assert.deepEqual(results(line(date, "h", "/", "x", "x")), ["date"], date);
  }
  for (const date of [`${NOW + 86400}`, `${NOW + 86400}.999`, "0".repeat(30) + "7", "0.0"]) {
    assert.deepEqual(results(line(date)), ["ok"], date);
  }
  assert.deepEqual(results(line(NOW + 86401, "h", "/", "x")), ["future"]);
  for (const status of ["", "99", "099", "1000", "2 0", "20x"]) {
    assert.deepEqual(results(line(1, "h", "/", status, "x")), ["status"], status);
  }
  for (const status of ["100", "999"]) assert.deepEqual(results(line(1, "h", "/", status)), ["ok"]);
  for (const size of ["", "-1", "--", "1.0", "x", "1 "]) {
    assert.deepEqual(results(line(1, "h", "/", 200, size)), ["bytes"], size);
  }
  for (const size of ["-", "0", "007", "9".repeat(50)]) {
    assert.deepEqual(results(line(1, "h", "/", 200, size)), ["ok"], size);
  }
});

Deno.test("the longest line has 65536 bytes without its ending", () => {
  const fill = 65536 - line(1, "").length + 1;
  for (const ending of ["\n", "\r\n"]) {
    assert.deepEqual(results(line(1, "h".repeat(fill)).replace("\n", ending)), ["ok"]);
    assert.deepEqual(results(line(1, "h".repeat(fill + 1)).replace("\n", ending)), ["too long"]);
  }
  assert.deepEqual(results(`"${"x".repeat(70_000)}\n` + line(1)), ["too long", "ok"]);
});

Deno.test("BOM, CRLF, empty lines, other columns and their order are tolerated", () => {
  const header = '\uFEFF"status","x",bytes,remotehost,date,request,rfc931,authuser\r\n';
  const body = "\r\n200,?,-,h,5,GET /a,-,-\r\n\n\n201,?,3,i,6,GET /b,-,-\n";
  assert.deepEqual(readRecords(bytes(header + body), NOW, false), [
    {
      line: 3,
      offset: 3 + 58 + 2 + 2,
      bytes: "200,?,-,h,5,GET /a,-,-",
      result: { time: 5, host: "h", section: "/a", method: "GET", status: "200", bytes: 0 },
    },
    {
      line: 6,
      offset: 3 + 58 + 2 + 2 + 24 + 2,
      bytes: "201,?,3,i,6,GET /b,-,-",
      result: { time: 6, host: "i", section: "/b", method: "GET", status: "201", bytes: 3 },
    },
  ]);
  assert.throws(() => readRecords(bytes("remotehost,date\n"), NOW, false), /lacks/);
  assert.deepEqual(readRecords(bytes(""), NOW, true), []);
  assert.deepEqual(readRecords(bytes("remoteh"), NOW, false), []);
});

Deno.test("a last line without a newline counts when the input is complete", () => {
  const body = line(1) + line(2).trimEnd();
  assert.deepEqual(results(body), ["ok"]);
  assert.deepEqual(results(body, HEADER, true), ["ok", "ok"]);
  assert.deepEqual(results(body + "\r", HEADER, true), ["ok", "ok"]);
});

Deno.test("late is what lies before M − D, and M is what came before the record", () => {
  const { late, seconds } = run(
    line(100) + line(70) + line(69) + line(200) + line(170) + line(169) + line(169),
  );
  assert.equal(late, 3);
  assert.deepEqual(seconds.map(({ time, hits, late }) => [time, hits, late]), [
    [69, 1, 1],
    [70, 1, 0],
    [100, 1, 0],
    [169, 2, 2],
    [170, 1, 0],
    [200, 1, 0],
  ]);
});

Deno.test("a bucket is final once its end is not after M − D", () => {
  const states = (last: number) =>
    run(line(105) + line(last)).buckets.map(({ start, state }) => [start, state]);
  assert.deepEqual(states(139), [[100, "open"], [130, "open"]]);
  assert.deepEqual(states(140), [[100, "final"], [140, "open"]]);
});

Deno.test("a bucket counts hits, bytes, successes, failures, late and on-time hosts", () => {
  const body = line(105, "a", "/x", 500, "7") + line(106, "b", "/y/z", 499, "-") + line(140, "c") +
    line(109, "d", "/x", 999, "5");
  const { buckets, sections, hosts, statuses } = run(body);
  assert.deepEqual(buckets[0], {
    start: 100,
    size: 10,
    hits: 3,
    bytes: 12,
    successes: 1,
    failures: 2,
    late: 1,
    hosts: 2,
    state: "final",
  });
  assert.deepEqual(sections.slice(0, 2), [
    { start: 100, value: "/x", hits: 2, bytes: 12, failures: 2 },
    { start: 100, value: "/y", hits: 1, bytes: 0, failures: 0 },
  ]);
  assert.deepEqual(hosts.slice(0, 3).map(({ value, hits }) => [value, hits]), [["a", 1], ["b", 1], ["d", 1]]);
  assert.deepEqual(statuses.slice(0, 3).map(({ value }) => value), ["499", "500", "999"]);
});

Deno.test("sums of bytes stop at 2^53 − 1", () => {
  const { buckets, seconds } = run(line(1, "h", "/", 200, "9007199254740990") + line(1, "h", "/", 200, "5"));
  assert.equal(buckets[0].bytes, 9007199254740991);
  assert.equal(seconds[0].bytes, 9007199254740991);
});

Deno.test("a final bucket keeps the K values with most hits, ties by value", () => {
  const body = ["c", "b", "B", "a", "a", "é", "é"].map((host) => line(100, host, "/" + host, 200)).join("");
  const open = run(body, { top: 3 });
  assert.deepEqual(open.hosts.map(({ value }) => value), ["B", "a", "b", "c", "é"]);
  const { hosts, sections, statuses } = run(body + line(140, "z"), { top: 3 });
  assert.deepEqual(hosts.filter(({ start }) => start === 100), [
    { start: 100, value: "(other)", hits: 2, bytes: 2, failures: 0 },
    { start: 100, value: "B", hits: 1, bytes: 1, failures: 0 },
    { start: 100, value: "a", hits: 2, bytes: 2, failures: 0 },
    { start: 100, value: "é", hits: 2, bytes: 2, failures: 0 },
  ]);
  assert.deepEqual(sections[0], { start: 100, value: "(other)", hits: 2, bytes: 2, failures: 0 });
  assert.equal(statuses.length, 2);
});

Deno.test("late records amend a final bucket: their row, a new row below K, or (other)", () => {
  const body = line(100, "a") + line(100, "a") + line(140, "z") + // final, keeps a
    line(101, "b") + line(102, "c") + line(103, "a") + line(104, "b", "/", 404);
  const { hosts, buckets, statuses } = run(body, { top: 2 });
  assert.deepEqual(hosts.slice(0, 3).map(({ value, hits }) => [value, hits]), [["(other)", 1], ["a", 3], [
    "b",
    2,
  ]]);
  assert.deepEqual([buckets[0].late, buckets[0].hosts, buckets[0].hits], [4, 1, 6]);
  assert.deepEqual(statuses.slice(0, 2).map(({ value, hits }) => [value, hits]), [["200", 5], ["404", 1]]);
});

Deno.test("a late record may open a bucket that is final at once, without on-time hosts", () => {
  const { buckets } = run(line(140) + line(50, "a") + line(51, "b"), { top: 1 });
  assert.deepEqual(buckets[0], {
    start: 50,
    size: 10,
    hits: 2,
    bytes: 2,
    successes: 2,
    failures: 0,
    late: 2,
    hosts: 0,
    state: "final",
  });
});

Deno.test("a late record to a bucket that is still open just adds", () => {
  // M = 142, D = 30: 111 is late, and the bucket [110, 120) is open.
  const { buckets, hosts } = run(line(113, "a") + line(142) + line(111, "b") + line(111, "a"), { top: 1 });
  assert.deepEqual([buckets[0].state, buckets[0].late, buckets[0].hosts, buckets[0].hits], ["open", 2, 1, 3]);
  assert.deepEqual(hosts.slice(0, 2).map(({ value, hits }) => [value, hits]), [["a", 2], ["b", 1]]);
});

Deno.test("alerts fire above X after the warm-up and resolve at X", () => {
  // W = 3, X = 1: n by second from 100: 2, 4, 5, 3, 1 …; evaluated from 102 on.
  const body = line(100).repeat(2) + line(101).repeat(2) + line(102) + line(200);
  const { alerts } = run(body, { window: 3, threshold: 1 });
  assert.deepEqual(alerts, [{
    rule: "high-traffic",
    firedAt: 102,
    value: 5 / 3,
    peakValue: 5 / 3,
    peakAt: 102,
    resolvedAt: 103,
    threshold: 1,
    window: 3,
    provisional: 0,
  }]);
});

Deno.test("the peak is the first second with the largest value; late hits do not count", () => {
  const body = line(100).repeat(2) + line(101).repeat(4) + line(102).repeat(4) + line(103) + line(200) +
    line(101).repeat(50);
  const { alerts, late } = run(body, { window: 1, threshold: 1 });
  assert.equal(late, 50);
  assert.deepEqual(
    alerts.map(({ firedAt, value, peakValue, peakAt, resolvedAt }) => [
      firedAt,
      value,
      peakValue,
      peakAt,
      resolvedAt,
    ]),
    [[100, 2, 4, 101, 103]],
  );
});

Deno.test("silence resolves an alert, and a gap of years is no obstacle", () => {
  const { alerts } = run(line(10).repeat(3) + line(NOW), { window: 100, threshold: 0 });
  assert.deepEqual(alerts.map(({ firedAt, resolvedAt }) => [firedAt, resolvedAt]), [[109, 110], [NOW, null]]);
  const wide = run(line(10) + line(109).repeat(3) + line(NOW) + line(NOW + 86400), {
    window: 100,
    threshold: 0.02,
  });
  assert.deepEqual(
    wide.alerts.map((
      { firedAt, value, resolvedAt, provisional },
    ) => [firedAt, value, resolvedAt, provisional]),
    [[109, 0.04, 209, 0]],
  );
});

Deno.test("T0 is the first record's time: earlier ones are not waited for and not counted", () => {
  const { alerts } = run(line(100) + line(90).repeat(50) + line(104) + line(200), {
    window: 5,
    threshold: 0.3,
  });
  assert.deepEqual(alerts.map(({ firedAt, value, resolvedAt }) => [firedAt, value, resolvedAt]), [[
    104,
    0.4,
    105,
  ]]);
});

Deno.test("what rests on seconds that are not final is provisional", () => {
  const options = { window: 1, threshold: 1, lateness: 10 };
  const seen = (body: string) =>
    run(body, options).alerts.map(({ firedAt, resolvedAt, peakAt, provisional }) => [
      firedAt,
      resolvedAt,
      peakAt,
      provisional,
    ]);
  assert.deepEqual(seen(line(100).repeat(2) + line(110)), [[100, 101, 100, 1]], "fired");
  assert.deepEqual(seen(line(100).repeat(2) + line(111)), [[100, 101, 100, 1]], "resolved");
  assert.deepEqual(seen(line(100).repeat(2) + line(112)), [[100, 101, 100, 0]], "decided");
  const busy = line(100).repeat(2) + line(101).repeat(2);
  assert.deepEqual(seen(busy), [[100, null, 100, 1]], "fired");
  const full = (last: number) =>
    [100, 101, 102, 103, 104].map((t) => line(t).repeat(t === last ? 3 : 2)).join("");
  assert.deepEqual(
    run(full(0), { ...options, lateness: 3 }).alerts.map((
      { resolvedAt, provisional },
    ) => [resolvedAt, provisional]),
    [[null, 0]],
    "firing on",
  );
  assert.deepEqual(
    run(full(104), { ...options, lateness: 3 }).alerts.map((
      { peakAt, provisional },
    ) => [peakAt, provisional]),
    [[104, 1]],
    "peak raised",
  );
});

Deno.test("another X and W count from the next second to be decided", () => {
  const body = line(100).repeat(4) + line(105).repeat(4) + line(200);
  const changes = [{ from: 102, threshold: 2, window: 2 }, { from: 107, threshold: 0.7, window: 10 }];
  const { alerts } = run(body, { window: 1, threshold: 3, changes });
  // 100: 4/1 > 3 fires; 101: 0 resolves; 105: 4/2 is not above 2; from 109 on 10 s are warm: (99, 109] holds 8.
  assert.deepEqual(
    alerts.map(({ firedAt, value, resolvedAt, threshold, window }) => [
      firedAt,
      value,
      resolvedAt,
      threshold,
      window,
    ]),
    [[100, 4, 101, 3, 1], [109, 0.8, 110, 0.7, 10]],
  );
});

Deno.test("several inputs are one source in the order of their first records' times", () => {
  const early = bytes(HEADER + "junk\n" + line(100) + line(300));
  const late = bytes(HEADER + line(200));
  const empty = bytes(HEADER + "junk\n");
  for (const inputs of [[early, late, empty], [empty, late, early]]) {
    const { late: lates, read, rejects } = reference(inputs, OPTIONS);
    assert.deepEqual([lates, read], [1, 5]);
    assert.deepEqual(
      rejects.map(({ input, line, offset }) => [input, line, offset]).sort(),
      [
        [inputs.indexOf(early), 2, HEADER.length],
        [inputs.indexOf(empty), 2, HEADER.length],
      ].sort(),
    );
  }
});

Deno.test("read = accepted + rejected, and every dimension sums to its bucket", () => {
  const expected = run(line(1) + "junk\n" + line(2) + line("x") + '"\n');
  assert.deepEqual(expected.reasons, { fields: 1, date: 1, quote: 1 });
  assert.deepEqual([expected.read, expected.accepted, expected.rejected], [5, 2, 3]);
  assert.deepEqual(expected.rejects[0], {
    input: 0,
    line: 3,
    offset: HEADER.length + line(1).length,
    reason: "fields",
    sample: "junk",
  });
});
