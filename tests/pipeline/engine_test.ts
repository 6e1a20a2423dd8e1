// One direction: a checkpoint changes nothing, and no stage changes what an earlier one has handed on.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openReplay } from "../../src/commands/replay/set_up.ts";
import { alert, type Alerted } from "../../src/pipeline/alert.ts";
import { bucket } from "../../src/pipeline/bucket.ts";
import { count } from "../../src/pipeline/count/count.ts";
import type { Engine } from "../../src/pipeline/engine.ts";
import { persist } from "../../src/pipeline/persist.ts";
import { readLogs } from "../../src/pipeline/read_logs.ts";
import { fakeHost } from "../fake_host.ts";
import { inTemporaryDirectory } from "../process.ts";

const FILES = new URL("../../sample_data/", import.meta.url).pathname;

/** What of a step must not change any more once it has come. */
const fixed = (step: Alerted): string =>
  step.input === null
    ? ""
    : JSON.stringify([step.start, step.end, step.summary.rejects, step.transitions, step.explained]);

/** Replays the outage, looking at each step with `look`, and returns what is stored of it. */
async function replayed(
  database: string,
  collects: boolean,
  look: (engine: Engine, step: Alerted) => void,
): Promise<Readonly<Record<string, unknown>>[][]> {
  const host = fakeHost({ sliceBytes: 5000 });
  const values = { db: database, source: "log", rules: `${FILES}rules.toml`, workers: "0" };
  const invocation = {
    flags: { quiet: true },
    values,
    lists: {},
    positionals: [`${FILES}outage.csv`],
  } as const;
  await using replay = await openReplay(invocation, host);
  const { plan, logs, engine, session, threads, announce } = replay!;
  const alerted = alert(
    bucket(count(readLogs(logs, plan, host), engine, plan, threads, host), engine),
    engine,
    plan,
  );
  async function* watched(): AsyncGenerator<Alerted> {
    const all: Alerted[] = [], before: string[] = [];
    for await (const step of alerted) {
      look(engine, step);
      all.push(step);
      before.push(fixed(step));
      if (!collects) yield step;
    }
    assert.deepEqual(all.map(fixed), before);
    yield* collects ? all : [];
  }
  // What is collected first is committed at once.
  const storing = collects ? { ...host, monotonic: () => 0 } : host;
  for await (const saved of persist(watched(), engine, session, plan, storing)) announce(saved);
  assert.equal(await replay!.finish(), 0);
  using db = new DatabaseSync(database, { readOnly: true });
  const tables = ["source", "bucket", "second", "alert", "input", "slo_minute"];
  return tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all());
}

Deno.test("engine: a checkpoint changes nothing, whenever it is taken", () =>
  inTemporaryDirectory(async (directory) => {
    const usual = await replayed(`${directory}/a.db`, false, () => {});
    const looked = await replayed(`${directory}/b.db`, false, (engine) => {
      assert.deepEqual(engine.checkpoint(), engine.checkpoint());
    });
    assert.deepEqual(looked, usual);
  }));

Deno.test("engine: stages do not wait for those after them: the whole log may be counted before any of it is stored", () =>
  inTemporaryDirectory(async (directory) => {
    const usual = await replayed(`${directory}/a.db`, false, () => {});
    const ahead = await replayed(`${directory}/b.db`, true, () => {});
    assert.deepEqual(withoutIds(ahead), withoutIds(usual));
  }));

/** Rows in an order that does not depend on when they were inserted. */
function withoutIds(tables: readonly (readonly Readonly<Record<string, unknown>>[])[]): string[][] {
  return tables.map((rows) =>
    rows.map(({ id: _, sequence: _sequence, ...row }) => JSON.stringify(row)).sort()
  );
}
