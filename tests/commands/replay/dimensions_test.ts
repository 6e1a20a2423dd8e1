// `--dimensions`: what is stored of a new source, and stays so.

import assert from "node:assert/strict";
import { runCli } from "../../../src/cli/cli.ts";
import { checkDatabase } from "../../../src/stores/sqlite/check/check.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { denoHost } from "../../../src/host/deno/deno_host.ts";
import { fakeHost } from "../../fake_host.ts";
import { DEFAULT_DIMENSIONS } from "../../../src/domain/dimensions/dimensions.ts";
import { inTemporaryDirectory, PROJECT } from "../../process.ts";

const LOG = await Deno.readTextFile(`${PROJECT}sample_data/access.csv`);

async function httplog(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const { stdout, stderr } = fakeHost({});
  const host = Object.assign(Object.create(denoHost({ worker: import.meta.url, exit: Deno.exit })), {
    stdout,
    stderr,
  });
  return { code: await runCli(words, host), out: stdout.text, err: stderr.text };
}

Deno.test("--dimensions: a source keeps the values of those alone, from run to run, and doctor knows", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db] = [`${directory}/a.csv`, `${directory}/a.db`];
    const replay = (...words: string[]) =>
      httplog("replay", log, "--db", db, "--source", "a", "--quiet", "--workers", "0", ...words);
    const counts = () => {
      using reader = sqlite.read(db);
      const rows = (view: string) => Number(reader.query(`SELECT count(*) FROM ${view}`).rows[0][0]);
      const views = ["sections", "hosts", "statuses"].map((name) => rows(`bucket_${name}`) > 0);
      const hours = ["sections", "hosts", "methods"].map((name) => rows(`hourly_${name}`) > 0);
      return [views, hours, reader.query("SELECT dimensions FROM sources").rows[0][0]];
    };
    const kept = [[false, false, true], [false, false, true], "status,method"];
    await Deno.writeTextFile(log, LOG.slice(0, LOG.indexOf("\n", LOG.length >> 1) + 1));
    assert.equal((await replay("--dimensions", "method")).code, 0);
    assert.deepEqual(counts(), kept);
    await Deno.writeTextFile(log, LOG);
    assert.equal((await replay()).code, 0);
    assert.equal((await replay("--dimensions", "status, method")).code, 0);
    assert.deepEqual(counts(), kept);
    assert.deepEqual(checkDatabase(db, true).filter(({ state }) => state !== "ok"), []);

    const other = await replay("--dimensions", "host");
    assert.equal(other.code, 64);
    assert.match(other.err, /stored with --dimensions status,method, not host,status\. .*--fresh.*--source/);
    const unknown = await replay("--dimensions", "host,agents");
    assert.equal(unknown.code, 64);
    assert.match(
      unknown.err,
      /takes all, or names with commas, out of section,host,status,method,.*; "agents" is none of them/,
    );

    const hosts = await httplog("query", "hosts", "--db", db);
    assert.match(
      hosts.out + hosts.err,
      /Missing is source "a": it was begun without hosts \(--dimensions\)\./,
    );
    assert.equal((await httplog("prune", "--older-than", "5m", "--rollup", "5m", "--db", db)).code, 0);
    assert.deepEqual(checkDatabase(db, true).filter(({ state }) => state !== "ok"), []);

    assert.equal((await replay("--fresh")).code, 0);
    assert.deepEqual(counts(), [[true, true, true], [true, true, true], DEFAULT_DIMENSIONS.join(",")]);
    assert.deepEqual(checkDatabase(db, true).filter(({ state }) => state !== "ok"), []);
  }));

Deno.test("--dimensions: an alert of a rule on what is not kept says why it has no values", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db, rules] = [`${PROJECT}sample_data/access.csv`, `${directory}/a.db`, `${directory}/r.toml`];
    await Deno.writeTextFile(
      rules,
      'schema = 1\n[[rule]]\nid = "busy"\nmetric = "count"\nwindow = "1m"\nfire = "> 100"\nmatch = { host = "10.0.0.77" }\n',
    );
    const options = ["--db", db, "--source", "a", "--quiet", "--workers", "0", "--rules", rules];
    assert.equal((await httplog("replay", log, ...options, "--dimensions", "section")).code, 0);
    const alerts = await httplog("query", "alerts", "--db", db, "--format", "csv");
    const [, id] = /^(\d+),.*,busy,/m.exec(alerts.out) ?? [];
    const { out } = await httplog("query", "alert", id, "--db", db);
    assert.match(
      out,
      /Value\n {2}Not known\. Missing is source "a": it was begun without hosts \(--dimensions\)\./,
    );
    const json = await httplog("query", "alert", id, "--db", db, "--format", "json");
    assert.match(json.err, /without hosts/);
  }));
