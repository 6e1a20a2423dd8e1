// Role: wrappers that put a line between quotes: OpenLiteSpeed does not escape those within, an export as CSV doubles them.

import type { Unwrapped, Wrapper } from "./wrapper.ts";

const LF = 0x0a, QUOTE = 0x22, SPACE = 0x20, COMMA = 0x2c, SEMICOLON = 0x3b, TAB = 0x09;

/** `"10.0.0.1 - - […] "GET / HTTP/1.1" 200 5 "-" "x""`. */
export const quotedLine: Wrapper = {
  name: "the quotes of OpenLiteSpeed",
  cutsLines: false,
  unwrapper: () => {
    let scratch = new Uint8Array(1024);
    return (bytes: Uint8Array, start: number, end: number, into: Unwrapped): boolean => {
      if (bytes[start] !== QUOTE || bytes[end - 1] !== QUOTE || end - start < 3) return false;
      // A quoted word alone is a field.
      let word = start + 1;
      while (word < end && bytes[word] !== SPACE && bytes[word] !== QUOTE) word++;
      if (bytes[word] !== SPACE) return false;
      const length = end - start - 2;
      if (length + 1 > scratch.length) scratch = new Uint8Array(2 * length + 1);
      scratch.set(bytes.subarray(start + 1, end - 1));
      scratch[length] = LF;
      into.isPart = false;
      into.stream = 0;
      into.repeats = 1;
      into.bytes = scratch;
      into.start = 0;
      into.end = length;
      return true;
    };
  },
};

/** `"10.0.0.1 - - […] ""GET / HTTP/1.1"" 200 5"`, perhaps with other columns behind, which are left out. */
export const csvField: Wrapper = {
  name: "the quotes of a CSV export",
  cutsLines: false,
  unwrapper: () => {
    let scratch = new Uint8Array(1024);
    return (bytes: Uint8Array, start: number, end: number, into: Unwrapped): boolean => {
      if (bytes[start] !== QUOTE) return false;
      if (end - start > scratch.length) scratch = new Uint8Array(2 * (end - start));
      let at = start + 1, to = 0, doubled = 0;
      for (; at < end; at++) {
        if (bytes[at] === QUOTE) {
          if (bytes[at + 1] !== QUOTE || at + 1 >= end) break;
          at++;
          doubled++;
        }
        scratch[to++] = bytes[at];
      }
      const next = at + 1 >= end ? COMMA : bytes[at + 1];
      // Without a quote within it is a field that is quoted, or the begin of another line.
      if (at >= end || doubled === 0 || (next !== COMMA && next !== SEMICOLON && next !== TAB)) return false;
      scratch[to] = LF;
      into.isPart = false;
      into.stream = 0;
      into.repeats = 1;
      into.bytes = scratch;
      into.start = 0;
      into.end = to;
      return true;
    };
  },
};
