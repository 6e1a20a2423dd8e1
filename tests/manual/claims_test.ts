// Role: holds README.md and the manual to the truth without running them: command lines parse; paths, links, tasks and topics
// exist; every registry is shown.

import assert from "node:assert/strict";
import { manualTable } from "../../src/cli/manual.ts";
import { parse } from "../../src/cli/parse.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { EXIT_CODES } from "../../src/domain/problem.ts";
import { manual } from "../../src/manual/manual.ts";
import { NOTIFIERS } from "../../src/notify/mod.ts";
import { compiledPermissions } from "../end_to_end/tasks.ts";
import { PROJECT } from "../process.ts";
import {
  commandLines,
  DOCUMENTS,
  PAGES,
  quotedIn,
  readDocument,
  tableAfter,
  type TestedDocument,
  TOPICS,
} from "./document.ts";

const { tasks } = JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`));
const LOADED = await Promise.all(COMMANDS.map((entry) => entry.load()));

/** Names in prose that stand for any name. */
const PLACEHOLDERS = ["TOPIC", "COMMAND"];

for (const document of DOCUMENTS) {
  Deno.test(`${document.path}: every command line parses, and every topic exists`, () => {
    for (const words of commandLines(document)) {
      if (words[0] === "help") {
        const known = [...TOPICS, ...COMMANDS.map(({ name }) => name), ...PLACEHOLDERS];
        assert.ok(words[1] === undefined || known.includes(words[1]), `httplog ${words.join(" ")}`);
        continue;
      }
      const named = LOADED.find(({ name }) => name === words[0]);
      const parsed = () => named ? parse(named, words.slice(1)) : parse(LOADED[0], words);
      assert.doesNotThrow(parsed, `httplog ${words.join(" ")}`);
    }
  });

  Deno.test(`${document.path}: every path, link, anchor and task exists`, () => {
    for (const path of pathsIn(document)) assert.doesNotThrow(() => Deno.statSync(`${PROJECT}${path}`), path);
    for (const [path, anchor] of anchorsIn(document)) {
      assert.ok(headings(readDocument(path)).includes(anchor), `${path}#${anchor}`);
    }
    for (const [, task] of document.text.matchAll(/deno(?:@[\d.]+)? task ([\w:-]+)/g)) {
      assert.ok(task in tasks, task);
    }
  });
}

Deno.test("the documents have command lines, links and paths to check", () => {
  assert.ok(DOCUMENTS.flatMap(commandLines).length > 90);
  assert.ok(DOCUMENTS.flatMap((document) => [...pathsIn(document)]).length > 90);
});

Deno.test("manual: its list of topics is the files, each with a summary in its first line", () => {
  assert.deepEqual(manual.topics.map(({ name }) => name).sort(), TOPICS);
  for (const { name, summary } of manual.topics) {
    assert.ok(PAGES[TOPICS.indexOf(name)].text.startsWith(`# ${name}: ${summary}\n`), name);
    assert.match(summary, /^\S.{10,}[^.]$/, name);
  }
});

Deno.test("manual: the options of every command stand on a page, and so does every other table", async () => {
  const asked = PAGES.flatMap(({ text }) =>
    [...text.matchAll(/^<!-- table: (.*) -->$/gm)].map(([, name]) => name)
  );
  assert.deepEqual(asked, [...new Set(asked)], "no table stands twice");
  for (const { name } of COMMANDS) assert.ok(asked.includes(`options ${name}`), `options ${name}`);
  for (const name of asked) assert.ok((await manualTable(name, COMMANDS)).rows.length > 0, name);
  const others = [
    "reports",
    "formats",
    "log-formats",
    "views",
    "measures",
    "metrics",
    "exit-codes",
    "reject-reasons",
  ];
  for (const name of others) assert.ok(asked.includes(name), name);
  await assert.rejects(manualTable("nothing", COMMANDS), /No table "nothing"/);
  await assert.rejects(manualTable("options nothing", COMMANDS), /No command "nothing"/);
});

Deno.test("manual: tables that are written by hand have every entry", () => {
  const cron = tableAfter(readDocument("src/manual/cron.md"), "## What each exit code means here");
  assert.deepEqual(
    cron.flatMap(([codes]) => quotedIn(codes)).map(Number).sort((left, right) => left - right),
    [0, ...Object.values(EXIT_CODES), 130, 143],
  );
  const types = tableAfter(readDocument("src/manual/notify.md"), "## Types of notifiers");
  assert.deepEqual(types.map(([name]) => quotedIn(name)[0]), NOTIFIERS.map(({ name }) => name));
  const permissions = tableAfter(readDocument("src/manual/internals.md"), "| permission ");
  assert.deepEqual(
    permissions.flatMap(([name]) => quotedIn(name)),
    compiledPermissions().filter((flag) => flag.startsWith("--allow-")),
  );
});

/** Paths from the project's root: what links lead to, and what looks like one. */
function pathsIn({ path, text, prose }: TestedDocument): Set<string> {
  const files = links(prose).map((target) => target.split("#")[0]).filter((target) => target !== "");
  return new Set([
    ...files.map((target) => resolved(target, path)),
    ...[...text.matchAll(/(?<![\w/.])(?:src|tests|sample_data)\/[\w./-]*[\w/]/g)].map(([found]) => found),
    ...quotedIn(prose).filter((word) => /^\w+\.(ts|json)$/.test(word)),
  ]);
}

/** Headings that links lead to, with the document that should have them. */
function anchorsIn({ path, prose }: TestedDocument): [path: string, anchor: string][] {
  return links(prose).filter((target) => target.includes("#")).map((target) => {
    const [file, anchor] = target.split("#");
    return [file === "" ? path : resolved(file, path), anchor];
  });
}

function links(prose: string): string[] {
  return [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target).filter((target) =>
    !/^https?:/.test(target)
  );
}

function resolved(target: string, from: string): string {
  return new URL(target, `file:///${from}`).pathname.slice(1);
}

function headings({ prose }: TestedDocument): string[] {
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title.toLowerCase().replace(/[^\w\s-]/g, "").replaceAll(" ", "-")
  );
}
