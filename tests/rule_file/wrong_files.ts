// Role: rule files in which everything is wrong, as data: each `tests/rule_file/wrong/*.toml` says below a line, in lines that
// begin with `#!`, what must be said of it. To add one, write it without those lines, then
// `deno run --allow-read --allow-write tests/rule_file/wrong_files.ts`, and read what came out.

import { Problem } from "../../src/domain/problem.ts";
import { readRuleFile } from "../../src/rule_file/read_rule_file.ts";
import { PROJECT } from "../process.ts";

/** Where they live. */
export const WRONG = `${PROJECT}tests/rule_file/wrong`;

/** What a message begins with: the file and the line. */
const PLACE = /^wrong\.toml:(\d+): /;

/** Their names, in order. */
export function wrongNames(): string[] {
  return [...Deno.readDirSync(WRONG)].map(({ name }) => name).sort();
}

/** What is said of a rule file; nothing where it is right. */
export async function saidOf(text: string): Promise<readonly string[]> {
  try {
    await readRuleFile(text, "wrong.toml");
    return [];
  } catch (error) {
    if (error instanceof Problem && error.kind === "usage") return error.details;
    throw error;
  }
}

/** The file with what is said of it now, instead of what it says itself. */
export async function annotated(text: string): Promise<string> {
  const lines = text.split("\n").filter((line) => !line.startsWith("#! "));
  const said = await saidOf(lines.join("\n"));
  return lines.flatMap((line, index) => {
    const ofLine = said.filter((message) => Number(PLACE.exec(message)?.[1]) === index + 1);
    return [line, ...ofLine.map((message) => `#! ${message.replace(PLACE, "")}`)];
  }).join("\n");
}

if (import.meta.main) {
  for (const name of wrongNames()) {
    const path = `${WRONG}/${name}`;
    Deno.writeTextFileSync(path, await annotated(Deno.readTextFileSync(path)));
  }
}
