// Role: a golden case as data: a folder of `tests/cases/` with what is typed, what is read and what must come out. Run by
// `cases_test.ts`, rewritten by `cases_update.ts`. To add one: make a folder with `args`, run `deno task cases:update`,
// and read what came out.
//
//   args              the words after `httplog`, on one line; '…' and "…" hold spaces
//   before            optional: such lines that are run first, and must succeed
//   stdin             optional: standard input
//   anything else     copied beside them; `sample_data/…` is there as well where args or before name it
//   expected.stdout, expected.stderr, expected.exit

import { fromSource } from "./end_to_end/programs.ts";
import { inTemporaryDirectory, type Outcome, PROJECT, run } from "./process.ts";

/** Where the cases live. */
export const CASES = `${PROJECT}tests/cases`;

/** Names of all cases, in order. */
export function caseNames(): string[] {
  return [...Deno.readDirSync(CASES)].filter((entry) => entry.isDirectory).map((entry) => entry.name).sort();
}

/** Splits a line into words as a shell does, without anything else that a shell does. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double)
  );
}

/** What differs from run to run, and what stands for it. */
const TIMING: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b\d+(\.\d+)? (ms|s)\b(?= |,|\.|$)/gm, "<time>"],
  [/\b\d+(\.\d+)? [kMG]B\/s/g, "<speed>"],
  [/("(?:elapsed|seconds|speed|megabytes_per_second)":)[\d.e+-]+/g, "$1<time>"],
];

/** Takes away what differs from run to run: the directory and the time taken. */
export function normalized(text: string, directory: string): string {
  return TIMING.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement),
    text.replaceAll(directory, "<here>"),
  );
}

/** What is expected of a case. Throws where one of the files is missing. */
export function expectedOutcome(name: string): Outcome {
  const read = (file: string) => Deno.readTextFileSync(`${CASES}/${name}/expected.${file}`);
  return { code: Number(read("exit")), stdout: read("stdout"), stderr: read("stderr") };
}

/** Plays a case through the real program, in a copy of its folder, and gives the normalized outcome. */
export function play(name: string): Promise<Outcome> {
  return inTemporaryDirectory(async (directory) => {
    const folder = `${CASES}/${name}`;
    const text = (file: string) => optional(() => Deno.readTextFileSync(`${folder}/${file}`)) ?? "";
    for (const entry of Deno.readDirSync(folder)) {
      if (!entry.name.startsWith("expected.")) {
        Deno.copyFileSync(`${folder}/${entry.name}`, `${directory}/${entry.name}`);
      }
    }
    copySamples(`${text("args")} ${text("before")}`, directory);
    const { command } = fromSource();
    for (const line of text("before").split("\n").filter((line) => line.trim() !== "")) {
      const { code, stderr } = await run([...command, ...wordsOf(line)], { cwd: directory });
      if (code !== 0) throw new Error(`${name}: "${line}" ended with ${code}: ${stderr}`);
    }
    const stdin = optional(() => Deno.readFileSync(`${folder}/stdin`));
    const outcome = await run([...command, ...wordsOf(text("args"))], { cwd: directory, stdin });
    return {
      code: outcome.code,
      stdout: normalized(outcome.stdout, directory),
      stderr: normalized(outcome.stderr, directory),
    };
  });
}

/** Puts the samples that are named beside the case. */
function copySamples(text: string, directory: string): void {
  for (const [path] of text.matchAll(/sample_data\/\w+\.(?:csv|json|log|toml)/g)) {
    Deno.mkdirSync(`${directory}/sample_data`, { recursive: true });
    Deno.copyFileSync(`${PROJECT}${path}`, `${directory}/${path}`);
  }
}

function optional<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
