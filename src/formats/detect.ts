// Role: which format a line is of: the strictest family that accepts it (design: formats, "Detection").

import type { Beginning, LogFormat, Misfit, ReadOptions } from "./format.ts";

/** What a line was found to be. */
export type Detected =
  | { readonly format: LogFormat; readonly beginning: Beginning }
  /** The nearest family, and why the line is not of it. */
  | { readonly format: LogFormat; readonly misfit: Misfit };

/**
 * The first of the families that accepts the line, given without its line ending; else the one that could read the most fields of it,
 * of several the last, which is the least strict. It depends on the line and the options alone.
 *
 * Errors: `Problem` "usage" as of `LogFormat.begin`.
 */
export function detectFormat(
  families: readonly LogFormat[],
  line: Uint8Array,
  options: ReadOptions,
): Detected {
  let nearest: Detected & { readonly misfit: Misfit } | null = null;
  for (const format of families) {
    const found = format.begin(line, options);
    if ("reader" in found) return { format, beginning: found };
    if (nearest === null || found.fitting >= nearest.misfit.fitting) nearest = { format, misfit: found };
  }
  if (nearest === null) throw new RangeError("no families");
  return nearest;
}
