// Following: what is appended, rotated and truncated while the program waits is counted as runs would have counted it,
// and a silence lets time go on without deciding anything for good.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { replay } from "../../src/commands/replay/replay.ts";
import { Problem } from "../../src/domain/problem.ts";
import { type FakeHost, fakeHost } from "../fake_host.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
const START = 1_700_000_000;

function lines(from: number, count: number, perSecond = 1): string {
  return Array.from({ length: count }, (_, i) => {
    const time = START + from + Math.floor(i / perSecond);
    return `10.0.0.${i % 3},-,-,${time},GET /api/x HTTP/1.1,200,10\n`;
  }).join("");
}

type Action = (path: string, host: FakeHost, rows: (sql: string) => Row[]) => void;
type Row = Readonly<Record<string, unknown>>;

/** What a test may set up otherwise. */
interface Setting {
  /** Options with values. */
  readonly values?: Readonly<Record<string, string>>;
  /** What is followed, as said in the log's directory; "access.csv" by default. */
  readonly named?: readonly string[];
  /** What the log holds at first; null for no log. A header and 100 lines by default. */
  readonly content?: string | null;
  /** Further files beside it. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Takes the place of opening the file at a path, if it throws. */
  readonly openInput?: (path: string) => void;
  readonly exclude?: readonly string[];
  /** Whether a run without `--follow` comes before. */
  readonly isRead?: boolean;
  /** Called before an opened file is moved to a byte offset. */
  readonly onSeek?: (path: string, offset: number) => void;
}

