// Role: tests of the command line: what is understood, what is refused and how, help, exit codes. Parsing and dispatch
// run in this process with small commands; the program itself runs as a process.

import assert from "node:assert/strict";
import { parse } from "../../src/cli/parse.ts";
import { type LoadManual, runCli } from "../../src/cli/cli.ts";
import type { Command, Invocation } from "../../src/commands/command.ts";
import { type CommandEntry, COMMANDS } from "../../src/commands/mod.ts";
import { Problem } from "../../src/domain/problem.ts";
import { BrokenPipe, type Host } from "../../src/host/host.ts";
import { manual } from "../../src/manual/manual.ts";
import { VERSION } from "../../src/version.ts";
import { fromSource } from "../end_to_end/programs.ts";
import { fakeHost, type FakeSettings } from "../fake_host.ts";
import { inTemporaryDirectory, PROJECT, run } from "../process.ts";

function command(name: string, work: (invocation: Invocation, host: Host) => number = () => 0): Command {
  return {
    name,
    summary:
      `does the ${name} with rather many words, so that there is something to wrap on narrow terminals`,
    usage: [`${name} [OPTIONS] FILE…`],
    details:
      "First paragraph, which is long enough to be wrapped on a terminal of sixty columns.\n\n  kept  indented",
    options: [
      { name: "timescale", short: "t", value: "F", defaultText: "0", help: "wall seconds per logged second" },
      { name: "alert-threshold", short: "a", value: "X", help: "hits per second" },
      { name: "bucket-size", short: "b", aliases: ["size"], value: "B", help: "seconds" },
      { name: "top", value: "K", help: "names kept" },
      { name: "output", value: "KIND", choices: ["text", "json"], help: "what is printed" },
      { name: "param", value: "NAME=VALUE", repeated: true, help: "bound to the SQL" },
      { name: "quiet", short: "q", help: "say nothing" },
      { name: "verbose", short: "v", help: "say more" },
    ],
    examples: [[`httplog ${name} x`, "does it to x"]],
    run: (invocation, host) => Promise.resolve(work(invocation, host)),
  };
}

function entries(work?: (invocation: Invocation, host: Host) => number): CommandEntry[] {
  return ["replay", "query"].map((name) => {
    const made = command(name, work);
    return { name, summary: made.summary, load: () => Promise.resolve(made) };
  });
}

function parsed(...words: string[]): Partial<Invocation> {
  const result = parse(command("replay"), words);
  assert.equal(result.kind, "run");
  return result.kind === "run" ? result.invocation : {};
}

/** The manual itself. */
const MANUAL: LoadManual = () => Promise.resolve(manual);

async function cli(
  words: readonly string[],
  work?: () => number,
  settings?: FakeSettings,
  loadManual?: LoadManual,
) {
  const host = fakeHost(settings);
  const code = await runCli(words, host, loadManual, entries(work));
  return { code, stdout: host.stdout.text, stderr: host.stderr.text };
}

Deno.test("values are understood in every way of writing them", () => {
  for (
    const words of [["-t", "0.01"], ["-t0.01"], ["-t=0.01"], ["--timescale", "0.01"], ["--timescale=0.01"]]
  ) {
    assert.deepEqual(parsed(...words, "f").values, { timescale: "0.01" }, words.join(" "));
    assert.deepEqual(parsed("f", ...words).positionals, ["f"]);
  }
  assert.deepEqual(parsed("--size", "60").values, { "bucket-size": "60" });
  assert.deepEqual(parsed("--top", "-1", "-a-2").values, { top: "-1", "alert-threshold": "-2" });
  assert.deepEqual(parsed("--top==").values, { top: "=" });
  // What is attached to a letter is its value, dashes and all, and the next word is its own.
  assert.deepEqual(parsed("-tmy-log", "-b=--top", "-ax=", "-q", "f"), {
    flags: { quiet: true },
    values: { timescale: "my-log", "bucket-size": "--top", "alert-threshold": "x=" },
    lists: { param: [] },
    positionals: ["f"],
  });
});

