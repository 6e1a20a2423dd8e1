// Role: a bundle disposes of what its sources dispose of. A bundler that makes code small may take a variable for one that is used once, put
// its value in its place, and lose that it was to be disposed of: locks would be kept, and files stay open.

import assert from "node:assert/strict";
import { bundle } from "../bundle.ts";
import { inTemporaryDirectory, PROJECT, run } from "../process.ts";

Deno.test("a bundle disposes of what its sources dispose of", () =>
  inTemporaryDirectory(async (directory) => {
    const script = "tests/end_to_end/disposed_things.ts", file = `${directory}/things.js`;
    await bundle(script, file);
    const [source, bundled] = await Promise.all(
      [`${PROJECT}${script}`, file].map((path) =>
        run([Deno.execPath(), "run", "--quiet", path], { cwd: directory })
      ),
    );
    assert.equal(source.stdout.match(/is disposed of/g)?.length, 4, source.stdout + source.stderr);
    assert.equal(bundled.stdout, source.stdout);
  }));
