// Role: several runs at once on one database, as real processes: one writes, the others do as `--if-busy` says.

import assert from "node:assert/strict";
import { fromSource } from "../end_to_end/programs.ts";
import { inTemporaryDirectory, readUntil, run, start } from "../process.ts";

const { command } = fromSource();
const LINES = 200;
const LOG = "remotehost,rfc931,authuser,date,request,status,bytes\n" +
  Array.from({ length: LINES }, (_, at) => `h,-,-,${1549573860 + at},GET /api HTTP/1.0,200,12\n`).join("");

/** A directory with a log, a database and a run that has its lock. */
async function besideARun(
  work: (cwd: string, holder: Deno.ChildProcess) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (cwd) => {
    Deno.writeTextFileSync(`${cwd}/a.csv`, LOG);
    assert.equal((await run([...command, "a.csv", "--quiet", "--source", "first"], { cwd })).code, 0);
    // Played back so slowly that it will not end by itself.
    const holder = start(
      [...command, "a.csv", "--timescale", "1000", "--source", "slow", "--output", "json"],
      { cwd },
    );
    try {
      while (!isHeld(`${cwd}/httplog.db.lock`)) await new Promise((resolve) => setTimeout(resolve, 5));
      await work(cwd, holder);
    } finally {
      try {
        holder.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await holder.status;
      await Promise.all([
        holder.stdin.close().catch(() => {}),
        holder.stdout.cancel(),
        holder.stderr.cancel(),
      ]);
    }
  });
}

/** Whether the holder has noted itself. */
function isHeld(path: string): boolean {
  try {
    return Deno.readTextFileSync(path).trim() !== "";
  } catch {
    return false;
  }
}

const statuses = async (cwd: string) => {
  const asked = [
    ...command,
    "query",
    "SELECT source, status, message FROM runs ORDER BY id",
    "--format",
    "csv",
  ];
  return (await run(asked, { cwd })).stdout.trim().split(/\r?\n/).slice(1);
};

/** Stops the holder where it waits: in the middle of opening the database, readers would have to wait for it. */
async function stopAtRest(cwd: string, holder: Deno.ChildProcess): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    holder.kill("SIGSTOP");
    if ((await statuses(cwd)).length > 0) return;
    holder.kill("SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.fail("the database cannot be read while it is stopped");
}

Deno.test("a stopped run keeps the lock: another one fails with 75 and names it; a reader does not wait", () =>
  besideARun(async (cwd, holder) => {
    await stopAtRest(cwd, holder);
    const { code, stdout, stderr } = await run([...command, "a.csv", "--quiet"], { cwd });
    assert.deepEqual([code, stdout], [75, ""]);
    assert.match(
      stderr,
      /^httplog: "httplog\.db" is in use by another run \(process \d+, since \S+Z\)\. .*\n$/,
    );
    assert.ok(stderr.includes(`process ${holder.pid},`), stderr);
    assert.equal((await run([...command, "a.csv", "--quiet", "--db", "other.db"], { cwd })).code, 0);
    // The holder may have noted its own run before it was stopped.
    assert.equal((await statuses(cwd))[0], "first,ok,");
    assert.equal((await run([...command, "undo", "1"], { cwd })).code, 75);
    holder.kill("SIGCONT");
  }));

Deno.test("--if-busy skip ends with 0 and one line, which --quiet takes away", () =>
  besideARun(async (cwd) => {
    const said = await run([...command, "a.csv", "--if-busy", "skip"], { cwd });
    assert.deepEqual([said.code, said.stdout], [0, ""]);
    assert.match(
      said.stderr,
      /^httplog: "httplog\.db" is in use by another run \(process .*\)\. This run is skipped\.\n$/,
    );
    assert.deepEqual(
      await run([...command, "a.csv", "--if-busy", "skip", "--quiet"], { cwd }),
      { code: 0, stdout: "", stderr: "" },
    );
  }));

