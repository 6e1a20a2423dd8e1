// Role: alerts of a log that stands still: sent once the clock is further than it may be late, and withdrawn where lines that come
// later show that they were wrong.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { bundled } from "../end_to_end/programs.ts";
import { compiledPermissions } from "../end_to_end/tasks.ts";
import { inTemporaryDirectory, type Outcome, PROJECT, run } from "../process.ts";
import { logWith } from "./log_material.ts";
import { statesIn } from "./outbox_material.ts";
import { Sink } from "./sink.ts";

const program = [Deno.execPath(), "run", "--quiet", ...compiledPermissions(), `${PROJECT}main.ts`];

/** Seconds between the last record and the clock, of which 60 are the window and 30 the lateness. */
const SILENCE = 200;

const RULES = `schema = 1
[[rule]]
id = "silent"
metric = "absence"
window = "1m"
notify = ["a"]
[[notifier]]
id = "a"
type = "webhook"
url = `;

interface Bench {
  readonly directory: string;
  /** When the first record was written. */
  readonly start: number;
  readonly sink: Sink;
  /** Replays the log with --notify and these words. */
  replay(...words: string[]): Promise<Outcome>;
  /** Appends a record. */
  append(second: number): void;
  /** What has become of the messages. */
  states(): string[];
  doctor(): Promise<Outcome>;
}

async function withSilentLog(play: (bench: Bench) => Promise<void>): Promise<void> {
  await using sink = new Sink([200]);
  await inTemporaryDirectory(async (directory) => {
    const start = Math.floor(Date.now() / 1000) - SILENCE - 100, log = `${directory}/log.csv`;
    Deno.writeTextFileSync(log, logWith(start, 100, []));
    Deno.writeTextFileSync(`${directory}/rules.toml`, `${RULES}"${sink.url}"\n`);
    const options = ["--rules", "rules.toml", "--notify", "--source", "shop", "-q"];
    const httplog = (...words: string[]) => run([...program, ...words], { cwd: directory });
    await play({
      ...{ directory, start, sink },
      replay: (...words) => httplog("replay", "log.csv", ...options, ...words),
      append: (second) => {
        const [, line] = logWith(start + second, 1, []).split("\n");
        Deno.writeTextFileSync(log, `${line}\n`, { append: true });
      },
      states: () => statesIn(`${directory}/httplog.db`),
      doctor: () => httplog("doctor", "--full"),
    });
  });
}

Deno.test("an absence that --advance-to now finds is sent while the log is silent, once, and its end when lines come", () =>
  withSilentLog(async ({ replay, append, states, sink, start, doctor }) => {
    const first = await replay("--advance-to", "now");
    assert.deepEqual([first.code, first.stderr], [0, ""]);
    assert.deepEqual(states(), ["a silent fired sent"]);
    const { data } = JSON.parse(sink.received[0].body);
    assert.deepEqual([data.rule, data.fired_at], ["silent", start + 99 + 60]);
    assert.equal((await doctor()).code, 0);
    await replay("--advance-to", "now");
    // What has been sent stays true for a run that does not look at the clock.
    await replay();
    assert.deepEqual([states(), sink.received.length], [["a silent fired sent"], 1]);
    assert.equal((await doctor()).code, 0);
    append(SILENCE);
    append(SILENCE + 40);
    await replay("--advance-to", "now");
    assert.deepEqual(states(), ["a silent fired sent", "a silent resolved sent"]);
    assert.match(JSON.parse(sink.received[1].body).data.summary, /hits came again/);
    assert.equal((await doctor()).code, 0);
  }));

Deno.test("an absence is withdrawn where lines that were written later lie in its window, and the next one is sent", () =>
  withSilentLog(async ({ replay, append, states, sink, start, doctor }) => {
    await replay("--advance-to", "now");
    append(120);
    await replay("--advance-to", "now");
    assert.deepEqual(states(), ["a silent fired sent", "a silent resolved sent", "a silent fired sent"]);
    const [, end, next] = sink.received.map(({ body }) => JSON.parse(body).data);
    assert.match(end.summary, /withdrawn: by the lines and rules/);
    assert.deepEqual([end.superseded, next.fired_at], [true, start + 120 + 60]);
    assert.equal((await doctor()).code, 0);
    append(SILENCE);
    append(SILENCE + 40);
    await replay("--advance-to", "now");
    assert.equal(states().at(-1), "a silent resolved sent");
    assert.equal(states().length, 4);
    assert.equal((await doctor()).code, 0);
  }));

Deno.test("an absence within the lateness before the clock is not sent yet", () =>
  withSilentLog(async ({ replay, start, states }) => {
    await replay("--advance-to", String(start + 99 + 60 + 30));
    assert.deepEqual(states(), []);
    await replay("--advance-to", String(start + 99 + 60 + 31));
    assert.deepEqual(states(), ["a silent fired sent"]);
  }));

