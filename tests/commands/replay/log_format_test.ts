// Role: tests of how a replay finds out what its logs are, and of what it says where they are something else.

import assert from "node:assert/strict";
import { combinedLines, FormatBench, HAPROXY_LINE, jsonLines } from "../format_bench.ts";

const CSV =
  "remotehost,rfc931,authuser,date,request,status,bytes\n10.0.0.1,-,-,1696896000,GET /a HTTP/1.1,200,12\n";

Deno.test("a log is read as what its first line says; the source keeps that, and the run says it", async () => {
  const cases = [
    ["clf", combinedLines(3)],
    ["json", jsonLines(3)],
    [
      "w3c",
      "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n" +
      "2023-10-10 00:00:00 ::1 GET /a 200\n".repeat(3),
    ],
    ["csv", "time,client,path,status\n" + "1696896000,10.0.0.1,/a,200\n".repeat(3)],
  ] as const;
  for (const [format, text] of cases) {
    using bench = new FormatBench();
    const log = bench.write("access.log", text);
    const { code, out, err } = await bench.replay([log]);
    assert.deepEqual([code, err], [0, ""], format);
    assert.match(out, new RegExp(`^Read as ${format}: `));
    assert.deepEqual(bench.rows("SELECT format, zone, accepted, rejected FROM source"), [[
      format,
      null,
      3,
      0,
    ]]);
    assert.deepEqual(bench.rows("SELECT DISTINCT section FROM bucket_sections"), [["/a"]]);
    assert.equal((await bench.replay([log, "-q"])).out, "");
    assert.match((await bench.replay([log, "--output", "json"])).out, new RegExp(`"format":"${format}"`));
  }
});

Deno.test("what the usual header of CSV says is worth no further word", async () => {
  using bench = new FormatBench();
  const { out } = await bench.replay([bench.write("access.csv", CSV)]);
  assert.doesNotMatch(out, /Read as/);
});

Deno.test("lines before the one that decides are rejects; a byte order mark and carriage returns are not", async () => {
  using bench = new FormatBench();
  const text = "\ufeff" + `starting up\n\n${combinedLines(2)}`.replaceAll("\n", "\r\n");
  assert.equal((await bench.replay([bench.write("access.log", text), "--max-rejects", "100%"])).code, 0);
  assert.deepEqual(bench.rows("SELECT format, accepted, rejected FROM source"), [["clf", 2, 1]]);
  assert.deepEqual(bench.rows("SELECT line, offset, sample FROM reject"), [[1, 3, "starting up"]]);
  using marked = new FormatBench();
  await marked.replay([marked.write("access.log", `\ufeff${combinedLines(2)}`)]);
  assert.deepEqual(marked.rows("SELECT accepted, rejected FROM source"), [[2, 0]]);
});

Deno.test("a format is never guessed again: what is appended in another one is rejected, with a hint", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(3));
  await bench.replay([log]);
  bench.write("access.log", jsonLines(20), true);
  const { code, err } = await bench.replay([log]);
  assert.equal(code, 65);
  assert.match(err, /20 of 20 records \(100 %\) rejected/);
  assert.match(
    err,
    /hint: .*100 % of the first lines of this run fit json\. .*another --source from here on, with --log-format json\./,
  );
  assert.deepEqual(bench.rows("SELECT format, accepted, rejected FROM source"), [["clf", 3, 20]]);
  // Nor by --fresh of another source, or where a run names it.
  const other = await bench.replay([log, "--log-format", "json"]);
  assert.equal(other.code, 64);
  assert.match(other.err, /stored with --log-format "clf", not "json"\. .*--fresh .*--source/);
  assert.equal((await bench.replay([log, "--log-format", "json", "--fresh"])).code, 0);
  assert.deepEqual(bench.rows("SELECT format, accepted, rejected FROM source"), [["json", 20, 3]]);
});