Deno.test("flags share a dash, also with one option that takes a value", () => {
  assert.deepEqual(parsed("-qv").flags, { quiet: true, verbose: true });
  assert.deepEqual(parsed("-qt0.5", "f"), {
    flags: { quiet: true },
    values: { timescale: "0.5" },
    lists: { param: [] },
    positionals: ["f"],
  });
  assert.deepEqual(parsed("-qvt", "3").values, { timescale: "3" });
});

Deno.test("repeated options keep their order; what is no option is positional", () => {
  assert.deepEqual(parsed("--param", "b=1", "x", "--param=a==2", "--param", "-y=3").lists, {
    param: ["b=1", "a==2", "-y=3"],
  });
  assert.deepEqual(parsed("a", "-", "-q", "--", "-q", "--top", "--").positionals, [
    "a",
    "-",
    "-q",
    "--top",
    "--",
  ]);
  assert.deepEqual(parsed("").positionals, [""]);
  assert.deepEqual(parsed("-- a=b\nSELECT", "--\tc", "-q"), {
    ...parsed("-q"),
    positionals: ["-- a=b\nSELECT", "--\tc"],
  });
});

Deno.test("what is not understood is named, with what was perhaps meant", () => {
  const refusals: readonly (readonly [words: string[], message: string])[] = [
    [["--thresold", "3"], 'Unknown option "--thresold" for "replay". Did you mean "--alert-threshold"?'],
    [["-top", "5"], 'Unknown option "-top" for "replay". Did you mean "--top"?'],
    [["-qx"], 'Unknown option "-x" for "replay". "httplog replay --help" lists all options.'],
    [
      ["--__proto__"],
      'Unknown option "--__proto__" for "replay". "httplog replay --help" lists all options.',
    ],
    [["-1"], 'Unknown option "-1" for "replay". "httplog replay --help" lists all options.'],
    [["--top"], 'Option "--top" needs a value: --top K.'],
    [["--top="], 'Option "--top" needs a value: --top K.'],
    [["--top", ""], 'Option "--top" needs a value: --top K.'],
    [["--top", "--quiet"], 'Option "--top" needs a value: --top K.'],
    [["--top", "-t", "1"], 'Option "--top" needs a value: --top K.'],
    [["-qt"], 'Option "-t" needs a value: -t F.'],
    [["--output"], 'Option "--output" needs a value: --output KIND. Allowed: text, json.'],
    [["--output", "jsn"], 'Option "--output" cannot be "jsn". Did you mean "json"? Allowed: text, json.'],
    [["--quiet=1"], 'Option "--quiet" takes no value, but "--quiet=1" gives it one. Write --quiet.'],
    [["--=1"], 'Unknown option "--=1" for "replay". "httplog replay --help" lists all options.'],
    [["-=1"], 'Unknown option "-=" for "replay". "httplog replay --help" lists all options.'],
    [["--top", "5", "-t", "0", "--top=6"], 'Option "--top" is given twice, as "5" and "6". Give it once.'],
    [["-q=1"], 'Option "-q" takes no value, but "-q=1" gives it one. Write -q.'],
  ];
  for (const [words, message] of refusals) {
    assert.throws(() => parse(command("replay"), words), { name: "Problem", kind: "usage", message });
  }
});

Deno.test("an option that is given twice with the same value is given once; flags may be said again", () => {
  const parsed = parse(command("replay"), ["--top", "5", "-q", "--top=5", "-q"]);
  assert.ok(parsed.kind === "run");
  assert.deepEqual(parsed.invocation.values, { top: "5" });
});

