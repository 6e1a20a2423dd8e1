// Role: proves that the kill test bites: the control program, whose offset is outside of the transaction, must be caught.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Random } from "../../../sample_data/random.ts";
import { killRepeatedly } from "../kill.ts";
import { Laboratory } from "../laboratory.ts";
import { control } from "../program.ts";
import { smallLog } from "../small_log.ts";

/** How many lines of the log are not counted exactly once. */
function miscounted(database: string, log: Uint8Array): number {
  const connection = new DatabaseSync(database, { readOnly: true });
  try {
    const rows = connection.prepare("SELECT text, count FROM line").all();
    const counts = new Map(rows.map(({ text, count }) => [String(text), Number(count)]));
    const lines = new TextDecoder().decode(log).split("\n").slice(0, -1);
    return lines.filter((line) => counts.get(line) !== 1).length;
  } finally {
    connection.close();
  }
}

async function trial(seed: number, kills: number): Promise<number> {
  const random = new Random(seed);
  await using laboratory = await Laboratory.open();
  const log = smallLog(random, 1000);
  const command = [...await control(), laboratory.log, laboratory.database];
  await killRepeatedly(laboratory, log, command, random, kills);
  assert.equal((await laboratory.run(command)).code, 0);
  return miscounted(laboratory.database, log);
}

Deno.test("control: a program that keeps its offset outside of the transaction is caught", async () => {
  assert.equal(await trial(1, 0), 0, "undisturbed it counts right");
  let wrong = 0;
  for (let seed = 2; wrong === 0 && seed < 30; seed++) wrong = await trial(seed, 8);
  assert.ok(wrong > 0, "no kill brought a wrong count to light: the kill test is blind");
});