Deno.test("nothing is consumed before a line has decided; what is not whole yet is left for the next run", async () => {
  using bench = new FormatBench();
  const line = combinedLines(1), log = bench.write("access.log", line.slice(0, 40));
  const first = await bench.replay([log]);
  assert.deepEqual([first.code, first.err], [0, ""]);
  assert.match(first.out, /40 bytes of an unfinished last line/);
  assert.deepEqual(bench.rows("SELECT count(*) FROM input"), [[0]]);
  bench.write("access.log", line.slice(40) + jsonLines(1), true);
  await bench.replay([log]);
  assert.deepEqual(bench.rows("SELECT format, accepted, rejected FROM source"), [["clf", 1, 1]]);
});

Deno.test("a log that no format accepts ends with 65, and leaves no database", async () => {
  using bench = new FormatBench();
  const log = bench.write("notes.txt", "10.0.0.1 - - 10/Oct/2000 GET / 200\x1b[31m\nmore\n");
  for (const words of [[log], [log, "--follow", "--complete"]]) {
    const { code, err } = await bench.replay(words);
    assert.equal(code, 65);
    assert.match(
      err,
      /No known format: no line of ".*notes\.txt" is a record\. Its first line is <10\.0\.0\.1 .*\\x1b\[31m>; the nearest format is clf, but its time is not in square brackets\. See .* httplog check ".*notes\.txt"\.$/,
    );
    assert.throws(() => Deno.statSync(bench.path("log.db")));
  }
  const stdin = await bench.replay(["-", "--source", "x"], { stdin: "hello\nworld\n" });
  assert.equal(stdin.code, 65);
  assert.match(stdin.err, /"standard input".* httplog check -\.$/);
});

Deno.test("a log whose only known time is a number of another kind ends with 65 and how to name the right one", async () => {
  const lines = [1, 2, 3].map((at) => `"2023-11-07T06:21:4${at}Z"`);
  using bench = new FormatBench();
  const json = bench.write(
    "app.log",
    lines.map((time, at) => `{"logged":${time},"ip":"h","path":"/a","status":200,"time":0.0${at}}\n`).join(
      "",
    ),
  );
  const refused = await bench.replay([json]);
  assert.equal(refused.code, 65);
  assert.match(
    refused.err,
    /but its time would be 1970-01-01T00:00:00Z, by the key time with the value 0\.00, which may be a time span/,
  );
  const named = /--log-format (json:time=logged,status=status,host=ip,target=path)\. /.exec(refused.err)![1];
  assert.deepEqual(await bench.replay([json, "-q", "--log-format", named]), { code: 0, out: "", err: "" });
  assert.deepEqual(bench.rows("SELECT start_iso FROM buckets"), [["2023-11-07T06:21:40Z"]]);

  using other = new FormatBench();
  const rows = lines.map((time) => `${time},h,/a,200,0.5\n`).join(""),
    header = "LogDate,ip,path,status,time\n";
  const csv = other.write("app.csv", header + rows);
  const { code, err } = await other.replay([csv, "-q"]);
  assert.equal(code, 65);
  assert.match(err, /3 of 3 records \(100 %\) rejected, because the date is none/);
  assert.match(
    err,
    /hint: .*1970-01-01T00:00:00Z, by the column time with the value 0\.5, .* call it timestamp in/,
  );
  const checked = await other.check([csv]);
  assert.equal(checked.code, 65);
  assert.match(checked.out.replaceAll(/\s+/g, " "), /rejected 3: .* by the column time with the value 0\.5,/);
  const renamed = other.write("app2.csv", header.replace("LogDate", "timestamp") + rows);
  assert.equal((await other.replay([renamed, "-q", "--source", "t"])).code, 0);
  assert.deepEqual(other.rows("SELECT start_iso FROM buckets"), [["2023-11-07T06:21:40Z"]]);
});

Deno.test("a line must decide within the first MiB", async () => {
  using bench = new FormatBench();
  const junk = "some other line of a program that starts\n";
  const within = junk.repeat(Math.floor((1 << 20) / junk.length) - 10);
  const log = bench.write("late.log", within + combinedLines(1));
  assert.equal((await bench.replay([log, "--max-rejects", "100%", "-q"])).code, 0);
  const never = bench.write("never.log", within + junk.repeat(20) + combinedLines(1));
  assert.equal((await bench.replay([never])).code, 65);
  // Named, it is read from its first line on.
  assert.equal((await bench.replay([never, "--log-format", "clf", "--max-rejects", "100%", "-q"])).code, 0);
  const rows = bench.rows("SELECT accepted FROM source ORDER BY name");
  assert.deepEqual(rows, [[1], [1]]);
});

Deno.test("a log that is followed may begin with lines of another kind", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", "starting up\n");
  const { fakeHost } = await import("../../fake_host.ts");
  const { replay } = await import("../../../src/commands/replay/replay.ts");
  const host = fakeHost({ now: 1_700_000_000 });
  let rounds = 0;
  const sleep = host.sleep.bind(host);
  const following = Object.create(host, {
    sleep: {
      value: async (seconds: number, stop: AbortSignal) => {
        rounds++;
        if (rounds === 2) bench.write("access.log", combinedLines(2), true);
        if (rounds === 5) host.stop("SIGINT");
        await sleep(seconds, stop);
      },
    },
  });
  const values = { db: bench.path("log.db"), "max-rejects": "100%" };
  const flags = { follow: true, quiet: true } as const;
  assert.equal(await replay.run({ flags, values, lists: {}, positionals: [log] }, following), 130);
  assert.deepEqual(bench.rows("SELECT format, accepted, rejected FROM source"), [["clf", 2, 1]]);
});

