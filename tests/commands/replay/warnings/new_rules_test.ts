// Role: a rule that cannot decide at once says from when on it does: its alert would be missed in silence until then.

import assert from "node:assert/strict";
import { prune } from "../../../../src/commands/database/prune.ts";
import { undo } from "../../../../src/commands/database/undo.ts";
import { replay } from "../../../../src/commands/replay/replay.ts";
import { fakeHost } from "../../../fake_host.ts";
import { inTemporaryDirectory } from "../../../process.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
/** 2020-09-13T12:26:40Z. */
const START = 1_600_000_000;

interface Rule {
  readonly window: string;
  readonly match?: string;
  readonly id?: string;
}

function ruleFile({ window, match = "", id = "api" }: Rule): string {
  return `schema = 1\n[[rule]]\nid = "${id}"\nmetric = "count"\n${match}\nwindow = "${window}"\nfire = "> 10"\n`;
}

/** What each run says that reads 1,000 seconds more of a log, each with its rule, or none. */
function saidOf(rules: readonly (Rule | null)[], prunes: readonly number[] = []): Promise<string[]> {
  return inTemporaryDirectory(async (directory) => {
    const log = `${directory}/web.csv`, file = `${directory}/rules.toml`, db = `${directory}/x.db`;
    Deno.writeTextFileSync(log, HEADER);
    const said: string[] = [];
    for (const [run, rule] of rules.entries()) {
      const lines = Array.from(
        { length: 1000 },
        (_, i) => `h,-,-,${START + run * 1000 + i},GET /api/x HTTP/1.1,200,1\n`,
      );
      Deno.writeTextFileSync(log, lines.join(""), { append: true });
      if (rule !== null) Deno.writeTextFileSync(file, ruleFile(rule));
      const host = fakeHost({ now: START + 86_400 });
      const values = { db, source: "x", ...(rule === null ? {} : { rules: file }) };
      await replay.run({ flags: { quiet: true }, values, lists: {}, positionals: [log] }, host);
      said.push(host.stderr.text);
      if (prunes.includes(run)) {
        const flags = {}, lists = {}, positionals: string[] = [];
        await prune.run({ flags, values: { db, "older-than": "4m" }, lists, positionals }, fakeHost());
      }
    }
    return said;
  });
}

const API = 'match = { section = "/api" }';

Deno.test("a rule over some records that is new to a source that was read says from when on it decides", async () => {
  const [first, second, third] = await saidOf([
    null,
    { window: "10m", match: API },
    { window: "10m", match: API },
  ]);
  assert.equal(first, "");
  // Counted from the second after the last record of the run before, at START + 999, on.
  assert.match(
    second,
    /^httplog: warning: the rule "api" is new, or has another window: what it matches is known from 2020-09-13T12:43:20Z on, and it decides nothing before 2020-09-13T12:53:19Z\. "httplog backtest" says what it would have said before\.\n$/,
  );
  assert.equal(third, "");
});

Deno.test("a rule that decides at once says nothing: of a new source, over all records, with a narrower window", async () => {
  assert.deepEqual(await saidOf([{ window: "10m", match: API }, { window: "9m", match: API }]), ["", ""]);
  assert.deepEqual(await saidOf([null, { window: "15m" }]), ["", ""]);
});

Deno.test("a run without a rule file after one with rules says, once, what it does not watch", async () => {
  const rule = { window: "2m", match: API };
  const [first, without, again] = await saidOf([rule, null, null]);
  assert.equal(first, "");
  assert.match(
    without,
    /^httplog: warning: the run before watched "api", and this one has no --rules: .* are not seen, and no later run reads again what this one reads; if that is anything, "httplog undo last" takes it back\.\n$/,
  );
  assert.equal(again, "");
});

Deno.test("two rule files in turns: each run says what it does not watch of the one before", async () => {
  const rule = { window: "2m", match: API };
  const [first, other, back] = await saidOf([rule, { ...rule, id: "web" }, rule]);
  assert.equal(first, "");
  assert.match(
    other,
    /the run before watched "api", and the rule file of this one does not have it: their alerts/,
  );
  assert.match(
    back,
    /the run before watched "web", and the rule file of this one does not have it: their alerts/,
  );
});

