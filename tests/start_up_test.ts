// Role: holds a start to what it needs: which parts of the runtime the bundled program loads, told by the engine's own
// log. Loading node:zlib, node:process, node:fs or a timer takes longer than all of a small replay (the figures are those
// of `tests/bench/`), and nothing but the time would show it.

import assert from "node:assert/strict";
import { bundled } from "./end_to_end/programs.ts";
import { inTemporaryDirectory, PROJECT, run } from "./process.ts";

const LOG = `${PROJECT}sample_data/access.csv`;

/** Starts a thread that answers once. */
const WORKER = `
  if ("WorkerGlobalScope" in globalThis) onmessage = () => postMessage({});
  else await new Promise((resolve) => {
    const worker = new Worker(import.meta.url, { type: "module" });
    worker.onmessage = () => resolve(worker.terminate());
    worker.postMessage({ memory: new SharedArrayBuffer(9) });
  });`;

Deno.test("a start loads nothing of the runtime that the command does not need", () =>
  inTemporaryDirectory(async (directory) => {
    const { command } = await bundled(directory);
    const loaded = (...args: string[]) => partsLoaded([...command, ...args], directory);
    const script = (text: string) => {
      Deno.writeTextFileSync(`${directory}/script.js`, text);
      return partsLoaded(
        [Deno.execPath(), "run", "--quiet", "--allow-read", `${directory}/script.js`],
        directory,
      );
    };
    const standard = await script("");
    const sqlite = new Set([...standard, ...await script(`import "node:sqlite";`)]);
    const beyond = async (allowed: ReadonlySet<string>, ...args: string[]) =>
      [...await loaded(...args)].filter((part) => !allowed.has(part));

    // In the bundle the kernel is text.
    const withKernel = new Set([...sqlite, "ext:deno_web/05_base64.js"]);

    assert.deepEqual(await beyond(sqlite, "--version"), []);
    assert.deepEqual(await beyond(sqlite, "--help"), []);

    const log = `${directory}/x.csv`, database = `${directory}/x.db`;
    const lines = Deno.readTextFileSync(LOG).split("\n");
    Deno.writeTextFileSync(log, lines.slice(0, -100).join("\n") + "\n");
    // Without this, what kind of file system it is would be asked where it is not ext4, and that takes a part of Node.
    const replay = ["replay", log, "--db", database, "--allow-network-fs"];
    assert.deepEqual(await beyond(withKernel, ...replay), [], "the first run");
    assert.deepEqual(await beyond(withKernel, ...replay), [], "nothing new");
    Deno.writeTextFileSync(log, lines.join("\n"));
    assert.deepEqual(await beyond(withKernel, ...replay), [], "more lines");
    assert.deepEqual(await beyond(withKernel, ...replay, "--output", "json", "--fresh"), []);
    assert.deepEqual(await beyond(sqlite, "query", "alerts", "--db", database), []);
    assert.deepEqual(await beyond(sqlite, "query", "sections", "--format", "markdown", "--db", database), []);

    // The parser of rule files is in the bundle, and nothing of it is run before one is read.
    assert.deepEqual(await beyond(sqlite, "rules", "check", `${PROJECT}sample_data/rules.toml`), []);

    // The worker that a time limit needs, too, and the wait for it.
    assert.deepEqual(await beyond(sqlite, "query", "SELECT 1", "--db", database), []);

    // Neither does a log that is long enough for ranges, threads and the quicker checksum.
    const [header, ...records] = lines, long = `${directory}/long.csv`;
    const body = records.join("\n");
    Deno.writeTextFileSync(long, `${header}\n${body.repeat(Math.ceil((20 << 20) / body.length))}`);
    // What moves memory to another thread takes the runtime's streams, and they take what copies structures.
    const moving = ["ext:deno_web/06_streams.js", "ext:deno_web/02_structured_clone.js"];
    const withThreads = new Set([...withKernel, ...await script(WORKER), ...moving]);
    const atLength = [
      "replay",
      long,
      "--db",
      database,
      "--source",
      "long",
      "--allow-network-fs",
      "--workers",
      "1",
    ];
    assert.deepEqual(await beyond(withThreads, ...atLength), [], "a long log");

    // What does need more shows that more would be seen.
    const archive = Deno.openSync(`${directory}/y.csv.gz`, { write: true, create: true });
    await new Response(Deno.readTextFileSync(LOG)).body!.pipeThrough(new CompressionStream("gzip"))
      .pipeTo(archive.writable);
    const more = await beyond(sqlite, "replay", `${directory}/y.csv.gz`, "--db", `${directory}/y.db`);
    assert.ok(more.some((part) => part.endsWith("zlib.js")), more.join(" "));
  }));

/** Which scripts of the runtime a program loads, by the log that V8 writes of it. */
async function partsLoaded(command: readonly string[], directory: string): Promise<Set<string>> {
  const file = `${directory}/v8.log`;
  const flags = `--v8-flags=--log-function-events,--no-logfile-per-isolate,--logfile=${file}`;
  const [deno, subcommand, ...rest] = command;
  const { code, stderr } = await run([deno, subcommand, flags, ...rest], { cwd: directory });
  assert.equal(code, 0, stderr);
  const names = Deno.readTextFileSync(file).matchAll(/^script-details,\d+,((?:ext|node):[^,\n]*)/gm);
  const parts = new Set(Array.from(names, ([, name]) => name));
  assert.ok(parts.size > 10, "the log names the parts");
  return parts;
}
