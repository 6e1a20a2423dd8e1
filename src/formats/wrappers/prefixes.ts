// Role: wrappers that stand in front of a line: those of CRI (Kubernetes), of syslog and of docker compose.

import { type Unwrapped, wholeLine, type Wrapper } from "./wrapper.ts";

const SPACE = 0x20, DASH = 0x2d, COLON = 0x3a, LESS = 0x3c, GREATER = 0x3e, OPENING = 0x5b, CLOSING = 0x5d;
const QUOTE = 0x22,
  BACKSLASH = 0x5c,
  LF = 0x0a,
  BAR = 0x7c,
  ESCAPE = 0x1b,
  LETTER_M = 0x6d,
  LETTER_E = 0x65,
  LETTER_P = 0x50;

/** What syslogd writes behind a line instead of those that are the same; some put dashes around it. */
const AGAIN = /^(\S* ??)(?:--- )?last message repeated (\d{1,6}) times?(?: ---)?\s*$/;
/** Bytes of such a line, behind its time. */
const LONGEST_AGAIN = 512;

/** What rsyslog writes instead of lines that are the same, with the line between the brackets. */
const REPEATED = "message repeated ", TIMES = " times: [";
/** A line that says it stands for more is none of these. */
const MOST_REPEATS = 100_000;

/**
 * A wrapper that is a text in front of a line, given where the line begins; −1 where there is no such text. `more` says what else the text
 * tells.
 */
function prefix(
  name: string,
  lineAt: (bytes: Uint8Array, start: number, end: number) => number,
  { cutsLines = false, more }: {
    readonly cutsLines?: boolean;
    readonly more?: (bytes: Uint8Array, start: number, into: Unwrapped) => void;
  } = {},
): Wrapper {
  const unwrap = (bytes: Uint8Array, start: number, end: number, into: Unwrapped): boolean => {
    const at = lineAt(bytes, start, end);
    if (at < 0) return false;
    wholeLine(into, bytes, at, bytes[end] === LF ? end : end + 1);
    more?.(bytes, start, into);
    return true;
  };
  return { name, cutsLines, unwrapper: () => unwrap };
}

/** `2016-10-06T00:17:09.669794202Z stdout F …`; with `P`, the line continues in another one. */
export const cri: Wrapper = prefix("CRI", (bytes, start, end) => {
  const stream = afterWord(bytes, start, end),
    tag = afterWord(bytes, stream, end),
    line = afterWord(bytes, tag, end);
  if (line < 0 || !isIsoTime(bytes, start, stream - 1)) return -1;
  if (!isWord(bytes, stream, tag - 1, "stdout") && !isWord(bytes, stream, tag - 1, "stderr")) return -1;
  return isWord(bytes, tag, tag + 1, "F") || isWord(bytes, tag, tag + 1, "P") ? line : -1;
}, {
  cutsLines: true,
  more: (bytes, start, into) => {
    const stream = bytes.indexOf(SPACE, start) + 1;
    // "stderr" and "stdout", and the tag behind.
    into.stream = bytes[stream + 3] === LETTER_E ? 1 : 0;
    into.isPart = bytes[stream + 7] === LETTER_P;
  },
});

/** `<190>Dec  9 13:01:26 host program[28029]: …`; the priority, the host and the number of the process may be missing. */
export const syslog3164: Wrapper = {
  ...prefix("syslog", (bytes, start, end) => {
    let at = afterTime(bytes, start, end);
    for (let words = 0; words < 2; words++) {
      const next = afterWord(bytes, at, end);
      if (next < 0) return -1;
      if (bytes[next - 2] === COLON) return next;
      at = next;
    }
    return -1;
  }, { more: repeated }),
  repeats(bytes, start, end, before, from, to) {
    const at = afterTime(bytes, start, end), place = afterTime(before, from, to);
    if (at < 0 || place < 0 || end - at > LONGEST_AGAIN) return 0;
    const [, host = "", count = "0"] = AGAIN.exec(ASCII.decode(bytes.subarray(at, end))) ?? [];
    const times = Number(count), own = afterWord(before, place, to);
    // Without a host, the program comes first.
    const isOwn = before[own - 2] === COLON ? host === "" : isWord(before, place, own, host);
    return isOwn && times <= MOST_REPEATS ? times : 0;
  },
};

const ASCII = new TextDecoder("latin1");

/** The place after the priority and the time of a line of syslog; −1 where there is none. */
function afterTime(bytes: Uint8Array, start: number, end: number): number {
  const at = afterPriority(bytes, start, end);
  if (isBsdTime(bytes, at)) return at + 16;
  const word = afterWord(bytes, at, end);
  return word >= 0 && isIsoTime(bytes, at, word - 1) ? word : -1;
}

