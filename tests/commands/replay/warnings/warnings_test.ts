// What a run warns of at its end, also with --quiet: that most records are late, or that none lies within --since and --until.

import assert from "node:assert/strict";
import { replay } from "../../../../src/commands/replay/replay.ts";
import type { InputFile } from "../../../../src/host/host.ts";
import { fakeHost, memoryInput } from "../../../fake_host.ts";
import { inTemporaryDirectory, isLockedHere } from "../../../process.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
const START = 1_600_000_000;

/** What a quiet run of these logs warns of. */
function warned(logs: readonly string[], values: Readonly<Record<string, string>> = {}): Promise<string> {
  return inTemporaryDirectory(async (directory) => {
    const positionals = logs.map((text, at) => {
      Deno.writeTextFileSync(`${directory}/web${at}.csv`, HEADER + text);
      return `${directory}/web${at}.csv`;
    });
    const host = fakeHost({ now: START + 86_400 }), db = `${directory}/x.db`;
    const invocation = {
      flags: { quiet: true } as const,
      values: { db, source: "x", ...values },
      lists: {},
      positionals,
    };
    assert.equal(await replay.run(invocation, host), 0);
    return host.stderr.text;
  });
}

function lineAt(time: number): string {
  return `h,-,-,${time},GET / HTTP/1.1,200,1\n`;
}

Deno.test("a header with other columns in mid-file is named, the same one is not", async () => {
  const lines = Array.from({ length: 300 }, (_, i) => lineAt(START + i));
  const again = [...lines.slice(0, 200), HEADER, ...lines.slice(200)].join("");
  assert.equal(await warned([again]), "");
  const swapped = again.replace(HEADER, HEADER.replace("status,bytes", "bytes,status"));
  assert.match(
    await warned([again, swapped]),
    /^httplog: warning: Line 202 of "[^"]*web1\.csv" is a header with other columns than the first one: .*--fresh\.\n$/,
  );
});

/** Records of `count` seconds, of which each `every`th came a minute late. */
function disordered(count: number, every: number): string {
  return Array.from({ length: count }, (_, i) => lineAt(START + 100 + i - (i % every === 0 ? 60 : 0))).join(
    "",
  );
}

Deno.test("a run with late records says that alerts do not see them, which one made them so, and what to do", async () => {
  assert.match(
    await warned([disordered(300, 5)]),
    /^httplog: warning: 59 of 300 records \(.*\) were late, and alerts do not see them.*--lateness 30 s.*--fresh/,
  );
  assert.equal(await warned([disordered(300, 5)], { lateness: "60" }), "");
  // A few, or a small share, are ordinary.
  assert.equal(await warned([disordered(20, 5)]), "");
  assert.equal(await warned([disordered(3000, 150)]), "");
});

Deno.test("one record that moves event time ahead is named with the first one that is late after it", async () => {
  const log = Array.from({ length: 9000 }, (_, i) => lineAt(START + i));
  const shown = (line: number): string => line.toLocaleString("en-US");
  const iso = (time: number): string => new Date(time * 1000).toISOString().replace(".000", "");
  for (const at of [3, 6000, 8998]) {
    const said = await warned([[...log.slice(0, at), lineAt(START + at + 90), ...log.slice(at)].join("")]);
    if (at === 8998) {
      assert.equal(said, "");
      continue;
    }
    const [late, mover] = [
      `line ${shown(at + 3)} of "[^"]*web0\\.csv" \\(${iso(START + at)}\\)`,
      `line ${shown(at + 2)} \\(${iso(START + at + 90)}\\)`,
    ];
    assert.match(said, new RegExp(`source; ${late} came after ${mover}\\. Replay with`));
  }
});

