// Role: holds README.md to the truth. It is run as one session, top to bottom: every ```sh block in one directory, and
// where a ```text block follows, that is what must be printed. Its tables are compared with what they describe.
//
// In a ```text block `…` stands for any text in a line, and alone on a line for any lines; times and speeds are left out.
// A block that cannot be run here has `<!-- not run: why -->` in front; its command lines must still parse.

import assert from "node:assert/strict";
import { BUILT_IN, parse } from "../src/cli/parse.ts";
import type { OptionSpec } from "../src/commands/command.ts";
import { COMMANDS } from "../src/commands/mod.ts";
import { EXIT_CODES } from "../src/domain/problem.ts";
import { REJECT_REASONS } from "../src/domain/reject.ts";
import { RENDERERS } from "../src/render/mod.ts";
import { REPORTS } from "../src/reports/mod.ts";
import { sqlite } from "../src/stores/sqlite/sqlite.ts";
import { fromSource } from "./end_to_end/programs.ts";
import { compiledPermissions } from "./end_to_end/tasks.ts";
import { normalized, wordsOf } from "./golden_case.ts";
import { inTemporaryDirectory, PROJECT, run } from "./process.ts";

const README = Deno.readTextFileSync(`${PROJECT}README.md`);
const CONFIG = JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`));
const PROSE = README.replace(/^```[\s\S]*?^```$/gm, "");
const SAMPLES = ["access.csv", "outage.csv", "malformed.csv", "rules.toml"];

const LOADED = await Promise.all(COMMANDS.map((entry) => entry.load()));

/** A fenced block of shell lines. */
interface Block {
  readonly script: string;
  readonly isRun: boolean;
  /** What must be printed; null where the README does not show it. */
  readonly printed: string | null;
  /** Line of the README, from 1. */
  readonly line: number;
}

const BLOCKS: readonly Block[] = [
  ...README.matchAll(
    /(<!-- not run: [^>]+-->\s+)?^```(?:sh|crontab|ini)\n([\s\S]*?)^```$(?:\n\n```text\n([\s\S]*?)^```$)?/gm,
  ),
].map((found) => ({
  script: found[2],
  isRun: found[1] === undefined && found[0].startsWith("```sh"),
  printed: found[3] ?? null,
  line: README.slice(0, found.index).split("\n").length,
}));

