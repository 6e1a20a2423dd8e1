// Role: wrappers that are around each other, as one.

import { nothingUnwrapped, type Wrapper } from "./wrapper.ts";

const CR = 0x0d;

/** Takes away what all of them put around a line, the outermost first. Only the last one may cut lines. */
export function wrappersAsOne(wrappers: readonly Wrapper[]): Wrapper {
  if (wrappers.length === 1) return wrappers[0];
  return {
    name: wrappers.map(({ name }) => name).join(", "),
    cutsLines: wrappers[wrappers.length - 1].cutsLines,
    repeats: repeatsInside(wrappers),
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

/** What a line says of the one before, inside of the wrappers that are around the one whose writer says so; none where there is none. */
function repeatsInside(wrappers: readonly Wrapper[]): Wrapper["repeats"] {
  const at = wrappers.findIndex(({ repeats }) => repeats !== undefined), own = wrappers[at];
  if (at <= 0) return own?.repeats;
  // Each may keep a buffer for its line.
  const around = wrappersAsOne(wrappers.slice(0, at)),
    [unwrap, unwrapFormer] = [around.unwrapper(), around.unwrapper()];
  const line = nothingUnwrapped(), former = nothingUnwrapped();
  return (bytes, start, end, before, from, to) =>
    unwrap(bytes, start, end, line) && unwrapFormer(before, from, to, former)
      ? own.repeats!(line.bytes, line.start, line.end, former.bytes, former.start, former.end)
      : 0;
}