Deno.test("times without a zone need --tz, which the source keeps", async () => {
  using bench = new FormatBench();
  const log = bench.write("haproxy.log", HAPROXY_LINE);
  const refused = await bench.replay([log]);
  assert.equal(refused.code, 64);
  assert.match(refused.err, /times of this log have no zone: .*--tz Europe\/Berlin/);
  assert.throws(() => Deno.statSync(bench.path("log.db")));
  assert.equal((await bench.replay([log, "--tz", "europe/berlin"])).code, 0);
  assert.deepEqual(bench.rows("SELECT format, zone, first_time FROM source"), [
    ["haproxy", "Europe/Berlin", Date.parse("2013-12-09T11:59:46Z") / 1000],
  ]);
  bench.write("haproxy.log", HAPROXY_LINE, true);
  assert.equal((await bench.replay([log])).code, 0);
  assert.deepEqual(bench.rows("SELECT accepted FROM source"), [[2]]);
  const other = await bench.replay([log, "--tz", "UTC"]);
  assert.equal(other.code, 64);
  assert.match(other.err, /stored with --tz "Europe\/Berlin", not "UTC"/);
  for (const zone of ["+02:00", "Mars/Phobos", "Europe/Berlin\x1b"]) {
    const { code, err } = await bench.replay([log, "--tz", zone]);
    assert.equal(code, 64);
    assert.match(err, /--tz takes the name of a time zone/);
    assert.ok(!err.includes("\x1b"));
  }
});

Deno.test("a format that was named and does not fit: rejects, and a hint with the share and the one that would fit", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(30));
  const { code, err } = await bench.replay([log, "--log-format", "json"]);
  assert.equal(code, 65);
  assert.match(err, /30 of 30 records \(100 %\) rejected, because the line is not of the form/);
  assert.match(
    err,
    /hint: 100 % of the records do not fit the format json; 100 % of the first lines fit clf\. .*--log-format clf --fresh/,
  );
  // A few are no reason for a hint.
  const mixed = bench.write("mixed.log", combinedLines(30) + jsonLines(1));
  assert.doesNotMatch((await bench.replay([mixed, "--log-format", "clf"])).err, /hint/);
});

