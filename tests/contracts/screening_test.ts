// Role: contract suite: the settings of a source in a store.

import assert from "node:assert/strict";
import { DEFAULT_DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import type { Problem } from "../../src/domain/problem.ts";
import { NO_SCREENING, type Screening } from "../../src/domain/screening/settings.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../process.ts";
import { change, rowsOf, run } from "./store_material.ts";

const SETTINGS: Screening = {
  exclude: ["host=10.0.0.*", "section=/health*"],
  only: ["method=GET"],
  bots: "isbot 5.0.0",
  anonymize: "network",
  keepQuery: true,
};

const TESTS: Readonly<Record<string, (path: string) => void>> = {
  "settings of a source are stored with it, and shown"(path) {
    using store = sqlite.open(path, () => 0);
    const session = store.begin(run({ screening: SETTINGS }));
    assert.deepEqual(session.screening, SETTINGS);
    session.commit(change({}));
    store.begin(run({ source: "other" })).commit(change({}));
    const filters = JSON.stringify({ exclude: SETTINGS.exclude, only: SETTINGS.only, bots: SETTINGS.bots });
    assert.deepEqual(
      rowsOf(path, "SELECT filters, anonymize, keep_query, excluded FROM sources ORDER BY name"),
      [[filters, "network", 1, 0], [null, null, 0, 0]],
    );
  },

  "what a run does not say of them is as stored; other settings are refused, with both values and the ways out"(
    path,
  ) {
    using store = sqlite.open(path, () => 0);
    store.begin(run({ screening: SETTINGS })).commit(change({}));
    assert.deepEqual(store.begin(run()).screening, SETTINGS);
    assert.deepEqual(store.begin(run({ screening: { only: SETTINGS.only } })).screening, SETTINGS);
    const others: [screening: Partial<Screening>, stored: string, given: string][] = [
      [
        { exclude: ["section=/"] },
        '--exclude "host=10.0.0.*" --exclude "section=/health*"',
        '--exclude "section=/"',
      ],
      [{ only: [] }, '--only "method=GET"', "without"],
      [{ bots: null }, "--exclude-bots", "without"],
      [{ anonymize: "all" }, "--anonymize=network", "--anonymize=all"],
      [{ anonymize: null }, "--anonymize=network", "without"],
      [{ keepQuery: false }, "--keep-query", "--drop-query"],
    ];
    for (const [screening, stored, given] of others) {
      assert.throws(() => store.begin(run({ screening })), (error: Problem) => {
        assert.equal(error.kind, "usage");
        for (const part of [`with ${stored}, not ${given}.`, "--fresh", "--source"]) {
          assert.ok(error.message.includes(part), error.message);
        }
        return true;
      });
    }
  },

  "they hold from a first run on that brought nothing, and may be others until there is something"(path) {
    using store = sqlite.open(path, () => 0);
    const dimensions = ["section", "status"] as const;
    store.begin(run({ screening: SETTINGS, dimensions })).finish("ok", null);
    const second = store.begin(run());
    assert.deepEqual([second.screening, second.dimensions], [SETTINGS, dimensions]);
    second.finish("ok", null);
    store.begin(run({ screening: { anonymize: "all" } })).finish("ok", null);
    const session = store.begin(run());
    assert.deepEqual([session.screening, session.dimensions], [
      { ...SETTINGS, anonymize: "all" },
      dimensions,
    ]);
    session.commit(change({}));
    assert.deepEqual(rowsOf(path, "SELECT anonymize, keep_query FROM sources"), [["all", 1]]);
    assert.deepEqual(store.begin(run()).dimensions, dimensions);
    assert.throws(() => store.begin(run({ screening: { anonymize: "network" } })), /--anonymize=all/);
  },

  "undoing the only run leaves them, and the next one may have others"(path) {
    using store = sqlite.open(path, () => 0);
    const session = store.begin(run({ screening: SETTINGS, dimensions: ["section"] }));
    session.commit(change({}));
    session.finish("ok", null);
    store.undo({ latestOf: null });
    const after = store.begin(run());
    assert.deepEqual([after.screening, after.dimensions], [SETTINGS, ["section"]]);
    assert.equal(store.begin(run({ screening: { anonymize: "all" } })).screening.anonymize, "all");
    assert.deepEqual(store.begin(run({ fresh: true })).dimensions, DEFAULT_DIMENSIONS);
  },

  "fresh replaces them"(path) {
    using store = sqlite.open(path, () => 0);
    const first = store.begin(run({ screening: SETTINGS }));
    first.commit(change({}));
    assert.deepEqual(first.replacedScreening, NO_SCREENING);
    const session = store.begin(run({ fresh: true, screening: { anonymize: "all" } }));
    assert.deepEqual(session.replacedScreening, SETTINGS);
    assert.deepEqual(session.screening, { ...NO_SCREENING, anonymize: "all" });
    session.finish("ok", null);
    assert.deepEqual(rowsOf(path, "SELECT filters, anonymize, keep_query FROM sources"), [[null, "all", 0]]);
  },

  "a newer list of bots is no other setting, and is stored with the next commit"(path) {
    using store = sqlite.open(path, () => 0);
    store.begin(run({ screening: SETTINGS })).commit(change({}));
    const session = store.begin(run({ screening: { bots: "isbot 6.0.0" } }));
    session.useBotList("isbot 7.0.0");
    session.commit(change({}));
    assert.deepEqual(rowsOf(path, "SELECT filters ->> 'bots' FROM sources"), [["isbot 7.0.0"]]);
    assert.equal(store.begin(run()).screening.bots, "isbot 7.0.0");
  },
};

for (const [name, test] of Object.entries(TESTS)) {
  Deno.test(`store: ${name}`, () =>
    inTemporaryDirectory((directory) => {
      test(`${directory}/store.db`);
      return Promise.resolve();
    }));
}
