// Role: README.md and the pages of the manual as tests see them: their shell blocks with what is printed, their prose, their
// tables, and the command lines in them.
//
// In a ```text block behind a ```sh block `…` stands for any text in a line, and alone on a line for any lines; times and
// speeds are left out. A block that cannot be run here has `<!-- not run: why -->` in front.

import assert from "node:assert/strict";
import { normalized, wordsOf } from "../golden_case.ts";
import { PROJECT } from "../process.ts";

/** A fenced block of shell lines. */
export interface ShellBlock {
  readonly script: string;
  readonly isRun: boolean;
  /** What must be printed; null where it is not shown. */
  readonly printed: string | null;
  /** Line of the document, from 1. */
  readonly line: number;
}

/** One document. */
export interface TestedDocument {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
  /** All but the fenced blocks. */
  readonly prose: string;
  readonly blocks: readonly ShellBlock[];
}

/** Reads a document of the project. */
export function readDocument(path: string): TestedDocument {
  const text = Deno.readTextFileSync(`${PROJECT}${path}`);
  const blocks = text.matchAll(
    /(<!-- not run: [^>]+-->\s+)?^```(?:sh|crontab|ini)\n([\s\S]*?)^```$(?:\n\n```text\n([\s\S]*?)^```$)?/gm,
  );
  return {
    path,
    text,
    prose: text.replace(/^```[\s\S]*?^```$/gm, ""),
    blocks: Array.from(blocks, (found) => ({
      script: found[2],
      isRun: found[1] === undefined && found[0].startsWith("```sh"),
      printed: found[3] ?? null,
      line: text.slice(0, found.index).split("\n").length,
    })),
  };
}

/** The topics, as files of `src/manual/`. */
export const TOPICS: readonly string[] = [...Deno.readDirSync(`${PROJECT}src/manual`)]
  .filter(({ name }) => name.endsWith(".md")).map(({ name }) => name.slice(0, -3)).sort();

/** The pages of the manual, in the order of {@link TOPICS}. */
export const PAGES: readonly TestedDocument[] = TOPICS.map((topic) => readDocument(`src/manual/${topic}.md`));

/** The README. */
export const README: TestedDocument = readDocument("README.md");

/** All that is held to the truth. */
export const DOCUMENTS: readonly TestedDocument[] = [README, ...PAGES];

/** What follows `httplog` where it is the first word of a command in a script, up to a pipe or the like. */
export function argumentsIn(script: string): string[][] {
  return [
    ...script.replace(/\\\n\s*/g, " ").matchAll(
      /(?:^|[|;] *|\* {2}|\d {2}|^ExecStart=\S*)httplog((?: (?:[^\n'"|<>;&#]|'[^']*'|"[^"]*")*)?)/gm,
    ),
  ].map(([, rest]) => wordsOf(rest));
}

/** The words behind `httplog` in all command lines of a document: those of its blocks and those in its prose. */
export function commandLines({ blocks, prose }: TestedDocument): string[][] {
  const inline = [...prose.matchAll(/`(httplog [^`]+)`/g)].map(([, command]) =>
    command.replaceAll("\n", " ")
  );
  return [...blocks.map(({ script }) => script), ...inline].flatMap(argumentsIn);
}

/** Cells of the table that follows a text, without its head; backticks are left where they are. */
export function tableAfter({ path, text }: TestedDocument, heading: string): string[][] {
  const start = text.indexOf(heading);
  assert.notEqual(start, -1, `${path} does not say: ${heading}`);
  const [table] = /(?:^ *\|.*\n)+/m.exec(text.slice(start)) ?? [""];
  return table.trim().split("\n").slice(2).map((row) =>
    row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"))
  );
}

/** The words in backticks. */
export function quotedIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
}

/** The pattern of what a ```text block shows. */
export function patternOf(printed: string, directory: string): RegExp {
  const lines = normalized(printed, directory).trimEnd().split("\n").map((line) =>
    line.trim() === "…" ? "(?:.*\n)*?" : line.split("…").map(RegExp.escape).join(".*") + "\n"
  );
  return new RegExp(`^${lines.join("")}$`);
}
