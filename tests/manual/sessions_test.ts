// Role: README.md and every page of the manual are sessions: each is run top to bottom in a directory of its own, with the
// bundled program, and must print what it shows.

import assert from "node:assert/strict";
import { bundled } from "../end_to_end/programs.ts";
import { normalized } from "../golden_case.ts";
import { inTemporaryDirectory, PROJECT, run } from "../process.ts";
import { DOCUMENTS, patternOf, type TestedDocument } from "./document.ts";

const SAMPLES = [
  ...["access.csv", "outage.csv", "malformed.csv", "combined.log", "nginx.json", "w3c.log"],
  ...["slow.json", "rules.toml", "latency.toml"],
];

/** Sessions that run at the same time. */
const AT_ONCE = 2;

Deno.test("README and manual: every session prints what it shows", (test) =>
  inTemporaryDirectory(async (home) => {
    const { command } = await bundled(home);
    const program = command.map((word) => `'${word}'`).join(" ");
    const waiting = DOCUMENTS.filter(({ blocks }) => blocks.some(({ isRun }) => isRun));
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const document = next;
        await test.step({
          name: document.path,
          fn: () => play(document, program),
          // Steps that run at the same time see each other's processes.
          sanitizeOps: false,
          sanitizeResources: false,
          sanitizeExit: false,
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }));

function play({ path, blocks }: TestedDocument, program: string): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    Deno.mkdirSync(`${directory}/sample_data`);
    for (const name of SAMPLES) {
      Deno.copyFileSync(`${PROJECT}sample_data/${name}`, `${directory}/sample_data/${name}`);
    }
    for (const { script, printed, line } of blocks.filter(({ isRun }) => isRun)) {
      const text = `exec 2>&1\nset -e\nhttplog() { ${program} "$@"; }\n${script}`;
      const { code, stdout } = await run(["sh", "-c", text], { cwd: directory });
      const output = normalized(stdout.replaceAll("\r\n", "\n"), directory);
      assert.equal(code, 0, `${path}:${line} ends with ${code}:\n${output}`);
      if (printed === null) continue;
      assert.ok(
        patternOf(printed, directory).test(output),
        `${path}:${line} prints:\n${output}\ninstead of:\n${printed}`,
      );
    }
  });
}
