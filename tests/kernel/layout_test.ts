// The kernel says of every log of a layout what the layout's reader says: the quick set. `fuzz.ts` has the long one.

import assert from "node:assert/strict";
import { DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { Random } from "../../sample_data/random.ts";
import { csvReader } from "../csv_reader.ts";
import { Kernel, Kernels } from "../../src/kernel/kernel.ts";
import type { PackedSummary } from "../../src/kernel/summary/packed_summary.ts";
import { unpackVisitors } from "../../src/kernel/summary/packed_visitors.ts";
import type { LineReader } from "../../src/formats/format.ts";
import { parseLogFormat } from "../../src/formats/mod.ts";
import { type ForgedLog, fromLatin1, joined, latin1, linesOf } from "./forged_log.ts";
import { forgedLayout, forgedLayoutLog, sourceOf } from "./layout_forge.ts";
import {
  clfSources,
  familySources,
  jsonSource,
  type LayoutSource,
  readerFor,
  w3cSource,
} from "./layout_sources.ts";
import { usualLine } from "./layout_values.ts";
import { forgedLog } from "./log_forge.ts";
import { nearMisses, nearMissLog, repeatedLog } from "./near_misses.ts";
import { complaint } from "./reduce.ts";
import { compare } from "./same.ts";
import type { Claim } from "./subject.ts";

const HASH = 0x23;

const claim: Claim = (reader, options) => Kernel.claim(reader, options);

/** Words in front of ident and user, and whether the reader has to tell which of them is the client. */
const FRONTS: readonly (readonly [words: string, left: boolean])[] = [
  ["203.0.113.1 www.example.com", true],
  ["2001:db8::1 cafe", true],
  ["www.example.com 203.0.113.1", false],
  ["example.com:443 2001:db8::1", false],
  ["cafe.de be", false],
  ["cafe:80 crawler.example", false],
  ["1.2.3 crawler.example", false],
  ["192.168.1.5 10.0.0.1", false],
  ["192.168.1.5 2001:db8::1", false],
  ["127.0.1.1:80 localhost", false],
];

/** All dimensions, of which virtual hosts are one. */
const NAMES = DIMENSIONS.map(({ name }) => name);

/** Bytes that make other words of these. */
const MISSED = " .:,-[]%0f9ag\x00\xff";

async function same(log: ForgedLog): Promise<void> {
  const message = await complaint(log, claim);
  assert.ok(message === null, `\n${message}`);
}

/** Sources of all kinds, a few of each. */
function sources(): LayoutSource[] {
  const random = new Random(3), some = [1, 2, 3];
  return [
    ...clfSources(),
    ...familySources(),
    ...some.map(() => jsonSource(random)),
    ...some.map(() => w3cSource(random)),
  ];
}

Deno.test("kernel: ordinary lines of layouts it counts itself", async (test) => {
  for (const { name, open, layouts } of sources()) {
    await test.step(name, async () => {
      const { claimed, left, problems } = await compare(repeatedLog(usualLine(layouts[0]), open), claim);
      assert.deepEqual({ claimed, left, problems }, { claimed: true, left: 0, problems: [] });
    });
  }
});

Deno.test("kernel: it counts what only looks like a line of a layout as the reader does", async (test) => {
  for (const { name, open, layouts } of sources()) {
    await test.step(name, () => same(nearMissLog(usualLine(layouts[0]), open)));
  }
});

Deno.test("kernel: lines of the common forms that are cut anywhere", async (test) => {
  for (const { name, open, layouts } of clfSources()) {
    const usual = usualLine(layouts[0]);
    const cut = Array.from(usual, (_, at) => [usual.slice(0, at + 1) + "\n", usual + "\n"]).flat();
    for (const dimensions of [null, NAMES]) {
      const lines = linesOf(cut, (line) => line % 50 === 0);
      await test.step(`${name} ${dimensions}`, () =>
        same({ ...repeatedLog(usual, open), dimensions, lines }));
    }
  }
});

Deno.test("kernel: an address in front of a name is the client's", async (test) => {
  const { open, layouts } = clfSources().find(({ name }) => name === "vhost")!;
  const rest = usualLine(layouts[0]).split(" ").slice(2).join(" ");
  for (const [words, left] of FRONTS) {
    await test.step(words, async () => {
      const usual = repeatedLog(`${words} ${rest}`, open);
      const misses = [...nearMisses(words, MISSED)].map((words) => `${words} ${rest}\n`);
      for (const dimensions of [null, NAMES]) {
        const { claimed, left: all, problems } = await compare({ ...usual, dimensions }, claim);
        assert.deepEqual({ claimed, left: all > 0, problems }, { claimed: true, left, problems: [] });
        await same({ ...usual, dimensions, lines: linesOf(misses, (line) => line % 50 === 0) });
      }
    });
  }
});

/** Requests, some of which begin like others, or end where others go on; heads of about as many bytes as those with a slot have. */
const REQUESTS: readonly string[] = [
  ...["GET", "GET ", "GET /", "GET /a", "GET /ab", "GET /a b", "GET /a?b c", "GET /a#b"],
  ...["/a b", "/a?b c", "/a", "", "-"],
  ...[10, 36, 37, 38, 39, 40, 41, 42, 58, 59, 60, 61, 122, 200].map((size) => `GET /${"x".repeat(size)}`),
].flatMap((request) => [request, `${request} HTTP/1.1`]);

/** Targets, whose paths and sections no space ends, as short as those that have keys and longer ones. */
const TARGETS: readonly string[] = [
  ...["/a b", "/a b?c", "/a b/c d#e f", "/a b", "/a", "/ ", "/a ", "/a?b c", "/a;b c=d/e", "/a b/17/c d"],
  ...["http://h/a b", "http://h i/a b", "http://h i", "* x", "*", "GET /a b HTTP/1.1", " /a", "a b"],
  ...[11, 12, 13, 14, 15, 38, 39, 40, 41, 60, 61, 62, 200].map((size) => `/x ${"y".repeat(size)} z/w v`),
];
const TARGET_FORMAT = '$remote_addr [$time_local] "$request_method" "$uri" $status $body_bytes_sent';
const targetLine = (target: string): string =>
  `203.0.113.7 [17/May/2015:10:05:03 +0000] "GET" "${target}" 404 5`;

Deno.test("kernel: no space ends a target alone", async (test) => {
  const random = new Random(5), line = targetLine(TARGETS[0]), format = parseLogFormat(TARGET_FORMAT);
  const open = (): LineReader => readerFor(format, line);
  for (const dimensions of [null, NAMES, ["section", "path"], ["route", "route_duration"]] as const) {
    await test.step(`${dimensions}`, async () => {
      const { left, problems } = await compare({ ...repeatedLog(line, open), dimensions }, claim);
      assert.deepEqual({ left, problems }, { left: 0, problems: [] });
      const texts = Array.from({ length: 700 }, () => targetLine(random.pick(TARGETS)) + "\n");
      await same({ ...repeatedLog("", open), dimensions, lines: linesOf(texts, () => random.chance(0.05)) });
    });
  }
});

Deno.test("kernel: a request of the bytes of a target that came before is none", async () => {
  const limits = dateLimits(2e9), options = { bucketSize: 10, lateness: 30, top: 100, maxJump: 3600 };
  const requestLine = (request: string) => `203.0.113.7 - - [17/May/2015:10:05:03 +0000] "${request}" 404 5`;
  for (const dimensions of [null, NAMES]) {
    const reader = readerFor(parseLogFormat(TARGET_FORMAT), targetLine("/a"));
    using kernel = await Kernel.claim(reader, { ...options, dimensions });
    for (const target of ["/a", "/a b", "http://h/a b", `/${"x".repeat(80)}`]) {
      kernel!.use(reader);
      const lines = (line: string): Uint8Array => latin1(`${line}\n`.repeat(20));
      kernel!.summarize(lines(targetLine(target)), null, limits, 10);
      assert.equal(kernel!.leavesMost, false, target);
      kernel!.use(readerFor(parseLogFormat("combined"), requestLine("GET /a HTTP/1.1")));
      kernel!.summarize(lines(requestLine(target)), null, limits, 10);
      assert.equal(kernel!.leavesMost, true, target);
    }
  }
});

Deno.test("kernel: a client that keeps its agent is a visitor of each hour and of each summary, and one of each agent", async () => {
  const lineOf = (hour: number, second: number, agent: string) =>
    `203.0.113.7 - - [17/May/2015:${hour}:59:${second} +0000] "GET /a HTTP/1.1" 200 5 "-" "${agent}"\n`;
  const options = { bucketSize: 10, lateness: 30, top: 100, maxJump: 3600, dimensions: NAMES };
  const lines = [10, 11, 12].flatMap((hour) =>
    ["one", "one", "two", "one", "-", "-", "one"].slice(0, 2 * hour - 18).map((agent, at) =>
      lineOf(hour, 10 + at, agent)
    )
  );
  using kernel = await Kernel.claim(readerFor(parseLogFormat("combined"), lines[0]), options);
  for (let again = 0; again < 3; again++) {
    const { visitors } = kernel!.summarize(latin1(lines.join("")), null, dateLimits(2e9), 10);
    assert.equal(kernel!.leavesMost, false);
    const byHour = [...unpackVisitors(visitors)].sort(([a], [b]) => a - b);
    const found = byHour.map(([, sketch]) => Math.round(sketch.estimate()));
    assert.deepEqual(found, [1, 2, 3], `${again}`);
  }
});

Deno.test("kernel: a head that was looked for ahead is that of the request", async (test) => {
  const time = "[17/May/2015:10:05:03 +0000]", end = "200 5", random = new Random(5);
  // The first quote is before the request, before a target alone, before something else.
  const formats = [
    ["combined", (request: string) => `203.0.113.7 - - ${time} "${request}" ${end} "-" "x"`],
    [
      '$remote_addr [$time_local] "$request_uri" "$request_method" $status $body_bytes_sent',
      (request: string) => `203.0.113.7 ${time} "${request}" "GET" ${end}`,
    ],
    [
      '$remote_addr "$http_user_agent" [$time_local] "$request" $status $body_bytes_sent',
      (request: string) => `203.0.113.7 "${random.pick(REQUESTS)}" ${time} "${request}" ${end}`,
    ],
  ] as const;
  for (const [format, lineOf] of formats) {
    const first = lineOf("GET /a"), open = (): LineReader => readerFor(parseLogFormat(format), first);
    for (const dimensions of [null, NAMES, ["section", "path"], ["section", "route_duration"]] as const) {
      const texts = Array.from({ length: 700 }, () => lineOf(random.pick(REQUESTS)) + "\n");
      const log = { ...repeatedLog("", open), dimensions, lines: linesOf(texts, () => random.chance(0.05)) };
      await test.step(`${format}, ${dimensions}`, () => same(log));
    }
  }
});

Deno.test("kernel: a URL that holds what ends it is read as the reader does, or left to it", async (test) => {
  const random = new Random(9),
    targets = ["/a", "/b", "/a b", "/a|b", "/a?b|c d", "/a HTTP/1.1 b", "/a|HTTP/1.1|b", "-"];
  const protocols = ["HTTP/1.1", "HTTP/1.1", "HTTP/2.0", "-", "HTTP/", "H2", "HTTP/1.1x", "HT\\x01P/1.1", ""];
  const agents = ["x", "Mozilla/5.0 (x; y)", "x | y", "x|200|y", "-"];
  const front = "$remote_addr [$time_local] $status $bytes_sent";
  const formats = [
    [
      '"$request_method $uri $server_protocol"',
      (...[target, protocol]: string[]) => `"GET ${target} ${protocol}"`,
    ],
    [
      "|$request_method|$uri|$server_protocol|$request_time",
      (...[target, protocol]: string[]) => `|GET|${target}|${protocol}|0.1`,
    ],
    [
      "|$request_method|$uri|$host|$request_time",
      (...[target, , agent]: string[]) => `|GET|${target}|${agent}|0.1`,
    ],
    [
      '"$request_method $uri $host" $request_time',
      (...[target, , agent]: string[]) => `"GET ${target} ${agent}" 0.1`,
    ],
    [
      "$request|$http_user_agent",
      (...[target, protocol, agent]: string[]) => `GET ${target} ${protocol}|${agent}`,
    ],
    [
      "$request|$http_referer|$http_user_agent|$request_time",
      (...[target, protocol, agent]: string[]) => `GET ${target} ${protocol}|${target}|${agent}|0.1`,
    ],
  ] as const;
  for (const [rest, restOf] of formats) {
    const lineOf = (...texts: string[]): string =>
      `203.0.113.7 [17/May/2015:10:05:03 +0000] 200 5 ${restOf(...texts)}`;
    const open = (): LineReader =>
      readerFor(parseLogFormat(`${front} ${rest}`), lineOf("/a", "HTTP/1.1", "x"));
    const { claimed, left } = await compare(repeatedLog(lineOf("/a", "HTTP/1.1", "x"), open), claim);
    assert.deepEqual([claimed, left], [rest !== '"$request_method $uri $host" $request_time', 0], rest);
    for (const dimensions of [null, NAMES, ["section"]] as const) {
      const texts = Array.from(
        { length: 500 },
        () => lineOf(random.pick(targets), random.pick(protocols), random.pick(agents)) + "\n",
      );
      const log = { ...repeatedLog("", open), dimensions, lines: linesOf(texts, () => random.chance(0.05)) };
      await test.step(`${rest}, ${dimensions}`, () => same(log));
    }
  }
});

Deno.test("kernel: it counts what only looks like a line of any layout as the reader does", async () => {
  const random = new Random(7);
  for (let times = 0; times < 5; times++) {
    const layout = forgedLayout(random);
    await same(nearMissLog(usualLine(layout), sourceOf(layout).open));
  }
});

Deno.test("kernel: it counts forged logs of layouts as their readers do", async () => {
  for (let seed = 1; seed <= 150; seed++) await same(forgedLayoutLog(seed, 300));
  for (let seed = 1001; seed <= 1010; seed++) await same(forgedLayoutLog(seed, 8000));
});

Deno.test("kernel: it turns from one reader to another between two summaries", async () => {
  const logs = [1, 2, 3, 4, 5, 6].map((seed) => forgedLayoutLog(5000 + seed, 200)).concat(forgedLog(1, 200));
  const options = { bucketSize: 10, lateness: 30, top: 100, maxJump: 3600 };
  const summaryBy = (kernel: Kernel, { lines, limits }: ForgedLog): PackedSummary =>
    kernel.summarize(joined(lines).bytes, null, limits, 10, {});
  const expected: (PackedSummary | null)[] = [];
  for (const log of logs) {
    using kernel = await Kernel.claim(readerOf(log), options);
    expected.push(kernel && summaryBy(kernel, log));
  }
  assert.ok(expected.filter((summary) => summary !== null).length > 5);
  using kernels = new Kernels(options, true);
  for (const at of [0, 1, 0, 6, 2, 3, 4, 6, 5, 4, 1, 2]) {
    const kernel = await kernels.for(readerOf(logs[at]));
    assert.deepEqual(kernel && summaryBy(kernel, logs[at]), expected[at], logs[at].name);
  }
});

function readerOf({ open, header }: ForgedLog): LineReader {
  return open?.() ?? csvReader(latin1(header));
}

Deno.test("kernel: the readers of layouts look neither before nor behind their line", () => {
  const random = new Random(11), cut = Array.from({ length: 150 }, () => cutLog(random));
  for (const log of [...cut, ...Array.from({ length: 40 }, (_, seed) => forgedLayoutLog(3000 + seed, 100))]) {
    const reader = log.open!();
    for (const { bytes } of log.lines) {
      // A directive would change the reader.
      if (bytes[0] === HASH) continue;
      const seen = [" ", '"', "-", ":", "/", "[", "\n"].map((byte) => outcomeIn(reader, bytes, byte, log));
      for (const other of seen) assert.deepEqual(other, seen[0], `${log.name}: ${fromLatin1(bytes)}`);
    }
  }
});

/** An ordinary line of any layout, cut after each of its bytes. */
function cutLog(random: Random): ForgedLog {
  const layout = forgedLayout(random),
    line = usualLine(layout),
    log = repeatedLog(line, sourceOf(layout).open);
  const lines = linesOf(Array.from(line, (_, at) => line.slice(0, at + 1) + "\n"), () => false);
  return { ...log, lines };
}

/** What a line is where it stands between so many of a byte. */
function outcomeIn(reader: LineReader, line: Uint8Array, around: string, { limits }: ForgedLog): unknown {
  const bytes = latin1(`${around.repeat(30)}${fromLatin1(line)}${around.repeat(30)}`), seen: unknown[] = [];
  reader.read(bytes, 30, 30 + line.length, limits, {
    accept: ({ bytes, time, status, size, starts, ends }) => {
      const texts = Array.from(
        starts,
        (start, role) => start < 0 ? null : fromLatin1(bytes.subarray(start, ends[role])),
      );
      seen.push([time, status, size, texts]);
    },
    reject: (reason) => void seen.push(reason),
    leaveOut: () => void seen.push("left out"),
  });
  return seen;
}