/** `<171>1 2025-11-05T20:47:03+00:00 host program - - [data] …`. */
export const syslog5424: Wrapper = prefix("syslog", (bytes, start, end) => {
  let at = afterPriority(bytes, start, end);
  if (at === start || !isWord(bytes, at, at + 2, "1 ")) return -1;
  // The version, the time, the host, the program, its process, the kind of message.
  for (let word = 0; word < 6; word++) at = afterWord(bytes, at, end);
  if (at < 0) return -1;
  if (bytes[at] === DASH) at++;
  else while (at < end && bytes[at] === OPENING) at = afterElement(bytes, at, end);
  if (bytes[at] !== SPACE) return -1;
  at++;
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + 3 : at;
}, { more: repeated });

/** `web-1  | …`, perhaps in colour. */
export const compose: Wrapper = prefix("docker compose", (bytes, start, end) => {
  let at = afterColour(bytes, start, end);
  const name = at;
  while (at < end && bytes[at] > SPACE && bytes[at] !== BAR) at++;
  if (at === name) return -1;
  while (at < end && bytes[at] === SPACE) at++;
  if (bytes[at] !== BAR || bytes[at - 1] !== SPACE) return -1;
  at = afterColour(bytes, at + 1, end);
  return bytes[at] === SPACE && at < end ? afterColour(bytes, at + 1, end) : -1;
});

/** Takes `message repeated 20 times: [ …]` for that line so many times; another one stays as it is. */
function repeated(bytes: Uint8Array, _start: number, into: Unwrapped): void {
  const { start, end } = into, digits = start + REPEATED.length;
  let at = digits, count = 0;
  if (!isWord(bytes, start, digits, REPEATED)) return;
  for (; at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39; at++) count = count * 10 + bytes[at] - 0x30;
  let first = at + TIMES.length, last = end;
  if (count < 1 || count > MOST_REPEATS || !isWord(bytes, at, first, TIMES)) return;
  while (last > first && bytes[last - 1] <= SPACE) last--;
  if (bytes[last - 1] !== CLOSING) return;
  if (bytes[first] === SPACE) first++;
  into.bytes = new Uint8Array(last - first);
  into.bytes.set(bytes.subarray(first, last - 1));
  into.bytes[last - first - 1] = LF;
  into.start = 0;
  into.end = last - first - 1;
  into.repeats = count;
}

/** The place after the space that ends a word; −1 where there is none. */
function afterWord(bytes: Uint8Array, at: number, end: number): number {
  if (at < 0) return -1;
  const start = at;
  while (at < end && bytes[at] !== SPACE) at++;
  return at < end && at > start ? at + 1 : -1;
}

function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let at = 0; at < word.length; at++) if (bytes[start + at] !== word.charCodeAt(at)) return false;
  return true;
}

/** Whether bytes look like `2016-10-06T00:17:09…`. */
function isIsoTime(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 19 && bytes[start + 4] === DASH && bytes[start + 7] === DASH &&
    bytes[start + 10] === 0x54 &&
    bytes[start + 13] === COLON && bytes[start + 16] === COLON && bytes[start] >= 0x30 &&
    bytes[start] <= 0x39;
}

/** Whether there is `Dec  9 13:01:26 `. */
function isBsdTime(bytes: Uint8Array, at: number): boolean {
  return bytes[at] >= 0x41 && bytes[at] <= 0x5a && bytes[at + 3] === SPACE && bytes[at + 6] === SPACE &&
    bytes[at + 9] === COLON && bytes[at + 12] === COLON && bytes[at + 15] === SPACE;
}

function afterPriority(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== LESS) return at;
  let close = at + 1;
  while (close < end && bytes[close] >= 0x30 && bytes[close] <= 0x39) close++;
  return bytes[close] === GREATER && close < end ? close + 1 : at;
}

/** The place after an element of structured data; `end` where it is not closed. */
function afterElement(bytes: Uint8Array, at: number, end: number): number {
  let isQuoted = false;
  for (at++; at < end; at++) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === CLOSING && !isQuoted) return at + 1;
  }
  return end;
}

function afterColour(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== ESCAPE || bytes[at + 1] !== OPENING) return at;
  let close = at + 2;
  while (close < end && bytes[close] !== LETTER_M && close < at + 16) close++;
  return bytes[close] === LETTER_M && close < end ? close + 1 : at;
}
