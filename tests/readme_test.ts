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
for (const { name, options } of LOADED) {
  Deno.test(`README: the options of ${name} are those of its help`, () => {
    const builtIn = new Set(BUILT_IN.map(({ name }) => `--${name}`));
    const rows = tableAfter(`Options of \`httplog ${name}\`:`).filter(([names]) =>
      !builtIn.has(quotedIn(names)[0])
    );
    assert.deepEqual(
      rows.map(([names, preset]) => [quotedIn(names), preset]),
      options.map((option) => [optionNames(option), option.defaultText ?? ""]),
    );
  });
}

Deno.test("README: the SQL surface is that of query --schema", () => {
  const views = sqlite.surface.trim().split("\n\n").map((text) => {
    const [head, ...columns] = text.split("\n");
    const [, view, rows] = /^(\w+): (.*)$/.exec(head)!;
    return [view, rows, columns.map((line) => line.trim().split(/\s/)[0])];
  });
  const shown = tableAfter("### The surface");
  assert.deepEqual(shown.map(([view, rows, columns]) => [quotedIn(view)[0], rows, quotedIn(columns)]), views);
>>=======
});

Deno.test("README: the walk of one line is what replay.ts says", () => {
  const source = Deno.readTextFileSync(`${PROJECT}src/commands/replay/replay.ts`);
  const [, walk] = /^```ts\n([\s\S]*?)^```$/m.exec(README.text)!;
  const statements = walk.trim().split("\n").filter((line) => !line.startsWith("//"));
  assert.equal(statements.length, 5);
  const said = source.split("\n").map((line) => line.trim());
  assert.deepEqual(said.slice(said.indexOf(statements[0])).slice(0, statements.length), statements);
>>>>>>> manual
});

Deno.test("README: every package in use stands among the dependencies", () => {
  const { imports } = JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`));
  const dependencies = README.text.slice(README.text.indexOf("## Dependencies"));
  for (const name of Object.keys(imports)) assert.ok(dependencies.includes(`npm \`${name}\``), name);
});
