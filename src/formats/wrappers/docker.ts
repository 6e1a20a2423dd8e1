// Role: the wrappers that are an object of JSON with the line in it: that of docker's json-file driver,
// `{"log":"…\n","stream":"stdout","time":"…"}`, and those of collectors. Of a line that docker has cut all parts but the last have no line feed.

import { unescapeText } from "../decode/unescape.ts";
import { compileKeys } from "../json/keys.ts";
import { JsonScanner } from "../json/scanner.ts";
import { type Unwrapped, wholeLine, type Wrapper } from "./wrapper.ts";

const LF = 0x0a, OPEN_OBJECT = 0x7b, LETTER_E = 0x65;

function scannerOf(names: readonly string[]): JsonScanner {
  return new JsonScanner(compileKeys({ keys: names.map((name) => ({ name, role: null, decode: "name" })) }));
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
      const first = starts[0], last = ends[0];
      // A character is written before it is known how long it is, and a line feed behind all.
      if (last - first + 8 > scratch.length) scratch = new Uint8Array(2 * (last - first) + 8);
      let to = unescapeText("json", bytes, first, last, scratch, 0);
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
