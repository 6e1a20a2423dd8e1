// Role: messages are results: the same log gives the same messages, to the byte of their bodies, however it is cut into
// runs, and a rule that goes away leaves nobody with an alert that does not end.

import assert from "node:assert/strict";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { runCli } from "../../src/cli/cli.ts";
import { fakeHost } from "../fake_host.ts";
import { inTemporaryDirectory } from "../process.ts";
import { logWith, ruleFile } from "./log_material.ts";

const BEGIN = 1_500_000_000;

/** All messages in a database, as text. */
function messagesIn(path: string): string[] {
  using reader = sqlite.read(path);
  const columns = "source, notifier, rule, fired_at, transition, created_at, state, body";
  return reader.query(`SELECT ${columns} FROM outbox ORDER BY id`).rows.map((row) => row.join("|"));
}

/** `said` is what the run has to say. */
async function replay(directory: string, words: string, sliceBytes?: number, said = /^$/): Promise<void> {
  const host = fakeHost({ now: BEGIN + 86400, sliceBytes });
  const code = await runCli(`replay ${directory}/log.csv --source shop --quiet ${words}`.split(" "), host);
  assert.equal(code, 0);
  assert.match(host.stderr.text, said);
}

Deno.test("one run, many runs and small slices leave the same messages", () =>
  inTemporaryDirectory(async (directory) => {
    const text = logWith(BEGIN, 900, [[50, 80], [200, 230], [500, 520], [700, 730]]);
    const notifiers = {
      a: 'type = "webhook"\nurl = "http://127.0.0.1:1"',
      b: 'type = "alertmanager"\nurl = "http://a"',
    };
    // Long enough that some of its buckets are final when it fires.
    const rules = ruleFile(notifiers).replace('"10s"', '"30s"').replace('"> 100"', '"> 400"');
    Deno.writeTextFileSync(`${directory}/rules.toml`, rules);
    const options = (database: string) => `--rules ${directory}/rules.toml --db ${directory}/${database}`;
    Deno.writeTextFileSync(`${directory}/log.csv`, text);
    await replay(directory, options("whole.db"));
    await replay(directory, options("slices.db"), 1000);
    for (let cut = 0; cut <= text.length; cut += 4001) {
      Deno.writeTextFileSync(`${directory}/log.csv`, text.slice(0, Math.max(cut, 70)));
      await replay(directory, options("cut.db"));
    }
    Deno.writeTextFileSync(`${directory}/log.csv`, text);
    await replay(directory, options("cut.db"));
    const whole = messagesIn(`${directory}/whole.db`);
    assert.ok(whole.length >= 12, `${whole.length} messages`);
    assert.ok(whole.some((line) => line.includes("accounts for")));
    assert.deepEqual(messagesIn(`${directory}/slices.db`), whole);
    assert.deepEqual(messagesIn(`${directory}/cut.db`), whole);
  }));

Deno.test("the end of an alert whose rule was taken away goes to whoever was told of its beginning", () =>
  inTemporaryDirectory(async (directory) => {
    const text = logWith(BEGIN, 300, [[50, 300]]);
    const words = `--rules ${directory}/rules.toml --db ${directory}/x.db`;
    const notifiers = {
      a: 'type = "webhook"\nurl = "http://127.0.0.1:1"',
      b: 'type = "alertmanager"\nurl = "http://a"',
    };
    const rules = ruleFile(notifiers);
    Deno.writeTextFileSync(`${directory}/rules.toml`, rules);
    Deno.writeTextFileSync(`${directory}/log.csv`, text.slice(0, text.length / 2));
    await replay(directory, words);
    Deno.writeTextFileSync(`${directory}/rules.toml`, rules.replace(/\[\[rule\]\][^[]*/, ""));
    Deno.writeTextFileSync(`${directory}/log.csv`, text);
    await replay(
      directory,
      words,
      undefined,
      /the run before watched "burst", and the rule file of this one does not have it/,
    );
    const messages = messagesIn(`${directory}/x.db`).map((line) => line.split("|"));
    assert.deepEqual(messages.map(([, notifier, , , transition]) => `${notifier} ${transition}`), [
      "a fired",
      "b fired",
      "a resolved",
      "b resolved",
    ]);
    assert.equal(JSON.parse(messages[2][7]).superseded, true);
  }));
