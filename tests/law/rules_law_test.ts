// Role: tries to break the replay law where a rule file is given: random logs and rules, replayed in many ways, must leave
// the same alerts, minutes, pairs and messages, and those alerts that each second by itself says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { withBuiltIn } from "../../src/domain/rules/built_in.ts";
import { textOf } from "../../src/domain/text.ts";
import { isoTime } from "../../src/domain/time_text.ts";
import { readRuleFile } from "../../src/rule_file/read_rule_file.ts";
import { bruteForceRule, bruteForceSlo } from "../domain/rules/brute_force.ts";
import { judged, type PlainRecord } from "../domain/rules/plain_records.ts";
import { cut, inOrder, sliceBytes, threads } from "./cut_arbitrary.ts";
import { Bench, type RunPlan } from "./harness.ts";
import { type LawCase, lawCases } from "./log_arbitrary.ts";
import { ruleFiles } from "./rule_arbitrary.ts";
import { readRecords } from "../reference/records.ts";
import { orderOf, reference } from "../reference/reference.ts";

const CASES = 60;

/** Shows what differs; a failure is shrunk for a minute at most. */
const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

/** Longest span that is evaluated second by second. */
const LONGEST = 3000;

function benchFor({ inputs, options }: LawCase): Bench {
  return new Bench(inputs, orderOf(inputs, options), options);
}

/** What one run leaves, and the whole database besides rules. */
async function oneRun(lawCase: LawCase, plan: Partial<RunPlan>): Promise<ReturnType<Bench["ruleDump"]>> {
  using bench = benchFor(lawCase);
  assert.equal(await bench.run("law", { until: bench.size, ...plan }), 0);
  assert.deepEqual(
    { ...bench.dump("law"), alerts: [] },
    { ...reference(lawCase.inputs, lawCase.options), alerts: [] },
    "rules change nothing else",
  );
  return bench.ruleDump("law");
}

/** Accepted records in the order in which they are read. */
function recordsOf({ inputs, options }: LawCase): PlainRecord[] {
  const text = (latin1: string): string =>
    textOf(Uint8Array.from(latin1, (character) => character.charCodeAt(0)));
  return orderOf(inputs, options)
    .flatMap((input) => readRecords(inputs[input], options.now, options.complete))
    .flatMap(({ result }) => typeof result === "string" ? [] : [result])
    .map(({ time, host, section, method, status, bytes }) => ({
      time,
      host: text(host),
      section: text(section),
      method: text(method),
      status: Number(status),
      bytes,
    }));
}

