// Role: `httplog watch` in a real terminal: it draws, follows commits, keys and the size, and gives the terminal back however it
// ends.

import assert from "node:assert/strict";
import { findProgram, missingProgram, testUnless } from "../../outside_program.ts";
import { inTemporaryDirectory, run } from "../../process.ts";
import { logLines, PROGRAM, replayInto } from "../serve/server.ts";

const BEGIN = 1_549_573_860;

/** A terminal that runs a shell with one command. */
class Terminal implements AsyncDisposable {
  readonly #tmux: readonly string[];
  readonly #cwd: string;

  private constructor(cwd: string) {
    this.#cwd = cwd;
    // A server that is being ended still has its socket.
    const socket = Deno.makeTempFileSync({ dir: cwd, prefix: "tmux-" });
    Deno.removeSync(socket);
    this.#tmux = [findProgram("tmux")!, "-f", "/dev/null", "-S", socket];
  }

  static async start(cwd: string, words: string, columns = 80, rows = 24): Promise<Terminal> {
    const terminal = new Terminal(cwd), program = PROGRAM.join(" ");
    const shell =
      `echo BEFORE; ${program} ${words}; echo "CODE $? PID-END"; stty -a | tr ';' '\\n' | grep -w -- -icanon; sleep 60`;
    await terminal.#do(
      "new-session",
      "-d",
      "-x",
      `${columns}`,
      "-y",
      `${rows}`,
      `sh -c '${shell.replaceAll("'", `'\\''`)}'`,
    );
    return terminal;
  }

  async #do(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await run([...this.#tmux, ...words], {
      cwd: this.#cwd,
      env: { TERM: "xterm" },
    });
    assert.equal(code, 0, stderr);
    return stdout;
  }

  keys(...keys: string[]): Promise<string> {
    return this.#do("send-keys", ...keys);
  }

  resize(columns: number, rows: number): Promise<string> {
    return this.#do("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** Waits until the screen looks so, and returns it. */
  async until(pattern: RegExp): Promise<string> {
    const due = Date.now() + 15_000;
    let screen = "";
    while (Date.now() < due) {
      screen = await this.#do("capture-pane", "-p");
      if (pattern.test(screen)) return screen;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error(`The screen does not match ${pattern}:\n${screen}`);
  }

  /** Ends the program by a signal. */
  async signal(signal: Deno.Signal): Promise<void> {
    const shell = (await this.#do("display-message", "-p", "#{pane_pid}")).trim();
    const children = await Deno.readTextFile(`/proc/${shell}/task/${shell}/children`);
    Deno.kill(Number(children.trim().split(" ")[0]), signal);
  }

  /** What the program left, once it has ended: its code, and the terminal as it was. */
  async ended(code: number): Promise<void> {
    const screen = await this.until(/CODE \d+ PID-END/);
    assert.match(screen, /^BEFORE$/m);
    assert.match(screen, new RegExp(`^CODE ${code} PID-END$`, "m"));
    assert.doesNotMatch(screen, /httplog +shop|-icanon/);
    assert.equal(
      (await this.#do("display-message", "-p", "#{cursor_flag} #{alternate_on} #{wrap_flag}")).trim(),
      "1 0 1",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run([...this.#tmux, "kill-server"], { cwd: this.#cwd });
  }
}

const missing = missingProgram("tmux");

testUnless(
  missing,
  "watch: the last column is shown",
  () =>
    inTemporaryDirectory(async (cwd) => {
      await replayInto(cwd, logLines(BEGIN, 300, "/api/x", true), "--alert-threshold", "0.5");
      await using terminal = await Terminal.start(cwd, "watch");
      // The causes are cut to the width.
      const screen = await terminal.until(/^ fires .*high-traffic/m);
      assert.match(screen, /^ fires .{72}…$/m);
    }),
);

testUnless(
  missing,
  "watch: draws, and follows commits, keys and the size of the terminal",
  () =>
    inTemporaryDirectory(async (cwd) => {
      await replayInto(cwd, logLines(BEGIN, 300, "/api/x", true));
      await using terminal = await Terminal.start(cwd, "watch");
      const first = await terminal.until(/q quit/);
      assert.match(first, /^ httplog {2}shop .*last 1h {2}to 2019-02-07 21:15:59 UTC/m);
      assert.match(first, /^ \/api +300 +100\.00 % /m);
      assert.equal(first.trimEnd().split("\n").length, 24);
      await replayInto(cwd, logLines(BEGIN + 300, 60, "/new/x"));
      const written = Date.now();
      await terminal.until(/^ \/new +60 /m);
      assert.ok(Date.now() - written < 2000);
      await terminal.keys("d");
      await terminal.until(/^ 10\.0\.0\.0 +41 /m);
      await terminal.keys("R");
      await terminal.until(/last 10m/);
      // A restored copy takes the place of the database.
      assert.equal((await run([...PROGRAM, "backup", "copy.db", "-q"], { cwd })).code, 0);
      await replayInto(cwd, logLines(BEGIN + 360, 30, "/gone/x"), "--db", "copy.db");
      for (const suffix of ["-wal", "-shm"]) await Deno.remove(`${cwd}/httplog.db${suffix}`).catch(() => {});
      await Deno.rename(`${cwd}/copy.db`, `${cwd}/httplog.db`);
      await terminal.until(/to 2019-02-07 21:17:29 UTC/);
      await terminal.resize(120, 40);
      const large = await terminal.until(/(?:.*\n){39}s source/);
      assert.match(large, /last 10m {2}to 2019-02-07 21:17:29 UTC/);
      await terminal.resize(70, 20);
      await terminal.until(/needs 80 x 24; this terminal has 70 x 20/);
      await terminal.resize(80, 24);
      await terminal.until(/q quit/);
      await terminal.keys("q");
      await terminal.ended(0);
    }),
);

testUnless(
  missing,
  "watch: gives the terminal back after Ctrl-C and after signals",
  () =>
    inTemporaryDirectory(async (cwd) => {
      await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
      for (const [end, code] of [["C-c", 130], ["SIGINT", 130], ["SIGTERM", 143]] as const) {
        await using terminal = await Terminal.start(cwd, "watch --no-color");
        await terminal.until(/q quit/);
        if (end === "C-c") await terminal.keys(end);
        else await terminal.signal(end);
        await terminal.ended(code);
      }
    }),
);

testUnless(
  missing,
  "watch: what a log says does not control the terminal",
  () =>
    inTemporaryDirectory(async (cwd) => {
      const hostile = "/\x1b[2J\x1b]0;owned\x07\u202e";
      await replayInto(cwd, logLines(BEGIN, 30, hostile, true));
      await using terminal = await Terminal.start(cwd, "watch");
      const screen = await terminal.until(/q quit/);
      assert.match(screen, /^ \/\\x1b\[2J\\x1b\]0;own…/m);
      await terminal.keys("q");
      await terminal.ended(0);
    }),
);

Deno.test("watch: without a terminal it says so, and that query prints reports", () =>
  inTemporaryDirectory(async (cwd) => {
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
    for (
      const [words, expected, message] of [
        [
          "watch",
          64,
          /^httplog: watch draws on a whole terminal, .* "httplog query" prints reports anywhere\.\n$/,
        ],
        ["watch --source ship", 64, /No source "ship".*Did you mean "shop"\?/],
        ["watch --db none.db", 66, /No database at "none\.db"/],
        ["watch log.csv", 64, /Unexpected "log\.csv"/],
      ] as const
    ) {
      const { code, stdout, stderr } = await run([...PROGRAM, ...words.split(" ")], { cwd });
      assert.deepEqual([code, stdout], [expected, ""]);
      assert.match(stderr, message);
    }
  }));