/** Follows `access.csv` in a new directory; each pause does the next action, and the last one stops it. */
async function following(
  actions: readonly Action[],
  {
    values = {},
    named = ["access.csv"],
    content = HEADER + lines(0, 100),
    beside = {},
    isRead = false,
    exclude = [],
    openInput,
    onSeek,
  }: Setting = {},
): Promise<{ code: number; printed: string; warned: string; rows: (sql: string) => Row[] }> {
  const directory = Deno.realPathSync(Deno.makeTempDirSync());
  const path = `${directory}/access.csv`, db = `${directory}/x.db`;
  if (content !== null) Deno.writeTextFileSync(path, content);
  for (const [name, text] of Object.entries(beside)) Deno.writeTextFileSync(`${directory}/${name}`, text);
  const host = fakeHost({ now: START + 86400 });
  const left = [...actions];
  const query = (sql: string): Row[] => {
    using database = new DatabaseSync(db, { readOnly: true });
    return database.prepare(sql).all().map((row) => ({ ...row }));
  };
  const busy = {
    ...host,
    openInput(path: string) {
      openInput?.(path);
      const file = host.openInput(path), seek = file.seek.bind(file);
      file.seek = (offset) => {
        onSeek?.(path, offset);
        seek(offset);
      };
      return file;
    },
    async sleep(seconds: number, stop: AbortSignal) {
      await host.sleep(seconds, stop);
      const action = left.shift();
      if (action === undefined) host.stop("SIGINT");
      else action(path, host, query);
    },
  };
  const invocation = {
    flags: { follow: true as const },
    values: { db, source: "log", ...values },
    lists: { exclude },
    positionals: named.map((name) => `${directory}/${name}`),
  };
  try {
    if (isRead) await replay.run({ ...invocation, flags: {} }, fakeHost({ now: START + 86400 }));
    const code = await replay.run(invocation, busy);
    const answers = new Map(SQL.map((sql) => [sql, query(sql)]));
    return { code, printed: host.stdout.text, warned: host.stderr.text, rows: (sql) => answers.get(sql)! };
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

const HITS = "SELECT sum(hits) AS hits FROM buckets";
const QUICK = { "alert-window": "20", "alert-threshold": "5" };
const ALERTS = "SELECT fired_at, resolved_at, provisional FROM alerts";
const RUNS = "SELECT status, read, accepted FROM runs";
const OPEN = "SELECT count(*) AS buckets, sum(hits) AS hits FROM buckets WHERE state = 'open'";
const SECONDS = "SELECT time, hits FROM seconds ORDER BY time";
const SQL = [HITS, ALERTS, RUNS, SECONDS];

/** Pauses that outlast two heartbeats. */
const LONG: readonly Action[] = Array(45).fill(() => {});

const append = (from: number, count: number): Action => (path) =>
  Deno.writeTextFileSync(path, lines(from, count), { append: true });

Deno.test("follow: appended, rotated, compressed away, truncated after a copy: every line once", async () => {
  const { code, rows } = await following([
    append(100, 50),
    (path) => {
      Deno.writeTextFileSync(path, lines(150, 10), { append: true });
      Deno.renameSync(path, `${path}.1`);
      Deno.writeTextFileSync(path, HEADER + lines(160, 40));
    },
    (path) => {
      Deno.renameSync(path, `${path}.2`);
      Deno.writeTextFileSync(path, HEADER);
    },
    append(200, 25),
    (path) => {
      Deno.writeTextFileSync(path, lines(225, 5), { append: true });
      Deno.copyFileSync(path, `${path}.3`);
      Deno.truncateSync(path);
    },
    (path) => Deno.writeTextFileSync(path, HEADER + lines(230, 7)),
  ]);
  assert.equal(code, 130);
  assert.deepEqual(rows(HITS), [{ hits: 237 }]);
  assert.deepEqual(rows(RUNS), [{ status: "interrupted", read: 237, accepted: 237 }]);
});

Deno.test("follow: a silence resolves an alert provisionally, and lines decide it", async () => {
  const burst = (path: string) => Deno.writeTextFileSync(path, lines(100, 600, 20), { append: true });
  const pause = () => {};
  const silent = await following([burst, ...Array(200).fill(pause)], { values: QUICK });
  const [alert] = silent.rows(ALERTS) as {
    fired_at: number;
    resolved_at: number | null;
    provisional: number;
  }[];
  assert.ok(alert.fired_at > START + 100 && alert.fired_at < START + 110);
  assert.match(silent.printed, /Reduced traffic resolved an alert .*\(provisional\)/);
  // Its firing lies in the last D seconds, and is not final either; each is told once.
  assert.equal(silent.printed.match(/\(provisional\)/g)!.length, 2);
  const heard = await following([
    burst,
    ...Array(200).fill(pause),
    (path) => Deno.writeTextFileSync(path, lines(400, 1), { append: true }),
  ], { values: QUICK });
  const [decided] = heard.rows(ALERTS) as { resolved_at: number; provisional: number }[];
  assert.deepEqual([decided.provisional, decided.resolved_at > START + 129], [0, true]);
  assert.match(heard.printed, /Reduced traffic resolved an alert [^(]*$/m);
});

Deno.test("follow: time goes on beside a log that is empty, or whose header is unfinished, or that is gone", async () => {
  const burst: Action = (path) => Deno.writeTextFileSync(path, lines(100, 600, 20), { append: true });
  const rotate: Action = (path) => Deno.renameSync(path, `${path}.1`);
  const states: readonly Action[] = [
    (path) => Deno.writeTextFileSync(path, ""),
    (path) => Deno.writeTextFileSync(path, HEADER.slice(0, 20)),
    () => {},
    (path) => Deno.removeSync(`${path}.1`),
  ];
  for (const make of states) {
    const { code, rows, printed } = await following([
      burst,
      (...given) => {
        rotate(...given);
        make(...given);
      },
      ...Array(150).fill(() => {}),
      (path) => Deno.writeTextFileSync(path, HEADER + lines(400, 5)),
    ], { values: QUICK });
    assert.deepEqual([code, rows(HITS)], [130, [{ hits: 705 }]], String(make));
    assert.match(printed, /Reduced traffic resolved an alert .*\(provisional\)/);
    assert.match(printed, /Reduced traffic resolved an alert [^(]*$/m);
  }
});

Deno.test("follow: a log that is empty at first is waited for, alone and beside others", async () => {
  for (const content of ["", HEADER.slice(0, 20), HEADER]) {
    const { code, rows } = await following([
      ...LONG,
      (path) => Deno.writeTextFileSync(path, HEADER + lines(0, 7)),
      ...LONG,
    ], { content });
    assert.deepEqual([code, rows(HITS)], [130, [{ hits: 7 }]], content);
  }
  const fill: Action = (path) => Deno.writeTextFileSync(path.replace("access", "b"), HEADER + lines(100, 9));
  for (const named of [["access.csv", "b.csv"], ["*.csv"], [""]]) {
    const { code, rows } = await following([...LONG, fill, ...LONG], { named, beside: { "b.csv": "" } });
    assert.deepEqual([code, rows(HITS)], [130, [{ hits: 109 }]], String(named));
  }
});

Deno.test("follow: what waits for a silent log alone is told as provisional, while another one goes on", async () => {
  const minute = 60;
  const actions: Action[] = [];
  for (let from = 100; from < 100 + 9 * minute; from += 10) {
    // Between the looks at a log that goes on, the other one's silence lasts longer than two heartbeats.
    actions.push(
      (path) => Deno.writeTextFileSync(path, lines(from, 100, 10), { append: true }),
      () => {},
      () => {},
    );
  }
  const { printed, rows } = await following(actions, {
    values: QUICK,
    named: ["access.csv", "other.csv"],
    // Not the same lines, or it would be a copy.
    beside: { "other.csv": HEADER + lines(1, 99) },
  });
  assert.match(printed, /alert .*\(provisional\)/);
  // Nine minutes behind, it still holds the source back.
  assert.deepEqual(rows(ALERTS).map(({ provisional }) => provisional), [1]);
  assert.deepEqual(rows("SELECT sum(hits) AS hits FROM buckets"), [{ hits: 199 + 9 * 6 * 100 }]);
});

Deno.test("follow: a log that is gone is waited for, under its name, by pattern and in a directory", async () => {
  const remove: Action = (path) => Deno.removeSync(path);
  const moveAway: Action = (path) => Deno.renameSync(path, `${path}.old`);
  for (const named of ["access.csv", "*.csv", ""]) {
    for (const takeAway of [remove, moveAway]) {
      const { code, rows, warned } = await following([
        takeAway,
        () => {},
        (path) => Deno.writeTextFileSync(path, HEADER + lines(100, 20)),
        append(120, 5),
        takeAway,
        ...LONG,
        (path) => Deno.writeTextFileSync(path, HEADER + lines(125, 3)),
      ], { named: [named] });
      assert.deepEqual([code, rows(HITS)], [130, [{ hits: 128 }]], named);
      assert.equal(warned.match(/Waiting until that changes\.\n/g)?.length, 1, warned);
    }
  }
});

Deno.test("follow: a log that is cut and written anew between the look at its beginning and the reading is read once", async () => {
  const old = HEADER + lines(0, 100), anew = HEADER + lines(100, 150);
  let hasCut = false;
  const { rows } = await following([() => {}, () => {}, () => {}], {
    content: old,
    // Only what is read for records begins just there.
    onSeek: (path, offset) => {
      if (hasCut || offset !== old.length) return;
      hasCut = true;
      Deno.writeTextFileSync(path, anew);
    },
  });
  assert.ok(hasCut && anew.length > old.length);
  assert.deepEqual(rows(HITS), [{ hits: 250 }]);
});

Deno.test("follow: with logrotate's nocreate, what is written meanwhile to the renamed log is read", async () => {
  const { code, rows, warned } = await following([
    (path) => Deno.renameSync(path, `${path}.1`),
    ...LONG,
    (path) => Deno.writeTextFileSync(`${path}.1`, lines(100, 11), { append: true }),
    ...LONG,
    (path) => Deno.writeTextFileSync(path, HEADER + lines(111, 3)),
  ]);
  assert.deepEqual([code, rows(HITS), warned], [130, [{ hits: 114 }], ""]);
});

Deno.test("follow: what was written to a log that was empty, and renamed before the next look, is read", async () => {
  for (const content of ["", HEADER]) {
    const { code, rows } = await following([
      (path) => {
        Deno.writeTextFileSync(path, HEADER + lines(0, 12));
        Deno.renameSync(path, `${path}.1`);
      },
      ...LONG,
      (path) => Deno.writeTextFileSync(path, HEADER + lines(12, 3)),
    ], { content });
    assert.deepEqual([code, rows(HITS)], [130, [{ hits: 15 }]]);
  }
});

Deno.test("follow: the other logs are read while one is gone", async () => {
  const other = (path: string): string => path.replace("access", "b");
  const { code, rows } = await following([
    append(101, 5),
    (path) => Deno.removeSync(other(path)),
    append(106, 5),
    () => {},
    (path, _host, rows) => {
      assert.deepEqual(rows(HITS), [{ hits: 111 }], "read while the other one is gone");
      Deno.writeTextFileSync(other(path), HEADER + lines(111, 3));
    },
    append(114, 5),
  ], { named: ["access.csv", "b.csv"], beside: { "b.csv": HEADER + lines(100, 1) } });
  assert.deepEqual([code, rows(HITS)], [130, [{ hits: 119 }]]);
});

Deno.test("follow: a log that may not be read for a while is waited for", async () => {
  let isLocked = false;
  const { code, rows, warned } = await following([
    append(100, 5),
    () => void (isLocked = true),
    append(105, 5),
    ...LONG,
    () => void (isLocked = false),
  ], {
    openInput(path) {
      if (isLocked) {
        throw new Problem("permission", `Cannot open "${path}": permission denied. Run as another.`);
      }
    },
  });
  assert.deepEqual([code, rows(HITS)], [130, [{ hits: 110 }]]);
  assert.match(warned, /^httplog: warning: .*permission denied\. Waiting until that changes\.\n$/);
});

Deno.test("follow: only the first look fails where there is no log", async () => {
  for (const named of ["access.csv", "*.csv", ""]) {
    await assert.rejects(following([], { content: null, named: [named] }), { kind: "input" });
  }
});

Deno.test("follow: open buckets and provisional alerts can be seen after each look", async () => {
  let looks = 0;
  const { code } = await following(
    Array.from({ length: 30 }, (_, i): Action => (path, host, rows) => {
      const hits = 100 + 20 * i;
      assert.deepEqual(rows(HITS), [{ hits }], "all that has been read can be seen");
      const [{ buckets }] = rows(OPEN);
      assert.ok(Number(buckets) >= 4 && Number(buckets) <= 5, `${buckets} buckets are open`);
      append(100 + 20 * i, 20)(path, host, rows);
      looks++;
    }),
  );
  assert.deepEqual([code, looks], [130, 30]);
});

Deno.test("follow: provisional alerts are stored after each look, and told only in a silence", async () => {
  const burst: Action = (path) => Deno.writeTextFileSync(path, lines(100, 500, 20), { append: true });
  const seen: Row[][] = [];
  const look: Action = (_path, host, rows) => {
    seen.push(rows(ALERTS));
    assert.doesNotMatch(host.stdout.text, /provisional/);
  };
  const { printed } = await following([burst, look, ...LONG], { values: QUICK });
  assert.deepEqual(seen[0].map(({ provisional, resolved_at }) => [provisional, resolved_at]), [[1, null]]);
  assert.match(printed, /alert .*\(provisional\)/);
});

Deno.test("follow: what a silence decides is stored, too, where another run has read the log before", async () => {
  // It fires with the last lines, and only a silence can resolve it.
  const content = HEADER + lines(0, 100) + lines(100, 400, 20);
  for (const isRead of [false, true]) {
    const seen: Row[][] = [];
    const look: Action = (_path, _host, rows) => void seen.push(rows(ALERTS));
    const { printed } = await following(Array(200).fill(look), { values: QUICK, content, isRead });
    assert.match(printed, /Reduced traffic resolved an alert .*\(provisional\)/);
    const [alert] = seen.at(-1)!;
    assert.ok(Number(alert.resolved_at) > START + 119, `${isRead}: ${JSON.stringify(alert)}`);
  }
});

Deno.test("follow: lines that are excluded, or are no records, are a silence", async () => {
  const content = HEADER + lines(0, 100) + lines(100, 400, 20);
  const health = (at: number) => `10.0.0.9,-,-,${START + 121 + at},GET /health HTTP/1.1,200,10\n`;
  for (const line of [health, () => "nothing\n"]) {
    for (const isBeside of [false, true]) {
      const seen: Row[][] = [];
      const tick = Array.from({ length: 120 }, (_, at): Action => (path, _host, rows) => {
        seen.push(rows(ALERTS));
        Deno.writeTextFileSync(path, line(Math.floor(at / 2)), { append: true });
      });
      const beside: Record<string, string> = isBeside ? { "b.csv": HEADER + lines(0, 120) } : {};
      const { printed } = await following(tick, {
        ...{ content, beside, named: ["*.csv"], values: { ...QUICK, "idle-advance": "5" } },
        exclude: ["section=/health"],
      });
      assert.match(printed, /Reduced traffic resolved an alert .*\(provisional\)/);
      assert.ok(Number(seen.at(-1)![0].resolved_at) > START + 119);
    }
  }
});

Deno.test("a W3C log is followed through new #Fields, a line that comes in pieces, and rotation", async () => {
  const record = (second: number, fields: readonly string[]): string => {
    const [date, time] = new Date((START + second) * 1000).toISOString().slice(0, 19).split("T");
    const values: Record<string, string> = {
      date,
      time,
      "c-ip": "::1",
      "sc-status": "200",
      "cs-uri-stem": "/a",
    };
    return `${fields.map((name) => values[name]).join(" ")}\n`;
  };
  const first = ["date", "time", "c-ip", "cs-uri-stem", "sc-status"],
    second = ["sc-status", "c-ip", "time", "date"];
  const head = (fields: readonly string[]) => `#Version: 1.0\n#Fields: ${fields.join(" ")}\n`;
  const append = (text: string): Action => (path) => Deno.writeTextFileSync(path, text, { append: true });
  const { code, rows } = await following([
    append(record(1, first).slice(0, 30)),
    append(record(1, first).slice(30) + head(second) + record(2, second)),
    append(record(3, second)),
    (path) => {
      Deno.renameSync(path, `${path}.1`);
      Deno.writeTextFileSync(path, head(first) + record(4, first));
    },
    append(record(5, first)),
    append(""),
  ], { content: head(first) + record(0, first) });
  assert.equal(code, 130);
  assert.deepEqual(
    rows(SECONDS),
    [0, 1, 2, 3, 4, 5].map((each) => ({
      ...{ time: START + each, hits: 1 },
    })),
  );
  assert.deepEqual(rows(RUNS), [{ status: "interrupted", read: 6, accepted: 6 }]);
});