Deno.test("rules law: every cut, thread and disturbance leaves what one run leaves", async () => {
  const cuts = fc.array(cut, { minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(lawCases, ruleFiles, cuts, async (lawCase, rules, cuts) => {
    const expected = await oneRun(lawCase, { rules });
    using bench = benchFor(lawCase);
    const until = bench.size;
    for (const plan of [...inOrder(cuts, until), { until }, { until, sliceBytes: 7 }]) {
      const code = await bench.run("law", { ...plan, rules });
      if (!("disturbed" in plan && plan.disturbed)) assert.equal(code, 0);
    }
    assert.deepEqual(bench.ruleDump("law"), expected, rules);
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("rules law: ranges read by threads leave what one run leaves", async () => {
  const property = fc.asyncProperty(
    lawCases,
    ruleFiles,
    threads,
    sliceBytes,
    async (lawCase, rules, threads, size) => {
      const expected = await oneRun(lawCase, { rules });
      assert.deepEqual(await oneRun(lawCase, { rules, threads, sliceBytes: size }), expected, rules);
    },
  );
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("rules law: the alerts are those that each second says by itself", async () => {
  let compared = 0;
  const property = fc.asyncProperty(lawCases, ruleFiles, async ({ inputs, options }, text) => {
    // Nothing jumps within the longest span.
    const lawCase = { inputs, options: { ...options, maxJump: 3600 } };
    // Only the last file of a case ends within a line, and where nothing jumps another one may be the last.
    if (orderOf(inputs, options).at(-1) !== orderOf(inputs, lawCase.options).at(-1)) return;
    const records = judged(recordsOf(lawCase), lawCase.options.lateness);
    const times = records.map(({ time }) => time), last = Math.max(...times);
    if (records.length === 0 || last - Math.min(...times) > LONGEST) return;
    const { alerts } = await oneRun(lawCase, { rules: text });
    const { rules, slos } = withBuiltIn(
      await readRuleFile(text, "rules.toml"),
      lawCase.options.threshold,
      lawCase.options.window,
    );
    const expected = [
      ...rules.flatMap((rule) => bruteForceRule(rule, records, times[0], last, lawCase.options.bucketSize)),
      ...slos.flatMap((slo) => bruteForceSlo(slo, records, Math.min(...times), last)),
    ];
    const plain = alerts.map((
      row,
    ) => [row.rule, row.fired_at, row.peak_at, row.resolved_at, row.severity, row.superseded]);
    assert.deepEqual(
      plain.map((row) => JSON.stringify(row)).sort(),
      expected.map(({ rule, firedAt, peakAt, resolvedAt, severity, superseded }) =>
        JSON.stringify([rule, firedAt, peakAt, resolvedAt, severity, Number(superseded)])
      ).sort(),
    );
    compared += expected.length;
  });
  await fc.assert(property, { numRuns: 2 * CASES, ...REPORT });
  assert.ok(compared > 0, `${compared} alerts were compared`);
});

Deno.test("rules law: rule files that change between runs decide from the next second on, however they are cut", async () => {
  const changes = fc.array(
    fc.record({ at: fc.nat({ max: 1_000_000 }), rules: fc.option(ruleFiles, { nil: undefined }) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  const property = fc.asyncProperty(
    lawCases,
    changes,
    cut,
    async (lawCase, changes, { sliceBytes, threads }) => {
      using whole = benchFor(lawCase);
      using sliced = benchFor(lawCase);
      for (const plan of inOrder(changes, whole.size)) {
        assert.equal(await whole.run("law", plan), 0);
        assert.equal(await sliced.run("law", { ...plan, sliceBytes, threads }), 0);
        assert.deepEqual(sliced.ruleDump("law"), whole.ruleDump("law"));
      }
    },
  );
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});

type Message = { readonly [column: string]: unknown };

/** What tells a message from another. */
const nameOf = ({ notifier, rule, fired_at, transition, created_at }: Message) =>
  JSON.stringify([notifier, rule, fired_at, transition, created_at]);

/** Messages that the other list lacks. */
function beyond(messages: readonly Message[], others: readonly Message[]): readonly Message[] {
  const names = new Set(others.map(nameOf));
  return messages.filter((message) => !names.has(nameOf(message)));
}

Deno.test("rules law: --advance-to is what silence would bring; what stays are messages about what is older than D", async () => {
  const spans = fc.constantFrom(0, 1, 60, 1000);
  const property = fc.asyncProperty(lawCases, ruleFiles, spans, async (lawCase, rules, span) => {
    const plain = await oneRun(lawCase, { rules });
    const { lastTime } = reference(lawCase.inputs, lawCase.options);
    using bench = benchFor(lawCase);
    const clock = Math.min((lastTime ?? 0) + span, 253402300799);
    const until = bench.size, advanceTo = isoTime(clock);
    assert.equal(await bench.run("law", { until, rules, advanceTo }), 0);
    const ahead = bench.ruleDump("law"), told = beyond(ahead.messages, plain.messages);
    const decided = ({ alerts }: typeof plain) => alerts.filter(({ provisional }) => provisional === 0);
    assert.deepEqual(ahead.monitor, plain.monitor);
    assert.deepEqual(beyond(plain.messages, ahead.messages), []);
    for (const { transition, fired_at } of told) {
      assert.equal(transition, "fired");
      assert.ok(
        Number(fired_at) < clock - lawCase.options.lateness,
        "a record before it would be late by the clock",
      );
    }
    // Where a jump is open, the clock is further than event time without more.
    if (span === 0) assert.deepEqual({ ...ahead, messages: [] }, { ...plain, messages: [] });
    // What has ended for good stays as it is.
    const ended = ({ resolved_at }: { readonly resolved_at?: unknown }) => resolved_at !== null;
    assert.deepEqual(decided(ahead).filter(ended), decided(plain).filter(ended));
    // The next run, without, finds what it would have found, but for what was sent.
    assert.equal(await bench.run("law", { until, rules }), 0);
    const next = bench.ruleDump("law");
    if (told.length === 0) assert.deepEqual(next, plain);
    else assert.deepEqual([next.monitor, next.messages], [plain.monitor, ahead.messages]);
  });
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});

Deno.test("rules law: what a silence in the middle of a log told ahead is decided likewise, or withdrawn; nothing else differs", async () => {
  const spans = fc.constantFrom(30, 200, 1000), places = fc.double({ min: 0, max: 1, noNaN: true });
  const property = fc.asyncProperty(
    lawCases,
    ruleFiles,
    spans,
    places,
    async (lawCase, rules, span, place) => {
      const plain = await oneRun(lawCase, { rules });
      using bench = benchFor(lawCase);
      const until = Math.floor(bench.size * place);
      await bench.run("law", { until, rules });
      const last = bench.lastTime("law");
      if (last !== null) {
        await bench.run("law", {
          until,
          rules,
          advanceTo: isoTime(Math.min(last + span, 253402300799)),
        });
      }
      assert.equal(await bench.run("law", { until: bench.size, rules }), 0);
      const found = bench.ruleDump("law"), more = beyond(found.messages, plain.messages);
      assert.deepEqual(beyond(plain.messages, found.messages), []);
      assert.deepEqual({ ...found, messages: [], alerts: [] }, { ...plain, messages: [], alerts: [] });
      const standing = new Set(found.alerts.map(({ rule, fired_at }) => JSON.stringify([rule, fired_at])));
      const begun = more.filter(({ transition }) => transition === "fired");
      for (const { rule, fired_at } of begun) {
        const ends = more.filter((each) =>
          each.transition === "resolved" && each.rule === rule && each.fired_at === fired_at
        );
        // It stands as provisional still where the log ends before it.
        assert.ok(ends.length > 0 || standing.has(JSON.stringify([rule, fired_at])));
      }
      if (begun.length === 0) assert.deepEqual(found.alerts, plain.alerts);
    },
  );
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});
