// Role: what `httplog watch` looks at, and how keys change it.

import type { KnownDimension } from "../../domain/dimensions/dimensions.ts";

/** The ranges, seconds back from the newest record; null = all. */
export const RANGES: readonly (number | null)[] = [600, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400, null];

/** What is shown. */
export interface Look {
  /** Name of the source; null = all together. */
  readonly source: string | null;
  /** Place among {@link RANGES}. */
  readonly range: number;
  readonly dimension: KnownDimension;
}

/** What there can be chosen among. */
interface Known {
  /** Names, in order. */
  readonly sources: readonly string[];
  readonly dimensions: readonly KnownDimension[];
}

/** What a key asks for. */
export type KeyAnswer = { readonly look: Look } | "quit" | "interrupt" | null;

/** The keys, for the last line. */
export const KEYS = "s source  r range  d dimension  q quit";

/** What a key asks for; null where it asks for nothing. Capital letters and arrows to the left go backwards. */
export function afterKey(look: Look, key: string, { sources, dimensions }: Known): KeyAnswer {
  const { source, range, dimension } = look;
  switch (key) {
    case "q":
    case "escape":
      return "quit";
    case "ctrl-c":
      return "interrupt";
    case "s":
    case "S":
      return { look: { ...look, source: next(sourceList(sources), source, key === "s" ? 1 : -1) } };
    case "r":
    case "up":
      return { look: { ...look, range: (range + 1) % RANGES.length } };
    case "R":
    case "down":
      return { look: { ...look, range: (range + RANGES.length - 1) % RANGES.length } };
    case "d":
    case "tab":
    case "right":
      return { look: { ...look, dimension: next(dimensions, dimension, 1) } };
    case "D":
    case "shift-tab":
    case "left":
      return { look: { ...look, dimension: next(dimensions, dimension, -1) } };
    default:
      return null;
  }
}

/** All together is a choice only where there are several. */
function sourceList(sources: readonly string[]): (string | null)[] {
  return sources.length === 1 ? [...sources] : [null, ...sources];
}

/** The one after another in a circle; the first where that one is not there any more. */
function next<Of>(list: readonly Of[], now: Of, by: 1 | -1): Of {
  const at = list.indexOf(now);
  return list.length === 0 ? now : list[at < 0 ? 0 : (at + by + list.length) % list.length];
}
