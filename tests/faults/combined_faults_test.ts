// Role: the quick set once more, on combined logs: nothing of it may depend on a header.

import assert from "node:assert/strict";
import { PROJECT, run } from "../process.ts";

Deno.test("the quick set of faults on combined logs", async () => {
  const words = ["test", "--allow-all", "--quiet", "--no-check", `${PROJECT}tests/faults/faults_test.ts`];
  const { code, stdout, stderr } = await run([Deno.execPath(), ...words], {
    cwd: PROJECT,
    env: { FAULTS_FORMAT: "combined", NO_COLOR: "1" },
  });
  assert.equal(code, 0, `${stdout}${stderr}`);
  assert.match(stdout, /\bok \| \d{2} passed/);
});
