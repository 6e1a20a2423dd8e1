// Role: nothing but notifiers and the server uses the network: every other command works where it is denied, and these say
// what is missing.

import assert from "node:assert/strict";
import { COMMANDS } from "../../src/commands/mod.ts";
import { compiledPermissions } from "../end_to_end/tasks.ts";
import { inTemporaryDirectory, PROJECT, run } from "../process.ts";
import { logWith, ruleFile } from "./log_material.ts";
import { statesIn } from "./outbox_material.ts";
import { Sink } from "./sink.ts";

const flags = compiledPermissions().filter((flag) => flag !== "--allow-net");
const program = [Deno.execPath(), "run", "--quiet", ...flags, "--deny-net", `${PROJECT}main.ts`];

/** Words for each command, in an order in which they work; none for those that cannot. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  replay: ["replay log.csv --rules rules.toml"],
  serve: [],
  watch: [],
  report: ["report --output report.html"],
  query: ["query alerts", "query outbox", "query SELECT"],
  rules: ["rules check rules.toml", "rules show --rules rules.toml"],
  notify: ["notify --rules rules.toml --dry-run"],
  check: ["check log.csv"],
  doctor: ["doctor --full"],
  backup: ["backup copy.db"],
  backtest: ["backtest log.csv --rules rules.toml"],
  prune: ["prune --older-than 1h"],
  undo: ["undo last"],
};

Deno.test("serving says what is missing where the network is denied", () =>
  inTemporaryDirectory(async (cwd) => {
    Deno.writeTextFileSync(`${cwd}/log.csv`, logWith(1_600_000_000, 300, []));
    for (const words of [["serve"], ["serve", "log.csv"]]) {
      const { code, stderr } = await run([...program, ...words], { cwd });
      assert.equal(code, 77, stderr);
      assert.match(stderr, /^httplog: Cannot listen on .* without the permission to use the network\. .*\n$/);
    }
    // No run was begun.
    assert.throws(() => Deno.statSync(`${cwd}/httplog.db`), Deno.errors.NotFound);
    // What watching lacks here is a terminal.
    assert.equal((await run([...program, "replay", "log.csv"], { cwd })).code, 0);
    const { code, stderr } = await run([...program, "watch"], { cwd });
    assert.deepEqual([code, /whole terminal/.test(stderr)], [64, true]);
  }));

Deno.test("every command works with the network denied, but for sending and serving", async () => {
  await using sink = new Sink([200]);
  await inTemporaryDirectory(async (cwd) => {
    const begin = Math.floor(Date.now() / 1000) - 400;
    Deno.writeTextFileSync(`${cwd}/log.csv`, logWith(begin, 300, [[50, 60]]));
    Deno.writeTextFileSync(`${cwd}/rules.toml`, ruleFile({ a: `type = "webhook"\nurl = "${sink.url}"` }));
    assert.deepEqual(COMMANDS.map(({ name }) => name).filter((name) => WORDS[name] === undefined), []);
    const order = ["replay", ...COMMANDS.map(({ name }) => name).filter((name) => name !== "replay")];
    for (const words of order.flatMap((name) => WORDS[name])) {
      const parts = words.split(" ").map((word) => word === "SELECT" ? "SELECT count(*) FROM alerts" : word);
      const { code, stderr } = await run([...program, ...parts], { cwd });
      assert.equal(code, 0, `${words}: ${stderr}`);
    }
    assert.equal((await run([...program, "--help"], { cwd })).code, 0);
    await run([...program, "replay", "log.csv", "--rules", "rules.toml"], { cwd });
    const { code, stderr } = await run([...program, "notify", "--rules", "rules.toml"], { cwd });
    assert.equal(code, 77);
    assert.match(stderr, /^httplog: .* without the permission to use the network\. .*\n$/);
    // No attempt was made, so none is counted: a program that may sends it.
    assert.deepEqual(statesIn(`${cwd}/httplog.db`), ["a burst fired pending", "a burst resolved pending"]);
    const replayed = await run([...program, "replay", "log.csv", "--rules", "rules.toml", "--notify"], {
      cwd,
    });
    assert.equal(replayed.code, 0);
    assert.match(replayed.stderr, /^httplog: warning: .* permission to use the network/m);
    assert.equal(sink.received.length, 0);
  });
});
