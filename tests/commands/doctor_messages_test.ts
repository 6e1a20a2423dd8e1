// Role: `httplog doctor` on databases with messages: those of alerts that go on, or whose end is not final yet, are sound;
// those of what nothing decided are not.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { doctor } from "../../src/commands/database/doctor.ts";
import { logWith, ruleFile } from "../notify/log_material.ts";
import { CareBench } from "./care_bench.ts";

const START = 1_549_573_800;
/** The bursts: of the first, the end is final only 50 seconds later; of the second, the beginning never is. */
const BURSTS = [[60, 80], [95, 105]] as const;
/** Seconds of log after which only the first beginning is decided, and after which all is. */
const HALF = 110, WHOLE = 200;

/** A database of a replay of so many seconds of the log. */
async function withMessages(length: number, work: (bench: CareBench) => Promise<void>): Promise<void> {
  using bench = new CareBench();
  await replayed(bench, length);
  await work(bench);
}

async function replayed(
  bench: CareBench,
  length: number,
  bursts: readonly (readonly [from: number, to: number])[] = BURSTS,
): Promise<void> {
  const rules = `${bench.directory}/rules.toml`;
  Deno.writeTextFileSync(rules, ruleFile({ ops: 'type = "webhook"\nurl = "http://127.0.0.1:1"' }));
  Deno.writeTextFileSync(`${bench.directory}/b.csv`, logWith(START, length, bursts));
  await bench.replay("b.csv", { rules });
}

const burstsIn = (bench: CareBench) =>
  bench.rows("SELECT provisional, resolved_at IS NOT NULL FROM alert WHERE rule = 'burst' ORDER BY fired_at");
const messagesIn = (bench: CareBench) =>
  bench.rows("SELECT transition FROM outbox ORDER BY id").map(([transition]) => transition);

Deno.test("the message about a decided beginning is sound while the end is provisional, and after it is decided", () =>
  withMessages(HALF, async (bench) => {
    assert.deepEqual(burstsIn(bench), [[1, 1], [1, 0]]);
    assert.deepEqual(messagesIn(bench), ["fired"]);
    const half = await bench.run(doctor, {}, { full: true });
    assert.equal(half.code, 0, half.text);
    await replayed(bench, WHOLE);
    assert.deepEqual(burstsIn(bench), [[0, 1], [0, 1]]);
    assert.deepEqual(messagesIn(bench), ["fired", "resolved", "fired", "resolved"]);
    const whole = await bench.run(doctor, {}, { full: true });
    assert.equal(whole.code, 0, whole.text);
  }));

Deno.test("the message about a decided beginning is sound while only the peak is provisional", async () => {
  using bench = new CareBench();
  // It fires at the 63rd second, 65 are decided, and the 69th is its peak.
  await replayed(bench, 97, [[60, 97]]);
  assert.deepEqual(burstsIn(bench), [[1, 0]]);
  assert.deepEqual(messagesIn(bench), ["fired"]);
  const { code, text } = await bench.run(doctor, {}, { full: true });
  assert.equal(code, 0, text);
});

/** A message to somebody else about each burst, of what did not happen. */
const forged = (createdAt: string, transition: string) =>
  `INSERT INTO outbox_entry (source_id, fired_at, created_at, transition, notifier, rule, body)
    SELECT a.source_id, a.fired_at, ${createdAt}, '${transition}', 'other', a.rule, '{}'
    FROM alert AS a WHERE a.rule = 'burst'`;

const FIRST = "AND a.fired_at = (SELECT min(fired_at) FROM alert WHERE rule = 'burst')";
const LAST = "AND a.fired_at = (SELECT max(fired_at) FROM alert WHERE rule = 'burst')";

const OFFENCES: readonly (readonly [what: string, length: number, found: RegExp, sql: string])[] = [
  ["about no alert", HALF, /about no alert/, "DELETE FROM alert WHERE rule = 'burst'"],
  ["about another rule's", HALF, /about no alert/, "UPDATE outbox_entry SET rule = 'other'"],
  [
    "about a provisional end",
    HALF,
    /undecided/,
    `${forged("a.resolved_at", "resolved")} ${FIRST}`,
  ],
  [
    "about a provisional beginning",
    HALF,
    /undecided/,
    `${forged("a.fired_at", "fired")} ${LAST}`,
  ],
  [
    "about an end that is not there",
    HALF,
    /undecided/,
    `${forged("a.fired_at + 1", "resolved")} ${LAST}`,
  ],
  ["about no transition", WHOLE, /undecided/, `${forged("a.fired_at", "seen")} ${FIRST}`],
  [
    "about a beginning at another time",
    WHOLE,
    /undecided/,
    "UPDATE outbox_entry SET created_at = created_at + 1 WHERE transition = 'fired'",
  ],
  [
    "about an end at another time",
    WHOLE,
    /undecided/,
    "UPDATE outbox_entry SET created_at = created_at + 1 WHERE transition = 'resolved'",
  ],
  ["about an end that is provisional again", WHOLE, /undecided/, "UPDATE alert SET provisional = 1"],
];

for (const [what, length, found, sql] of OFFENCES) {
  Deno.test(`a message is a problem where it is ${what}`, () =>
    withMessages(length, async (bench) => {
      assert.equal((await bench.run(doctor)).code, 0);
      {
        using database = new DatabaseSync(bench.database);
        assert.ok(Number(database.prepare(sql).run().changes) > 0);
      }
      const { code, text } = await bench.run(doctor);
      assert.equal(code, 65, text);
      const problems = text.split("\n").filter((line) => line.startsWith("problem"));
      assert.ok(problems.length > 0 && problems.every((line) => /^problem +messages +/.test(line)), text);
      assert.match(problems[0], found);
    }));
}
