// Role: the links in messages: where each kind of notifier has a place for one, never beyond its limits, and never in the store.

import assert from "node:assert/strict";
import fc from "fast-check";
import { alertLink } from "../../src/notify/alert_link.ts";
import { NOTIFIERS } from "../../src/notify/mod.ts";
import { inTemporaryDirectory, PROJECT, run } from "../process.ts";
import { logWith, ruleFile } from "./log_material.ts";
import { bodies, definition } from "./material.ts";
import { statesIn } from "./outbox_material.ts";
import { Sink } from "./sink.ts";

const PAGE = "https://stats.example/httplog/";
const SECRETS = {
  alertmanager: null,
  pagerduty: "R0123456789012345678901234567890",
  slack: "https://hooks.slack.com/services/T0/B0/secret",
  webhook: null,
};

Deno.test("a link is one address, whatever the names are, and holds them where they are short", () =>
  fc.assert(fc.property(bodies(), (body) => {
    const link = alertLink(PAGE, body, 7), url = new URL(link);
    assert.match(link, /^https:\/\/stats\.example\/httplog\/#[\w%+.:*=&-]*$/);
    assert.ok(link.length < 1000);
    const state = new URLSearchParams(url.hash.slice(1));
    const since = Date.parse(state.get("since")!) / 1000, until = Date.parse(state.get("until")!) / 1000;
    assert.ok(since <= body.fired_at && until >= (body.resolved_at ?? body.fired_at));
    assert.ok(state.get("source") === null || state.get("source") === body.source.toWellFormed());
    assert.equal(state.get("alert"), "7");
  })));

Deno.test("every kind of notifier says where the alert can be seen", () =>
  fc.assert(fc.asyncProperty(bodies(), async (body) => {
    const link = alertLink(PAGE, body, null);
    for (const kind of NOTIFIERS) {
      const ask = async (more: { link?: string }) =>
        (await kind.request({ body, now: 2_000_000_000, ...more }, definition(kind.name), SECRETS[kind.name]))
          .body;
      const [plain, linked] = [JSON.parse(await ask({})), JSON.parse(await ask({ link }))];
      assert.ok(!JSON.stringify(plain).includes("stats.example"));
      const places = {
        alertmanager: () => linked[0].generatorURL,
        pagerduty: () => linked.client_url === linked.links[0].href && linked.client_url,
        slack: () => /<([^<>|]*)\|httplog>$/.exec(linked.text)?.[1].replaceAll("&amp;", "&"),
        webhook: () => linked.data.link,
      };
      assert.equal(places[kind.name](), link);
      if (kind.name === "slack") assert.ok(linked.text.length <= 4000);
    }
  })));

Deno.test("replay and notify send links with --public-url; the store has none, for it is the same wherever the page is", () =>
  inTemporaryDirectory(async (cwd) => {
    await using sink = new Sink([200]);
    const begin = Math.floor(Date.now() / 1000) - 400;
    Deno.writeTextFileSync(`${cwd}/log.csv`, logWith(begin, 300, [[50, 60]]));
    Deno.writeTextFileSync(`${cwd}/rules.toml`, ruleFile({ a: `type = "webhook"\nurl = "${sink.url}"` }));
    const httplog = (...words: string[]) =>
      run([Deno.execPath(), "run", "--quiet", "-A", `${PROJECT}main.ts`, ...words, "--rules", "rules.toml"], {
        cwd,
      });
    const refused = await httplog("replay", "log.csv", "--public-url", PAGE);
    assert.equal(refused.code, 64);
    assert.match(refused.stderr, /it needs --notify/);
    assert.equal((await httplog("replay", "log.csv")).code, 0);
    const sent = await httplog("notify", "--public-url", PAGE);
    assert.equal(sent.code, 0, sent.stderr);
    assert.deepEqual(statesIn(`${cwd}/httplog.db`), ["a burst fired sent", "a burst resolved sent"]);
    assert.equal(sink.received.length, 2);
    const alerts = await run([
      Deno.execPath(),
      "run",
      "-A",
      `${PROJECT}main.ts`,
      "query",
      "SELECT id FROM alerts",
      "-f",
      "csv",
    ], {
      cwd,
    });
    const [, id] = alerts.stdout.split("\n");
    for (const { body } of sink.received) {
      const { data } = JSON.parse(body);
      assert.equal(data.link, alertLink(PAGE, data, Number(id)));
    }
    const bytes = await run([
      Deno.execPath(),
      "run",
      "-A",
      `${PROJECT}main.ts`,
      "query",
      "SELECT body FROM outbox",
    ], { cwd });
    assert.doesNotMatch(bytes.stdout, /stats\.example/);
  }));
