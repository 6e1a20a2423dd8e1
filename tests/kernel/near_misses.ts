// Role: lines that are ordinary but for one byte, changed, put in or taken out at every place: where a kernel that reads
// ordinary lines quickly is most likely to take another one for ordinary.

import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { Random } from "../../sample_data/random.ts";
import { type ForgedLine, type ForgedLog, latin1, linesOf, USUAL_HEADER } from "./forged_log.ts";

const TIME = 1549573860, LAYOUT_TIME = 1431857103;
const USUAL = `"10.0.0.10","-","apache",${TIME},"GET /api/cart HTTP/1.1",200,4168`;

/** Ordinary lines of several shapes. */
export const ORDINARY: readonly string[] = [
  USUAL,
  `"10.0.0.4","-","apache",${TIME + 1},"GET / HTTP/1.0",503,-`,
  `"2001:db8:85a3::8a2e:370:7334","-","-",${TIME},"POST /api?x=1 HTTP/1.1",404,0\r`,
  `h,-,-,${TIME},GET /abcdefghijklmnopqrstuvw/x HTTP/1.1,200,12345678`,
  `"255.255.255.255","-","apache",${TIME + 9},"HEAD /a#b HTTP/1.1",500,123456789012`,
  `"a","","",${TIME - 200},"GET http://h/a/b HTTP/1.1",302,1`,
  `"10.0.0.10","-","apache","${TIME}","GET /api/cart HTTP/1.1","200","4168"`,
  `"10.0.0.10","-","apache",${TIME},"GET /api/a/way/that/is/longer/than/two?vectors=1&of=16 HTTP/1.1",200,41`,
  `"a.host.whose.name.is.longer.than.three.vectors.of.sixteen.org",-,-,${TIME},"GET /a-section-of-31-bytes.html HTTP/1.1",404,9`,
  `"${"h".repeat(48)}","-","-",${TIME},"GET /a HTTP/1.1",200,1`,
  `"h",-,${"a".repeat(29)},${TIME},"GET /a HTTP/1.1",200,1`,
];

/** Bytes that mean something to a parser of such lines, and neighbours of them. */
const BYTES = '",\r /?#-.:x09Z*\x00\x0b\x1f!\x7f\x80\xff', OF_LAYOUTS = BYTES + "\\[]{}%+\t;=";

/** The mark of UTF-8, which is no part of the line behind it. */
const MARK = "\xef\xbb\xbf";

/** Every line that one byte makes of another: changed, put in, taken out, or doubled, at every place; and the line behind marks. */
export function* nearMisses(line: string, bytes: string = BYTES): Generator<string> {
  for (const front of [MARK, MARK + MARK, `${MARK}\0`, MARK.slice(1), MARK.slice(0, 2)]) yield front + line;
  for (let at = 0; at <= line.length; at++) {
    const before = line.slice(0, at), from = line.slice(at), after = line.slice(at + 1);
    for (const byte of bytes) {
      yield before + byte + from;
      if (at < line.length && line[at] !== byte) yield before + byte + after;
    }
    if (at < line.length) {
      yield before + after;
      yield before + line[at] + from;
    }
  }
}

const COMMON = {
  header: USUAL_HEADER,
  bucketSize: 10,
  lateness: 30,
  maxJump: 3600,
  top: 100,
  latest: TIME + 2,
  carries: false,
  limits: dateLimits(TIME + 86400),
  keptRejects: 1000,
};

/**
 * All near misses of an ordinary line, each alone in a slice, and each between ordinary lines; `open` gives the reader of what are
 * no comma-separated values.
 */
export function nearMissLog(line: string, open?: ForgedLog["open"]): ForgedLog {
  const lines: ForgedLine[] = [];
  const usual = latin1((open === undefined ? USUAL : line) + "\n");
  for (const text of nearMisses(line, open === undefined ? BYTES : OF_LAYOUTS)) {
    const bytes = latin1(text + "\n");
    lines.push({ bytes, cut: true });
    lines.push({ bytes: usual, cut: false }, { bytes, cut: false }, { bytes: usual, cut: true });
  }
  return { name: `nearMissLog(${JSON.stringify(line)})`, ...COMMON, lines, open, ...timesOf(open) };
}

/** The same line some times. */
export function repeatedLog(line: string, open: ForgedLog["open"]): ForgedLog {
  const lines = linesOf(Array(5).fill(line + "\n"), () => false);
  return { name: `repeatedLog(${JSON.stringify(line)})`, ...COMMON, lines, open, ...timesOf(open) };
}

/** Of a layout the ordinary lines have another time. */
function timesOf(open: ForgedLog["open"]): Partial<ForgedLog> {
  return open === undefined ? {} : { latest: LAYOUT_TIME, limits: dateLimits(LAYOUT_TIME + 86400) };
}

/** Lines with two changes each, at random. */
export function doubleMissLog(seed: number, count: number): ForgedLog {
  const random = new Random(seed);
  const texts = Array.from({ length: count }, () => {
    const twice = [0, 1].reduce((text) => {
      const at = random.below(text.length + 1), byte = BYTES[random.below(BYTES.length)];
      return random.pick([
        text.slice(0, at) + byte + text.slice(at + 1),
        text.slice(0, at) + byte + text.slice(at),
        text.slice(0, at) + text.slice(at + 1),
      ]);
    }, random.pick(ORDINARY));
    return twice + "\n";
  });
  const lines = linesOf(texts, () => random.chance(0.2));
  return { name: `doubleMissLog(${seed}, ${count})`, ...COMMON, lines };
}

/** So many bytes of ordinary lines: borders of blocks fall at another byte of a line for each shift. */
export function shiftedLog(shift: number, size: number): ForgedLog {
  const texts = [`"h","-","${"a".repeat(shift)}",${TIME},"GET / HTTP/1.1",200,1\n`];
  for (let length = 0; length < size; length += texts.at(-1)!.length) {
    texts.push(ORDINARY[texts.length % ORDINARY.length] + "\n");
  }
  return { name: `shiftedLog(${shift}, ${size})`, ...COMMON, lines: linesOf(texts, () => false) };
}
