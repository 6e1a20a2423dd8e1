// Role: logs at the edges of what a kernel has room for, and of what its numbers hold. Used by `differential_test.ts` and
// `fuzz.ts`.

import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { type ForgedLog, linesOf, USUAL_HEADER } from "./forged_log.ts";

const TIME = 1549573860;
const LAST = 253402300799;

/** A log of so many lines, each made from its number. */
function made(
  name: string,
  count: number,
  line: (at: number) => string,
  more: Partial<ForgedLog> & { every?: number } = {},
): ForgedLog {
  const { every = Infinity, ...rest } = more, texts = Array.from({ length: count }, (_, at) => line(at));
  return {
    name: `edgeLogs: ${name}`,
    header: USUAL_HEADER,
    lines: linesOf(texts, (at) => at % every === every - 1),
    ...{
      bucketSize: 10,
      lateness: 30,
      maxJump: Infinity,
      top: 100,
      latest: null,
      carries: true,
      limits: dateLimits(TIME + 10 ** 7),
      keptRejects: 1000,
    },
    ...rest,
  };
}

function record(host: string, time: number, target: string, bytes = "5", status = 200): string {
  return `"${host}","-","apache",${time},"GET ${target} HTTP/1.1",${status},${bytes}\n`;
}

const USUAL = record("h", TIME, "/a");

/** All of them; `scale` 0.25 is quick, 4 has 200,000 hosts. */
export function* edgeLogs(scale: number): Generator<ForgedLog> {
  yield* lineFeeds(scale);
  yield* names(Math.floor(50_000 * scale));
  yield* times(Math.floor(50_000 * scale));
  yield* sums(scale);
  yield* longLines();
}

function* lineFeeds(scale: number): Generator<ForgedLog> {
  const many = Math.floor(200_000 * scale);
  yield made("nothing but line feeds", many, () => "\n");
  yield made("line feeds after records", many, (at) => at % 20_000 === 0 ? USUAL : "\n");
  yield made("empty lines of CR LF", many, (at) => at % 999 === 0 ? USUAL : "\r\n");
  yield made("lines of one byte", many, (at) => at % 5000 === 0 ? USUAL : "x\n");
  yield made("records between rejects", many / 10, (at) => at % 2 === 0 ? USUAL : `"h","-",${at}\n`);
  yield made("records between rejects, few kept", 3000, (at) => at % 2 === 0 ? USUAL : `${at}\r\n`, {
    keptRejects: 7,
    every: 100,
  });
}

function* names(many: number): Generator<ForgedLog> {
  const host = (name: string, at: number) => record(name, TIME + Math.floor(at / many), "/a");
  yield made("many hosts", many * 2, (at) => host(`10.${at * 7919 % many}`, at));
  yield made("many IPv6 hosts", many, (at) => host(`2001:db8::8a2e:370:${at.toString(16)}`, at));
  yield made("many long hosts", many, (at) => host(`${at}.${"a".repeat(at % 90)}`, at));
  yield made("many sections", many, (at) => record("h", TIME + at % 20, `/${at * 31 % many}/x`));
  const target = (at: number) => `/${"c".repeat(at % 7)}/${at}/${"d".repeat(at % 61)}`;
  yield made("many targets, and again", many * 2, (at) => record("h", TIME, target(at % many)));
  yield made("many long sections", many, (at) => record("h", TIME, `/${"b".repeat(at % 70)}${at}/x`));
  // More bytes of names than a kernel wants to keep: it has to begin to number them anew, from slice to slice.
  const fresh = (at: number) =>
    record(`h${at}${"a".repeat(at % 800)}`, TIME + Math.floor(at / 99), `/${at % 999}`);
  yield made("new hosts in every slice", many, fresh, { every: 500 });
  yield made("many hosts again in every slice", many * 2, (at) => host(`10.${at * 7919 % many}`, at), {
    every: 3000,
  });
  // Keys of a fixed width are filled up with something.
  const filled = (at: number) => record("abc" + "\0".repeat(at % 40), TIME, `/a${"\0".repeat(at % 37)}`);
  yield made("names that end in NULs", 4000, filled);
  const growing = (at: number, letter: string) => letter.repeat(at % 131);
  yield made("names of every length", 5000, (at) => record(growing(at, "h"), TIME, `/${growing(at, "s")}`));
  yield made("every status", 2000, (at) => record("h", TIME + at % 30, "/a", "5", 100 + at % 900));
}