Deno.test("the first word chooses the command; without one it is the first command", async () => {
  const seen: string[] = [];
  const spy: CommandEntry[] = entries().map((entry) => ({
    ...entry,
    load: () =>
      Promise.resolve(command(entry.name, ({ positionals }) => {
        seen.push([entry.name, ...positionals].join(" "));
        return 7;
      })),
  }));
  for (
    const words of [["query", "a"], ["replay", "query"], ["x.csv", "query"], ["-t", "0", "x"], ["./query"]]
  ) {
    assert.equal(await runCli(words, fakeHost(), undefined, spy), 7);
  }
  assert.deepEqual(seen, ["query a", "replay query", "replay x.csv query", "replay x", "replay ./query"]);
});

Deno.test("a mistyped command is told from a file", async () => {
  assert.deepEqual(await cli(["qurey", "alerts"]), {
    code: 64,
    stdout: "",
    stderr:
      'httplog: Unknown command or file "qurey". Did you mean "query"? Commands: replay, query, help.\n',
  });
  for (const path of ["qurey.csv", "./qurey", "access.log", "logs*"]) {
    assert.equal((await cli([path])).code, 0, path);
  }
  assert.equal((await cli(["help", "qurey"])).code, 64);
  const unlike = await cli(["access_log"]);
  assert.equal(unlike.code, 66);
  assert.match(unlike.stderr, /^httplog: Unknown command or file "access_log"\. Commands: /);
  // A file of this directory.
  assert.match((await cli(["main"])).stderr, /"main"\. Did you mean "main\.ts"\? /);
  assert.match((await cli(["sample_dta"])).stderr, /"sample_dta"\. Did you mean "sample_data"\? /);
  assert.equal((await cli(["version"])).stdout, `httplog ${VERSION}\n`);
});

Deno.test("no word at all is a usage error, and one screen shows what to type next", async () => {
  const host = fakeHost({ terminal: 80 });
  assert.equal(await runCli([], host, MANUAL), 64);
  assert.equal(host.stdout.text, "");
  const lines = host.stderr.text.trimEnd().split("\n");
  assert.ok(lines.length <= 24, host.stderr.text);
  for (const line of lines) assert.ok(line.length <= 80, line);
  assert.ok(lines.includes("  httplog [replay] [OPTIONS] FILE…"));
  assert.equal(
    lines.filter((line) => /^ {2}httplog (access|query|help)/.test(line)).length,
    3,
    host.stderr.text,
  );
  for (const { name } of [...COMMANDS, ...manual.topics]) {
    assert.match(host.stderr.text, new RegExp(`\\b${name}\\b`));
  }
  // A bundle without the file of the manual names no page of it.
  const alone = (await cli([])).stderr;
  assert.doesNotMatch(alone, /help replay|Topics/);
});

Deno.test("help shows pages of the manual, and knows what was perhaps meant", async () => {
  const list = (await cli(["help"], undefined, {}, MANUAL)).stdout;
  assert.match(list, /\nManual, as in "httplog help sql":\n {2}replay +\S/);
  assert.ok(list.indexOf("Commands:") < list.indexOf("Manual,"));
  for (const { name, summary } of manual.topics) {
    assert.ok(list.replace(/\n +/g, " ").includes(summary), name);
  }

  assert.match(
    (await cli(["help", "exit-codes"], undefined, {}, MANUAL)).stdout,
    /^exit-codes: .*\n\n {2}0 +success/,
  );
  // A page comes before the help of the command, which names the page.
  assert.match((await cli(["help", "query"], undefined, {}, MANUAL)).stdout, /^query: canned reports/);
  assert.match(
    (await cli(["query", "--help"], undefined, {}, MANUAL)).stdout,
    /The manual has more: httplog help query\n$/,
  );
  assert.doesNotMatch((await cli(["query", "--help"])).stdout, /The manual/);

  const wrong = async (word: string) => await cli(["help", word], undefined, {}, MANUAL);
  assert.match(
    (await wrong("cokbook")).stderr,
    /^httplog: There is no help about "cokbook"\. Did you mean "cookbook"\?/,
  );
  assert.match((await wrong("replya")).stderr, /Did you mean "replay"\?/);
  assert.match(
    (await cli(["help", "sql"])).stderr,
    /The manual is not beside this bundle: manual\.js\. Allowed/,
  );
  const { code, stdout, stderr } = await wrong("nosuch");
  assert.deepEqual([code, stdout], [64, ""]);
  assert.match(
    stderr,
    /^httplog: There is no help about "nosuch"\. Allowed: replay, query, formats, rotation, .*internals\.\n$/,
  );
});

