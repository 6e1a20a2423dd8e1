// Role: the samples in the repository are those that the generator makes, and benchmark logs are what they claim.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { benchmarkLog } from "../sample_data/benchmark.ts";
import { OddLines } from "../sample_data/odd_lines.ts";
import { START } from "../sample_data/traffic.ts";
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

Deno.test("a benchmark log of earlier versions is still made, to the byte", () => {
  const hash = createHash("sha256");
  for (const chunk of benchmarkLog({ records: 100_000, hosts: 2000, seed: 1 })) hash.update(chunk);
  assert.equal(hash.digest("hex"), "5f045b25db508f01e0c60f8b7ce80b2fa4e3654536c54ca123ceb51f7baa20c2");
});

Deno.test("benchmark logs have other hosts, line ends and odd lines where that is asked for", () =>
  inTemporaryDirectory(async (directory) => {
    const made = async (...words: string[]): Promise<string[]> => {
      const out = `${directory}/log.csv`;
      const { stderr } = await generate([...words, "--records", "50000", "--hosts", "3000", "--out", out]);
      assert.equal(stderr, "");
      return new TextDecoder("latin1").decode(Deno.readFileSync(out)).split("\n").slice(0, -1);
    };
    const plain = await made();
    assert.deepEqual((await made("--crlf")).map((line) => line.replace(/\r$/, "")), plain);
    assert.ok((await made("--crlf")).every((line) => line.endsWith("\r")));
    const hosts = (await made("--ipv6")).slice(1).map((line) => line.slice(1, line.indexOf('",')));
    assert.equal(new Set(hosts).size, 3000);
    assert.equal(Math.max(...hosts.map((host) => host.length)), 39);
    for (const host of new Set(hosts)) assert.doesNotThrow(() => new URL(`http://[${host}]/`), host);
    const dirty = await made("--dirty");
    assert.equal(dirty.length, plain.length);
    const shape = /^"10\.\d+\.\d+\.\d+","-","apache",\d{10},"GET \/\w+\/\w+ HTTP\/1\.0",\d{3},\d+$/;
    const odd = dirty.slice(1).filter((line) => !shape.test(line));
    assert.ok(Math.abs(odd.length / 50_000 - 0.03) < 0.005, `${odd.length} odd lines`);
    for (
      const kind of [
        "\x00",
        '""',
        ",-$",
        "^$",
        "\r$",
        "^\\d",
        "/x{65536}",
        "253402300799",
        "\x1b",
        "yesterday",
      ]
    ) {
      assert.ok(odd.some((line) => new RegExp(kind).test(line)), kind);
    }
    const lines = new OddLines(1);
    const lengths = Array.from({ length: 400_000 }, () => lines.next(START)?.length ?? 0);
    assert.ok(lengths.some((length) => length > 65_536) && lengths.every((length) => length < 1 << 17));
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
