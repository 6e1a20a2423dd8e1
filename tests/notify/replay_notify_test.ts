// Role: `replay --notify` and `notify` as processes, with receivers on this machine: who is told what, what is said where it
// goes wrong, and that nothing of a secret is ever seen.

import assert from "node:assert/strict";
import { compiledPermissions } from "../end_to_end/tasks.ts";
import { inTemporaryDirectory, type Outcome, PROJECT, run, type RunOptions } from "../process.ts";
import { logWith, ruleFile } from "./log_material.ts";
import { statesIn } from "./outbox_material.ts";
import { Sink, transitionsTo } from "./sink.ts";

const program = [Deno.execPath(), "run", "--quiet", ...compiledPermissions(), `${PROJECT}main.ts`];

/** Seconds of the log in which "burst" fires: two alerts, the second of which goes on. */
const BURSTS: readonly (readonly [number, number])[] = [[50, 60], [200, 300]];

/** One alert, within which the log is cut at 0.7 of its bytes. */
const LONG: typeof BURSTS = [[50, 220]];

/** A directory with a log that has these alerts, and a rule file for these notifiers. */
async function withAlerts(
  notifiers: Readonly<Record<string, string>>,
  play: (
    httplog: (words: string, env?: RunOptions["env"]) => Promise<Outcome>,
    directory: string,
  ) => Promise<void>,
  bursts = BURSTS,
): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const start = Math.floor(Date.now() / 1000) - 400;
    Deno.writeTextFileSync(`${directory}/log.csv`, logWith(start, 300, bursts));
    Deno.writeTextFileSync(`${directory}/rules.toml`, ruleFile(notifiers));
    await play(
      (words, env = {}) => run([...program, ...words.split(" ")], { cwd: directory, env }),
      directory,
    );
  });
}

const ALL_SENT = ["a burst fired sent", "a burst resolved sent", "a burst fired sent"];

