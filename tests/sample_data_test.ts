// Role: the samples in the repository are those that the generator makes, and benchmark logs are what they claim.

import assert from "node:assert/strict";
import { benchmarkLog } from "../sample_data/benchmark.ts";
import { inTemporaryDirectory, PROJECT, run } from "./process.ts";

const NAMES = ["access.csv", "outage.csv", "malformed.csv"];

function generate(words: readonly string[]) {
  const command = ["run", "--quiet", "--allow-read", "--allow-write", `${PROJECT}sample_data/generate.ts`];
  return run([Deno.execPath(), ...command, ...words], { cwd: PROJECT });
}

Deno.test("the samples are those of the generator, to the byte, and 1.5 MB at most", () =>
  inTemporaryDirectory(async (directory) => {
    assert.deepEqual(await generate(["--dir", directory]), { code: 0, stdout: "", stderr: "" });
    let size = 0;
    for (const name of NAMES) {
      const stored = Deno.readFileSync(`${PROJECT}sample_data/${name}`);
      const made = Deno.readFileSync(`${directory}/${name}`);
      assert.ok(stored.length === made.length && stored.every((byte, index) => byte === made[index]), name);
      size += stored.length;
    }
    assert.ok(size <= 1_500_000, `${size} bytes`);
  }));

Deno.test("a benchmark log has its number of records, about 71 bytes each, the same for a seed", () =>
  inTemporaryDirectory(async (directory) => {
    const words = ["--records", "30000", "--hosts", "20"];
    await generate([...words, "--out", `${directory}/one.csv`]);
    await generate([...words, "--out", `${directory}/other.csv`]);
    const one = Deno.readTextFileSync(`${directory}/one.csv`);
    assert.equal(Deno.readTextFileSync(`${directory}/other.csv`), one);
    const [, ...lines] = one.trimEnd().split("\n");
    assert.equal(lines.length, 30_000);
    assert.ok(Math.abs(one.length / 30_000 - 71) < 3, `${one.length / 30_000} bytes a record`);
    assert.equal(new Set(lines.map((line) => line.split(",")[0])).size, 20);
    assert.equal(new Set(lines.map((line) => /"GET (\/\w+)\//.exec(line)?.[1])).size, 8);
    const shape = /^"10\.\d+\.\d+\.\d+","-","apache",\d{10},"GET \/\w+\/\w+ HTTP\/1\.0",\d{3},\d+$/;
    assert.deepEqual(lines.filter((line) => !shape.test(line)), []);
    const otherSeed = [...benchmarkLog({ records: 10, hosts: 20, seed: 2 })][0];
    assert.notEqual(new TextDecoder().decode(otherSeed), one.slice(0, otherSeed.length));
  }));

Deno.test("wrong numbers are refused with what is allowed", async () => {
  for (
    const words of [["--records", "many", "--out", "-"], ["--records", "5"], [
      "--hosts",
      "0",
      "--records",
      "1",
    ]]
  ) {
    const { code, stderr } = await generate(words);
    assert.equal(code, 64);
    assert.match(stderr, /--(records|hosts|out)/);
  }
});

Deno.test("the cron demo counts every line once, shows what happened on the way, and cleans up", () =>
  inTemporaryDirectory(async (directory) => {
    const task = JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`)).tasks["cron-demo"].command;
    const [, ...words] = task.split(" ");
    const env = { TMPDIR: directory, NO_COLOR: "1" };
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: words,
      cwd: PROJECT,
      env,
    })
      .output();
    const printed = new TextDecoder().decode(stdout);
    assert.equal(code, 0, printed + new TextDecoder().decode(stderr));
    const [, lines] = /^written {2}(\d+) lines/m.exec(printed) ?? [];
    assert.ok(Number(lines) > 1000 && printed.includes(`counted  ${lines} lines`), printed);
    assert.equal(printed.match(/ crashed .* found by run \d+/g)?.length, 2, printed);
    assert.equal(printed.match(/^\[exit \d+\]$/gm)?.join(), "[exit 75]", printed);
    for (const name of ["access.csv.1", "access.csv"]) {
      assert.match(printed, new RegExp(`^ .*\\d {2}${RegExp.escape(name)}$`, "m"));
    }
    assert.deepEqual([...Deno.readDirSync(directory)], []);
  }));
