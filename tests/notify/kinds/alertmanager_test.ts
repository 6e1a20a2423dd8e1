// Role: httplog and a real Alertmanager: what its API lists and what it tells its receiver, through restarts and kills of
// either. Skipped where the Debian package prometheus-alertmanager is not installed.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { compiledPermissions } from "../../end_to_end/tasks.ts";
import { missingProgram, testUnless } from "../../outside_program.ts";
import { inTemporaryDirectory, type Outcome, PROJECT, run, start } from "../../process.ts";
import { AlertmanagerServer, PROGRAM } from "../../notify/alertmanager_server.ts";
import { logWith, ruleFile } from "../../notify/log_material.ts";
import { Sink } from "../../notify/sink.ts";

const program = [Deno.execPath(), "run", "--quiet", ...compiledPermissions(), `${PROJECT}main.ts`];

/** A log, a server, and its receiver. */
interface Scene {
  readonly directory: string;
  readonly server: AlertmanagerServer;
  readonly receiver: Sink;
  httplog(words: string): Promise<Outcome>;
  /** Writes the rule file "rules.toml" with a notifier at this address. */
  rules(url: string): void;
  /** Writes the log's first seconds; the rest is the same each time. */
  log(seconds: number): void;
  /** What the receiver was told, "firing burst" or "resolved burst", in order. */
  told(): string[];
  /** Waits until it was told so much, and then for so long that more would have come. */
  untilTold(...expected: string[]): Promise<void>;
}

/** One alert, which fires at second 54 and resolves at second 67, is final once the log has 100 seconds. */
function scene(slot: number, play: (scene: Scene) => Promise<void>): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    await using receiver = new Sink([200]);
    await using server = new AlertmanagerServer(directory, receiver.url, slot);
    await server.start();
    const begin = Math.floor(Date.now() / 1000) - 400;
    const told = (): string[] =>
      receiver.received.flatMap(({ body }) =>
        JSON.parse(body).alerts.map((
          { status, labels }: { status: string; labels: Record<string, string> },
        ) => `${status} ${labels.alertname}`)
      );
    const rules = (url: string): void =>
      Deno.writeTextFileSync(
        `${directory}/rules.toml`,
        ruleFile({ am: `type = "alertmanager"\nurl = "${url}"` }),
      );
    rules(server.url);
    await play({
      ...{ directory, server, receiver, rules, told },
      httplog: (words) => run([...program, ...words.split(" ")], { cwd: directory }),
      log: (seconds) => Deno.writeTextFileSync(`${directory}/log.csv`, logWith(begin, seconds, [[50, 60]])),
      untilTold: async (...expected) => {
        for (const end = Date.now() + 30_000; told().length < expected.length && Date.now() < end;) {
          await pause(20);
        }
        // Its groups are looked at every second.
        await pause(2500);
        assert.deepEqual(told(), expected);
      },
    });
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Lets a minute pass as far as the database knows. */
function minuteLater(directory: string): void {
  using database = new DatabaseSync(`${directory}/httplog.db`);
  database.prepare("UPDATE delivery SET sent_at = sent_at - 60 WHERE sent_at IS NOT NULL").run();
}

const REPLAY = "replay log.csv --rules rules.toml --source shop";

async function restarted(
  { directory, server, httplog, log, told, untilTold }: Scene,
  signal: "SIGTERM" | "SIGKILL",
): Promise<void> {
  log(90);
  await httplog(`${REPLAY} --notify`);
  await untilTold("firing burst");
  await server.stop(signal);
  // Nobody is there: it is told, and nothing is lost.
  minuteLater(directory);
  assert.equal((await httplog("notify --rules rules.toml")).code, 74);
  await server.start();
  assert.deepEqual(await server.active(), []);
  assert.equal((await httplog("notify --rules rules.toml")).code, 0);
  assert.equal((await server.active()).length, 1);
  // What it told before, it knows again only if it was asked to stop.
  const firing = signal === "SIGTERM" ? ["firing burst"] : ["firing burst", "firing burst"];
  await untilTold(...firing);
  log(300);
  await httplog(`${REPLAY} --notify`);
  assert.deepEqual(await server.active(), []);
  await untilTold(...firing, "resolved burst");
  assert.equal(told().filter((text) => text === "resolved burst").length, 1);
}