Deno.test("a command without a page of its own names the page that has its options", async () => {
  const host = fakeHost({ terminal: 80 });
  assert.equal(await runCli(["help", "undo"], host, MANUAL), 0);
  assert.match(host.stdout.text, /^httplog undo: [\s\S]*The manual has more: httplog help database\n$/);
});

Deno.test("headings are bold on a terminal, and nowhere else", async () => {
  const page = async (settings: FakeSettings) =>
    (await cli(["help", "limits"], undefined, settings, MANUAL)).stdout;
  const [title] = (await page({ terminal: 80 })).split("\n");
  assert.ok(title.startsWith("\x1b[1mlimits: ") && title.endsWith("\x1b[22m"), title);
  const plain: FakeSettings[] = [
    {},
    { terminal: 80, env: { NO_COLOR: "1" } },
    { terminal: 80, env: { TERM: "dumb" } },
  ];
  for (const settings of plain) assert.ok(!(await page(settings)).includes("\x1b"));
});

Deno.test("help and version load no command, unless they are about one", async () => {
  const locked = entries().map((entry) => ({ ...entry, load: () => Promise.reject(new Error("loaded")) }));
  for (const words of [["--version"], ["-V"], ["--help"], ["-h"], ["help"]]) {
    const host = fakeHost();
    assert.equal(await runCli(words, host, undefined, locked), 0);
    assert.match(
      host.stdout.text,
      words[0].toLowerCase().includes("v") ? /^httplog \d+\.\d+\.\d+\n$/ : /Exit codes:/,
    );
  }
  const about = (await cli(["query", "--help"])).stdout;
  assert.match(about, /Usage:\n {2}httplog query/);
  assert.equal((await cli(["help", "query"])).stdout, about);
  assert.equal((await cli(["query", "x", "-qh", "--top"])).stdout, about);
  assert.equal((await cli(["replay", "--version"])).stdout, `httplog ${VERSION}\n`);
});

Deno.test("help fits the terminal and keeps its columns", async () => {
  for (const terminal of [40, 60, 80, 120]) {
    for (const words of [["--help"], ["query", "--help"]]) {
      const { stdout } = await cli(words, undefined, { terminal });
      for (const line of stdout.split("\n")) assert.ok(line.length <= terminal, `${terminal}: ${line}`);
    }
  }
  const { stdout } = await cli(["query", "--help"], undefined, { terminal: 80 });
  assert.match(stdout, /\n {2}-t, --timescale F +wall seconds per logged second \[default: 0\]\n/);
  assert.match(stdout, /\n {6}--top K +names kept\n/);
  assert.match(stdout, /\n {2}kept {2}indented\n/);
});

Deno.test("the help of every command fits eighty columns, its examples too", async () => {
  for (const { name } of COMMANDS) {
    const host = fakeHost({ terminal: 80 });
    await runCli(["help", name], host);
    for (const line of host.stdout.text.split("\n")) assert.ok(line.length <= 80, line);
  }
});

Deno.test("a problem is one line without control characters, and has its exit code", async () => {
  const { code, stderr } = await cli(["x.csv"], () => {
    throw new Problem("busy", 'Cannot lock "a\n\x1b[31mb\u202e".');
  });
  assert.equal(code, 75);
  assert.equal(stderr, String.raw`httplog: Cannot lock "a\x0a\x1b[31mb\u{202e}".` + "\n");
});

