// Role: one suite for every store of the registry: what `src/stores/store.ts` promises of rows that are written ahead of
// their change.

import assert from "node:assert/strict";
import { STORES } from "../../src/stores/mod.ts";
import type { Change, ResultRows, RunDescription, Store } from "../../src/stores/store.ts";
import type { StoreKind } from "../../src/stores/store_kind.ts";
import { bucket, change, rowsOf, run } from "./store_material.ts";
import { everything, FIRST, replay, SECOND } from "./two_runs.ts";

const NO_ROWS: ResultRows = { seconds: [], closed: [], amended: [] };
const ROWS: ResultRows = { ...NO_ROWS, closed: [bucket(150, { "/a": 1 }), bucket(160, { "/new": 1 })] };

/** Rows one by one, in the order in which a change applies them. */
function* oneByOne({ seconds, closed, amended }: ResultRows): Iterable<ResultRows> {
  for (const second of seconds) yield { ...NO_ROWS, seconds: [second] };
  for (const bucket of closed) yield { ...NO_ROWS, closed: [bucket] };
  for (const amendment of amended) yield { ...NO_ROWS, amended: [amendment] };
}

/** One run like `replay`, which writes so many of the rows of each change ahead. */
function replayAhead(
  store: Store,
  changes: readonly Change[],
  ahead: number,
  differing: Partial<RunDescription> = {},
): void {
  const session = store.begin(run(differing));
  for (const one of changes) {
    const rows = [...oneByOne(one)];
    for (const row of rows.slice(0, ahead)) session.write(row);
    const rest = rows.slice(ahead);
    session.commit({
      ...one,
      seconds: rest.flatMap(({ seconds }) => seconds),
      closed: rest.flatMap(({ closed }) => closed),
      amended: rest.flatMap(({ amended }) => amended),
    });
  }
  session.finish("ok", null);
}

const PROMISES: Record<string, (kind: StoreKind, path: string) => void> = {
  "a change stores the same, however many of its rows were written ahead; and is undone as well"(kind, path) {
    using whole = kind.open(path, () => 7);
    replay(whole, FIRST);
    const first = everything(kind, path);
    replay(whole, SECOND);
    const second = everything(kind, path);
    replay(whole, SECOND, { fresh: true });
    const fresh = everything(kind, path);
    for (let ahead = 0; ahead <= 9; ahead++) {
      const other = `${path}.${ahead}`;
      using store = kind.open(other, () => 7);
      replayAhead(store, FIRST, ahead);
      assert.deepEqual(everything(kind, other), first);
      replayAhead(store, SECOND, ahead);
      assert.deepEqual(everything(kind, other), second);
      store.undo({ run: 2 });
      assert.deepEqual(everything(kind, other), first);
      replayAhead(store, SECOND, ahead);
      replayAhead(store, SECOND, ahead, { fresh: true });
      assert.deepEqual({ ...everything(kind, other), ...numbered }, { ...fresh, ...numbered });
    }
  },

  "nobody sees rows before their commit"(kind, path) {
    using store = kind.open(path, () => 7);
    replay(store, FIRST);
    const before = everything(kind, path), session = store.begin(run());
    session.write(ROWS);
    assert.deepEqual(everything(kind, path), before);
    session.commit(change({}));
    const starts = "SELECT start FROM buckets WHERE start >= 150";
    assert.deepEqual(rowsOf(kind, path, starts), [[150], [160]]);
  },

  "rows whose commit never comes are gone: where the run ends, where it is killed, where writing fails"(
    kind,
    path,
  ) {
    const ends: Record<string, (store: Store) => void> = {
      "ended early"(store) {
        const session = store.begin(run());
        session.write(ROWS);
        session.finish("failed", "no header");
      },
      killed(store) {
        store.begin(run()).write(ROWS);
      },
      "could not write"(store) {
        const session = store.begin(run());
        session.write(ROWS);
        // A bucket cannot turn final twice.
        assert.throws(() => session.write(ROWS));
        assert.throws(() => session.write(NO_ROWS));
        assert.throws(() => session.commit(change({})));
        session.finish("failed", "broken");
      },
      "could not commit"(store) {
        const session = store.begin(run());
        session.write(ROWS);
        assert.throws(() => session.commit(change(ROWS)));
        session.finish("failed", "broken");
      },
    };
    {
      using store = kind.open(path, () => 7);
      replay(store, FIRST);
    }
    const before = everything(kind, path);
    for (const [name, end] of Object.entries(ends)) {
      {
        using store = kind.open(path, () => 7);
        end(store);
      }
      assert.deepEqual(everything(kind, path), before, name);
    }
    const ledger = "SELECT status, message FROM runs ORDER BY id";
    assert.deepEqual(rowsOf(kind, path, ledger), [["ok", null], ["failed", "no header"]]);
    using store = kind.open(path, () => 7);
    // What the failed ones have named is not taken for stored.
    replayAhead(store, [change(ROWS)], 1);
    const sections = "SELECT section FROM bucket_sections WHERE start = 160";
    assert.deepEqual(rowsOf(kind, path, sections), [["/new"]]);
  },

  "a run that was overtaken finds out with its first rows"(kind, path) {
    using store = kind.open(path, () => 7);
    const [first, second] = [store.begin(run()), store.begin(run())];
    first.commit(change({}));
    assert.throws(() => second.write(ROWS), { kind: "busy" });
    second.finish("failed", "busy");
    assert.deepEqual(rowsOf(kind, path, "SELECT start FROM buckets"), []);
  },
};

/** What a run numbers as it comes, counting those before it. */
const numbered = { rejects: null, gaps: null, alerts: null, outbox: null };

for (const kind of STORES) {
  for (const [promise, keep] of Object.entries(PROMISES)) {
    Deno.test(`store ${kind.name}: ${promise}`, async () => {
      const directory = await Deno.makeTempDir();
      try {
        keep(kind, `${directory}/x.db`);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    });
  }
}
