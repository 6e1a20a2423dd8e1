// Role: the amounts that several reports show, as SQL over grouped rows with `hits`, `bytes` and `failures`.

/** Sum of bytes, which stays at 2^53 − 1 where it would be larger, like the stored sums: `sum()` would fail there. */
export const SUM_OF_BYTES: string = "CAST(min(total(bytes), 9007199254740991) AS INTEGER)";

/** Part of the hits that did not fail. */
export const AVAILABILITY: string = shareOf("sum(hits) - sum(failures)", "sum(hits)");

/** One amount in relation to another as SQL: 0 to 1, rounded to six decimals. */
export function shareOf(amount: string, whole: string): string {
  return `round(1.0 * (${amount}) / (${whole}), 6)`;
}

/** An epoch second as ISO text in SQL, as the `_iso` columns of the views have it; NULL stays NULL. */
export function isoOf(seconds: string): string {
  return `strftime('%Y-%m-%dT%H:%M:%SZ', ${seconds}, 'unixepoch')`;
}