const TESTS: Readonly<Record<string, () => Promise<void>>> = {
  "replay --notify tells what a replay finds; a second run and notify tell nothing more": async () => {
    await using sink = new Sink([200]);
    await withAlerts({ a: `type = "webhook"\nurl = "${sink.url}/x"` }, async (httplog, directory) => {
      const first = await httplog("replay log.csv --rules rules.toml --notify --source shop");
      assert.deepEqual([first.code, first.stderr], [0, ""]);
      assert.deepEqual(statesIn(`${directory}/httplog.db`), ALL_SENT);
      const events = sink.received.map(({ body }) => JSON.parse(body));
      assert.deepEqual(events.map(({ type }) => type), ["alert.fired", "alert.resolved", "alert.fired"]);
      assert.ok(sink.received.every(({ path }) => path === "/x"));
      const [{ data }] = events;
      assert.deepEqual([data.rule, data.source, data.metric, data.threshold], [
        "burst",
        "shop",
        "count",
        "> 100",
      ]);
      for (
        const words of [
          "replay log.csv --rules rules.toml --notify --source shop",
          "notify --rules rules.toml",
        ]
      ) {
        assert.deepEqual((await httplog(words)).code, 0);
      }
      assert.equal(sink.received.length, 3);
      const report = await httplog("query outbox --format csv");
      assert.equal(report.stdout.split("\n").filter((line) => /^a,burst,.*,sent,1,/.test(line)).length, 3);
    });
  },

  "without --notify nothing leaves the machine; notify sends it later, a dry run does not": async () => {
    await using sink = new Sink([200]);
    await withAlerts({ a: `type = "webhook"\nurl = "${sink.url}"` }, async (httplog, directory) => {
      await httplog("replay log.csv --rules rules.toml");
      const { stdout } = await httplog("notify --rules rules.toml --dry-run");
      assert.deepEqual(
        stdout.match(/^a: would send by webhook: \[page\] burst (fires|resolved)/gm)?.length,
        3,
        stdout,
      );
      assert.equal(sink.received.length, 0);
      assert.deepEqual((await httplog("notify --rules rules.toml")).stdout.match(/^sent a: /gm)?.length, 3);
      assert.deepEqual(statesIn(`${directory}/httplog.db`), ALL_SENT);
      assert.equal(
        (await httplog("notify --rules rules.toml --dry-run")).stdout,
        "There is nothing to send.\n",
      );
    });
  },

  "replay --notify sends and skips the messages of its own source alone, notify those of all": async () => {
    await using own = new Sink([200]);
    await using other = new Sink([200]);
    const webhook = ({ url }: Sink): string => `type = "webhook"\nurl = "${url}"`;
    await withAlerts({ a: webhook(own) }, async (httplog, directory) => {
      const sources = (sink: Sink) => new Set(sink.received.map(({ body }) => JSON.parse(body).data.source));
      Deno.writeTextFileSync(`${directory}/other.toml`, ruleFile({ a: webhook(other) }));
      await httplog("replay log.csv --source other --rules other.toml");
      const oldest = "--notify-max-age 250s";
      const first = await httplog(`replay log.csv --source own --rules rules.toml --notify -q ${oldest}`);
      assert.deepEqual([first.code, first.stderr.split("\n").length], [0, 2], first.stderr);
      assert.match(first.stderr, /: 1 alert was not sent/);
      assert.deepEqual([own.received.length, other.received.length], [1, 0]);
      assert.equal((await httplog("notify --rules other.toml")).code, 0);
      assert.deepEqual([sources(own), sources(other)], [new Set(["own"]), new Set(["other"])]);
      assert.deepEqual([own.received.length, other.received.length], [1, 3]);
    });
  },

  "old alerts are skipped, unless --notify-max-age says otherwise": async () => {
    await using sink = new Sink([200]);
    await withAlerts({ a: `type = "webhook"\nurl = "${sink.url}"` }, async (httplog, directory) => {
      await httplog("replay log.csv --rules rules.toml --notify --notify-max-age 250s");
      assert.deepEqual(statesIn(`${directory}/httplog.db`), [
        "a burst fired skipped",
        "a burst resolved skipped",
        "a burst fired sent",
      ]);
      assert.equal(sink.received.length, 1);
    });
  },

  "what fails is told on standard error with what comes of it, and the exit code of notify": async () => {
    await using broken = new Sink([400]);
    await using gone = new Sink([410]);
    const notifiers = {
      a: `type = "webhook"\nurl = "${broken.url}/path"`,
      b: `type = "webhook"\nurl = "${gone.url}/path"`,
    };
    await withAlerts(notifiers, async (httplog, directory) => {
      const replayed = await httplog("replay log.csv --rules rules.toml --notify -q");
      assert.equal(replayed.code, 0);
      assert.match(
        replayed.stderr,
        /^httplog: warning: "a" could not be notified of "burst" of \S+ \(fired\): it answered 400\./m,
      );
      assert.match(replayed.stderr, /"b" could not .* 410: .* notify --switch-on b"/);
      assert.equal((await httplog("notify --rules rules.toml")).code, 0);
      const states = statesIn(`${directory}/httplog.db`);
      assert.deepEqual(
        new Set(states.filter((line) => line.startsWith("b"))),
        new Set([
          "b burst fired gone",
          "b burst resolved skipped",
          "b burst fired skipped",
        ]),
      );
      assert.equal((await httplog("notify --rules rules.toml --switch-on b")).code, 0);
      assert.equal((await httplog("notify --rules rules.toml --switch-on b")).code, 64);
      assert.equal((await httplog("notify --rules rules.toml --switch-on nobody")).code, 64);
    });
    await using silent = new Sink(["close"]);
    await withAlerts({ a: `type = "webhook"\nurl = "${silent.url}"` }, async (httplog) => {
      await httplog("replay log.csv --rules rules.toml");
      const notified = await httplog("notify --rules rules.toml");
      assert.equal(notified.code, 74);
      assert.match(notified.stderr, /closed before an answer came\. Attempt 1; next attempt after 20\S+Z\./);
    });
  },

  "messages that wait, and those of a notifier that is not there any more, are told": async () => {
    await using busy = new Sink([[429, { "retry-after": "3600" }]]);
    await using pager = new Sink([200]);
    const webhook = ({ url }: Sink): string => `type = "webhook"\nurl = "${url}"`;
    await withAlerts({ a: webhook(busy) }, async (httplog) => {
      await httplog("replay log.csv --rules rules.toml");
      assert.equal((await httplog("notify --rules rules.toml")).code, 74);
      const { code, stdout } = await httplog("notify --rules rules.toml");
      assert.equal(code, 0);
      assert.match(stdout, /^messages wait for another attempt: the next one after 20\S+Z\n$/);
    });
    await withAlerts({ a: webhook(pager) }, async (httplog, directory) => {
      const [log, rules] = [`${directory}/log.csv`, `${directory}/rules.toml`];
      const all = Deno.readTextFileSync(log), middle = all.indexOf("\n", all.length * 0.7) + 1;
      Deno.writeTextFileSync(log, all.slice(0, middle));
      await httplog("replay log.csv --rules rules.toml --notify");
      assert.deepEqual(transitionsTo(pager), ["alert.fired"]);
      const file = Deno.readTextFileSync(rules);
      Deno.writeTextFileSync(rules, file.replaceAll('"a"', '"b"'));
      Deno.writeTextFileSync(log, all);
      const warning =
        /1 message waits for the notifier "a", which is not in the rule file: an alert stays open there\./;
      assert.match((await httplog("replay log.csv --rules rules.toml --notify --quiet")).stderr, warning);
      const said = await httplog("notify --rules rules.toml");
      assert.deepEqual([said.code, said.stderr], [0, ""]);
      assert.match(said.stdout, warning);
      Deno.writeTextFileSync(rules, file);
      assert.equal((await httplog("notify --rules rules.toml")).code, 0);
      assert.deepEqual(transitionsTo(pager).filter((type) => type === "alert.resolved"), ["alert.resolved"]);
    }, LONG);
  },

  "the beginning of an alert that was not sent, whose notifier is not there any more, is told by each run":
    async () => {
      await using silent = new Sink([503]);
      await withAlerts({ a: `type = "webhook"\nurl = "${silent.url}"` }, async (httplog, directory) => {
        const [log, rules] = [`${directory}/log.csv`, `${directory}/rules.toml`];
        const all = Deno.readTextFileSync(log), middle = all.indexOf("\n", all.length * 0.7) + 1;
        Deno.writeTextFileSync(log, all.slice(0, middle));
        await httplog("replay log.csv --rules rules.toml");
        Deno.writeTextFileSync(rules, Deno.readTextFileSync(rules).replaceAll('"a"', '"b"'));
        Deno.writeTextFileSync(log, all);
        const { code, stderr } = await httplog("replay log.csv --rules rules.toml --quiet");
        assert.equal(code, 0);
        assert.match(
          stderr,
          /^httplog: warning: 1 message waits for the notifier "a", which is not in the rule file: it hears/,
        );
      }, LONG);
    },

  "the end of an alert is sent, too, where a run without a rule file has ended it": async () => {
    await using pager = new Sink([200]);
    await withAlerts({ a: `type = "webhook"\nurl = "${pager.url}"` }, async (httplog, directory) => {
      const log = `${directory}/log.csv`, all = Deno.readTextFileSync(log);
      Deno.writeTextFileSync(log, all.slice(0, all.indexOf("\n", all.length * 0.7) + 1));
      await httplog("replay log.csv --rules rules.toml --notify");
      assert.deepEqual(transitionsTo(pager), ["alert.fired"]);
      Deno.writeTextFileSync(log, all);
      await httplog("replay log.csv");
      await httplog("notify --rules rules.toml");
      assert.deepEqual(transitionsTo(pager), ["alert.fired", "alert.resolved"]);
    }, LONG);
  },

  "secrets come from variables and files, and are seen by nobody but the receiver": async () => {
    const key = "SecretRoutingKey0123456789abcdef", signing = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0";
    await using pager = new Sink([500]);
    await using chat = new Sink(["close"]);
    await using hook = new Sink([404]);
    const notifiers = {
      pager: `type = "pagerduty"\nurl = "${pager.url}"\nsecret_env = "HTTPLOG_PAGER"`,
      chat: 'type = "slack"\nsecret_env = "HTTPLOG_CHAT"',
      hook: `type = "webhook"\nurl = "${hook.url}"\nsecret_file = "hook.key"`,
    };
    const env = { HTTPLOG_PAGER: key, HTTPLOG_CHAT: `${chat.url}/services/T0/SecretPath` };
    await withAlerts(notifiers, async (httplog, directory) => {
      Deno.writeTextFileSync(`${directory}/hook.key`, `${signing}\n`);
      const said: string[] = [];
      for (
        const words of [
          "rules check rules.toml",
          "replay log.csv --rules rules.toml --notify -v",
          "notify --rules rules.toml",
          "notify --rules rules.toml --dry-run",
          "query outbox --format json",
          "query runs --format json",
          "rules show --rules rules.toml",
          "doctor --full",
        ]
      ) {
        const { stdout, stderr } = await httplog(words, env);
        said.push(stdout, stderr);
      }
      assert.equal(JSON.parse(pager.received[0].body).routing_key, key);
      assert.equal(chat.received[0].path, "/services/T0/SecretPath");
      assert.match(hook.received[0].headers["webhook-signature"], /^v1,\S{44}$/);
      for (const name of ["httplog.db", "httplog.db-wal"]) {
        try {
          said.push(new TextDecoder("latin1").decode(Deno.readFileSync(`${directory}/${name}`)));
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
      }
      for (const secret of [key, "SecretPath", signing, signing.slice(6), chat.url, atob(signing.slice(6))]) {
        assert.deepEqual(said.filter((text) => text.includes(secret)), [], secret);
      }
      // One alert: what fails for a while is waited for, message by message.
    }, BURSTS.slice(1));
  },

  "a secret that is missing or cannot be right is named, before anything is read, and not repeated":
    async () => {
      const notifiers = { pager: 'type = "pagerduty"\nsecret_env = "HTTPLOG_PAGER"' };
      await withAlerts(notifiers, async (httplog, directory) => {
        for (
          const words of ["replay log.csv --rules rules.toml --notify", "notify --rules rules.toml --db x.db"]
        ) {
          Deno.writeTextFileSync(`${directory}/empty.csv`, logWith(0, 0, []));
          await httplog("replay empty.csv --db x.db");
          const missing = await httplog(words);
          assert.equal(missing.code, 78);
          assert.match(missing.stderr, /^httplog: .*HTTPLOG_PAGER.*"pager".* is not set\.\n$/);
          const wrong = await httplog(words, { HTTPLOG_PAGER: "hunter2" });
          assert.equal(wrong.code, 78);
          assert.match(wrong.stderr, /is no routing key/);
          assert.ok(!wrong.stderr.includes("hunter2"));
        }
        assert.throws(() => Deno.statSync(`${directory}/httplog.db`), Deno.errors.NotFound);
        assert.equal((await httplog("replay log.csv --notify")).code, 64);
        assert.equal((await httplog("notify")).code, 64);
        assert.equal((await httplog("notify --rules rules.toml --dry-run --db none.db")).code, 66);
      });
    },
};

Deno.test("replay --notify and notify, as processes", async (test) => {
  // All at once: each has its own log and receivers, and some wait for a retry.
  const unshared = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
  await Promise.all(Object.entries(TESTS).map(([name, fn]) => test.step({ name, ...unshared, fn })));
});