Deno.test("a record that is left out is not named as the one that moves event time ahead", async () => {
  const log = Array.from({ length: 900 }, (_, i) => lineAt(START + i)), ahead = lineAt(START + 1200);
  const lines = [...log.slice(0, 3), lineAt(START + 93), ...log.slice(3, 80), ahead, ...log.slice(80)];
  const until = new Date((START + 1100) * 1000).toISOString();
  assert.match(await warned([lines.join("")], { until }), / came after line 5 \(/);
});

Deno.test("one record that moves event time ahead is named in a log with a record now and then, too", async () => {
  for (const [step, ahead, count] of [[10, 130, 4000], [10, 300, 4000], [60, 600, 3000], [300, 3000, 2000]]) {
    const log = Array.from({ length: count }, (_, i) => lineAt(START + i * step - count * step));
    assert.equal(await warned([log.join("")]), "");
    const at = count >> 1, moved = lineAt(START + at * step - count * step + ahead);
    const said = await warned([[...log.slice(0, at), moved, ...log.slice(at)].join("")]);
    assert.match(said, /were late, and alerts do not see them.* came after line /, `${step} ${ahead}`);
  }
});

Deno.test("of a log with its newest lines first the first line is named, which moved event time", async () => {
  for (const step of [60, 10]) {
    const log = Array.from({ length: 400 }, (_, i) => lineAt(START + 4000 - i * step));
    const late = step === 60 ? 2 : 5;
    assert.match(
      await warned([log.join("")]),
      new RegExp(
        `source; line ${late + 1} of "[^"]*" \\(\\S+\\) came after line 2 \\(2020-09-13T13:33:20Z\\)\\. `,
      ),
      `${step}`,
    );
  }
});

Deno.test("where event time was moved ahead by an earlier run, it is said how far", () =>
  inTemporaryDirectory(async (directory) => {
    const path = `${directory}/web.csv`;
    let said = "";
    for (const [count, time] of [[1, START], [1, START + 90], [3, START + 10]]) {
      const lines = lineAt(time).repeat(count);
      Deno.writeTextFileSync(path, (time === START ? HEADER : "") + lines, { append: true });
      const host = fakeHost({ now: START + 86_400 });
      const values = { db: `${directory}/x.db`, source: "x" };
      const invocation = { flags: { quiet: true } as const, values, lists: {}, positionals: [path] };
      assert.equal(await replay.run(invocation, host), 0);
      said = host.stderr.text;
    }
    assert.match(said, /; line 4 of "[^"]*" \(\S+26:50Z\), where the log had reached 2020-09-13T12:28:10Z\./);
  }));

Deno.test("a log most of whose records are late beside a large one says so, by its name", async () => {
  const large = Array.from({ length: 9000 }, (_, i) => lineAt(START + Math.floor(i / 9))).join("");
  assert.match(
    await warned([large, disordered(60, 2)]),
    /^httplog: warning: \d+ of 60 records of "[^"]*web1\.csv" \(.*\) were late, and alerts do not see them/,
  );
});

Deno.test("standard input that ends within a line says that it was read as it is", async () => {
  const said = (text: string) =>
    inTemporaryDirectory(async (directory) => {
      const host = fakeHost({ now: START + 86_400, stdin: HEADER + text });
      const values = { db: `${directory}/x.db`, source: "x" };
      const invocation = { flags: { quiet: true } as const, values, lists: {}, positionals: ["-"] };
      assert.equal(await replay.run(invocation, host), 0);
      return host.stderr.text;
    });
  assert.equal(await said(lineAt(START)), "");
  assert.match(
    await said(lineAt(START) + lineAt(START + 1).slice(0, -1)),
    /^httplog: warning: standard input ended without a line feed, and its last line was read as it is\./,
  );
});

Deno.test("a rotated log that ends within a line is named, with the file behind it where that begins with the rest", async () => {
  /** What the second run says where the rotation cut the last line after so many bytes. */
  const said = (cut: number, rest: (line: string) => string, flags: { complete?: true } = {}) =>
    inTemporaryDirectory(async (directory) => {
      const path = `${directory}/web.csv`,
        line = lineAt(START + 50),
        host = fakeHost({ now: START + 86_400 });
      const run = async (): Promise<void> => {
        const values = { db: `${directory}/x.db`, source: "x" };
        const invocation = {
          flags: { quiet: true as const, ...flags },
          values,
          lists: {},
          positionals: [path],
        };
        assert.equal(await replay.run(invocation, host), 0);
      };
      const text = Array.from({ length: 40 }, (_, i) => lineAt(START + i)).join("");
      Deno.writeTextFileSync(path, HEADER + text);
      await run();
      Deno.writeTextFileSync(path, line.slice(0, cut), { append: true });
      Deno.renameSync(path, `${path}.1`);
      Deno.writeTextFileSync(
        path,
        rest(line.slice(cut)) + text.replaceAll(`${START}`.slice(0, 7), "1600001"),
      );
      await run();
      return host.stderr.text;
    });
  const cut = lineAt(START + 50).length - 2;
  const torn = await said(cut, (rest) => HEADER + rest);
  assert.match(
    torn,
    /^httplog: warning: line 42 of "[^"]*web\.csv\.1" has no line feed, and was read as it is; the first line of "[^"]*web\.csv" behind it is no record\. [^\n]*\n$/,
  );
  assert.match(
    await said(cut, () => HEADER),
    /^httplog: warning: line 42 of "[^"]*web\.csv\.1", its last, has no line feed, and was read as it is\. [^\n]*\n$/,
  );
  assert.equal(await said(cut + 2, () => HEADER), "");
  assert.equal(await said(cut, () => HEADER, { complete: true }), "");
});