const SCENES: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  "firing, told again, resolved: it lists and tells each once": async (
    { directory, server, httplog, log, untilTold },
  ) => {
    log(90);
    assert.equal((await httplog(`${REPLAY} --notify`)).stderr, "");
    const [alert, ...others] = await server.active();
    assert.deepEqual(others, []);
    assert.equal(alert.labels.alertname, "burst");
    assert.deepEqual([alert.labels.source, alert.labels.severity], ["shop", "page"]);
    assert.match(alert.labels.httplog_alert, /^[0-9a-f]{64}$/);
    assert.match(
      alert.annotations.summary,
      /^\[page\] burst fires on shop: count \d+ hits over 10s is > 100/,
    );
    await untilTold("firing burst");
    minuteLater(directory);
    assert.equal((await httplog("notify --rules rules.toml")).code, 0);
    assert.equal((await server.active()).length, 1);
    log(300);
    await httplog(`${REPLAY} --notify`);
    assert.deepEqual(await server.active(), []);
    await untilTold("firing burst", "resolved burst");
    minuteLater(directory);
    await httplog("notify --rules rules.toml");
    assert.deepEqual(await server.active(), []);
    await untilTold("firing burst", "resolved burst");
  },

  "an alert that began and ended before anything was sent is told, firing first": async (
    { server, httplog, log, untilTold },
  ) => {
    log(300);
    await httplog(REPLAY);
    assert.deepEqual(await server.active(), []);
    assert.equal((await httplog("notify --rules rules.toml")).stdout.match(/^sent am: /gm)?.length, 2);
    await untilTold("firing burst", "resolved burst");
    assert.deepEqual(await server.active(), []);
  },

  "restarted in between (SIGTERM), it lists again what goes on, and resolves it": (scene) =>
    restarted(scene, "SIGTERM"),
  "restarted in between (SIGKILL), it lists again what goes on, and resolves it": (scene) =>
    restarted(scene, "SIGKILL"),

  "httplog killed between commit and send, and between send and its note: told once all the same": async (
    { directory, server, httplog, log, rules, untilTold },
  ) => {
    const kill = async (isDelivered: boolean): Promise<void> => {
      await using gate = new Sink(["hang"]);
      rules(gate.url);
      const child = start([...program, ...REPLAY.split(" "), "--notify"], { cwd: directory });
      gate.onRequest = async ({ body }) => {
        if (isDelivered) await server.post(body);
        child.kill("SIGKILL");
      };
      const [{ signal }] = await Promise.all([child.output(), child.stdin.close()]);
      assert.equal(signal, "SIGKILL");
      rules(server.url);
    };
    log(90);
    await kill(false);
    assert.deepEqual(await server.active(), []);
    await httplog("notify --rules rules.toml");
    assert.equal((await server.active()).length, 1);
    await untilTold("firing burst");
    log(300);
    await kill(true);
    await untilTold("firing burst", "resolved burst");
    assert.equal((await httplog("notify --rules rules.toml")).stdout.match(/^sent am: /gm)?.length, 1);
    assert.deepEqual(await server.active(), []);
    await untilTold("firing burst", "resolved burst");
    assert.match((await httplog("notify --rules rules.toml --dry-run")).stdout, /nothing to send/);
  },
};

testUnless(missingProgram(PROGRAM), "alertmanager", async (test) => {
  // All at once: each has a server, a log and a receiver of its own, and most of the time it waits.
  const unshared = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
  await Promise.all(
    Object.entries(SCENES).map(([name, play], slot) =>
      test.step({ name, ...unshared, fn: () => scene(slot, play) })
    ),
  );
});
