// Role: what must hold for every rule file: what is shown reads back to the same, and nothing that a file holds crashes the
// reader or reaches a terminal.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Problem } from "../../src/domain/problem.ts";
import { withBuiltIn } from "../../src/domain/rules/built_in.ts";
import { readRuleFile } from "../../src/rule_file/read_rule_file.ts";
import { ruleSetText } from "../../src/rule_file/write_rule_file.ts";
import { PROJECT } from "../process.ts";
import { ruleSets } from "./forged_rule_sets.ts";
import { WRONG, wrongNames } from "./wrong_files.ts";

/** Whatever a terminal does not print as it is. */
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const FILES = [
  Deno.readTextFileSync(`${PROJECT}sample_data/rules.toml`),
  ...wrongNames().map((name) => Deno.readTextFileSync(`${WRONG}/${name}`).replace(/^#! .*\n/gm, "")),
];

/** Reads it; what is wrong is told as it should be, in printable lines. */
async function readsOrTells(text: string): Promise<void> {
  try {
    await readRuleFile(text, "rules.toml");
  } catch (error) {
    assert.ok(error instanceof Problem, `${error}`);
    assert.equal(error.kind, "usage");
    assert.ok(error.details.length > 0);
    for (const detail of error.details) {
      assert.match(detail, /^rules\.toml:\d+: \S|: and \d+ more$/);
      assert.doesNotMatch(detail, STEERING);
      assert.ok(!detail.includes("\n"));
    }
  }
}

Deno.test("what is shown of a rule set reads back to the same, and steers no terminal", () =>
  fc.assert(
    fc.asyncProperty(ruleSets, async (set) => {
      const text = ruleSetText(set);
      assert.doesNotMatch(text, STEERING);
      assert.deepEqual(await readRuleFile(text, "rules.toml"), set);
    }),
    { numRuns: 300 },
  ));

Deno.test("the rules in force, too, with every threshold and window of the options", () =>
  fc.assert(
    fc.asyncProperty(
      fc.option(ruleSets),
      fc.double({ min: 0, max: 1e9, noNaN: true }).map((number) => Number(number.toFixed(9))),
      fc.integer({ min: 1, max: 86_400 }),
      async (set, threshold, window) => {
        const inForce = withBuiltIn(set, threshold, window);
        assert.deepEqual(await readRuleFile(ruleSetText(inForce), "rules.toml"), inForce);
      },
    ),
    { numRuns: 100 },
  ));

Deno.test("what was read of a file and shown reads back to the same", async () => {
  for (const path of ["sample_data/rules.toml", "tests/bench/ten_rules.toml"]) {
    const set = await readRuleFile(Deno.readTextFileSync(`${PROJECT}${path}`), path);
    assert.deepEqual(await readRuleFile(ruleSetText(set), "shown.toml"), set);
  }
});

Deno.test("no text crashes the reader", () =>
  fc.assert(fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), readsOrTells), { numRuns: 500 }));

Deno.test("no text made of the pieces of rule files crashes the reader", () => {
  const pieces = fc.constantFrom(
    ...[
      ..."[]{}=.,\"'#\n",
      "[[rule]]",
      "[[slo]]",
      "[[notifier]]",
      "[defaults]",
      "schema = 1\n",
      "id",
      "match",
      "burn",
    ],
    ...[
      '"""',
      "'''",
      "2m",
      '"> 10"',
      "\u001b[31m",
      "\u202e",
      "__proto__",
      "constructor",
      "inf",
      "nan",
      "0x1F",
      "\\u0000",
    ],
    ...["1979-05-27T07:32:00Z", "true", "-", "_", " ", "\r\n", "\ufeff", "\u2028", "\ud800"],
  );
  return fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), (parts) => readsOrTells(parts.join(""))),
    { numRuns: 1000 },
  );
});

Deno.test("no file that was changed anywhere crashes the reader", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILES),
      fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.string({ unit: "binary", maxLength: 3 })), {
        minLength: 1,
        maxLength: 4,
      }),
      async (file, changes) => {
        let text = file;
        for (const [place, length, put] of changes) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + put + text.slice(at + length);
        }
        await readsOrTells(text);
      },
    ),
    { numRuns: 500 },
  ));

Deno.test("no value in the place of another crashes the reader", () => {
  const values = fc.constantFrom(
    ...[
      '""',
      "[]",
      "{}",
      "0",
      "-1",
      "1e400",
      "nan",
      "true",
      "1979-05-27",
      '"\\u001b]0;x\\u0007"',
      '["", 1, [], {}]',
    ],
    ...[
      '{ status = { status = "5xx" } }',
      "[[[[1]]]]",
      '"\\U0010FFFF"',
      '"' + "9".repeat(500) + '"',
      "9".repeat(18),
    ],
    ...[
      "{ __proto__ = 1, constructor = 2, toString = 3 }",
      '[{ id = "x" }]',
      '"> 1e99 TiB/s"',
      '"999999999w9d"',
    ],
  );
  const key = /^(\s*[\w.]+ = ).*$/gm;
  return fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILES),
      fc.array(fc.option(values, { freq: 3 })),
      async (file, given) => {
        let place = 0;
        const text = file.replace(key, (line, head) => {
          const value = given.length === 0 ? null : given[place++ % given.length];
          return value === null ? line : head + value;
        });
        await readsOrTells(text);
      },
    ),
    { numRuns: 500 },
  );
});
