// Role: how a record's rule class is made of the groups of its section, its host and its status: a few bits each. The
// module's side is `kernel/assembly/watch.ts`.

import type { Counting } from "../../domain/analysis.ts";
import { errorMask, needMoreThanKernel, type Series, statusMask } from "../../domain/rules/series.ts";

/** Most classes, and most cells for the classes of all seconds of a bucket. */
const MOST_BITS = 9, MOST_CELLS = 1 << 16;
/** Statuses that there can be. */
const FIRST_STATUS = 100, LAST_STATUS = 999;

/** Bits of a class: those of the status' group come first, then the section's, then the host's. */
export interface ClassLayout {
  /** Bits for groups of sections; 0 where no rule tells sections apart. */
  readonly sectionBits: number;
  /** Bits for groups of hosts; 0 where no rule tells hosts apart. */
  readonly hostBits: number;
  /** Bits for groups of statuses. */
  readonly statusBits: number;
  /** Group of each status, by the status. */
  readonly statusGroups: ReadonlyMap<number, number>;
  /** A status of each group, by the group. */
  readonly statuses: readonly number[];
}

/** Whether the module has a class for every record. */
export function hasClasses(options: Pick<Counting, "series" | "bucketSize">): boolean {
  return (options.series ?? null) === null || layoutOf(options) !== null;
}

/** The layout for what is asked for; null without rules, and where there are too many groups or seconds. */
export function layoutOf(
  { series = null, bucketSize }: Pick<Counting, "series" | "bucketSize">,
): ClassLayout | null {
  return series && classLayout(series, bucketSize);
}

/**
 * The layout for these series and buckets of so many seconds; null where there are too many groups or seconds, and where a series
 * needs more of a record than the module knows for rules: then the reference reads the log.
 */
export function classLayout(series: readonly Series[], bucketSize: number): ClassLayout | null {
  if (needMoreThanKernel(series)) return null;
  const groups = new Map<string, number>(), statusGroups = new Map<number, number>(), statuses: number[] = [];
  const edges = statusEdges(series);
  let group = 0;
  for (let status = FIRST_STATUS; status <= LAST_STATUS; status++) {
    if (edges.has(status)) {
      const text = JSON.stringify([statusMask(series, status), errorMask(series, status)]);
      group = groups.get(text) ?? statuses.push(status) - 1;
      groups.set(text, group);
    }
    statusGroups.set(status, group);
  }
  const statusBits = Math.ceil(Math.log2(statuses.length));
  const most = Math.min(MOST_BITS, Math.floor(Math.log2(MOST_CELLS / bucketSize)));
  const hasSections = series.some(({ match }) => match.section !== null);
  const hasHosts = series.some(({ match }) => match.host !== null);
  const left = most - statusBits, wanted = Number(hasSections) + Number(hasHosts);
  if (left < wanted) return null;
  const hostBits = hasHosts ? (hasSections ? left >> 1 : left) : 0;
  return { sectionBits: hasSections ? left - hostBits : 0, hostBits, statusBits, statusGroups, statuses };
}

/** The first status, and all others that may mean something else than the one before: where a range begins, or has ended. */
function statusEdges(series: readonly Series[]): ReadonlySet<number> {
  const ranges = series.flatMap(({ match, errors }) => [...match.status ?? [], ...errors]);
  return new Set([FIRST_STATUS, ...ranges.flatMap(({ from, to }) => [from, to + 1])]);
}