Deno.test("undo takes what was told back, and the next run neither repeats nor forgets it", () =>
  withSilentLog(async ({ replay, append, directory, states, doctor }) => {
    await replay();
    await replay("--advance-to", "now");
    const undone = await run([...program, "undo", "last"], { cwd: directory });
    assert.equal(undone.code, 0, undone.stderr);
    assert.deepEqual(states(), []);
    await replay("--advance-to", "now");
    assert.deepEqual(states(), ["a silent fired sent"]);
    append(SILENCE);
    append(SILENCE + 40);
    await replay();
    assert.deepEqual(states(), ["a silent fired sent", "a silent resolved sent"]);
    assert.equal((await doctor()).code, 0);
    const database = new DatabaseSync(`${directory}/httplog.db`);
    assert.deepEqual(database.prepare("SELECT * FROM told_ahead").all(), []);
    database.close();
  }));

Deno.test("a run with --notify whose absence rules look at no clock says so", () =>
  withSilentLog(async ({ replay }) => {
    const { stderr } = await replay();
    assert.match(stderr, /^httplog: warning: "silent" .*--advance-to now/);
  }));

Deno.test("an absence beyond --until is none", () =>
  withSilentLog(async ({ replay, start, states }) => {
    await replay("--advance-to", "now", "--until", String(start + 110));
    assert.deepEqual(states(), []);
  }));

Deno.test("--follow sends an absence once the log has been silent for longer than the lateness, too", () =>
  withSilentLog(async ({ directory, sink, states }) => {
    const rules = `${directory}/rules.toml`, now = Math.floor(Date.now() / 1000);
    Deno.writeTextFileSync(rules, Deno.readTextFileSync(rules).replace('"1m"', '"2s"'));
    Deno.writeTextFileSync(`${directory}/log.csv`, logWith(now - 100, 100, []));
    const words = ["--rules", "rules.toml", "--notify", "--lateness", "1", "--idle-advance", "1", "-q"];
    const [deno, ...args] = program;
    const child = new Deno.Command(deno, {
      args: [...args, "replay", "log.csv", "--follow", ...words],
      cwd: directory,
      stderr: "null",
      stdout: "null",
    }).spawn();
    await sink.until(1);
    child.kill("SIGTERM");
    await child.status;
    assert.deepEqual(states(), ["a silent fired sent"]);
    assert.equal(JSON.parse(sink.received[0].body).data.fired_at, now - 1 + 2);
  }));

Deno.test("a bundled run with --follow sends what comes after its first message, too", () =>
  withSilentLog(async ({ directory, sink, states }) => {
    const rules = `${directory}/rules.toml`, log = `${directory}/log.csv`;
    const now = () => Math.floor(Date.now() / 1000);
    Deno.writeTextFileSync(rules, Deno.readTextFileSync(rules).replace('"1m"', '"2s"'));
    Deno.writeTextFileSync(log, logWith(now() - 100, 100, []));
    const [deno, ...args] = (await bundled(directory)).command;
    const words = ["--rules", "rules.toml", "--notify", "--lateness", "1", "--idle-advance", "1", "-q"];
    const child = new Deno.Command(deno, {
      args: [...args, "replay", "log.csv", "--follow", ...words],
      cwd: directory,
      stderr: "null",
      stdout: "null",
    }).spawn();
    await sink.until(1);
    const [, line] = logWith(now(), 1, []).split("\n");
    Deno.writeTextFileSync(log, `${line}\n`, { append: true });
    await sink.until(2);
    child.kill("SIGTERM");
    await child.status;
    assert.ok(states().filter((state) => state.endsWith(" sent")).length >= 2, states().join());
  }));

Deno.test("an absence of what has never come says that it cannot be told", () =>
  withSilentLog(async ({ directory, replay, states }) => {
    const path = `${directory}/rules.toml`, rules = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(
      path,
      rules.replace("[[notifier]]", 'match = { section = "/login" }\n[[notifier]]'),
    );
    const first = await replay("--advance-to", "now");
    assert.match(first.stderr, /^httplog: warning: no record has matched "silent" yet/);
    // A run that reads nothing says nothing.
    assert.equal((await replay("--advance-to", "now")).stderr, "");
    assert.deepEqual(states(), []);
  }));

Deno.test("an absence that was sent is withdrawn where its rule is taken away or changed, also by a run without rules", () =>
  withSilentLog(async ({ directory, replay, states, sink, doctor }) => {
    await replay("--advance-to", "now");
    const path = `${directory}/rules.toml`, rules = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, rules.replace('"1m"', '"90s"'));
    await replay("--advance-to", "now");
    assert.deepEqual(states(), ["a silent fired sent", "a silent resolved sent", "a silent fired sent"]);
    Deno.writeTextFileSync(path, rules.replace('id = "silent"', 'id = "other"'));
    await replay();
    assert.deepEqual(states().slice(3), ["a silent resolved sent"]);
    assert.equal(sink.received.length, 4);
    assert.equal((await doctor()).code, 0);
    // With the first rule again, it is told again.
    Deno.writeTextFileSync(path, rules);
    await replay("--advance-to", "now");
    await replay("--advance-to", "now");
    assert.deepEqual(states().slice(4), ["a silent fired sent"]);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    Deno.writeTextFileSync(path, rules.replace('id = "silent"', 'id = "other"'));
    await replay();
    assert.deepEqual(states().slice(5), ["a silent resolved sent"]);
    assert.equal((await doctor()).code, 0);
  }));
