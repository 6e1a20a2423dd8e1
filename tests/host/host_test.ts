// Role: tests of the real host: files, streams, outputs, the environment, sleeping, signals. What needs a terminal, a
// pipe or missing permissions runs as a process.

import assert from "node:assert/strict";
import { missingProgram, testUnless } from "../outside_program.ts";
import { standardOutput } from "../../src/host/deno/output.ts";
import { denoHost } from "../../src/host/deno/deno_host.ts";
import { BrokenPipe } from "../../src/host/host.ts";
import { Problem } from "../../src/domain/problem.ts";
import { inTemporaryDirectory, PROJECT, readUntil, run, start } from "../process.ts";

const isWindows = Deno.build.os === "windows";
const host = denoHost({ worker: import.meta.url, exit: Deno.exit });

/** A program that uses the real host as `host`. */
function program(body: string): string[] {
  const from = JSON.stringify(new URL("../../src/host/deno/deno_host.ts", import.meta.url).href);
  const source = `import { denoHost } from ${from};
    const host = denoHost({ worker: import.meta.url, exit: Deno.exit });
    ${body}`;
  return [`data:text/typescript,${encodeURIComponent(source)}`];
}

function deno(...permissions: string[]): string[] {
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-check", ...permissions];
}

Deno.test("a file is read front to back, and from where one wants", () =>
  inTemporaryDirectory(async (directory) => {
    const path = `${directory}/log.csv`;
    Deno.writeTextFileSync(path, "0123456789");
    using file = host.openInput(path);
    const { ino, dev } = Deno.statSync(path);
    assert.deepEqual([file.size, file.inode, file.device], [10, ino || null, ino ? dev : null]);
    const into = new Uint8Array(4);
    assert.equal(await file.read(into), 4);
    file.seek(8);
    assert.equal(await file.read(into), 2);
    assert.equal(new TextDecoder().decode(into), "8923");
    assert.equal(await file.read(into), null);
  }));

Deno.test("what cannot be opened is a problem that names it", () =>
  inTemporaryDirectory((directory) => {
    const missing = `${directory}/missing.csv`;
    assert.throws(() => host.openInput(missing), {
      kind: "input",
      message: `Cannot open "${missing}": no such file. Check the path.`,
    });
    assert.throws(() => host.openInput(""), { kind: "input" });
    assert.throws(() => host.openInput(directory), {
      kind: "input",
      message: `Cannot open "${directory}": it is a directory. Name a file.`,
    });
    assert.equal(host.exists(missing), false);
    assert.equal(host.exists(directory), true);
    return Promise.resolve();
  }));

testUnless(
  missingProgram("mkfifo"),
  "a named pipe is a stream that is opened when it is read",
  () =>
    inTemporaryDirectory(async (directory) => {
      const path = `${directory}/pipe`;
      assert.equal((await run(["mkfifo", path], { cwd: directory })).code, 0);
      using file = host.openInput(path);
      assert.deepEqual([file.size, file.inode], [null, null]);
      const written = Deno.writeTextFile(path, "hello");
      const into = new Uint8Array(10);
      assert.equal(await file.read(into), 5);
      await written;
      assert.throws(() => file.seek(0), /stream/);
    }),
);

Deno.test("a text is read whole, without its byte order mark; noise and endless streams are refused", () =>
  inTemporaryDirectory(async (directory) => {
    const path = `${directory}/q.sql`;
    const text = "SELECT 'é' -- " + "ü".repeat(70_000);
    Deno.writeTextFileSync(path, `\ufeff${text}`);
    assert.equal(await host.readText(path), text);
    Deno.writeFileSync(path, Uint8Array.of(0x41, 0xff, 0x42));
    await assert.rejects(host.readText(path), { kind: "data" });
    if (!isWindows) await assert.rejects(host.readText("/dev/zero"), { kind: "data" });
    await assert.rejects(host.readText(`${directory}/none.sql`), { kind: "input" });
  }));

Deno.test("all is written, whatever the system takes at once", () => {
  const taken: number[] = [];
  let calls = 0;
  const slow = {
    isTerminal: () => false,
    writeSync(bytes: Uint8Array) {
      calls++;
      if (calls % 2 === 1) throw new Deno.errors.WouldBlock("try again");
      taken.push(...bytes.subarray(0, 3));
      return Math.min(3, bytes.length);
    },
  };
  const output = standardOutput(slow, "standard output", () => undefined);
  output.write("0123456é");
  assert.equal(new TextDecoder().decode(Uint8Array.from(taken)), "0123456é");
  assert.deepEqual([output.isTerminal, output.columns()], [false, 80]);
});

Deno.test("an output that fails is told from one whose reader has gone", () => {
  const failing = (error: Error) =>
    standardOutput(
      {
        isTerminal: () => false,
        writeSync() {
          throw error;
        },
      },
      "standard output",
      () => undefined,
    );
  assert.throws(() => failing(new Deno.errors.BrokenPipe()).write("x"), BrokenPipe);
  assert.throws(
    () => failing(new Error("No space left on device (os error 28)")).write("x"),
    (error) =>
      error instanceof Problem && error.kind === "io" &&
      error.message === "Cannot write to standard output: No space left on device.",
  );
});

Deno.test("sleeping ends when its time is over, or when it is to stop", async () => {
  const stop = new AbortController();
  const begun = host.monotonic();
  await host.sleep(0.02, stop.signal);
  assert.ok(host.monotonic() - begun >= 0.018);
  await host.sleep(-1, stop.signal);
  const long = host.sleep(1e9, stop.signal);
  stop.abort("SIGINT");
  await long;
  await host.sleep(1e9, stop.signal);
  assert.ok(host.monotonic() - begun < 60);
});

Deno.test("the clock is that of the machine", () => {
  assert.ok(Math.abs(host.now() - Date.now() / 1000) < 60);
});

Deno.test("a variable that may not be read is not set, and nobody is asked", async () => {
  const body = `console.log(host.env("ALLOWED"), host.env("FORBIDDEN"), host.env("UNSET"));`;
  const { stdout } = await run([...deno("--allow-env=ALLOWED,UNSET"), ...program(body)], {
    cwd: PROJECT,
    env: { ALLOWED: "1", FORBIDDEN: "2" },
  });
  assert.equal(stdout, "1 undefined undefined\n");
});

Deno.test("standard input is a stream", async () => {
  const body = `const input = host.stdin(), into = new Uint8Array(10);
    console.log(input.size, await input.read(into), await input.read(into));`;
  const { stdout } = await run([...deno(), ...program(body)], { cwd: PROJECT, stdin: "hello" });
  assert.equal(stdout, "null 5 null\n");
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  testUnless(
    isWindows ? "Windows has no such signals" : null,
    `${signal} asks to stop once, and the second time ends the process`,
    async () => {
      const body = `const stop = host.stopSignal();
      stop.addEventListener("abort", () => host.stdout.write(\`stopped by \${stop.reason}\\n\`));
      host.stdout.write("ready\\n");
      setTimeout(() => {}, 60_000);`;
      const child = start([...deno(), ...program(body)], { cwd: PROJECT });
      await child.stdin.close();
      await readUntil(child.stdout, (text) => text.includes("ready\n"));
      child.kill(signal);
      assert.equal(await readUntil(child.stdout, (text) => text.endsWith("\n")), `stopped by ${signal}\n`);
      child.kill(signal);
      assert.equal((await child.status).code, code);
      await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
    },
  );
}