Deno.test("--if-busy wait goes on when the other run was killed", () =>
  besideARun(async (cwd, holder) => {
    const waiting = start([...command, "a.csv", "--if-busy", "wait", "--source", "second"], { cwd });
    await waiting.stdin.close();
    const note = await readUntil(waiting.stderr, (text) => text.includes("Waiting"));
    assert.match(note, /in use by another run \(process \d+, since .*\)\. Waiting until that has ended\.\n/);
    holder.kill("SIGKILL");
    const { code } = await waiting.status;
    await Promise.all([waiting.stdout.cancel(), waiting.stderr.cancel()]);
    assert.equal(code, 0);
    assert.equal((await statuses(cwd)).at(-1), "second,ok,");
  }));

Deno.test("a run that waits ends on a signal, and has done nothing", () =>
  besideARun(async (cwd) => {
    const waiting = start([...command, "a.csv", "--if-busy", "wait", "--source", "second"], { cwd });
    await waiting.stdin.close();
    await readUntil(waiting.stderr, (text) => text.includes("Waiting"));
    waiting.kill("SIGTERM");
    const { code } = await waiting.status;
    await Promise.all([waiting.stdout.cancel(), waiting.stderr.cancel()]);
    assert.equal(code, 143);
    assert.ok(!(await statuses(cwd)).some((row) => row.startsWith("second")));
  }));

Deno.test("six runs at once: each line is counted once, and whoever failed says busy", () =>
  inTemporaryDirectory(async (cwd) => {
    Deno.writeTextFileSync(`${cwd}/a.csv`, LOG);
    for (const [action, allowed] of [["fail", [0, 75]], ["wait", [0]], ["skip", [0]]] as const) {
      const words = ["a.csv", "--quiet", "--if-busy", action, "--db", `${action}.db`];
      const outcomes = await Promise.all(
        Array.from({ length: 6 }, () => run([...command, ...words], { cwd })),
      );
      for (const { code, stdout, stderr } of outcomes) {
        assert.ok((allowed as readonly number[]).includes(code), `${action}: ${code} ${stderr}`);
        assert.deepEqual([stdout, stderr === ""], ["", code === 0]);
      }
      assert.ok(outcomes.some(({ code }) => code === 0), action);
      const sql =
        "SELECT sum(accepted), (SELECT sum(hits) FROM buckets), (SELECT sum(hits) FROM seconds) FROM runs";
      const { stdout } = await run([...command, "query", sql, "--db", `${action}.db`, "--format", "csv"], {
        cwd,
      });
      assert.equal(stdout.trim().split(/\r?\n/)[1], `${LINES},${LINES},${LINES}`, action);
    }
  }));

Deno.test("a killed run is marked by the next one and can be undone", () =>
  inTemporaryDirectory(async (cwd) => {
    Deno.writeTextFileSync(`${cwd}/a.csv`, LOG);
    const words = ["a.csv", "--timescale", "0.005", "--source", "x", "--output", "json"];
    const killed = start([...command, ...words], { cwd });
    await readUntil(killed.stdout, (text) => text.includes('"type":"bucket"') || text.includes("bucket"));
    killed.kill("SIGKILL");
    await killed.status;
    await Promise.all([killed.stdin.close().catch(() => {}), killed.stdout.cancel(), killed.stderr.cancel()]);
    assert.equal((await run([...command, "a.csv", "--quiet", "--source", "y"], { cwd })).code, 0);
    assert.deepEqual(await statuses(cwd), [
      'x,crashed,"no final note: killed, or the disk was full; found by run 2"',
      "y,ok,",
    ]);
    const undone = await run([...command, "undo", "1"], { cwd });
    assert.match(
      undone.stdout,
      /^Undid run 1 of source x: \d+ records? \([\d,]+ bytes\) taken back\. No earlier run .*\n$/,
    );
    assert.deepEqual(await statuses(cwd), [
      'x,undone,"no final note: killed, or the disk was full; found by run 2"',
      "y,ok,",
    ]);
    assert.equal((await run([...command, "a.csv", "--quiet", "--source", "x"], { cwd })).code, 0);
    const sql = "SELECT hits FROM sources ORDER BY name";
    const { stdout } = await run([...command, "query", sql, "--format", "csv"], { cwd });
    assert.deepEqual(stdout.trim().split(/\r?\n/), ["hits", `${LINES}`, `${LINES}`]);
  }));
