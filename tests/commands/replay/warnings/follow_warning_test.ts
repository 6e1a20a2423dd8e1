// Role: a warning while a log is followed stands on lines of its own, above the status line.

import assert from "node:assert/strict";
import { runCli } from "../../../../src/cli/cli.ts";
import type { Host } from "../../../../src/host/host.ts";
import { fakeHost } from "../../../fake_host.ts";
import { inTemporaryDirectory } from "../../../process.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";

function lines(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `h,-,-,${from + i},GET /,200,1\n`).join("");
}

Deno.test("a gap that is found while a log is followed is warned of above the status line", () =>
  inTemporaryDirectory(async (directory) => {
    const log = `${directory}/a.csv`, inner = fakeHost({ terminal: 80, now: 1_600_000_000 });
    Deno.writeTextFileSync(log, HEADER + lines(1_599_000_000, 500));
    let sleeps = 0;
    const host: Host = Object.create(inner, {
      sleep: {
        value: async (seconds: number, stop: AbortSignal) => {
          // Cut, and written anew: what followed is gone.
          if (++sleeps === 30) Deno.writeTextFileSync(log, HEADER + lines(1_599_000_600, 3));
          if (sleeps === 90) inner.stop("SIGINT");
          await inner.sleep(seconds, stop);
        },
      },
    });
    await runCli(["replay", log, "--db", `${directory}/x.db`, "--follow", "--source", "s"], host);
    const screen = inner.stderr.text;
    assert.match(screen, /live, up to/);
    const at = screen.indexOf("httplog: warning: what followed byte");
    assert.ok(at > 0, screen);
    assert.ok(screen.slice(0, at).endsWith("\r\x1b[K"), JSON.stringify(screen.slice(at - 80, at + 60)));
  }));

Deno.test("the rejects of one of several logs are warned of while they are followed, once", () =>
  inTemporaryDirectory(async (directory) => {
    const logs = [`${directory}/a.csv`, `${directory}/b.csv`], host = fakeHost({ now: 1_600_000_000 });
    Deno.writeTextFileSync(logs[0], HEADER + lines(1_599_000_000, 9000));
    Deno.writeTextFileSync(logs[1], HEADER + lines(1_599_000_000, 50) + "junk\n".repeat(60));
    let sleeps = 0, saidWhileFollowing = "";
    const busy: Host = Object.create(host, {
      sleep: {
        value: async (seconds: number, stop: AbortSignal) => {
          if (++sleeps === 20) saidWhileFollowing = host.stderr.text;
          if (sleeps === 20) host.stop("SIGINT");
          await host.sleep(seconds, stop);
        },
      },
    });
    await runCli(["replay", ...logs, "--db", `${directory}/x.db`, "--follow", "--source", "s", "-q"], busy);
    assert.match(
      saidWhileFollowing,
      /^httplog: warning: 60 of 110 records of "[^"]*b\.csv" \(55 %\) rejected\./,
    );
    assert.equal(host.stderr.text, saidWhileFollowing);
  }));

for (
  const [held, name] of [[false, "no gap, as it was read just before"], [
    true,
    "a gap where reading was held up",
  ]] as const
) {
  Deno.test(`a log that is deleted while its directory is followed is ${name}`, () =>
    inTemporaryDirectory(async (directory) => {
      const log = `${directory}/l/a.csv`, inner = fakeHost({ now: 1_600_000_000 });
      Deno.mkdirSync(`${directory}/l`);
      Deno.writeTextFileSync(log, HEADER + lines(1_599_000_000, 50));
      Deno.writeTextFileSync(
        `${directory}/l/b.csv`,
        HEADER + lines(1_599_000_000, 50).replaceAll("h,", "i,"),
      );
      let sleeps = 0, ahead = 0;
      const host: Host = Object.create(inner, {
        monotonic: { value: () => inner.monotonic() + ahead },
        sleep: {
          value: async (seconds: number, stop: AbortSignal) => {
            if (++sleeps === 20) {
              Deno.removeSync(log);
              if (held) ahead = 60;
            }
            if (sleeps === 60) inner.stop("SIGINT");
            await inner.sleep(seconds, stop);
          },
        },
      });
      await runCli(
        ["replay", `${directory}/l`, "--db", `${directory}/x.db`, "-f", "-q", "--source", "s"],
        host,
      );
      assert.equal(
        /what followed byte \d+ of "[^"]*a\.csv"/.test(inner.stderr.text),
        held,
        inner.stderr.text,
      );
    }));
}

Deno.test("a clock that goes wrong while a log is followed is warned of at once, and again when it does so another time", () =>
  inTemporaryDirectory(async (directory) => {
    const log = `${directory}/a.csv`, host = fakeHost({ now: 1_600_000_000 });
    const append = (from: number, count: number): void =>
      Deno.writeTextFileSync(log, lines(from, count), { append: true });
    Deno.writeTextFileSync(log, HEADER + lines(1_599_000_000, 30_000));
    let pauses = 0, said = "";
    const busy: Host = Object.create(host, {
      sleep: {
        value: async (seconds: number, stop: AbortSignal) => {
          pauses++;
          // Ten minutes behind, 40 records at a time.
          if (pauses < 20) append(1_599_029_400 + pauses, 40);
          if (pauses === 19) said = host.stderr.text;
          if (pauses === 22 || pauses === 23) append(1_599_030_000 + (pauses - 22) * 2500, 2500);
          if (pauses === 24) await host.sleep(3600, stop);
          if (pauses > 25 && pauses < 40) append(1_599_031_700 + pauses, 40);
          if (pauses === 42) host.stop("SIGINT");
          await host.sleep(seconds, stop);
        },
      },
    });
    await runCli(["replay", log, "--db", `${directory}/x.db`, "--follow", "--source", "s", "-q"], busy);
    assert.match(said, /^httplog: warning: 40 of 30,040 records \(under 1 %\) were late, [^\n]*\n$/);
    assert.match(
      host.stderr.text.slice(said.length),
      /^httplog: warning: 120 of the last 120 records \(100 %\) were late, and alerts do not see them: [^\n]*\n$/,
    );
  }));

Deno.test("the first run of a JSON log that is followed ends as that of any other", () =>
  inTemporaryDirectory(async (directory) => {
    const log = `${directory}/a.log`, inner = fakeHost({ now: 1_600_000_000 });
    const record = { time: 1_599_000_000, remote_addr: "h", request: "GET / HTTP/1.1", status: 200 };
    Deno.writeTextFileSync(log, `${JSON.stringify(record)}\n`);
    let sleeps = 0;
    const host: Host = Object.create(inner, {
      sleep: {
        value: async (seconds: number, stop: AbortSignal) => {
          if (++sleeps === 5) inner.stop("SIGTERM");
          await inner.sleep(seconds, stop);
        },
      },
    });
    const code = await runCli(
      ["replay", log, "--db", `${directory}/x.db`, "-f", "-q", "--source", "s"],
      host,
    );
    assert.equal(code, 143, inner.stderr.text);
  }));