Deno.test("a reader that has gone is no error", async () => {
  const gone = await cli(["x.csv"], () => {
    throw new BrokenPipe();
  });
  assert.deepEqual(gone, { code: 0, stdout: "", stderr: "" });
});

Deno.test("anything else is a bug, and says how to report it", async () => {
  const { code, stderr } = await cli(["./x\x1b[2J", "-q"], () => {
    throw new TypeError("broken");
  });
  assert.equal(code, 70);
  assert.match(stderr, /^httplog: bug: TypeError: broken\n {4}at /);
  assert.match(stderr, /report this to the project's issue tracker/);
  assert.ok(stderr.includes(`httplog ${VERSION}`));
  assert.ok(stderr.endsWith(String.raw`httplog ./x\x1b[2J -q` + "\n"));
});

Deno.test("a message that nobody can read still ends with its exit code", async () => {
  const host = fakeHost();
  host.stderr.isBroken = true;
  const failing = entries(() => {
    throw new Problem("data", "no");
  });
  assert.equal(await runCli(["x.csv"], host, undefined, failing), 65);
});

Deno.test("the version is that of deno.json", () => {
  assert.equal(VERSION, JSON.parse(Deno.readTextFileSync(`${PROJECT}deno.json`)).version);
});

Deno.test("the registered commands are what their entries say, and no option is ambiguous", async () => {
  for (const { name, summary, load } of COMMANDS) {
    const { options, ...loaded } = await load();
    assert.deepEqual([loaded.name, loaded.summary], [name, summary]);
    const names = options.flatMap((option) => [option.name, option.short, ...option.aliases ?? []])
      .filter((known) => known !== undefined);
    assert.deepEqual(names, [...new Set(names)]);
    for (const taken of ["help", "h", "version", "V"]) assert.ok(!names.includes(taken));
  }
});

Deno.test("the program: version, help, refusals and their exit codes", () =>
  inTemporaryDirectory(async (cwd) => {
    const { command } = fromSource();
    const httplog = (...words: string[]) => run([...command, ...words], { cwd });
    assert.deepEqual(await httplog("--version"), { code: 0, stdout: `httplog ${VERSION}\n`, stderr: "" });
    assert.match((await httplog("--help")).stdout, /Exit codes:/);
    const refused = await httplog("x.csv", "--thresold", "3");
    assert.deepEqual([refused.code, refused.stdout], [64, ""]);
    assert.match(refused.stderr, /^httplog: Unknown option .*--alert-threshold.*\n$/);
    const missing = await httplog("missing.csv");
    assert.deepEqual([missing.code, missing.stdout], [66, ""]);
    assert.equal((await httplog()).code, 64);
  }));

Deno.test("the program: --version loads neither the engine nor SQLite", async () => {
  const info = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `${PROJECT}src/cli/cli.ts`],
    stderr: "null",
  });
  const { modules } = JSON.parse(new TextDecoder().decode((await info.output()).stdout));
  const eager = eagerModules(
    modules,
    modules.find(({ specifier }: Module) => specifier.endsWith("/src/cli/cli.ts")),
  );
  assert.ok(eager.some((name) => name.endsWith("/src/commands/mod.ts")));
  assert.deepEqual(
    eager.filter((name) => /\/(stores|pipeline|formats|reports)\/|replay\.ts|query\.ts/.test(name)),
    [],
  );
});

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

/** Modules that are loaded with this one. Type imports have no code. */
function eagerModules(modules: readonly Module[], from: Module): string[] {
  const seen = new Set<string>();
  const visit = ({ specifier, dependencies = [] }: Module): void => {
    if (seen.has(specifier)) return;
    seen.add(specifier);
    for (const { code, isDynamic } of dependencies) {
      const next = modules.find((module) => module.specifier === code?.specifier);
      if (next !== undefined && !isDynamic) visit(next);
    }
  };
  visit(from);
  return [...seen];
}
