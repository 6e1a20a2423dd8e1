// Role: one suite for every store of the registry: what `src/stores/store.ts` and `outbox.ts` promise of the rows that rule
// files bring: pairs of errors, minutes of objectives, what alerts tell besides, messages and their delivery.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Explanation } from "../../src/domain/alerts/explanation.ts";
import { type Delivery, LONGEST_WAIT } from "../../src/stores/outbox.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Change, RunDescription, Store } from "../../src/stores/store.ts";
import { alert, amendment, bucket, change, message, rowsOf, run, values } from "./store_material.ts";

const HOSTS =
  "SELECT start, status, host, hits, bytes, failures FROM bucket_status_hosts ORDER BY start, hits, host";
const SENT: Delivery = { state: "sent", attempts: 1, nextAt: 0, lastError: null, sentAt: 1000.5 };

function replay(store: Store, changes: readonly Change[], differing: Partial<RunDescription> = {}): void {
  const session = store.begin(run(differing));
  for (const one of changes) session.commit(one);
  session.finish("ok", null);
}

const hosts = (hits: Readonly<Record<string, number>>) => ({ status_host: values(hits), status_section: [] });
const withHosts = (start: number, hits: Readonly<Record<string, number>>) => ({
  ...bucket(start, { "/a": 9 }),
  pairs: hosts(hits),
});
const late = (start: number, hits: Readonly<Record<string, number>>) => ({
  ...amendment(start, { "/a": 1 }),
  pairs: hosts(hits),
});

/** What is due, as few words. */
function due(store: Store, now: number): string[] {
  return store.outbox.due(now).map(({ notifier, firedAt, transition }) =>
    `${notifier} ${firedAt} ${transition}`
  );
}

