// Role: wrappers that are around each other, as one.

import type { Wrapper } from "./wrapper.ts";

const CR = 0x0d;

/** Takes away what all of them put around a line, the outermost first. Only the last one may cut lines. */
export function wrappersAsOne(wrappers: readonly Wrapper[]): Wrapper {
  if (wrappers.length === 1) return wrappers[0];
  return {
    name: wrappers.map(({ name }) => name).join(", "),
    cutsLines: wrappers[wrappers.length - 1].cutsLines,
    unwrapper: () => {
      const unwraps = wrappers.map((wrapper) => wrapper.unwrapper());
      return (bytes, start, end, into) => {
        let repeats = 1;
        into.bytes = bytes;
        into.start = start;
        into.end = end;
        for (const unwrap of unwraps) {
          // The line feed follows, perhaps behind a carriage return.
          const last = into.end > into.start && into.bytes[into.end - 1] === CR ? into.end - 1 : into.end;
          if (!unwrap(into.bytes, into.start, last, into)) return false;
          repeats *= into.repeats;
        }
        into.repeats = repeats;
        return true;
      };
    },
  };
}
