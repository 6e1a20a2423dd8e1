// Role: `deno task test`: formatting, lint, types, the examples in docs and all tests, one after the other. Each of the three
// checks counts as one test. The very last line is `N passed, N failed`, followed by `, N skipped` if a test needs something
// that this machine lacks; the exit code is 1 if anything failed.

interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Tests that need a program or a system that is not here. */
  readonly skipped: number;
}

/** One child process of the same Deno. */
interface Step {
  readonly name: string;
  readonly words: readonly string[];
  /** Whether its own result line counts; otherwise the step is one test. */
  readonly isTestRun: boolean;
}

const PROJECT = new URL("../", import.meta.url);
/** Where the tests in a browser leave pictures of the page: Git ignores it. */
const SCREENSHOTS = new URL("screenshots/", PROJECT);
/** AssemblyScript looks like TypeScript but is another language: `tests/kernel/build_test.ts` compiles it. */
const ASSEMBLY = "assembly";
/** Only these: the runtime loads and checks every module that it looks for examples in. */
const WITH_EXAMPLES = sourcePaths("src").filter((path) =>
  Deno.readTextFileSync(new URL(path, PROJECT)).includes("@example")
);
const TREES = ["main.ts", "src", "tests", "sample_data"];

const STEPS: readonly Step[] = [
  { name: "format", words: ["fmt", "--check"], isTestRun: false },
  { name: "lint", words: ["lint", ...TREES], isTestRun: false },
  { name: "types", words: ["check", ...TREES], isTestRun: false },
  { name: "examples in docs", words: ["test", "--doc", "--allow-all", ...WITH_EXAMPLES], isTestRun: true },
  { name: "tests", words: ["test", "--allow-all", "tests"], isTestRun: true },
];

/** The result line of `deno test`, as in `ok | 12 passed (3 steps) | 1 failed (2 steps) | 1 ignored (5ms)`. */
const RESULT =
  /^(?:ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed(?: \(\d+ steps?\))?(?: \| (\d+) ignored)?/gm;

function sourcePaths(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, PROJECT))].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.name === ASSEMBLY) return [];
    return entry.isDirectory ? sourcePaths(path) : entry.name.endsWith(".ts") ? [path] : [];
  }).sort();
}

/** Copies a stream to standard output as it arrives, and returns its text. */
async function show(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    for (let from = 0; from < chunk.length;) from += Deno.stdout.writeSync(chunk.subarray(from));
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/** The result of a step. A test run that exits with an error but without a failed test counts as one failure. */
function tally(step: Step, success: boolean, output: string): Tally {
  if (!step.isTestRun) return { passed: Number(success), failed: Number(!success), skipped: 0 };
  const result = [...output.matchAll(RESULT)].at(-1);
  const passed = Number(result?.[1] ?? 0);
  const failed = Number(result?.[2] ?? 0);
  return { passed, failed: success ? failed : Math.max(failed, 1), skipped: Number(result?.[3] ?? 0) };
}

async function runStep(step: Step): Promise<Tally> {
  console.log(
    `\n# ${step.name}: deno ${step.words.slice(0, 3).join(" ")}${step.words.length > 3 ? " …" : ""}`,
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: [...step.words],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [output, , status] = await Promise.all([show(child.stdout), show(child.stderr), child.status]);
  return tally(step, status.success, output);
}

/** The pictures that are there, by name. */
function screenshots(): string[] {
  try {
    return [...Deno.readDirSync(SCREENSHOTS)].map(({ name }) => name).filter((name) => name.endsWith(".png"));
  } catch {
    return [];
  }
}

// Those of an earlier run.
for (const name of screenshots()) Deno.removeSync(new URL(name, SCREENSHOTS));
let passed = 0;
let failed = 0;
let skipped = 0;
for (const step of STEPS) {
  const result = await runStep(step);
  passed += result.passed;
  failed += result.failed;
  skipped += result.skipped;
  if (result.failed > 0) console.log(`# ${step.name}: failed`);
}
const pictures = screenshots().length;
if (pictures > 0) console.log(`\nThe page as the tests saw it: ${pictures} pictures in screenshots/`);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
Deno.exit(failed > 0 || passed === 0 ? 1 : 0);
