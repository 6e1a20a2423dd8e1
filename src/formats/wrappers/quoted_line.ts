// Role: the wrapper of OpenLiteSpeed, which writes a whole line of the common form between quotes, without escaping those within.

import type { Unwrapped, Wrapper } from "./wrapper.ts";

const LF = 0x0a, QUOTE = 0x22, SPACE = 0x20;

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
