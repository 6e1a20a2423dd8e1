// Role: wrappers that put a line between quotes: OpenLiteSpeed does not escape those within, an export as CSV doubles them.

import { type Unwrapped, wholeLine, type Wrapper } from "./wrapper.ts";

const LF = 0x0a, QUOTE = 0x22, SPACE = 0x20, COMMA = 0x2c, SEMICOLON = 0x3b, TAB = 0x09;

function isSeparator(byte: number): boolean {
  return byte === COMMA || byte === SEMICOLON || byte === TAB;
}

/** `"10.0.0.1 - - […] "GET / HTTP/1.1" 200 5 "-" "x""`. */
export const quotedLine: Wrapper = {
  name: "the quotes of OpenLiteSpeed",
  cutsLines: false,
  unwrapper: () => {
    let scratch = new Uint8Array(1024);
    return (bytes: Uint8Array, start: number, end: number, into: Unwrapped): boolean => {
      if (bytes[start] !== QUOTE || bytes[end - 1] !== QUOTE || end - start < 3) return false;
      // A quote that ends the first word or words, or has a separator behind it, ends a field of CSV.
      const quote = bytes.indexOf(QUOTE, start + 1);
      if (quote < end - 1 && (bytes[quote - 1] !== SPACE || isSeparator(bytes[quote + 1]))) return false;
      const space = bytes.indexOf(SPACE, start + 1);
      if (space < 0 || space > quote) return false;
      const length = end - start - 2;
      if (length + 1 > scratch.length) scratch = new Uint8Array(2 * length + 1);
      scratch.set(bytes.subarray(start + 1, end - 1));
      scratch[length] = LF;
      return wholeLine(into, scratch, 0, length);
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
      if (at >= end || doubled === 0 || !isSeparator(next)) return false;
      scratch[to] = LF;
      return wholeLine(into, scratch, 0, to);
    };
  },
};
