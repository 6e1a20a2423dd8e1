// Role: the wrapper of colours: what a terminal shows, caught in a file, as of `grep --color=always` and ccze.

import { type Unwrapped, wholeLine, type Wrapper } from "./wrapper.ts";

const LF = 0x0a, CR = 0x0d, ESCAPE = 0x1b, OPENING = 0x5b;

/** `ESC [ 01;31 m` and the like, anywhere in a line. */
export const colours: Wrapper = {
  name: "colours of a terminal",
  cutsLines: false,
  begins: (bytes, start, end) => bytes.subarray(start, end).includes(ESCAPE),
  unwrapper: () => {
    let scratch = new Uint8Array(1024);
    return (bytes: Uint8Array, start: number, end: number, into: Unwrapped): boolean => {
      if (end - start + 2 > scratch.length) scratch = new Uint8Array(2 * (end - start) + 2);
      let to = 0;
      for (let at = start; at < end; at++) {
        if (bytes[at] === ESCAPE && bytes[at + 1] === OPENING && at + 1 < end) {
          at = lastOf(bytes, at + 2, end);
        } else scratch[to++] = bytes[at];
      }
      if (to > 0 && scratch[to - 1] === CR) to--;
      scratch[to] = LF;
      return wholeLine(into, scratch, 0, to);
    };
  },
};

/** The place of the letter that ends a sequence. */
function lastOf(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (bytes[at] < 0x40 || bytes[at] > 0x7e)) at++;
  return at;
}
