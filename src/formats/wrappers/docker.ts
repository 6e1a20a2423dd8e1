// Role: the wrapper of docker's json-file driver: `{"log":"…\n","stream":"stdout","time":"…"}`. A part of a line that was cut counts
// where it is a whole record.

import { unescapeText } from "../decode/unescape.ts";
import { compileKeys } from "../json/keys.ts";
import { JsonScanner } from "../json/scanner.ts";
import type { Unwrapped, Wrapper } from "./wrapper.ts";

const LF = 0x0a, OPEN_OBJECT = 0x7b;

const KEYS = ["log", "stream"] as const;

/** See above. */
export const dockerJson: Wrapper = {
  name: "docker's json-file",
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
      if (to > 0 && scratch[to - 1] === LF) to--;
      for (let at = 0; at < to; at++) if (scratch[at] === LF) return false;
      scratch[to] = LF;
      into.bytes = scratch;
      into.start = 0;
      into.end = to;
      return true;
    };
  },
};
