// Role: a log that is followed of which lines are of another form from some on says so once, before it ends; others say nothing.

import assert from "node:assert/strict";
import { runCli } from "../../../../src/cli/cli.ts";
import type { Host } from "../../../../src/host/host.ts";
import { fakeHost } from "../../../fake_host.ts";
import { inTemporaryDirectory } from "../../../process.ts";

const START = Date.UTC(2024, 4, 17, 10) / 1000;

const lines = (from: number, count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(from + at)).join("");

function combined(at: number): string {
  const clock = new Date((START + at) * 1000).toISOString().slice(11, 19);
  return `203.0.113.${at % 50} - - [17/May/2024:${clock} +0000] "GET /a HTTP/1.1" 200 5 "-" "curl"\n`;
}

function json(at: number): string {
  return `{"time":${START + at},"remote_addr":"203.0.113.${
    at % 50
  }","request":"GET /a HTTP/1.1","status":200,` +
    `"body_bytes_sent":5,"http_user_agent":"curl"}\n`;
}

const withDuration = (at: number): string => combined(at).replace(" 200 5 ", " 200 5 0.123 ");
const withoutAgent = (at: number): string => json(at).replace(/,"http_user_agent":"curl"/, "");
const behindTime = (at: number): string => `${new Date((START + at) * 1000).toISOString()} ${combined(at)}`;

const CHANGES = [
  [
    "a field more",
    combined,
    withDuration,
    /"[^"]*access\.log" are not written as the first one of the log: /,
  ],
  ["another time in front of each", combined, behindTime, /"[^"]*access\.log" have something in front /],
  ["a key that is gone", json, withoutAgent, /"[^"]*access\.log" have no user agent, /],
] as const;

/** Of a run that follows a log for six minutes and more: what it says before it is stopped, on the whole, and its exit code. */
interface Followed {
  readonly live: string;
  readonly all: string;
  readonly code: number;
}

/** `isReadBefore`: by another run. `pause` is called at each pause of half a second, with its number from 1 on. */
async function followed(
  begin: string,
  pause: (count: number, log: string) => void,
  isReadBefore = false,
  name = "access.log",
): Promise<Followed> {
  return await inTemporaryDirectory(async (directory) => {
    const log = `${directory}/${name}`, command = ["replay", log, "--db", `${directory}/a.db`, "-q"];
    Deno.writeTextFileSync(log, begin);
    const inner = fakeHost({ now: START + 3600 });
    if (isReadBefore) await runCli([...command, "--source", "s"], fakeHost({ now: START + 3600 }));
    let pauses = 0, live = "";
    const host: Host = Object.create(inner, {
      sleep: {
        value: async (seconds: number, stop: AbortSignal) => {
          pause(++pauses, log);
          if (pauses === LAST) {
            live = inner.stderr.text;
            inner.stop("SIGTERM");
          }
          await inner.sleep(seconds, stop);
        },
      },
    });
    const code = await runCli([...command, "--source", "s", "--follow"], host);
    return { live, all: inner.stderr.text, code };
  });
}

const LAST = 800;

function append(log: string, from: number, count: number, line: (at: number) => string): void {
  Deno.writeTextFileSync(log, lines(from, count, line), { append: true });
}

const isOnce = (text: string): boolean => text.split("the last lines of").length === 2;

for (const [what, line, changed, word] of CHANGES) {
  Deno.test(`a change of the form of a log is told of while it is followed, once: ${what}`, async () => {
    const { live, all, code } = await followed(lines(0, 60, line), (pause, log) => {
      if (pause % 100 === 10) append(log, 100 + pause, 30, changed);
    });
    assert.match(live, word);
    assert.ok(isOnce(all), all);
    assert.equal(code, 143);
  });

  Deno.test(`a change just before the end of a followed log is told of at the end: ${what}`, async () => {
    const { live, all } = await followed(lines(0, 60, line), (pause, log) => {
      if (pause === LAST - 2) append(log, 100, 30, changed);
    });
    assert.equal(live, "");
    assert.match(all, word);
  });

  Deno.test(`nothing is said where few odd lines come and go in a followed log: ${what}`, async () => {
    const { all } = await followed(lines(0, 60, line), (pause, log) => {
      if (pause % 120 === 110) append(log, 100 + pause, 13, pause < 120 ? changed : line);
    });
    assert.equal(all, "");
  });
}

Deno.test("a followed log that is rotated and goes on in another form says so", async () => {
  const { live, all } = await followed(lines(0, 60, combined), (pause, log) => {
    if (pause === 50) Deno.renameSync(log, `${log}.1`);
    if (pause % 100 === 50) append(log, 100 + pause, 30, withDuration);
  });
  assert.match(live, CHANGES[0][3]);
  assert.ok(isOnce(all), all);
});

Deno.test("nothing is said of what is read no more while a log is followed", async () => {
  const { all } = await followed(lines(0, 60, combined) + lines(60, 30, withDuration), (pause, log) => {
    if (pause > 1) return;
    Deno.renameSync(log, `${log}.1`);
    append(log, 100, 30, combined);
  }, true);
  assert.equal(all, "");
});

Deno.test("the next day of a log that is followed by the name of one day is named, once", async () => {
  const text = lines(0, 60, combined);
  for (const [name, isSaid] of [["access-2024-05-18.log", true], ["access-2024-05-16.log", false]] as const) {
    const { live, all } = await followed(
      text,
      (pause, log) => {
        if (pause === 20) Deno.writeTextFileSync(log.replace(/[^/]*$/, name), lines(60, 9, combined));
      },
      false,
      "access-2024-05-17.log",
    );
    const word =
      /^httplog: warning: "access-2024-05-18\.log" lies beside ".*access-2024-05-17\.log", has a later day, and is not/;
    if (isSaid) assert.match(live, word);
    assert.equal(all.split("warning: ").length, isSaid ? 2 : 1, all);
  }
});

const withLength = (at: number): string => combined(at).replace(" 200 5 ", " 200 1444 5 ");
const withPort = (at: number): string =>
  combined(at).replace(/^/, "::ffff:").replace(" ", `:${40_000 + at} `);

for (const [what, begin] of [["that has records", 40], ["that is empty at first", 0]] as const) {
  for (
    const [odd, line, word] of [
      ["a number more", withLength, /of the numbers behind the request/],
      ["a port behind clients", withPort, /the client of most records has its port behind it/],
    ] as const
  ) {
    Deno.test(`a new log ${what} is said to be read wrongly while it is followed, once: ${odd}`, async () => {
      const { live, all } = await followed(lines(0, begin, line), (pause, log) => {
        if (pause % 100 === 10) append(log, 100 + pause, 30, line);
      });
      assert.match(live, word);
      assert.equal(all.split("warning: ").length, 2, all);
    });
  }
}