Deno.test("a run that leaves out all records says so, with the times that were understood", async () => {
  const text = await warned([disordered(50, 99)], { until: "20190207" });
  assert.match(
    text,
    /^httplog: warning: no record lies before 2019-02-07T00:00:00Z: all 50 were left out.*undo last/,
  );
  assert.equal(await warned([disordered(50, 99)], { until: `${START + 120}` }), "");
});

Deno.test("a log whose first record is of another age says where it begins, once; --since leaves that record out", async () => {
  const log = Array.from({ length: 200 }, (_, i) => lineAt(START + i)).join("");
  for (const first of [0, 946_684_800]) {
    assert.match(
      await warned([lineAt(first) + log]),
      /^httplog: warning: the log begins at \S+T00:00:00Z, [\d,]+ days before its next record.* --since 2020-09-13 --fresh\.\n$/,
    );
  }
  // A log too short to be decided, too.
  assert.match(await warned([lineAt(0) + lineAt(START)]), /the log begins at 1970-01-01T00:00:00Z/);
  assert.equal(await warned([lineAt(0) + log], { since: "2020-09-13" }), "");
  assert.equal(await warned([lineAt(START - 86_400 * 30) + log]), "");
});

/** Records of a clock that begins with 1970, one a second. */
const early = (seconds: number, each = 1): string =>
  Array.from({ length: Math.ceil(seconds / each) }, (_, i) => lineAt(i * each)).join("");

Deno.test("a log that begins with a stretch of another age says where it begins, and where the others do", async () => {
  const log = Array.from({ length: 200 }, (_, i) => lineAt(START + i)).join("");
  const said =
    /^httplog: warning: the log begins at 1970-01-01T00:00:00Z with a stretch that ends [\d,]+ days before its next record, [^\n]* --since 2020-09-13 --fresh\.\n$/;
  for (const before of [early(100), early(3600, 7), early(80_000, 400)]) {
    assert.match(await warned([before + log]), said);
    assert.equal(await warned([before + log], { since: "2020-09-13" }), "");
  }
  // A time far ahead that the log does not follow is none, nor is one of which that is not known yet.
  const former = log.replaceAll(`${START}`.slice(0, 7), "1500000"),
    next = log.replaceAll(`${START}`.slice(0, 7), "1500001");
  assert.match(await warned([former + lineAt(START) + next]), /^httplog: warning: 1 record came [^\n]*\n$/);
  assert.equal(await warned([former + lineAt(START)]), "");
  // More than a day is no start of a machine, and a year without a record may be true.
  assert.equal(await warned([early(90_000, 400) + log]), "");
});

Deno.test("a run that goes on after a stretch of another age says so, once", () =>
  inTemporaryDirectory(async (directory) => {
    const path = `${directory}/web.csv`, said: string[] = [];
    Deno.writeTextFileSync(path, HEADER);
    for (const from of [946_684_800, 946_684_900, START, START + 200]) {
      const text = Array.from({ length: 100 }, (_, i) => lineAt(from + i)).join("");
      Deno.writeTextFileSync(path, text, { append: true });
      const host = fakeHost({ now: START + 86_400 }), values = { db: `${directory}/x.db`, source: "x" };
      await replay.run({ flags: { quiet: true }, values, lists: {}, positionals: [path] }, host);
      said.push(host.stderr.text);
    }
    assert.match(said[2], /^httplog: warning: the log begins at 2000-01-01T00:00:00Z with a stretch/);
    assert.deepEqual([said[0], said[1], said[3]], ["", "", ""]);
  }));

Deno.test("a file without line feeds says that nothing of it is read", async () => {
  const text = Array.from({ length: 3000 }, (_, i) => lineAt(START + i)).join("");
  assert.match(
    await warned([lineAt(START) + text.replaceAll("\n", "\r")]),
    /^httplog: warning: [\d,]+ bytes of ".*web0\.csv" have no line feed, and are not read.*tr '\\r' '\\n'\.\n$/,
  );
  // A line that is being written is shorter.
  assert.equal(await warned([lineAt(START) + lineAt(START).slice(0, -1)]), "");
});

/** What is said of standard input, a run each. */
const saidOfInput = (
  texts: readonly string[],
  values: Readonly<Record<string, string>> = {},
  pause = 0,
): Promise<string> =>
  inTemporaryDirectory(async (directory) => {
    let all = "";
    for (const [at, text] of texts.entries()) {
      const host = fakeHost({ now: START + 86_400 + at * pause, stdin: HEADER + text });
      const invocation = {
        flags: { quiet: true } as const,
        values: { db: `${directory}/x.db`, ...values },
        lists: {},
        positionals: ["-"],
      };
      assert.equal(await replay.run(invocation, host), 0);
      all += host.stderr.text;
    }
    return all;
  });

