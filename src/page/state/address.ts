// Role: the state of the page as the fragment of its address, so that a link leads to what its sender saw.

/** What is shown. */
export interface Address {
  /** Null = all sources together. */
  readonly source: string | null;
  /** Epoch second, inclusive; null = as the page begins. */
  readonly since: number | null;
  /** Epoch second, exclusive; null = to the newest record. */
  readonly until: number | null;
  /** Seconds back from the newest record, which move on with it; null = none. `since` and `until` are null then. */
  readonly last: number | null;
  /** The value whose course is shown; null = all hits. */
  readonly only: { readonly dimension: string; readonly value: string } | null;
  /** The alert that is open; null = none. */
  readonly alert: number | null;
  /** Whether the span before is shown, too. */
  readonly compare: boolean;
}

/** The page as it begins. */
export const NOWHERE: Address = {
  source: null,
  since: null,
  until: null,
  last: null,
  only: null,
  alert: null,
  compare: false,
};

const LAST_SECOND = 253402300799;

/** Reads the fragment, or the query, of an address. What cannot be meant is left out. */
export function readAddress(text: string): Address {
  const given = new URLSearchParams(text.replace(/^[#?]/, ""));
  const time = (name: string): number | null => {
    const value = given.get(name) ?? "";
    const seconds = /^\d{1,12}$/.test(value) ? Number(value) : Date.parse(value) / 1000;
    return Number.isFinite(seconds) && seconds >= 0 && seconds <= LAST_SECOND ? Math.floor(seconds) : null;
  };
  const since = time("since"), until = time("until");
  const last = given.get("last") ?? "",
    isBack = since === null && until === null && /^[1-9]\d{0,9}$/.test(last);
  const isEmpty = since !== null && until !== null && since >= until;
  const dimension = given.get("dimension"), value = given.get("value");
  const alert = given.get("alert") ?? "";
  return {
    source: given.get("source"),
    since: isEmpty ? null : since,
    until: isEmpty ? null : until,
    last: isBack ? Number(last) : null,
    only: dimension === null || value === null ? null : { dimension, value },
    alert: /^[1-9]\d{0,14}$/.test(alert) ? Number(alert) : null,
    compare: given.get("compare") === "before",
  };
}

/** The fragment with its `#`; "#" for the page as it begins. */
export function writeAddress({ source, since, until, last, only, alert, compare }: Address): string {
  const text = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
  const entries: [string, string | null][] = [
    ["source", source],
    ["since", since === null ? null : text(since)],
    ["until", until === null ? null : text(until)],
    ["last", last === null ? null : String(last)],
    ["dimension", only?.dimension ?? null],
    ["value", only?.value ?? null],
    ["alert", alert === null ? null : String(alert)],
    ["compare", compare ? "before" : null],
  ];
  const given = new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== null));
  return `#${given.toString().replaceAll("%3A", ":")}`;
}
