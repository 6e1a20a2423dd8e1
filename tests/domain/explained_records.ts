// Role: alerts.md, "Explanation", as it is written there: over single records, with fractions instead of quotients and no
// thought of speed. The quotes are its sentences. Also the buckets of such records. Used by `tests/domain/alerts/explanation_test.ts`.

import type { BucketRows, ValueRow } from "../../src/domain/buckets/rows.ts";
import { byDimension } from "../../src/domain/dimensions/dimensions.ts";

/** A record as far as explanations know it. */
export interface PlainRecord {
  readonly time: number;
  readonly section: string;
  readonly host: string;
  readonly status: string;
  readonly bytes: number;
}

/** What stands out, without what follows from the rest. */
export interface PlainCause {
  readonly status: string | null;
  readonly section: string | null;
  readonly host: string | null;
  readonly amount: number;
  readonly share: number;
  readonly before: number | null;
}

/** How much each record counts. */
export type Weight = (record: PlainRecord) => number;

/** "Kept: share in the window ≥ 30 % and share / share before ≥ 1.5." What is new weighs as a thousandfold rise. */
export function plainCauses(now: PlainRecord[], before: PlainRecord[], weight: Weight): PlainCause[] {
  const sum = (records: PlainRecord[], of: Partial<PlainRecord>): bigint =>
    records.filter((record) => agrees(record, of)).reduce((total, one) => total + BigInt(weight(one)), 0n);
  const [whole, wholeBefore] = [sum(now, {}), sum(before, {})];
  // "Candidates: section, host, status, and for statuses ≥ 400 the pairs (status, host) and (status, section)"
  const candidates = new Map<string, Partial<PlainRecord>>();
  for (const { section, host, status } of now) {
    const pairs = Number(status) >= 400 ? [{ status, host }, { status, section }] : [];
    for (const one of [...pairs, { status }, { section }, { host }]) candidates.set(JSON.stringify(one), one);
  }
  const kept = [...candidates.values()].filter((of) => {
    const [amount, amountBefore] = [sum(now, of), sum(before, of)];
    return whole > 0n && amount * 10n >= whole * 3n && 2n * amount * wholeBefore >= 3n * amountBefore * whole;
  });
  // "a pair stands in for its parts when it covers ≥ 90 % of both"
  const stoodIn = kept.flatMap((pair) => {
    const parts = Object.entries(pair).map(([name, value]) => ({ [name]: value }));
    return parts.length === 2 && parts.every((part) => 10n * sum(now, pair) >= 9n * sum(now, part))
      ? parts
      : [];
  });
  const left = kept.filter((one) => !stoodIn.some((part) => JSON.stringify(part) === JSON.stringify(one)));
  const score = (of: Partial<PlainRecord>): number => {
    const share = Number(sum(now, of)) / Number(whole), amountBefore = sum(before, of);
    const lift = amountBefore === 0n ? 1000 : share / (Number(amountBefore) / Number(wholeBefore));
    return share * Math.log(Math.min(1000, lift));
  };
  // "Ranked by share × log(lift), three at most"
  const ranked = left.sort((a, b) =>
    score(b) - score(a) || Number(sum(now, b) - sum(now, a)) || place(a) - place(b) ||
    (nameOf(a) < nameOf(b) ? -1 : 1)
  );
  return ranked.slice(0, 3).map((of) => ({
    status: of.status ?? null,
    section: of.section ?? null,
    host: of.host ?? null,
    amount: Number(sum(now, of)),
    share: Number(sum(now, of)) / Number(whole),
    before: wholeBefore === 0n ? null : Number(sum(before, of)) / Number(wholeBefore),
  }));
}

function agrees(record: PlainRecord, of: Partial<PlainRecord>): boolean {
  return Object.entries(of).every(([name, value]) => record[name as keyof PlainRecord] === value);
}

/** Equal ones are told in this order, those of a kind by their text. */
function place(of: Partial<PlainRecord>): number {
  if (of.status !== undefined) return of.host !== undefined ? 0 : of.section !== undefined ? 1 : 2;
  return of.section !== undefined ? 3 : 4;
}

function nameOf({ status, section, host }: Partial<PlainRecord>): string {
  return [status, section ?? host].filter((part) => part !== undefined).join(" ");
}

/** The buckets of these records, by start; nothing is cut. */
export function bucketsOf(records: readonly PlainRecord[], size: number): BucketRows[] {
  const starts = Map.groupBy(records, ({ time }) => time - time % size);
  return [...starts].sort(([a], [b]) => a - b).map(([start, inside]) => {
    const errors = inside.filter(({ status }) => status >= "400");
    const rows = (of: readonly PlainRecord[], name: (record: PlainRecord) => string): ValueRow[] =>
      [...Map.groupBy(of, name)].map(([value, those]) => ({ value, ...countsOf(those) }));
    return {
      start,
      ...countsOf(inside),
      late: 0,
      hosts: new Set(inside.map(({ host }) => host)).size,
      values: {
        ...byDimension(() => []),
        section: rows(inside, ({ section }) => section),
        host: rows(inside, ({ host }) => host),
        status: rows(inside, ({ status }) => status),
      },
      pairs: {
        status_host: rows(errors, ({ status, host }) => `${status} ${host}`),
        status_section: rows(errors, ({ status, section }) => `${status} ${section}`),
      },
    };
  });
}

function countsOf(records: readonly PlainRecord[]): Pick<ValueRow, "hits" | "bytes" | "failures"> {
  return {
    hits: records.length,
    bytes: records.reduce((sum, { bytes }) => sum + bytes, 0),
    failures: records.filter(({ status }) => status >= "500").length,
  };
}
