// Role: two runs of one source, the second of which adds to all that the first has left, for the suites of what can be
// done with a store besides committing: `undo_test.ts`, `write_ahead_test.ts`.

import type { Change, RunDescription, Store } from "../../src/stores/store.ts";
import type { StoreKind } from "../../src/stores/store_kind.ts";
import { alert, amendment, bucket, change, input, message, rowsOf, run, values } from "./store_material.ts";

const VIEWS = [
  "buckets",
  "bucket_sections",
  "bucket_hosts",
  "bucket_statuses",
  "seconds",
  "alerts",
  "rejects",
  "gaps",
  "sources",
  "bucket_status_hosts",
  "bucket_status_sections",
  "slo_minutes",
  "outbox",
];

/** All that is to be seen of results. */
export function everything(kind: StoreKind, path: string): Record<string, unknown> {
  return Object.fromEntries(
    VIEWS.map((view) => [view, rowsOf(kind, path, `SELECT * FROM ${view} ORDER BY 1, 2, 3, 4`)]),
  );
}

/** One run with these changes; gives what it found saved. */
export function replay(
  store: Store,
  changes: readonly Change[],
  differing: Partial<RunDescription> = {},
): unknown {
  const session = store.begin(run(differing));
  for (const one of changes) session.commit(one);
  session.finish("ok", null);
  return session.saved;
}

/** A second with ten bytes a hit. */
export const second = (time: number, hits: number) => ({
  time,
  hits,
  bytes: hits * 10,
  failures: 0,
  late: 0,
});
/** Three lines, one of each kind. */
export const counts = { bytes: 90, read: 3, accepted: 2, rejected: 1, late: 1 };
const reject = { file: "/a.csv", line: 3, offset: 40, reason: "date" as const, sample: "x" };

const minute = (minute: number, errors = 1) => ({ slo: "availability", minute, hits: 9, errors });
const pairs = (hits: number) => ({
  status_host: values({ "500 h": hits }),
  status_section: values({ "500 /a": hits }),
});

/** A first run that leaves something open. */
export const FIRST: readonly Change[] = [
  change({
    times: { first: 90, last: 140 },
    counts,
    seconds: [second(90, 1), second(101, 4), second(112, 2)],
    closed: [bucket(90, { "/a": 1 }), { ...bucket(100, { "/a": 3, "/b": 1 }), pairs: pairs(1) }],
    alerts: [alert(95, 99), alert(100)],
    sloMinutes: [minute(0), minute(60)],
    outbox: [message(95), message(95, "resolved"), message(100)],
    rejects: [reject],
    rejected: { date: 1 },
    inputs: [input(0, "/a.csv")],
    checkpoint: Uint8Array.of(1),
  }),
  change({
    ending: {
      open: [{ ...bucket(110, { "/a": 1, "/b": 1, "/c": 1 }), pairs: pairs(2) }],
      provisional: [alert(100, 120), alert(130)],
    },
    checkpoint: Uint8Array.of(2),
  }),
];

/** A second one that adds to all of it. */
export const SECOND: readonly Change[] = [
  change({
    times: { first: 80, last: 200 },
    counts,
    seconds: [second(80, 1), second(101, 1), second(112, 7), second(150, 1), second(129, 3)],
    closed: [bucket(110, { "/z": 5 }), bucket(150, { "/z": 1 })],
    amended: [
      { ...amendment(80, { "/q": 1 }), pairs: pairs(1) },
      { ...amendment(100, { "/a": 1, "/n": 1 }), pairs: pairs(2) },
    ],
    alerts: [alert(100, 125), {
      ...alert(140),
      explanation: { measure: "hits", from: 130, to: 140, causes: [] },
    }],
    sloMinutes: [minute(60, 2), minute(120), minute(180)],
    outbox: [message(100, "resolved"), message(140)],
    rejects: [{ ...reject, line: 9 }],
    rejected: { date: 1, bytes: 4 },
    gaps: [{ path: "/a.csv", input: 0, offset: 10 }],
    inputs: [{ ...input(0, "/b.csv"), offset: 99 }, input(1, "/c.csv")],
    checkpoint: Uint8Array.of(3, 3),
  }),
  change({
    seconds: [second(101, 1), second(150, 1)],
    amended: [amendment(100, { "/b": 1 })],
    ending: { open: [bucket(190, { "/a": 9 })], provisional: [alert(140, 190), alert(195)] },
    checkpoint: Uint8Array.of(4),
  }),
];