Deno.test("where less than half of the lines fit, the nearest other format is named", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(3) + jsonLines(30));
  const { err } = await bench.replay([log, "--max-rejects", "100%"]);
  assert.match(
    err,
    /hint: 91 % of the records do not fit the format clf; 91 % of the first lines fit json\./,
  );
});

Deno.test("files of another format that were not named are no part of the log; named ones are a mistake", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(3));
  bench.write("access.log.1", jsonLines(3));
  assert.equal((await bench.replay([log])).code, 0);
  assert.deepEqual(bench.rows("SELECT accepted, rejected FROM source"), [[3, 0]]);
  const both = await bench.replay([log, bench.path("access.log.1"), "--source", "both"]);
  assert.equal(both.code, 65);
  assert.match(
    both.err,
    /"[^"]*access\.log\.1" is read as json, "[^"]*access\.log" as clf\. A source has one format/,
  );
});

Deno.test("the inputs of a source may each have other columns", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.csv", CSV);
  await bench.replay([log]);
  Deno.renameSync(log, bench.path("access.csv.1"));
  bench.write("access.csv.1", "10.0.0.2,-,-,1696896001,GET /b HTTP/1.1,200,12\n", true);
  bench.write(
    "access.csv",
    "status,date,bytes,request,remotehost,rfc931,authuser\n200,1696896002,1,GET /c,10.0.0.3,-,-\n",
  );
  assert.equal((await bench.replay([log])).code, 0);
  assert.deepEqual(bench.rows("SELECT accepted, rejected FROM source"), [[3, 0]]);
  assert.deepEqual(bench.rows("SELECT DISTINCT section FROM bucket_sections ORDER BY 1"), [["/a"], ["/b"], [
    "/c",
  ]]);
});

Deno.test("a rotated combined log is read on, compressed too", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(3, "/a"));
  await bench.replay([log]);
  bench.write("access.log", combinedLines(3, "/b", 10), true);
  const bytes = Deno.readFileSync(log);
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  bench.write("access.log.1.gz", new Uint8Array(await new Response(packed).arrayBuffer()));
  bench.write("access.log", combinedLines(3, "/c", 20));
  assert.equal((await bench.replay([log])).code, 0);
  assert.deepEqual(bench.rows("SELECT accepted, rejected FROM source"), [[9, 0]]);
});

Deno.test("a format that does not exist is refused, with those that do", async () => {
  using bench = new FormatBench();
  const { code, err } = await bench.replay([
    bench.write("access.log", combinedLines(1)),
    "--log-format",
    "squit",
  ]);
  assert.equal(code, 64);
  assert.match(
    err,
    /--log-format takes a name, .* Did you mean "squid"\? The names are json, .*clf/,
  );
});

Deno.test("a format is named as people know it, or pasted; of a wrong one the place is shown", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(3));
  const pasted =
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
  for (
    const [format, stored] of [["combined", "clf"], [pasted, pasted], [
      '%h %l %u %t "%r" %>s %b',
      null,
    ]] as const
  ) {
    assert.equal((await bench.replay([log, "--log-format", format, "--fresh", "-q"])).code, 0, format);
    const [[name, accepted, rejected]] = bench.rows("SELECT format, accepted, rejected FROM source");
    assert.deepEqual([accepted, rejected], [3, 0]);
    if (stored !== null) assert.equal(name, stored);
    // The stored text is read as the same format.
    bench.write("access.log", combinedLines(1), true);
    assert.equal((await bench.replay([log, "-q"])).code, 0);
    assert.deepEqual(bench.rows("SELECT accepted, rejected FROM source")[0][1], 0);
    bench.write("access.log", combinedLines(3));
  }
  const { code, err } = await bench.replay([
    log,
    "--log-format",
    "$remote_addr [$time_local] $request$status",
  ]);
  assert.equal(code, 64);
  assert.match(err, /\n *\^/);
});