Deno.test("standard input whose newest part comes first is told which comes first", async () => {
  const part = (from: number) => Array.from({ length: 300 }, (_, i) => lineAt(from + i)).join("");
  const newestFirst = await saidOfInput([part(START + 600) + part(START)]);
  assert.match(
    newestFirst,
    /300 of 600 records .* late.* the oldest comes first, zcat -f \$\(ls -tr access\.log\*\)\. Replay/,
  );
  assert.ok(!(await warned([part(START + 600) + part(START)])).includes("oldest"));
});

Deno.test("standard input that does not continue what was read before says so, where the source was not named", async () => {
  const said = saidOfInput;
  const [first, more, other] = [lineAt(START), lineAt(START) + lineAt(START + 1), lineAt(START + 2)];
  assert.equal(await said([first, more]), "");
  assert.match(
    await said([first, other]),
    /^httplog: warning: standard input does not go on from .* both are one source\./,
  );
  assert.equal(await said([first, other], { source: "mine" }), "");
});

Deno.test("standard input with records of times that had been read says so, also where the source was named", async () => {
  const lines = Array.from({ length: 400 }, (_, i) => lineAt(START + Math.floor(i / 4)));
  const said = async (...texts: (readonly string[])[]): Promise<string> => {
    const given = texts.map((each) => each.join(""));
    return await saidOfInput(given, { source: "mine" });
  };
  // As of tail -n 200, again and again; and of what is new each time.
  assert.match(
    await said(lines.slice(0, 200), lines.slice(100, 300)),
    /^httplog: warning: 96 of 200 records of standard input are of times before the last that was read, [^\n]*count twice[^\n]*\n$/,
  );
  const again = await said(...[0, 1, 2, 3, 4].map((run) => lines.slice(run * 50, run * 50 + 200)));
  assert.equal(again.split("count twice").length, 5, "of each run but the first");
  assert.equal(await said(...[0, 1, 2, 3].map((run) => lines.slice(run * 100, run * 100 + 100))), "");
  assert.equal(await said(lines.slice(0, 200), lines.slice(200)), "");
  assert.equal(await said(lines.slice(0, 200), lines), "");
  // A log out of order by a few.
  assert.equal(await said(lines.slice(0, 198).concat(lines[200]), [lines[199], ...lines.slice(201)]), "");
});

Deno.test("a run of other standard input keeps its locks of the database", () =>
  inTemporaryDirectory(async (directory) => {
    const db = `${directory}/x.db`;
    for (const run of [0, 1]) {
      const text = HEADER + Array.from({ length: 400 }, (_, i) => lineAt(START + run * 400 + i)).join("");
      const input = memoryInput(new TextEncoder().encode(text));
      const file: InputFile = {
        ...input,
        async read(into) {
          const count = await input.read(into);
          if (count === null && run > 0) assert.ok(isLockedHere(db));
          return count;
        },
      };
      const host = { ...fakeHost({ now: START + 86_400 }), stdin: () => file };
      const values = { db, source: "x" };
      assert.equal(
        await replay.run({ flags: { quiet: true }, values, lists: {}, positionals: ["-"] }, host),
        0,
      );
    }
  }));

Deno.test("standard input that was given from its beginning each time and begins anew says what may be missing", async () => {
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => lineAt(START + from + i)).join("");
  const said = (texts: readonly string[], pause = 300) => saidOfInput(texts, { source: "mine" }, pause);
  const MISSING =
    /^httplog: warning: standard input does not begin like [^\n]*last run \(2020-09-14T12:[34][16]:4[0-9]Z\)[^\n]*in each run before [^\n]*\n$/;
  assert.match(await said([lines(0, 100), lines(0, 200), lines(250, 300)]), MISSING);
  // Once: then that is continued. Where there is nothing, as where the server was out of reach, nothing is known.
  assert.match(await said([lines(0, 100), lines(0, 200), lines(250, 300), lines(250, 350)]), MISSING);
  assert.match(
    (await said([lines(0, 100), lines(0, 200), "", lines(250, 300)])).replace("36:40", "31:40"),
    MISSING,
  );
  // What is new of it each time, and the rotated file before the new one in the same minute.
  assert.equal(await said([lines(0, 100), lines(100, 200), lines(200, 300)]), "");
  assert.equal(await said([lines(0, 100), lines(0, 200), lines(0, 250), lines(250, 300)], 1), "");
});

Deno.test("a log that is ahead of the clock says so", async () => {
  const ahead = (seconds: number) =>
    warned([Array.from({ length: 100 }, (_, i) => lineAt(START + 86_400 + seconds - 99 + i)).join("")]);
  assert.match(
    await ahead(7200),
    /^httplog: warning: the log has reached 2020-09-14T14:26:40Z, 2h ahead of this machine's clock: one of the clocks is wrong/,
  );
  assert.equal(await ahead(599), "");
});
