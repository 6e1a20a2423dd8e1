// Role: what is said of wrong rule files, word by word. Most of it is data: see `wrong_files.ts`. Here is what does not fit
// into such a file: texts that are no TOML, and what only a very large file gets wrong.

import assert from "node:assert/strict";
import { Problem } from "../../src/domain/problem.ts";
import { MOST_SERIES } from "../../src/domain/rules/series.ts";
import { readRuleFile } from "../../src/rule_file/read_rule_file.ts";
import { annotated, saidOf, WRONG, wrongNames } from "./wrong_files.ts";

for (const name of wrongNames()) {
  Deno.test(`wrong/${name}: everything is said, at its line`, async () => {
    const text = Deno.readTextFileSync(`${WRONG}/${name}`);
    assert.ok(text.includes("\n#! "));
    assert.equal(await annotated(text), text);
  });

  Deno.test(`wrong/${name}: with the line ends of Windows too`, async () => {
    const lines = Deno.readTextFileSync(`${WRONG}/${name}`).split("\n").filter((line) =>
      !line.startsWith("#! ")
    );
    assert.deepEqual(await saidOf(lines.join("\r\n")), await saidOf(lines.join("\n")));
  });
}

Deno.test("the messages about secrets hold nothing of them", async () => {
  const text = Deno.readTextFileSync(`${WRONG}/notifiers.toml`) +
    Deno.readTextFileSync(`${WRONG}/rules.toml`);
  const given = text.replace(/^#! .*\n/gm, "");
  assert.ok(given.match(/t0ps3cret/g)!.length > 10);
  const said = [...await saidOf(Deno.readTextFileSync(`${WRONG}/notifiers.toml`))];
  said.push(...await saidOf(Deno.readTextFileSync(`${WRONG}/rules.toml`)));
  assert.ok(said.length > 50);
  assert.equal(said.find((message) => /t0ps3cret/i.test(message)), undefined);
});

Deno.test("all is told by one problem, in the order of the lines", async () => {
  const text = 'schema = 2\n[[slo]]\nid = "a"\n[[rule]]\nid = "b"\nmetric = "rate"\nfire = "> 1"\n';
  await assert.rejects(readRuleFile(text, "my\x1b[31m rules.toml"), (error) => {
    assert.ok(error instanceof Problem);
    assert.deepEqual([error.kind, error.exitCode], ["usage", 64]);
    assert.match(error.message, /cannot be used: 3 errors\.$/);
    const lines = error.details.map((detail) => Number(/toml:(\d+): /.exec(detail)?.[1]));
    assert.deepEqual(lines, [1, 2, 4]);
    return true;
  });
});

/** Text → what is said of it, from the line on. */
const NO_TOML: Readonly<Record<string, string>> = {
  'schema = 1\n[[rule]\nid = "a"': '2: the line ends too early: a "]" or a "=" is missing.',
  "schema = 1\nid = rate\n": "2: this is no value. Write texts in quotes.",
  "schema = 1\na = \nb = 1\n": '2: the value behind "=" is missing.',
  "schema = 1\na = \r\nb = 1\r\n": '2: the value behind "=" is missing.',
  "schema = 1\n\na\n": '3: no "=" follows the key.',
  'a = "x\n': "1: the quote that ends a text is missing.",
  'a = "x': "1: the quote that ends a text is missing.",
  'a = "\x1b[31m"\n': '1: a control character stands here. Write it as "\\u001b".',
  "a = 1\na = 2\n": "2: this key or table is there already. Keep one of the two.",
  "[[rule]]\n[rule]\n": "2: this key or table is there already. Keep one of the two.",
  "a = [1,\n2": '2: the "]" that ends a list is missing.',
  "a = { b = 1\n": '1: the "}" that ends a table is missing.',
  "a = { b = 1 c = 2 }\n": '1: a "," is missing between two values.',
  "a = 1 2\n": "1: more follows than one value. Write one key a line, and texts in quotes.",
  "\x00": "1: this is no value. Write texts in quotes.",
};

for (const [text, said] of Object.entries(NO_TOML)) {
  Deno.test(`no TOML: ${JSON.stringify(text)}`, async () => {
    assert.deepEqual(await saidOf(text), [`wrong.toml:${said}`]);
  });
}

Deno.test("a file that is too long, or has too long a text in it, is refused", async () => {
  assert.deepEqual(await saidOf("#".repeat((1 << 20) + 1)), [
    "wrong.toml:1: the file is longer than 1048576 characters.",
  ]);
  const long = await saidOf(`schema = 1\na = "${"x".repeat(1 << 19)}"\n`);
  assert.equal(long.length, 1);
});

Deno.test("lists nested deeper than anybody nests them are no rules, and no crash", async () => {
  const deep = "[".repeat(20_000) + "]".repeat(20_000);
  assert.equal((await saidOf(`schema = 1\ndefaults.notify = ${deep}\n`)).length, 1);
  assert.equal((await saidOf(`schema = 1\n${"a.".repeat(20_000)}b = 1\n`)).length, 1);
});

Deno.test("after a thousand errors the rest is counted", async () => {
  const text = "schema = 1\n" + Array.from({ length: 1500 }, (_, place) => `key${place} = 1\n`).join("");
  const said = await saidOf(text);
  assert.equal(said.length, 1001);
  assert.equal(said.at(-1), "wrong.toml: and 500 more");
});

Deno.test("more combinations of match and errors than can be told apart are refused at the first one too many", async () => {
  const rule = (place: number) =>
    `[[rule]]\nid = "r${place}"\nmetric = "rate"\nwindow = "1m"\nfire = "> 1"\nmatch = { section = "/${place}" }\n`;
  const rules = (count: number) =>
    "schema = 1\n" + Array.from({ length: count }, (_, place) => rule(place)).join("");
  // The built-in rule watches all records: one more.
  assert.deepEqual(await saidOf(rules(MOST_SERIES - 1)), []);
  assert.deepEqual(await saidOf(rules(MOST_SERIES)), [
    `wrong.toml:${
      2 + 6 * (MOST_SERIES - 1)
    }: from here on, rules and objectives need more than 64 different ` +
    "combinations of match and errors. Let some have the same ones, or use several files and sources.",
  ]);
  const again = rules(MOST_SERIES - 1) + rule(0).replace('"r0"', '"again"');
  assert.deepEqual(await saidOf(again), []);
  const replaced = `${rules(MOST_SERIES - 1)}${
    rule(0).replace("r0", "high-traffic").replace("/0", "/another")
  }`;
  assert.deepEqual(await saidOf(replaced), []);
});
