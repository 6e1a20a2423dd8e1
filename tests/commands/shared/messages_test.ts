// Role: tests of what is written to standard error: whole lines in a pipe, cut at words on a terminal, nothing unescaped.

import assert from "node:assert/strict";
import { runCli } from "../../../src/cli/cli.ts";
import { say, warn, writeLines } from "../../../src/commands/shared/messages.ts";
import { displayWidth } from "../../../src/render/text/width.ts";
import { REPORTS } from "../../../src/reports/mod.ts";
import { fakeHost } from "../../fake_host.ts";
import { inTemporaryDirectory, PROJECT } from "../../process.ts";

/** Long enough to be cut at every width that a terminal has. */
const TEXT = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ");

/** What is printed on a terminal, or in a pipe, as lines. */
function linesOf(terminal: number | undefined, write: (host: ReturnType<typeof fakeHost>) => void): string[] {
  const host = fakeHost({ terminal });
  write(host);
  assert.equal(host.stdout.text, "");
  assert.match(host.stderr.text, /\n$/);
  return host.stderr.text.trimEnd().split("\n");
}

Deno.test("on a terminal a warning is cut at words, at every width, and loses none", () => {
  for (const width of [40, 41, 80, 200]) {
    const lines = linesOf(width, (host) => warn(host, TEXT));
    assert.ok(lines.length > 1);
    assert.ok(
      lines.every((line) => line.length <= width),
      `${width}: ${Math.max(...lines.map((l) => l.length))}`,
    );
    assert.ok(lines.slice(1).every((line) => /^ {4}\S/.test(line)));
    assert.equal(lines.map((line) => line.trim()).join(" "), `httplog: warning: ${TEXT}`);
  }
});

Deno.test("in a pipe a message is one line, however long", () => {
  assert.deepEqual(linesOf(undefined, (host) => say(host, TEXT)), [`httplog: ${TEXT}`]);
});

Deno.test("several messages are lines of their own, escaped; no message writes nothing", () => {
  assert.deepEqual(linesOf(80, (host) => writeLines(host.stderr, ["a\x1b[2J", "b\nc"])), [
    String.raw`a\x1b[2J`,
    String.raw`b\x0ac`,
  ]);
  const host = fakeHost();
  writeLines(host.stderr, []);
  assert.equal(host.stderr.text, "");
});

Deno.test("errors of the program and warnings of a replay fit a terminal of 40 columns", async () => {
  await inTemporaryDirectory(async (directory) => {
    const log = `${directory}/a.csv`, database = `${directory}/a.db`;
    const rows = Array.from(
      { length: 20 },
      (_, index) => index === 10 ? "1,-,-,1900000000,a b,200,1" : "1,-,-,no,a b,200,1",
    );
    Deno.writeTextFileSync(
      log,
      ["remotehost,rfc931,authuser,date,request,status,bytes", ...rows, ""].join("\n"),
    );
    for (const words of [["replay", log, "--db", database], ["query", "hosts", "--limt", "3"], ["qeury"]]) {
      const host = fakeHost({ terminal: 40, now: 2e9 });
      await runCli(words, host);
      // The status line ends with a carriage return; a path is a word, however long.
      const lines = host.stderr.text.split(/[\n\r]/).filter((line) => /^(httplog:| {4}\S)/.test(line));
      assert.ok(lines.length > 1, words.join(" "));
      const tooWide = lines.filter((line) => line.length > 40 && /\S +\S/.test(line.trim()));
      assert.deepEqual(tooWide, [], words.join(" "));
    }
  });
});

Deno.test("nothing else writes lines to standard error, but the status line and the first screen", () => {
  const writers: string[] = [];
  const visit = (directory: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(directory)) {
      const path = `${directory}/${name}`;
      if (isDirectory) visit(path);
      else if (/(stderr|output)\.write\(/.test(Deno.readTextFileSync(path))) {
        writers.push(path.slice(PROJECT.length));
      }
    }
  };
  visit(`${PROJECT}src`);
  assert.deepEqual(writers.sort(), [
    "src/cli/cli.ts",
    "src/commands/replay/announce/status_line.ts",
    "src/commands/shared/messages.ts",
    "src/host/deno/deno_host.ts",
  ]);
});

Deno.test("whatever a command prints fits a terminal of 40 columns, word by word", async () => {
  await inTemporaryDirectory(async (directory) => {
    const db = ["--db", `${directory}/x.db`], rules = ["--rules", `${PROJECT}sample_data/rules.toml`];
    const log = `${PROJECT}sample_data/outage.csv`;
    const commands: readonly (readonly string[])[] = [
      ["replay", log, "--source", "shop", ...rules, ...db],
      ["replay", log, "--source", "shop", ...db, "--fresh", "--since", "21:18", "--until", "now"],
      ["replay", log, "--source", "shop", ...db, "--fresh", ...rules],
      ...REPORTS.map(({ name }) => ["query", name, ...db]),
      ["query", "alert", "1", ...db],
      ["doctor", "--full", ...db],
      ["notify", "--dry-run", "--notify-max-age", "36500d", ...rules, ...db],
      ["rules", "check", `${PROJECT}sample_data/rules.toml`],
      ["backtest", log, ...rules],
      ["prune", "--older-than", "5m", "--rollup", "1m", "--dry-run", ...db],
      ["backup", `${directory}/y.db`, ...db],
      ["undo", "last", ...db],
      ["prune", "--older-than", "5m", "--rollup", "1m", ...db],
      ["query", "hosts", "--since", "today", ...db],
    ];
    for (const words of commands) {
      const host = fakeHost({ terminal: 40, now: 1_600_000_000 });
      await runCli(words, host);
      const lines = `${host.stdout.text}${host.stderr.text}`.split(/[\n\r]/)
        // deno-lint-ignore no-control-regex -- colours take no room
        .map((line) => line.replace(/\x1b\[[?\d;]*[a-zA-Z]/g, ""));
      assert.ok(lines.some((line) => line !== ""), words.join(" "));
      // A single word may be longer, as paths are.
      const tooWide = lines.filter((line) => displayWidth(line) > 40 && /\S +\S/.test(line.trim()));
      assert.deepEqual(tooWide, [], words.join(" "));
    }
  });
});
