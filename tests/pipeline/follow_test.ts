// Following: what is appended, rotated and truncated while the program waits is counted as runs would have counted it,
// and a silence lets time go on without deciding anything for good.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { replay } from "../../src/commands/replay.ts";
import { fakeHost } from "../fake_host.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
const START = 1_700_000_000;

function lines(from: number, count: number, perSecond = 1): string {
  return Array.from({ length: count }, (_, i) => {
    const time = START + from + Math.floor(i / perSecond);
    return `10.0.0.${i % 3},-,-,${time},GET /api/x HTTP/1.1,200,10\n`;
  }).join("");
}

/** Follows `access.csv` in a new directory; each pause does the next action, and the last one stops it. */
async function following(
  actions: readonly ((path: string, host: ReturnType<typeof fakeHost>) => void)[],
  flags: Readonly<Record<string, string>> = {},
): Promise<{ code: number; printed: string; rows: (sql: string) => unknown[] }> {
  const directory = Deno.realPathSync(Deno.makeTempDirSync());
  const path = `${directory}/access.csv`, db = `${directory}/x.db`;
  Deno.writeTextFileSync(path, HEADER + lines(0, 100));
  const host = fakeHost({ now: START + 86400 });
  const left = [...actions];
  const busy = {
    ...host,
    async sleep(seconds: number, stop: AbortSignal) {
      await host.sleep(seconds, stop);
      const action = left.shift();
      if (action === undefined) host.stop("SIGINT");
      else action(path, host);
    },
  };
  const invocation = {
    flags: { follow: true as const },
    values: { db, source: "log", ...flags },
    lists: {},
    positionals: [path],
  };
  const code = await replay.run(invocation, busy);
  using database = new DatabaseSync(db, { readOnly: true });
  const rows = (sql: string): unknown[] => database.prepare(sql).all().map((row) => ({ ...row }));
  const answers = new Map<string, unknown[]>();
  for (const sql of SQL) answers.set(sql, rows(sql));
  Deno.removeSync(directory, { recursive: true });
  return { code, printed: host.stdout.text, rows: (sql) => answers.get(sql)! };
}

const HITS = "SELECT sum(hits) AS hits FROM buckets";
const ALERTS = "SELECT fired_at, resolved_at, provisional FROM alerts";
const RUNS = "SELECT status, read, accepted FROM runs";
const SQL = [HITS, ALERTS, RUNS];

Deno.test("follow: appended, rotated, compressed away, truncated after a copy: every line once", async () => {
  const append = (from: number, count: number) => (path: string) =>
    Deno.writeTextFileSync(path, lines(from, count), { append: true });
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
  const silent = await following([burst, ...Array(200).fill(pause)], {
    "alert-window": "20",
    "alert-threshold": "5",
  });
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
  ], { "alert-window": "20", "alert-threshold": "5" });
  const [decided] = heard.rows(ALERTS) as { resolved_at: number; provisional: number }[];
  assert.deepEqual([decided.provisional, decided.resolved_at > START + 129], [0, true]);
  assert.match(heard.printed, /Reduced traffic resolved an alert [^(]*$/m);
});
