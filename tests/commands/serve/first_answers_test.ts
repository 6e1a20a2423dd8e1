// Role: the answers that come with the page: those of the API, for those alone who may see them, and never markup.

import assert from "node:assert/strict";
import {
  alertsQuestion,
  extentsOf,
  type FirstAnswers,
  KNOWN_FIRST,
  questionText,
  rangeParameters,
  trafficQuestion,
} from "../../../src/page/data/questions.ts";
import { FIRST_ANSWERS } from "../../../src/page/embedded.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { logLines, replayInto, TestServer } from "./server.ts";

const BEGIN = 1_549_573_860;
/** More than a day, so that not all is shown first. */
const LONG = 30 * 3600, JUMP = ["--max-jump", "172800"];

/** What came with a page; null where nothing did. */
function firstIn(html: string): FirstAnswers | null {
  const pattern = new RegExp(`<script type="application/json" id="${FIRST_ANSWERS}">([^<>]*)</script>`);
  const [, json] = pattern.exec(html) ?? [];
  return json === undefined ? null : JSON.parse(json);
}

Deno.test("serve: a page comes with what it would ask first, of the state that it names", () =>
  inTemporaryDirectory(async (cwd) => {
    for (const [begin, count] of [[BEGIN, 300], [BEGIN + LONG, 60]]) {
      await replayInto(cwd, logLines(begin, count, "/api/x", begin === BEGIN), ...JUMP);
      await using server = await TestServer.start(cwd);
      const page = await server.fetch(""), { state, answers } = firstIn(await page.text())!;
      const targets = KNOWN_FIRST.map((path) => questionText(path, { limit: 0 }));
      const { first, whole, grain } = extentsOf(answers[targets[0]]);
      const range = { source: null, ...rangeParameters(first!, whole) };
      assert.equal(range.since, begin === BEGIN ? null : first!.until - 86400);
      targets.push(
        questionText("buckets", trafficQuestion(range, first!, grain)),
        questionText("alerts", alertsQuestion(range)),
      );
      assert.deepEqual(Object.keys(answers).toSorted(), targets.toSorted());
      const computed = await server.metric("answers_computed_total");
      for (const target of targets) assert.deepEqual(answers[target], await server.answer(target), target);
      assert.equal(await server.metric("answers_computed_total"), computed, "each is computed once");
      const events = await server.fetch("api/v1/events");
      assert.equal(events.headers.get("etag"), state);
      await events.body?.cancel();

      const asked = { headers: { "if-none-match": page.headers.get("etag")! } };
      const same = await server.fetch("", asked);
      assert.deepEqual([same.status, await same.text()], [304, ""]);
      await replayInto(cwd, logLines(begin + count, 30), ...JUMP);
      const due = Date.now() + 10_000;
      for (let status = 304; status === 304;) {
        const changed = await server.fetch("", asked);
        ({ status } = changed);
        if (status === 200) assert.notEqual(firstIn(await changed.text())!.state, state);
        assert.ok(Date.now() < due);
      }
    }
  }));

Deno.test("serve: a page has no data where a token is asked for and none was given", () =>
  inTemporaryDirectory(async (cwd) => {
    const token = "0123456789abcdef";
    await Deno.writeTextFile(`${cwd}/token`, token);
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
    await using server = await TestServer.start(cwd, "--token-file", "token");
    for (const authorization of ["", "Bearer", `Bearer ${token}0`, `Basic ${token}`]) {
      const html = await (await server.fetch("", { headers: { authorization } })).text();
      assert.match(html, /<\/html>\n$/);
      assert.equal(firstIn(html), null);
      assert.doesNotMatch(html, /shop/);
    }
    const given = await server.fetch("", { headers: { authorization: `Bearer ${token}` } });
    assert.ok(firstIn(await given.text())!.answers["sources?limit=0"].rows.length === 1);
    // Who has seen it with the token gets it without data afterwards.
    const without = await server.fetch("", { headers: { "if-none-match": given.headers.get("etag")! } });
    assert.deepEqual([without.status, firstIn(await without.text())], [200, null]);
  }));

Deno.test("serve: no text of a log or of a rule ends the element of what comes with the page", () =>
  inTemporaryDirectory(async (cwd) => {
    const evil = "</script><script>alert(1)</script><!--<script>";
    await Deno.writeTextFile(
      `${cwd}/rules.toml`,
      `schema = 1\n[[rule]]\nid = "busy"\nmetric = "rate"\nwindow = "10s"\nfire = "> 0.1/s"\n`,
    );
    const lines = logLines(BEGIN, 60, `/${evil.replaceAll("/", "")}`, true);
    await replayInto(cwd, lines, `--source=${evil}`, "--rules", "rules.toml");
    await using server = await TestServer.start(cwd);
    const html = await (await server.fetch("")).text(), { answers } = firstIn(html)!;
    assert.equal(html.split(/<script/i).length - 1, 3, "the page's own two, and the data");
    assert.equal(html.split(/<\/script/i).length - 1, 3);
    assert.equal(answers["sources?limit=0"].rows[0][0], evil);
    const [alerts] = Object.entries(answers).filter(([target]) => target.startsWith("alerts?"));
    assert.ok(alerts[1].rows.length > 0);
  }));
