// Role: the wrappers that are an object of JSON with the line in it: that of docker's json-file driver,
// `{"log":"…\n","stream":"stdout","time":"…"}`, and those of collectors. Of a line that docker has cut all parts but the last have no line feed.

import { unescapeText } from "../decode/unescape.ts";
import { compileKeys } from "../json/keys.ts";
import { JsonScanner } from "../json/scanner.ts";
import { type Unwrapped, wholeLine, type Wrapper } from "./wrapper.ts";

const LF = 0x0a, OPEN_OBJECT = 0x7b, LETTER_E = 0x65;

const OPENING = 0x5b, CLOSING = 0x5d, COMMA = 0x2c, SPACE = 0x20, ZERO = 0x30;

function scannerOf(names: readonly string[]): JsonScanner {
  return new JsonScanner(compileKeys({ keys: names.map((name) => ({ name, role: null, decode: "name" })) }));
}

/** Whether the value at `at` is the first one of a list. */
function isListed(bytes: Uint8Array, at: number): boolean {
  let before = at - 1;
  while (bytes[before] === SPACE) before--;
  return bytes[before] === OPENING;
}

/**
 * Writes the bytes of a list, whose first number is at `at`: `[71,69,84]`, as journalctl writes a line of which a byte is none of UTF-8, or
 * cannot be printed. Returns how many; 0 where others than bytes are in it.
 */
function byteList(bytes: Uint8Array, at: number, end: number, into: Uint8Array): number {
  for (let length = 0; at < end;) {
    const first = at;
    let value = 0;
    for (; at < end && bytes[at] - ZERO >= 0 && bytes[at] - ZERO <= 9; at++) {
      value = value * 10 + bytes[at] - ZERO;
    }
    if (at === first || value > 255) return 0;
    into[length++] = value;
    while (at < end && bytes[at] === SPACE) at++;
    if (bytes[at] === CLOSING) return length;
    if (bytes[at] !== COMMA) return 0;
    do at++; while (at < end && bytes[at] === SPACE);
  }
  return 0;
}

/** A wrapper whose line is the value of a key; with `stream`, as docker writes it. */
function object(name: string, key: string, stream: string | null = null): Wrapper {
  const names = stream === null ? [key] : [key, stream];
  const unwrapper: Wrapper["unwrapper"] = () => {
    let scanner: JsonScanner | null = null, scratch = new Uint8Array(1024);
    return (bytes: Uint8Array, start: number, end: number, into: Unwrapped): boolean => {
      if (bytes[start] !== OPEN_OBJECT) return false;
      // Most lines that are looked at are no JSON.
      scanner ??= scannerOf(names);
      const { starts, ends } = scanner;
      if (!scanner.scan(bytes, start, end) || !names.every((_, slot) => starts[slot] >= 0)) return false;
      const first = starts[0], last = ends[0], isList = isListed(bytes, first);
      // A character is written before it is known how long it is, and a line feed behind all.
      const most = (isList ? end - start : last - first) + 8;
      if (most > scratch.length) scratch = new Uint8Array(2 * most);
      let to = isList
        ? byteList(bytes, first, end, scratch)
        : unescapeText("json", bytes, first, last, scratch, 0);
      if (isList && to === 0) return false;
      const isEnded = to > 0 && scratch[to - 1] === LF;
      if (isEnded) to--;
      for (let at = 0; at < to; at++) if (scratch[at] === LF) return false;
      scratch[to] = LF;
      wholeLine(into, scratch, 0, to);
      if (stream === null) return true;
      into.isPart = !isEnded;
      // "stderr" and "stdout".
      into.stream = bytes[starts[1] + 3] === LETTER_E ? 1 : 0;
      return true;
    };
  };
  return { name, cutsLines: stream !== null, unwrapper };
}

/** The only one of them that cuts lines. */
export const dockerJson: Wrapper = object("docker's json-file", "log", "stream");

/** By the keys that Fluent Bit, Filebeat, Vector, journalctl -o json, Google, Loki and others give the line. */
export const COLLECTORS: readonly Wrapper[] = [
  "log",
  "message",
  "MESSAGE",
  "msg",
  "event.original",
  "textPayload",
  "line",
]
  .map((key) => object(`the JSON of a collector, with the line as "${key}"`, key));