function* times(many: number): Generator<ForgedLog> {
  yield made("one record a bucket", many, (at) => record("h", TIME + at * 10, "/a"));
  yield made("one record a bucket of one second, backwards", many, (at) => record("h", TIME - at, "/a"), {
    bucketSize: 1,
  });
  const turns = (at: number) => record(`h${at % 50}`, TIME + at * 7919 % 5000, `/${at % 7}`, "5", 500);
  yield made("many buckets open at once", many, turns, { lateness: 86400 });
  for (const bucketSize of [1, 3, 10]) {
    const again = (at: number) => record("h", TIME + Math.floor(at / 7) - at * 5 % 83, "/a");
    yield made(`seconds that come again, buckets of ${bucketSize}`, 5000, again, {
      bucketSize,
      lateness: 90,
    });
  }
  yield made("many buckets amended", many, turns, { lateness: 0 });
  yield made("many buckets amended, slice after slice", many, turns, { lateness: 3, every: 200 });
  yield made("seconds of a day in one bucket", many, (at) => record("h", TIME + at * 7919 % 86400, "/a"), {
    bucketSize: 86400,
    lateness: 86400,
  });
  yield made("years of silence", 5000, (at) => record("h", at * 31_557_600 % 4_000_000_000, "/a"), {
    limits: dateLimits(LAST),
  });
  const borders = [
    4294967295,
    4294967296,
    4294967294,
    999999999,
    1000000000,
    9999999999,
    10000000000,
    0,
    1,
    9,
  ];
  yield made("dates of other lengths", 3000, (at) => record("h", borders[at % borders.length], "/a"), {
    limits: dateLimits(LAST),
    lateness: 86400,
  });
  // Buckets that begin below 2^32 and end above it.
  yield made("the end of 32 bits", 3000, (at) => record("h", 4294967290 + at % 13, "/a"), {
    limits: dateLimits(LAST),
    bucketSize: 60,
  });
  const last = [LAST, LAST + 1, LAST - 9, 99999999999, 100000000000];
  yield made("the last dates", 3000, (at) => record("h", last[at % last.length], "/a"), {
    limits: dateLimits(LAST),
  });
  yield made("one second ahead", 3000, (at) => record("h", TIME + at % 3, "/a"), {
    limits: dateLimits(TIME + 1),
  });
}

function* sums(scale: number): Generator<ForgedLog> {
  const sum = (text: string, count: number): ForgedLog =>
    made(`sums of ${count} times ${text} bytes`, count, () => record("h", TIME, "/a", text));
  // 2^64 in sums: what wraps round there is small again, 0 in the end.
  yield sum("562949953421312", 2 ** 15 + 2);
  yield sum("4503599627370496", 2 ** 12 + 2);
  yield sum("9007199254740991", 2 ** 11 + 2);
  yield sum("18446744073709551616", 3);
  yield sum("18446744073709551615", 3);
  yield sum("4294967295", 20_000);
  yield sum("99999999", 20_000);
  yield sum("99999999999", 20_000);
  const all = (at: number) => record("h", TIME, "/a", `${10n ** BigInt(at % 20) - BigInt(at % 2)}`);
  yield made("bytes of every length", 20_000, all);
  if (scale >= 4) yield sum("8796093022208", 2 ** 21 + 2);
}

function* longLines(): Generator<ForgedLog> {
  // About the longest that is accepted, the length of a piece that is read at once, and longer than several.
  const lengths = [65534, 65535, 65536, 65537, 65538, 131072, 200_000, 262_144, 600_000];
  const long = (at: number) => {
    const length = lengths[at % lengths.length] + 1 - Math.floor(at / lengths.length) % 3;
    return record("h", TIME, `/${"x".repeat(length - USUAL.length + 1)}`);
  };
  yield made("lines about the longest", 60, (at) => at % 2 === 0 ? long(at / 2) : USUAL);
  yield made("long lines that end in CR LF", 30, (at) => long(at).replace("\n", "\r\n"));
  yield made("long rubbish", 30, (at) => `${"x".repeat(lengths[at % lengths.length])}\n`);
  yield made("hosts about the longest", 40, (at) => record("h".repeat(65_460 + at * 2), TIME, "/a"));
}
