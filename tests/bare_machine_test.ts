// Role: holds the tests to what a bare machine has: those that lean on an outside program are skipped where it is not
// installed, and do not fail.

import assert from "node:assert/strict";
import { DEBIAN_PACKAGES } from "./outside_program.ts";
import { inTemporaryDirectory, PROJECT } from "./process.ts";

/** Every file of the tests that may lean on a program: not those of the benchmarks, which say themselves what they lack. */
const TESTS = sourcePaths("tests").filter((path) => !/outside_program|bare_machine|^tests\/bench/.test(path))
  .map((path) => ({ path, text: Deno.readTextFileSync(`${PROJECT}${path}`) }));

/** The test files that ask for an outside program. */
const FILES = TESTS.filter(({ path, text }) =>
  path.endsWith("_test.ts") && /missingProgram\(|\b(FAULTS|NO_BROWSER|ERROR_SCENARIOS)\b/.test(text)
)
  .map(({ path }) => path);

function sourcePaths(folder: string): string[] {
  return [...Deno.readDirSync(`${PROJECT}${folder}`)].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory ? sourcePaths(path) : entry.name.endsWith(".ts") ? [path] : [];
  }).sort();
}

Deno.test("where PATH holds nothing but deno, tests of outside programs are skipped, with what would bring them", () =>
  inTemporaryDirectory(async (directory) => {
    const deno = `${directory}/deno`;
    Deno.symlinkSync(Deno.execPath(), deno);
    const child = new Deno.Command(deno, {
      args: ["test", "--no-check", "--allow-all", "--filter", "/skipped: .* is not installed/", ...FILES],
      cwd: PROJECT,
      env: { PATH: directory, NO_COLOR: "1" },
      stdin: "null",
    });
    const { success, stdout, stderr } = await child.output();
    const text = new TextDecoder().decode(stdout), errors = new TextDecoder().decode(stderr);
    assert.ok(success, text + errors);
    const [, passed, failed, ignored] = /^ok \| (\d+) passed.* \| (\d+) failed \| (\d+) ignored/m.exec(text)!;
    assert.deepEqual([passed, failed], ["0", "0"], text);
    assert.ok(Number(ignored) >= 10, text);
    for (const [program, name] of Object.entries(DEBIAN_PACKAGES)) {
      if (program !== "sqlite3") {
        assert.match(text, new RegExp(`${program} is not installed: apt-get install ${name}\\b`));
      }
    }
  }));

Deno.test("a test that names an outside program asks first whether it is there", () => {
  const programs = Object.keys(DEBIAN_PACKAGES).filter((name) => name !== "sh");
  const names = new RegExp(`"(${programs.join("|")})"`);
  const careless = TESTS.filter(({ text }) =>
    names.test(text) && !/missingProgram\(|findProgram\(/.test(text)
  );
  // The server's file names its program; the test that starts it asks.
  assert.deepEqual(careless.map(({ path }) => path), ["tests/notify/alertmanager_server.ts"]);
});
