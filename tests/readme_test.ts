// Role: holds README.md to its length and to what it lists. That its commands print what it shows, and that its paths exist,
// is tested with the manual, in `tests/manual/`.

import assert from "node:assert/strict";
import { PROJECT } from "./process.ts";
import { manual } from "../src/manual/manual.ts";
import { README, tableAfter } from "./manual/document.ts";

/** More than this belongs to a page of the manual. */
const LONGEST_README = 250;

Deno.test("README: it is short", () => {
  const lines = README.text.trimEnd().split("\n").length;
  assert.ok(lines <= LONGEST_README, `${lines} lines, at most ${LONGEST_README}`);
});

Deno.test("README: it leads to every page of the manual, in its order", () => {
  const shown = tableAfter(README, "## Where to read on").map(([link]) => link);
  assert.deepEqual(shown, manual.topics.map(({ name }) => `[${name}](src/manual/${name}.md)`));
});

Deno.test("README: the walk of one line is what replay.ts says", () => {
  const source = Deno.readTextFileSync(`${PROJECT}src/commands/replay/replay.ts`);
  const [, walk] = /^```ts\n([\s\S]*?)^```$/m.exec(README.text)!;
  const statements = walk.trim().split("\n").filter((line) => !line.startsWith("//"));
  assert.equal(statements.length, 5);
  const said = source.split("\n").map((line) => line.trim());
  assert.deepEqual(said.slice(said.indexOf(statements[0])).slice(0, statements.length), statements);
});

Deno.test("README: every package in use stands among the dependencies", () => {
  const { imports } = JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`));
  const dependencies = README.text.slice(README.text.indexOf("## Dependencies"));
  for (const name of Object.keys(imports)) assert.ok(dependencies.includes(`npm \`${name}\``), name);
});
