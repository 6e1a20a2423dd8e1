// Role: "did you mean": the allowed word closest to a mistyped one.

/**
 * The allowed word at the smallest edit distance (changed, added, missing and swapped letters), if at most a third of
 * its letters, or one, are wrong, and no more than `most`. Case is ignored; the first word wins a tie. If no whole word is near, a part of a word
 * with dashes is tried: "threshold" finds "alert-threshold".
 *
 * @example
 * ```ts
 * import { nearest } from "./nearest.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(nearest("alrets", ["alerts", "runs"]), "alerts");
 * assert.equal(nearest("bananas", ["alerts", "runs"]), undefined);
 * assert.equal(nearest("thresold", ["timescale", "alert-threshold"]), "alert-threshold");
 * ```
 */
export function nearest(word: string, allowed: readonly string[], most = Infinity): string | undefined {
  const whole = nearestWhole(word, allowed, most);
  if (whole !== undefined || word.length < 3) return whole;
  const parts = allowed.flatMap((candidate) => candidate.includes("-") ? candidate.split("-") : []);
  const part = nearestWhole(word, parts.filter((text) => text.length > 2), most);
  return part === undefined ? undefined : allowed.find((candidate) => candidate.split("-").includes(part));
}

function nearestWhole(word: string, allowed: readonly string[], most: number): string | undefined {
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of allowed) {
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    const bearable = Math.min(most, Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)));
    if (changes < fewest && changes <= bearable) [best, fewest] = [candidate, changes];
  }
  return best;
}

/** ` Did you mean "…"?` where an allowed word is near, for the end of a sentence; else nothing. */
export function didYouMean(
  word: string,
  allowed: readonly string[],
  quoted = (near: string): string => `"${near}"`,
): string {
  const near = nearest(word, allowed);
  return near === undefined ? "" : ` Did you mean ${quoted(near)}?`;
}

/** Restricted Damerau–Levenshtein distance. Long words are not compared: the work grows with both lengths. */
function distance(left: string, right: string): number {
  if (left.length > 1000 || right.length > 1000) return Infinity;
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= left.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      let least = Math.min(
        rows[row - 1][column] + 1,
        rows[row][column - 1] + 1,
        rows[row - 1][column - 1] + (isSame ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1];
      if (isSwap) least = Math.min(least, rows[row - 2][column - 2] + 1);
      rows[row].push(least);
    }
  }
  return rows[left.length][right.length];
}
