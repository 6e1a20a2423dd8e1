// Role: spans of time as in a rule file: "30s", "1h30m".

const UNITS = [["w", 604800], ["d", 86400], ["h", 3600], ["m", 60], ["s", 1]] as const;
const SHAPE = new RegExp(`^${UNITS.map(([unit]) => `(?:(\\d{1,9})${unit})?`).join("")}$`);

/**
 * The seconds of a span: whole numbers with w, d, h, m and s, each at most once and the largest first; undefined for
 * anything else. "1h30m" is 5400.
 */
export function parseDuration(text: string): number | undefined {
  const counts = text === "" ? null : SHAPE.exec(text);
  if (counts === null) return undefined;
  return UNITS.reduce((sum, [, seconds], index) => sum + Number(counts[index + 1] ?? 0) * seconds, 0);
}

/**
 * The span as {@link parseDuration} reads it, in days and smaller units: "1h30m", "30d", "0s".
 *
 * @param seconds Whole, 0 or more.
 */
export function durationText(seconds: number): string {
  let left = seconds;
  let text = "";
  for (const [unit, size] of UNITS.slice(1)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === "" ? "0s" : text;
}