Deno.test("standard input that a source has read in a format that was named is read so again", async () => {
  using bench = new FormatBench();
  const words = ["-", "--source", "x", "--max-rejects", "100%"];
  const stdin = jsonLines(1) + combinedLines(5);
  assert.equal((await bench.replay([...words, "--log-format", "clf"], { stdin })).code, 0);
  assert.deepEqual(bench.rows("SELECT format, accepted, rejected FROM source"), [["clf", 5, 1]]);
  assert.equal((await bench.replay(words, { stdin: stdin + combinedLines(2) })).code, 0);
  assert.deepEqual(bench.rows("SELECT format, accepted, rejected FROM source"), [["clf", 7, 1]]);
});

Deno.test("a log that has changed its format at a rotation: the hint names the new one, of the part that has it", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(30));
  await bench.replay([log]);
  bench.write("access.log", combinedLines(10), true);
  Deno.renameSync(log, `${log}.1`);
  bench.write("access.log", jsonLines(300));
  const { code, err } = await bench.replay([log, "--max-rejects", "100%"]);
  assert.equal(code, 0);
  assert.match(
    err,
    /hint: 9\d % of the records do not fit the format clf; 100 % of the first lines fit json\./,
  );
  assert.match(err, /another --source from here on, with --log-format json\./);
});

Deno.test("records whose dates lie ahead are no reason to look for another format", async () => {
  using bench = new FormatBench();
  const { code, err } = await bench.replay([
    bench.write("access.log", combinedLines(30).replaceAll("/2023:", "/2099:")),
  ]);
  assert.equal(code, 65);
  assert.match(err, /because the date is more than one day ahead of the clock/);
  assert.doesNotMatch(err, /hint/);
});

Deno.test("a new file in another format, of a source that has records: the hint does not delete these", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(30));
  await bench.replay([log]);
  Deno.renameSync(log, `${log}.1`);
  bench.write("access.log", jsonLines(30));
  const { code, err } = await bench.replay([log]);
  assert.equal(code, 65);
  assert.match(err, /fit json\. If the log has changed to it, give it another --source from here on/);
  assert.doesNotMatch(err, /--fresh/);
});

Deno.test("a format and a zone that were named for a log that is empty yet hold, and --fresh says that it finds another one", async () => {
  const line = (at: number) =>
    `10.0.0.${at} - - [07/Feb/2019:21:00:0${at} +0000] "GET /a HTTP/1.1" 200 1444 "-" "curl"\n`;
  const text = [1, 2, 3].map(line).join("");
  // The number behind the status is that of a request.
  const format =
    '$remote_addr - $remote_user [$time_local] "$request" $status $request_length "$http_referer" "$http_user_agent"';
  using bench = new FormatBench();
  const log = bench.write("access.log", "");
  assert.equal(
    (await bench.replay([log, "--source", "s", "-q", "--log-format", format, "--tz", "Europe/Berlin"])).code,
    0,
  );
  bench.write("access.log", text);
  assert.deepEqual(await bench.replay([log, "--source", "s", "-q"]), { code: 0, out: "", err: "" });
  assert.deepEqual(
    bench.rows("SELECT format <> 'clf', zone, accepted, (SELECT sum(bytes) FROM bucket) FROM source"),
    [
      [1, "Europe/Berlin", 3, 0],
    ],
  );
  const { code, err } = await bench.replay([log, "--source", "s", "-q", "--fresh"]);
  assert.equal(code, 0);
  assert.match(
    err,
    /^httplog: warning: --fresh reads the log as clf: it was read as "[^"]+.*, which --log-format names\.\n$/,
  );
  const again = await bench.replay([log, "--source", "s", "-q", "--fresh"]);
  assert.deepEqual(again, { code: 0, out: "", err: "" });
});