/** What each run says of a log: the first one with a rule file, the others without one. */
async function saidWithout(
  text: string,
  between: (db: string, log: string) => Promise<unknown>,
): Promise<string[]> {
  return await inTemporaryDirectory(async (directory) => {
    const log = `${directory}/web.csv`, rules = `${directory}/rules.toml`, db = `${directory}/x.db`;
    Deno.writeTextFileSync(rules, ruleFile({ window: "2m" }));
    Deno.writeTextFileSync(log, text);
    const said = async (more: Readonly<Record<string, string>>): Promise<string> => {
      const host = fakeHost({ now: START + 86_400 }), values = { db, source: "x", ...more };
      await replay.run({ flags: { quiet: true }, values, lists: {}, positionals: [log] }, host);
      return host.stderr.text;
    };
    const first = await said({ rules });
    await between(db, log);
    return [first, await said({}), await said({})];
  });
}

const RECORD = `h,-,-,${START},GET /api/x HTTP/1.1,200,1\n`;
const WITHOUT_RULES =
  /^httplog: warning: the run before watched "api", and this one has no --rules: .*takes it back\.\n$/;

Deno.test("a run without a rule file says so once, too, where the one with rules found no record", async () => {
  for (const text of ["", HEADER]) {
    const [first, without, again] = await saidWithout(
      text,
      (_, log) => Deno.writeTextFile(log, HEADER + RECORD),
    );
    assert.deepEqual([first, again], ["", ""]);
    assert.match(without, WITHOUT_RULES);
    // And where it finds none either.
    const [, empty, later] = await saidWithout(text, async () => {});
    assert.match(empty, WITHOUT_RULES);
    assert.equal(later, "");
  }
});

Deno.test("a run without a rule file says so once, too, where the one with rules was undone", async () => {
  const undone = (db: string) =>
    undo.run({ flags: { quiet: true }, values: { db }, lists: {}, positionals: ["last"] }, fakeHost());
  const [first, without, again] = await saidWithout(HEADER + RECORD, undone);
  assert.deepEqual([first, again], ["", ""]);
  assert.match(without, WITHOUT_RULES);
  // And again where that one is undone.
  const [, more] = await saidWithout(HEADER + RECORD, async (db, log) => {
    Deno.writeTextFileSync(log, RECORD, { append: true });
    const values = { db, source: "x" };
    await replay.run(
      { flags: { quiet: true }, values, lists: {}, positionals: [log] },
      fakeHost({ now: START + 9 }),
    );
    await undone(db);
  });
  assert.match(more, WITHOUT_RULES);
});

Deno.test("a wider window, and one that reaches into what was pruned, say it, too", async () => {
  const [, wider] = await saidOf([{ window: "2m", match: API }, { window: "10m", match: API }]);
  assert.match(wider, /it decides nothing before 2020-09-13T12:5\d:/);
  const [, pruned] = await saidOf([null, { window: "10m" }], [0]);
  assert.match(pruned, /the rule "api" is new, .* it decides nothing before 2020-09-13T12:4\d:/);
});

Deno.test("--fresh says whose alerts it drops: of a run with rules, where it has none, or other ones", async () => {
  await inTemporaryDirectory(async (directory) => {
    const log = `${directory}/web.csv`, rules = `${directory}/rules.toml`, db = `${directory}/x.db`;
    Deno.writeTextFileSync(rules, ruleFile({ window: "2m" }));
    Deno.writeTextFileSync(`${directory}/other.toml`, ruleFile({ window: "2m", id: "web" }));
    Deno.writeTextFileSync(log, HEADER + RECORD);
    const said = async (more: Readonly<Record<string, string>>): Promise<string> => {
      const host = fakeHost({ now: START + 86_400 }), values = { db, source: "x", ...more };
      const flags = { quiet: true, fresh: true } as const;
      await replay.run({ flags, values, lists: {}, positionals: [log] }, host);
      return host.stderr.text;
    };
    assert.equal(await said({ rules }), "");
    assert.equal(await said({ rules }), "");
    assert.match(
      await said({}),
      /^httplog: warning: the run before watched "api", and this one has no --rules: --fresh drops their alerts, .*\n$/,
    );
    assert.equal(await said({}), "");
    assert.equal(await said({ rules }), "");
    assert.match(
      await said({ rules: `${directory}/other.toml` }),
      /watched "api", and the rule file of this one does not have it: --fresh drops/,
    );
  });
});