const PROMISES: Record<string, (path: string) => void> = {
  "pairs of errors are kept by bucket, open ones until they are final, and amended by the rule of values"(
    path,
  ) {
    using store = sqlite.open(path, () => 7);
    const open = change({
      ending: { open: [withHosts(110, { "500 a": 1, "404 b": 2, "404 c": 3 })], provisional: [] },
    });
    replay(store, [change({ closed: [withHosts(100, { "500 a": 2 }), bucket(90, { "/a": 1 })] }), open]);
    assert.deepEqual(rowsOf(path, HOSTS), [
      [100, 500, "a", 2, 20, 0],
      [110, 500, "a", 1, 10, 0],
      [110, 404, "b", 2, 20, 0],
      [110, 404, "c", 3, 30, 0],
    ]);
    replay(store, [change({
      closed: [withHosts(110, { "404 c": 3, "404 b": 2, "(other)": 1 })],
      // K = 2: the first makes a row, the second adds to the rest.
      amended: [late(100, { "500 b": 1, "503 c": 1, "500 a": 1 }), late(90, { "404 x": 5 })],
    })]);
    assert.deepEqual(rowsOf(path, HOSTS), [
      [90, 404, "x", 5, 50, 0],
      [100, null, "(other)", 1, 10, 0],
      [100, 500, "b", 1, 10, 0],
      [100, 500, "a", 3, 30, 0],
      [110, null, "(other)", 1, 10, 0],
      [110, 404, "b", 2, 20, 0],
      [110, 404, "c", 3, 30, 0],
    ]);
    replay(store, [], { fresh: true });
    assert.deepEqual(rowsOf(path, HOSTS), []);
  },

  "names in pairs may hold anything"(path) {
    using store = sqlite.open(path, () => 7);
    const names = ['"', "\\x1b[2J", "\u{1f600}", "(other)", "a,b]", "'; DROP TABLE source; --", " ", ""];
    const pairs = names.map((name) => ({ value: `500 ${name}`, hits: 1, bytes: 2 ** 53 - 1, failures: 1 }));
    replay(store, [
      change({
        closed: [{ ...bucket(100, { "/a": 9 }), pairs: { status_host: [], status_section: pairs } }],
      }),
    ]);
    const sql = "SELECT section, status, bytes FROM bucket_status_sections";
    assert.deepEqual(
      rowsOf(path, sql).sort(),
      names.map((name) => [name, 500, 2 ** 53 - 1]).sort(),
    );
  },

  "the same late records give the same pairs, however they are split up"(path) {
    using store = sqlite.open(path, () => 7);
    let number = 0;
    const gain = fc.dictionary(
      fc.constantFrom("404 a", "404 b", "500 c", "500 d"),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(fc.array(gain, { minLength: 1, maxLength: 5 }), (gains) => {
        const sources = [`a${number}`, `b${number++}`];
        // One value after the other, in the order in which they came, or all that came of each value at once.
        const merged: Record<string, number> = {};
        for (const [value, hits] of gains.flatMap(Object.entries)) {
          merged[value] = (merged[value] ?? 0) + hits;
        }
        replay(store, gains.map((hits) => change({ amended: [late(100, hits)] })), { source: sources[0] });
        replay(store, [change({ amended: [late(100, merged)] })], { source: sources[1] });
        const [one, other] = sources.map((source) =>
          rowsOf(path, "SELECT host, hits, bytes FROM bucket_status_hosts WHERE source = :source", {
            source,
          })
        );
        assert.deepEqual(one, other);
      }),
      { numRuns: 30 },
    );
  },

  "minutes of objectives are kept, and replaced by themselves"(path) {
    using store = sqlite.open(path, () => 7);
    const minute = (slo: string, minute: number, errors: number) => ({ slo, minute, hits: 100, errors });
    const sloMinutes = Array.from({ length: 300 }, (_, i) => minute("api", 60 * i, i % 100));
    replay(store, [
      change({ sloMinutes }),
      change({ sloMinutes: [minute("api", 60, 50), minute("web", 60, 0)] }),
    ]);
    const sums =
      "SELECT slo, count(*), sum(hits), min(minute_iso) FROM slo_minutes GROUP BY slo ORDER BY slo";
    assert.deepEqual(rowsOf(path, sums), [
      ["api", 300, 30000, "1970-01-01T00:00:00Z"],
      ["web", 1, 100, "1970-01-01T00:01:00Z"],
    ]);
    assert.deepEqual(rowsOf(path, "SELECT errors FROM slo_minutes WHERE slo = 'api' AND minute = 60"), [
      [50],
    ]);
  },

  "what alerts tell besides is kept, causes are rows"(path) {
    using store = sqlite.open(path, () => 7);
    const found = { amount: 90, share: 0.9, before: null, lift: null, of: "matching" } as const;
    const explanation: Explanation = {
      ...{ measure: "errors", from: 0, to: 120 },
      causes: [
        { ...found, status: "500", section: null, host: "a'\"b" },
        { ...found, status: null, section: "/x", host: null, share: 0.5, before: 0.25, lift: 2 },
      ],
    };
    const changed = {
      metric: "error_ratio",
      severity: "ticket",
      thresholdText: "> 5%",
      superseded: true,
      ruleText: '["it\'s",1]',
    } as const;
    replay(store, [
      change({ alerts: [{ ...alert(100, 130), ...changed, explanation, detail: "[1]" }, alert(200)] }),
    ]);
    assert.deepEqual(
      rowsOf(
        path,
        "SELECT metric, severity, threshold_text, superseded, detail, rule_text FROM alerts ORDER BY id",
      ),
      [["error_ratio", "ticket", "> 5%", 1, "[1]", '["it\'s",1]'], ["rate", "page", "> 10", 0, null, null]],
    );
    const causes =
      `SELECT alert, rank, status, section, host, measure, amount, share, share_before, lift, share_of
      FROM alert_causes`;
    assert.deepEqual(rowsOf(path, causes), [
      [1, 1, "500", null, "a'\"b", "errors", 90, 0.9, null, null, "matching"],
      [1, 2, null, "/x", null, "errors", 90, 0.5, 0.25, 2, "matching"],
    ]);
  },

  "messages are due once, in order for each alert and notifier, until they are noted as done"(path) {
    using store = sqlite.open(path, () => 7);
    assert.equal(store.outbox.nextAt(0), null);
    const outbox = [
      message(100),
      message(100, "fired", "web"),
      message(100, "resolved", null),
    ];
    replay(store, [change({ alerts: [alert(100, 104)], outbox }), change({ outbox: outbox.slice(0, 1) })]);
    assert.equal(rowsOf(path, "SELECT * FROM outbox").length, 4);
    assert.deepEqual(due(store, 0), [
      "ops 100 fired",
      "web 100 fired",
      "ops 100 resolved",
      "web 100 resolved",
    ]);
    assert.equal(store.outbox.nextAt(0), 0);

    const [ops, web] = store.outbox.due(0);
    assert.deepEqual([ops.isTold, ops.state, ops.attempts, ops.body], [false, "pending", 0, '{"at":100}']);
    store.outbox.note(ops.id, SENT);
    const failed: Delivery = { ...SENT, state: "pending", nextAt: 50.25, lastError: "503", sentAt: null };
    store.outbox.note(web.id, failed);
    assert.deepEqual(due(store, 50), ["ops 100 resolved"]);
    assert.deepEqual(due(store, 50.25), ["web 100 fired", "ops 100 resolved", "web 100 resolved"]);
    assert.equal(store.outbox.due(50)[0].isTold, true);
    // Noted by a clock that was wrong: no wait is so long.
    store.outbox.note(web.id, { ...failed, nextAt: LONGEST_WAIT + 41 });
    assert.deepEqual(due(store, 41), ["ops 100 resolved"]);
    assert.deepEqual(due(store, 40), ["web 100 fired", "ops 100 resolved", "web 100 resolved"]);
    store.outbox.note(web.id, failed);
    assert.deepEqual(store.outbox.standing(), [], "it has resolved");
    store.outbox.noteAll([
      [web.id, { ...failed, state: "gone" }],
      [999, SENT],
      ...[3].map((id) => [id, SENT] as const),
    ]);
    assert.deepEqual(store.outbox.gone().map(({ id }) => id), [web.id]);
    assert.deepEqual(due(store, 1e9), ["web 100 resolved"]);
    assert.throws(() => store.outbox.note(999, SENT), RangeError);
    const states = "SELECT notifier, transition, state, attempts, last_error FROM outbox ORDER BY id";
    assert.deepEqual(rowsOf(path, states).slice(0, 2), [
      ["ops", "fired", "sent", 1, null],
      ["web", "fired", "gone", 1, "503"],
    ]);
  },

  "the messages of one source are told apart; what is noted, and who is switched off, holds for all"(path) {
    using store = sqlite.open(path, () => 7);
    for (const source of ["a", "b"]) {
      const one = change({ alerts: [alert(100)], outbox: [message(100), message(100, "fired", "web")] });
      replay(store, [one], { source });
    }
    const [a, b, none] = ["a", "b", "c"].map((source) => store.outbox.ofSource(source));
    assert.deepEqual(store.outbox.due(0).map(({ source }) => source), ["a", "a", "b", "b"]);
    const ids = a.due(0).map(({ id, source }) => [id, source]);
    assert.deepEqual(ids, [[1, "a"], [2, "a"]]);
    assert.deepEqual([none.due(0), none.nextAt(0), none.standing()], [[], null, []]);
    a.note(1, SENT);
    a.noteAll([[2, { ...SENT, state: "pending", nextAt: 40 }]]);
    assert.deepEqual([a.nextAt(0), b.nextAt(0), store.outbox.nextAt(0)], [40, 0, 0]);
    assert.deepEqual([a.due(0), b.due(0).length, store.outbox.due(0).length], [[], 2, 2]);
    assert.deepEqual([a, b, store.outbox].map((outbox) => outbox.standing().length), [1, 0, 1]);
    b.note(4, { ...SENT, state: "gone" });
    assert.deepEqual([a, b, store.outbox].map((outbox) => outbox.gone().map(({ id }) => id)), [[], [4], [
      4,
    ]]);
  },

  "alerts that fire and of which somebody was told are standing"(path) {
    using store = sqlite.open(path, () => 7);
    replay(store, [change({ alerts: [alert(100), alert(200)], outbox: [message(100), message(200)] })]);
    store.outbox.note(1, SENT);
    assert.deepEqual(store.outbox.standing().map(({ firedAt }) => firedAt), [100]);
    replay(store, [change({ alerts: [alert(100, 104)], outbox: [message(100, "resolved", null)] })]);
    assert.deepEqual(store.outbox.standing(), []);
  },

  "a message that was sent is not due again when its run is undone, or all is made fresh, and done again"(
    path,
  ) {
    using store = sqlite.open(path, () => 7);
    const first = change({
      alerts: [alert(100)],
      outbox: [message(100)],
      counts: { ...change({}).counts, bytes: 1, read: 1 },
    });
    const second = change({ ...first, alerts: [alert(100, 104)], outbox: [message(100, "resolved", null)] });
    replay(store, [first]);
    store.outbox.note(store.outbox.due(0)[0].id, SENT);
    replay(store, [second]);
    store.undo({ run: 2 });
    assert.deepEqual(rowsOf(path, "SELECT transition, state FROM outbox"), [["fired", "sent"]]);
    replay(store, [second]);
    assert.deepEqual(due(store, 0), ["ops 100 resolved"]);
    store.outbox.note(store.outbox.due(0)[0].id, SENT);
    store.undo({ latestOf: "log" });
    store.undo({ latestOf: "log" });
    assert.deepEqual(rowsOf(path, "SELECT * FROM outbox"), []);
    replay(store, [first, second]);
    assert.deepEqual(due(store, 1e9), []);
    replay(store, [first, second], { fresh: true });
    assert.deepEqual(due(store, 1e9), []);
    // Another source has alerts of its own.
    replay(store, [first], { source: "other" });
    assert.deepEqual(due(store, 1e9), ["ops 100 fired"]);
  },
};

for (const [promise, keep] of Object.entries(PROMISES)) {
  Deno.test(`rule rows: ${promise}`, async () => {
    const directory = await Deno.makeTempDir();
    try {
      keep(`${directory}/x.db`);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
