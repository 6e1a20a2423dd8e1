// Role: tests that the runtime keeps what it compiled of the bundle, also after the shortest command: without that every
// such command takes twice as long, for ever.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { httplog } from "../faults/program.ts";
import { inTemporaryDirectory, run } from "../process.ts";

Deno.test("the shortest command leaves its compiled code to the next", async () => {
  await inTemporaryDirectory(async (directory) => {
    const command = await httplog();
    const { code } = await run([...command, "--version"], { cwd: directory, env: { DENO_DIR: directory } });
    assert.equal(code, 0);
    using cache = new DatabaseSync(`${directory}/v8_code_cache_v2`, { readOnly: true });
    const kept = cache.prepare("SELECT length(data) AS size FROM codecache WHERE specifier = ?");
    const size = Number(kept.get(new URL(command.at(-1)!, "file:///").href)?.size);
    assert.ok(size > 100_000, `${size} bytes of code`);
  });
});