/** What follows `httplog` where it is the first word of a command in a script, up to a pipe or the like. */
function argumentsIn(script: string): string[][] {
  return [
    ...script.matchAll(
      /(?:^|[|;] *|\* {2}|\d {2}|^ExecStart=\S*)httplog((?: (?:[^\n'"|<>;&#]|'[^']*'|"[^"]*")*)?)/gm,
    ),
  ]
    .map(([, rest]) => wordsOf(rest));
}

/** The pattern of what a ```text block shows. */
function patternOf(printed: string): RegExp {
  const lines = printed.trimEnd().split("\n").map((line) =>
    line.trim() === "…" ? "(?:.*\n)*?" : line.split("…").map(RegExp.escape).join(".*") + "\n"
  );
  return new RegExp(`^${lines.join("")}$`);
}

/** Cells of the table that follows a text, without its head; backticks are left where they are. */
function tableAfter(text: string): string[][] {
  const start = README.indexOf(text);
  assert.notEqual(start, -1, `README.md does not say: ${text}`);
  const [table] = /(?:^ *\|.*\n)+/m.exec(README.slice(start)) ?? [""];
  return table.trim().split("\n").slice(2).map((row) =>
    row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"))
  );
}

/** The words in backticks. */
function quotedIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
}

function optionNames({ name, short, aliases = [], value }: OptionSpec): string[] {
  return [
    ...(short ? [`-${short}`] : []),
    `--${name}${value ? ` ${value}` : ""}`,
    ...aliases.map((a) => `--${a}`),
  ];
}

Deno.test("README: its commands print what it shows", (test) =>
  inTemporaryDirectory(async (directory) => {
    Deno.mkdirSync(`${directory}/sample_data`);
    for (const name of SAMPLES) {
      Deno.copyFileSync(`${PROJECT}sample_data/${name}`, `${directory}/sample_data/${name}`);
    }
    const program = fromSource().command.map((word) => `'${word}'`).join(" ");
    for (const { script, printed, line } of BLOCKS.filter(({ isRun }) => isRun)) {
      await test.step(`line ${line}`, async () => {
        const text = `exec 2>&1\nset -e\nhttplog() { ${program} "$@"; }\n${script}`;
        const { code, stdout } = await run(["sh", "-c", text], { cwd: directory });
        const output = normalized(stdout.replaceAll("\r\n", "\n"), directory);
        assert.equal(code, 0, `README.md:${line} ends with ${code}:\n${output}`);
        if (printed === null) return;
        const pattern = patternOf(normalized(printed, directory));
        assert.ok(pattern.test(output), `README.md:${line} prints:\n${output}\ninstead of:\n${printed}`);
      });
    }
  }));

Deno.test("README: every command line parses", () => {
  const inline = [...PROSE.matchAll(/`(httplog [^`]+)`/g)].map(([, command]) => command);
  const lines = [...BLOCKS.map(({ script }) => script), ...inline].flatMap(argumentsIn);
  assert.ok(lines.length > 30, `${lines.length} command lines found`);
  for (const words of lines) {
    const named = LOADED.find(({ name }) => name === words[0]);
    const parsed = () => named ? parse(named, words.slice(1)) : parse(LOADED[0], words);
    assert.doesNotThrow(parsed, `httplog ${words.join(" ")}`);
  }
});

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
});

Deno.test("README: the exit codes are all there", () => {
  const shown = tableAfter("## Exit codes").flatMap(([codes]) => quotedIn(codes)).map(Number);
  assert.deepEqual(shown, [0, 1, ...Object.values(EXIT_CODES), 130, 143]);
});

Deno.test("README: reports, formats and reasons are those of the registries", () => {
  assert.deepEqual(
    tableAfter("| report ").map((
      [name, answers, options],
    ) => [quotedIn(name)[0], answers, quotedIn(options)]),
    REPORTS.map(({ name, summary, options }) => [name, summary, options.map((option) => `--${option}`)]),
  );
  assert.deepEqual(
    tableAfter("| format ").map(([name, what]) => [quotedIn(name)[0], what]),
    RENDERERS.map(({ name, summary }) => [name, summary]),
  );
  assert.deepEqual(
    tableAfter("| reason ").map(([name, what]) => [quotedIn(name)[0], what]),
    Object.entries(REJECT_REASONS),
  );
});

Deno.test("README: every path, link and task it names exists", () => {
  const links = [...PROSE.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
  const anchors = new Set(
    [...PROSE.matchAll(/^#+ (.*)$/gm)].map(([, title]) => `#${title.toLowerCase().replaceAll(" ", "-")}`),
  );
  const paths = new Set([
    ...links.filter((link) => !link.startsWith("#") && !link.startsWith("https:")),
    ...[...README.matchAll(/(?<![\w/.])(?:src|tests|sample_data)\/[\w./]*[\w/]/g)].map(([path]) => path),
    ...quotedIn(PROSE).filter((word) => /^\w+\.(ts|json)$/.test(word)),
  ]);
  assert.ok(paths.size > 30, `${paths.size} paths found`);
  for (const path of paths) assert.doesNotThrow(() => Deno.statSync(`${PROJECT}${path}`), path);
  for (const link of links.filter((link) => link.startsWith("#"))) assert.ok(anchors.has(link), link);
  for (const [, task] of README.matchAll(/deno(?:@[\d.]+)? task ([\w:-]+)/g)) {
    assert.ok(task in CONFIG.tasks, task);
  }
});

Deno.test("README: permissions and packages are those in use", () => {
  const allowed = tableAfter("| permission ").flatMap(([name]) => quotedIn(name));
  assert.deepEqual(allowed, compiledPermissions().filter((flag) => flag.startsWith("--allow-")));
  for (const name of Object.keys(CONFIG.imports)) assert.ok(README.includes(`npm \`${name}\``), name);
});
