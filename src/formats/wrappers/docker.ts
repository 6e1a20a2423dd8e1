// Role: the wrapper of docker's json-file driver: `{"log":"…\n","stream":"stdout","time":"…"}`. Of a line that was cut all parts but
// the last have no line feed.

import { unescapeText } from "../decode/unescape.ts";
import { compileKeys } from "../json/keys.ts";
import { JsonScanner } from "../json/scanner.ts";
import type { Unwrapped, Wrapper } from "./wrapper.ts";

const LF = 0x0a, OPEN_OBJECT = 0x7b, LETTER_E = 0x65;

const KEYS = ["log", "stream"] as const;

/** See above. */
export const dockerJson: Wrapper = {
  name: "docker's json-file",
  cutsLines: true,
  unwrapper: () => {
    const keys = compileKeys({ keys: KEYS.map((name) => ({ name, role: null, decode: "name" })) });
    const scanner = new JsonScanner(keys);
    let scratch = new Uint8Array(1024);
    return (bytes: Uint8Array, start: number, end: number, into: Unwrapped): boolean => {
      if (
        bytes[start] !== OPEN_OBJECT || !scanner.scan(bytes, start, end) || !scanner.has(1) || !scanner.has(0)
      ) {
        return false;
      }
      const first = scanner.starts[0], last = scanner.ends[0];
      // A character is written before it is known how long it is, and a line feed behind all.
      if (last - first + 8 > scratch.length) scratch = new Uint8Array(2 * (last - first) + 8);
      let to = unescapeText("json", bytes, first, last, scratch, 0);
      into.isPart = to === 0 || scratch[to - 1] !== LF;
      if (!into.isPart) to--;
      for (let at = 0; at < to; at++) if (scratch[at] === LF) return false;
      scratch[to] = LF;
      // "stderr" and "stdout".
      into.stream = bytes[scanner.starts[1] + 3] === LETTER_E ? 1 : 0;
      into.repeats = 1;
      into.bytes = scratch;
      into.start = 0;
      into.end = to;
      return true;
    };
  },
};
