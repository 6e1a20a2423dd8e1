// Role: httplog killed while it sends: whatever was committed is told by the next `notify`, in order, and what a receiver
// may have had is told under the same id.

import assert from "node:assert/strict";
import { compiledPermissions } from "../end_to_end/tasks.ts";
import { inTemporaryDirectory, PROJECT, run, start } from "../process.ts";
import { logWith, ruleFile } from "./log_material.ts";
import { Sink } from "./sink.ts";

const program = [Deno.execPath(), "run", "--quiet", ...compiledPermissions(), `${PROJECT}main.ts`];
const EVENTS = ["alert.fired", "alert.resolved", "alert.fired", "alert.resolved"];

for (let place = 0; place < EVENTS.length; place++) {
  Deno.test(`killed while message ${place + 1} of ${EVENTS.length} is under way: the next notify tells the rest, once`, () =>
    inTemporaryDirectory(async (directory) => {
      const begin = Math.floor(Date.now() / 1000) - 400;
      Deno.writeTextFileSync(`${directory}/log.csv`, logWith(begin, 300, [[50, 60], [150, 160]]));
      const options = { cwd: directory };
      await using before = new Sink([...Array(place).fill(200), "hang"]);
      await using after = new Sink([200]);
      const rules = (sink: Sink): string => {
        const file = sink === before ? "before.toml" : "after.toml";
        Deno.writeTextFileSync(
          `${directory}/${file}`,
          ruleFile({ a: `type = "webhook"\nurl = "${sink.url}"` }),
        );
        return file;
      };
      const words = ["replay", "log.csv", "--rules", rules(before), "--notify", "--quiet"];
      const child = start([...program, ...words], options);
      before.onRequest = () => void (before.received.length === place + 1 && child.kill("SIGKILL"));
      const [{ signal }] = await Promise.all([child.output(), child.stdin.close()]);
      assert.equal(signal, "SIGKILL");
      const notified = await run([...program, "notify", "--rules", rules(after)], options);
      assert.deepEqual([notified.code, notified.stderr], [0, ""]);
      const types = (sink: Sink) => sink.received.map(({ body }) => JSON.parse(body).type);
      const ids = (sink: Sink) => sink.received.map(({ headers }) => headers["webhook-id"]);
      assert.deepEqual(types(before), EVENTS.slice(0, place + 1));
      assert.deepEqual(types(after), EVENTS.slice(place));
      assert.equal(ids(before).at(-1), ids(after)[0]);
      assert.equal(new Set([...ids(before), ...ids(after)]).size, EVENTS.length);
      await run([...program, "notify", "--rules", "after.toml"], options);
      await run([...program, "replay", "log.csv", "--rules", "after.toml", "--notify"], options);
      assert.equal(after.received.length, EVENTS.length - place);
    }));
}

Deno.test("two that send at the same time tell everything once", () =>
  inTemporaryDirectory(async (directory) => {
    const begin = Math.floor(Date.now() / 1000) - 400;
    Deno.writeTextFileSync(`${directory}/log.csv`, logWith(begin, 300, [[50, 60], [150, 160]]));
    await using sink = new Sink([200]);
    Deno.writeTextFileSync(
      `${directory}/rules.toml`,
      ruleFile({ a: `type = "webhook"\nurl = "${sink.url}"` }),
    );
    const options = { cwd: directory };
    await run([...program, "replay", "log.csv", "--rules", "rules.toml"], options);
    const notify = [...program, "notify", "--rules", "rules.toml", "--if-busy", "wait"];
    const outcomes = await Promise.all([run(notify, options), run(notify, options), run(notify, options)]);
    assert.deepEqual(outcomes.map(({ code }) => code), [0, 0, 0]);
    assert.equal(sink.received.length, EVENTS.length);
  }));
