// Role: how long an answer took, as in a rule file: "300ms", "1.5s", "250us" ↔ whole microseconds.

/** Powers of ten of a microsecond. */
export const LATENCY_UNITS: ReadonlyMap<string, number> = new Map([["us", 0], ["µs", 0], ["ms", 3], [
  "s",
  6,
]]);

/** The longest that a rule can ask about, microseconds: an hour. */
const MOST = 3_600_000_000;

/**
 * The microseconds of a text like "300ms": a decimal number with us, µs, ms or s, from 1 µs to 1 h and whole; undefined for any
 * other text. "1.5s" is 1500000.
 */
export function parseLatency(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,10}(?:\.\d{1,9})?) ?(us|µs|ms|s)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  // In decimal digits, so that "0.3ms" is 300.
  const microseconds = Number(`${digits}e${LATENCY_UNITS.get(unit)}`);
  const isAllowed = Number.isInteger(microseconds) && microseconds >= 1 && microseconds <= MOST;
  return isAllowed ? microseconds : undefined;
}

/**
 * The latency as {@link parseLatency} reads it, in the largest unit of which it is one at least: "1.5s", "300ms", "250us".
 *
 * @param microseconds Whole, 1 or more.
 */
export function latencyText(microseconds: number): string {
  if (microseconds >= 1_000_000) return `${microseconds / 1_000_000}s`;
  return microseconds >= 1000 ? `${microseconds / 1000}ms` : `${microseconds}us`;
}
