// Role: tests of what becomes of the options that belong to the stored rows where a first run found no record.

import assert from "node:assert/strict";
import { undo } from "../../../src/commands/database/undo.ts";
import { fakeHost } from "../../fake_host.ts";
import { FormatBench } from "../format_bench.ts";

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
const LINE = "10.0.0.1,-,-,1696896000,GET /a HTTP/1.1,200,12\n";
const STORED = "SELECT bucket_size, lateness, top FROM source";

Deno.test("replay: other options than those of a first run without records are told of, once, also with -q", async () => {
  for (const begun of ["", HEADER]) {
    using bench = new FormatBench();
    const log = bench.write("a.csv", begun), words = [log, "--source", "s", "-q"];
    const options = ["-b", "60", "--lateness", "5", "--top", "3"];
    const quiet = { code: 0, out: "", err: "" };
    assert.deepEqual(await bench.replay([...words, ...options]), quiet);
    assert.deepEqual(await bench.replay([...words, ...options]), quiet);
    assert.deepEqual(await bench.replay([...words, ...options.slice(0, 4), "--top", "4"]), {
      ...quiet,
      err: 'httplog: warning: source "s" was begun with --top 3, not 4; it holds no record yet, and has ' +
        "what this run says from now on.\n",
    });
    bench.write("a.csv", begun === "" ? HEADER + LINE : LINE, true);
    const { code, err } = await bench.replay(words);
    assert.equal(code, 0);
    assert.match(
      err,
      /with --analysis-bucket-size 60, not 10, --lateness 5, not 30, --top 4, not 100; it holds/,
    );
    assert.deepEqual(bench.rows(STORED), [[10, 30, 100]]);
    assert.deepEqual(await bench.replay(words), quiet);
    assert.equal((await bench.replay([...words, "-b", "60"])).code, 64);
    // It asks for other ones by itself.
    assert.deepEqual(await bench.replay([...words, "-b", "60", "--fresh"]), quiet);
  }
});

Deno.test("replay: other options than those of an only run that was undone are told of, and hold", async () => {
  using bench = new FormatBench();
  const words = [bench.write("a.csv", HEADER + LINE), "--source", "s", "-q"];
  await bench.replay([...words, "-b", "60"]);
  const values = { db: bench.path("log.db") };
  await undo.run({ flags: { quiet: true }, values, lists: {}, positionals: ["last"] }, fakeHost());
  const { code, err } = await bench.replay([...words, "-b", "30"]);
  assert.equal(code, 0);
  assert.match(
    err,
    /^httplog: warning: source "s" was begun with --analysis-bucket-size 60, not 30; it holds no/,
  );
  assert.deepEqual(bench.rows(STORED), [[30, 30, 100]]);
});
