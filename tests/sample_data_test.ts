// Role: the samples in the repository are those that the generator makes, and benchmark logs are what they claim.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { benchmarkLog } from "../sample_data/benchmark.ts";
import { LINE_FORMAT_NAMES, LINE_FORMATS, type LineFormatName } from "../sample_data/lines/mod.ts";
import { OddLines } from "../sample_data/odd_lines.ts";
import { START } from "../sample_data/traffic.ts";
import { FormatBench } from "./commands/format_bench.ts";
import { inTemporaryDirectory, PROJECT, run } from "./process.ts";

const NAMES = [
  "access.csv",
  "outage.csv",
  "malformed.csv",
  "combined.log",
  "nginx.json",
  "w3c.log",
  "slow.json",
];

function generate(words: readonly string[]) {
  const command = ["run", "--quiet", "--allow-read", "--allow-write", `${PROJECT}sample_data/generate.ts`];
  return run([Deno.execPath(), ...command, ...words], { cwd: PROJECT });
}

Deno.test("the samples are those of the generator, to the byte, and 2 MB at most", () =>
  inTemporaryDirectory(async (directory) => {
    assert.deepEqual(await generate(["--dir", directory]), { code: 0, stdout: "", stderr: "" });
    let size = 0;
    for (const name of NAMES) {
      const stored = Deno.readFileSync(`${PROJECT}sample_data/${name}`);
      const made = Deno.readFileSync(`${directory}/${name}`);
      assert.ok(stored.length === made.length && stored.every((byte, index) => byte === made[index]), name);
      size += stored.length;
    }
    assert.ok(size <= 2_000_000, `${size} bytes`);
  }));

Deno.test("the same traffic in three formats: the same buckets, sections, hosts, statuses and alerts", async () => {
  using bench = new FormatBench();
  for (const name of ["combined.log", "nginx.json", "w3c.log"]) {
    assert.ok(Deno.statSync(`${PROJECT}sample_data/${name}`).size < 300_000, name);
    const { code, err } = await bench.replay([`${PROJECT}sample_data/${name}`, "--source", name, "-q"]);
    assert.deepEqual([code, err], [0, ""], name);
  }
  const of = (table: string, columns: string): unknown[] =>
    ["combined.log", "nginx.json", "w3c.log"].map((name) =>
      bench.rows(`SELECT ${columns} FROM ${table} WHERE source = '${name}' ORDER BY 1, 2`)
    );
  for (
    const [table, columns] of [
      ["buckets", "start, hits, bytes, failures, late, hosts"],
      ["bucket_sections", "start, section, hits, bytes, failures"],
      ["bucket_hosts", "start, host, hits, bytes, failures"],
      ["bucket_statuses", "start, status, hits, bytes, failures"],
      ["alerts", "rule, fired_at, value, peak_value"],
    ]
  ) {
    const [combined, json, w3c] = of(table, columns);
    assert.ok(combined instanceof Array && combined.length > 0, table);
    assert.deepEqual(json, combined, table);
    assert.deepEqual(w3c, combined, table);
  }
});

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

/** What a line of each format says: host, epoch second, section with page, status and bytes. */
const READERS: Readonly<Record<LineFormatName, (line: string) => readonly (string | number)[]>> = {
  csv(line) {
    const [, host, time, page, status, bytes] =
      /^"(\S+)","-","apache",(\d+),"GET (\/\w+\/\w+) HTTP\/1\.0",(\d+),(\d+)$/.exec(line)!;
    return [host, Number(time), page, Number(status), Number(bytes)];
  },
  combined(line) {
    const [, host, day, month, year, clock, page, status, bytes] =
      /^(\S+) - - \[(\d\d)\/(\w{3})\/(\d{4}):(\S{8}) \+0000\] "[A-Z]+ (\/\w+\/\w+)\/[^ "]+ HTTP\/\d\.\d" (\d{3}) (\d+) "[^"]+" "[^"]+"$/
        .exec(line)!;
    const time = Date.parse(`${day} ${month} ${year} ${clock} GMT`) / 1000;
    return [host, time, page, Number(status), Number(bytes)];
  },
  "nginx-json"(line) {
    const { remote_addr, time_iso8601, request, status, body_bytes_sent } = JSON.parse(line);
    const [, page] = /^[A-Z]+ (\/\w+\/\w+)\//.exec(request)!;
    return [remote_addr, Date.parse(time_iso8601) / 1000, page, status, body_bytes_sent];
  },
  w3c(line) {
    const values = line.split(" ");
    assert.equal(values.length, 16, line);
    const [date, clock, , , stem] = values;
    const [page] = /^\/\w+\/\w+/.exec(stem)!;
    return [values[8], Date.parse(`${date}T${clock}Z`) / 1000, page, Number(values[11]), Number(values[14])];
  },
};

Deno.test("a benchmark log holds the same records in every format", () => {
  const linesIn = (format: LineFormatName): string[] => {
    let text = "";
    for (const chunk of benchmarkLog({ records: 40_000, hosts: 300, seed: 7, format })) {
      text += new TextDecoder().decode(chunk);
    }
    return text.trimEnd().split("\n").slice(LINE_FORMATS[format].head.length);
  };
  const records = linesIn("csv").map(READERS.csv);
  assert.equal(records.length, 40_000);
  for (const format of LINE_FORMAT_NAMES) {
    assert.deepEqual(linesIn(format).map(READERS[format]), records, format);
  }
  const combined = linesIn("combined");
  const distinct = (pattern: RegExp): number => new Set(combined.map((line) => pattern.exec(line)?.[1])).size;
  const urls = distinct(/"(?:GET|POST|HEAD) (\S+) /);
  assert.ok(urls > 4900 && urls <= 5000, `${urls} URLs`);
  assert.equal(distinct(/"([^"]*)"$/), 48);
  assert.ok(distinct(/"([^"]*)" "[^"]*"$/) > 50);
  const bytesALine = combined.join("\n").length / combined.length;
  assert.ok(bytesALine > 215 && bytesALine < 240, `${bytesALine} bytes a line`);
});

Deno.test("no line of a format is longer than it says, whatever the host", () => {
  for (const format of LINE_FORMAT_NAMES) {
    const { writer, longest } = LINE_FORMATS[format];
    const host = "2001:0db8:0000:ffff:ffff:ffff:ffff:ffff";
    const lines = writer(Array(48).fill(host)), buffer = new Uint8Array(4 * longest);
    let most = 0;
    for (let detail = 0; detail < 2 ** 32; detail += 65_521) {
      const record = { host: detail % 48, time: START, page: detail % 32, status: 0, bytes: 2009, detail };
      most = Math.max(most, lines.write(record, buffer, 0));
    }
    assert.ok(most > longest / 10 && most + 2 <= longest, `${format}: ${most}`);
  }
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
      ...["--hosts", "0", "--records", "1", "--out", "-"],
    ], ["--format", "clf", "--records", "1", "--out", "-"]]
  ) {
    const { code, stderr } = await generate(words);
    assert.equal(code, 64);
    assert.match(stderr, /^--(records|hosts|out|format)/);
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
