// Role: tests of `httplog check`: what it says of logs of several formats, what it exits with, and that it writes nothing.

import assert from "node:assert/strict";
import { combinedLines, FormatBench, HAPROXY_LINE, jsonLines } from "../format_bench.ts";

/** The value of a label, without the columns between. */
function valueOf(out: string, label: string): string | undefined {
  const line = out.split("\n").find((line) => line.startsWith(`${label} `));
  return line?.slice(label.length).trim();
}

Deno.test("check names the format and why, and shows the first record field by field", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(20));
  const { code, out, err } = await bench.check([log]);
  assert.deepEqual([code, err], [0, ""]);
  assert.equal(valueOf(out, "log"), log);
  assert.match(valueOf(out, "format")!, /^clf: common and combined logs/);
  assert.match(valueOf(out, "because")!, /^the first line that any format accepts is <10\.0\.0\.0 - - \[/);
  assert.equal(valueOf(out, "records"), "20 accepted of 20 (100 %), 0 rejected");
  assert.equal(valueOf(out, "times"), "2023-10-10T00:00:00Z to 2023-10-10T00:00:19Z");
  assert.equal(valueOf(out, "fields"), "time, status, bytes, host, request, agent");
  assert.equal(valueOf(out, "not there"), "user, vhost, referrer, duration, upstream duration");
  assert.match(
    valueOf(out, "next")!,
    /^\S+ would accept 0 of the first 20 lines: of the first line it says that /,
  );
  for (
    const [label, value] of [
      ["  time", "2023-10-10T00:00:00Z (1696896000)"],
      ["  status", "200"],
      ["  bytes", "12"],
      ["  host", "10.0.0.0"],
      ["  request", "GET /a/0 HTTP/1.1"],
      ["  agent", "curl/8.0"],
    ]
  ) assert.equal(valueOf(out, label), value);
});

Deno.test("check writes nothing: no database, and no file beside the log", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(3));
  await bench.check([log], { env: { HTTPLOG_DB: bench.path("other.db") } });
  assert.deepEqual([...Deno.readDirSync(bench.directory)].map(({ name }) => name), ["access.log"]);
});

Deno.test("check counts rejects by reason, with the first line of each, escaped", async () => {
  using bench = new FormatBench();
  const bad = '10.0.0.1 - - [10/Oct/2023:00:00:00 +0000] "GET / HTTP/1.1" 99 12\n';
  const log = bench.write("access.log", `${combinedLines(2)}\x1b[31mjunk\n${bad}${bad}${combinedLines(1)}`);
  const { code, out } = await bench.check([log]);
  assert.equal(code, 0);
  assert.equal(valueOf(out, "records"), "3 accepted of 6 (50 %), 3 rejected");
  const rejected = out.split("\n").filter((line) => line.startsWith("rejected "));
  assert.deepEqual(rejected.map((line) => line.replace(/^rejected +/, "")), [
    "2: the status is not three digits from 100 to 999; the first at line 4: <" + bad.trim() + ">",
    "1: the line is not of the form of the other lines of this log; the first at line 3: <\\x1b[31mjunk>",
  ]);
  assert.ok(!out.includes("\x1b"));
});

Deno.test("check says what every format finds wrong with a log that none accepts", async () => {
  using bench = new FormatBench();
  const log = bench.write("notes.txt", "Dear diary\n");
  const { code, out } = await bench.check([log]);
  assert.equal(code, 65);
  assert.match(valueOf(out, "format")!, /^No known format: no line of .* Its first line is <Dear diary>\.$/);
  assert.match(out, /\n {2}json +it is not an object of JSON\n/);
  assert.match(out, /\n {2}clf +it has fewer than three words/);
});

Deno.test("check takes a format that is named, and says so", async () => {
  using bench = new FormatBench();
  const log = bench.write("access.log", combinedLines(5));
  const { code, out } = await bench.check([log, "--log-format", "squid"]);
  assert.equal(code, 65);
  assert.match(valueOf(out, "because")!, /^--log-format names it; no line begins it$/);
  assert.equal(valueOf(out, "records"), "0 accepted of 5 (0 %), 5 rejected");
  assert.match(valueOf(out, "next")!, /^clf would accept 5 of the first 5 lines/);
  const named = await bench.check([log, "--log-format", "combined"]);
  assert.equal(named.code, 0);
  assert.match(valueOf(named.out, "because")!, /^--log-format names it; the first line of it is </);
});

Deno.test("check needs a zone where the times have none", async () => {
  using bench = new FormatBench();
  const log = bench.write("haproxy.log", HAPROXY_LINE);
  const refused = await bench.check([log]);
  assert.equal(refused.code, 64);
  assert.match(refused.err, /--tz Europe\/Berlin/);
  const { code, out } = await bench.check([log, "--tz", "America/New_York"]);
  assert.equal(code, 0);
  assert.equal(valueOf(out, "times"), "2013-12-09T17:59:46Z to 2013-12-09T17:59:46Z");
  assert.equal(valueOf(out, "  duration"), "99.627 s");
});

Deno.test("check reads several logs, each by itself; the worst decides what it exits with", async () => {
  using bench = new FormatBench();
  const logs = [
    bench.write("a.log", combinedLines(2)),
    bench.write("b.log", jsonLines(3)),
    bench.write("c.log", "what is this\n"),
    bench.write("empty.log", ""),
  ];
  const { code, out } = await bench.check(logs);
  assert.equal(code, 65);
  const parts = out.split("\n\n");
  assert.equal(parts.length, 4);
  assert.match(valueOf(parts[0], "format")!, /^clf/);
  assert.match(valueOf(parts[1], "format")!, /^json/);
  assert.match(valueOf(parts[2], "format")!, /^No known format/);
  assert.equal(valueOf(parts[3], "format"), "none: it has no whole line yet");
  assert.equal((await bench.check(logs.slice(0, 2))).code, 0);
});

Deno.test("check reads standard input and archives, and leaves an unfinished line out unless it is complete", async () => {
  using bench = new FormatBench();
  const text = combinedLines(3);
  assert.equal(
    valueOf((await bench.check(["-"], { stdin: text })).out, "records"),
    "3 accepted of 3 (100 %), 0 rejected",
  );
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const archive = bench.write("access.log.gz", new Uint8Array(await new Response(packed).arrayBuffer()));
  assert.equal(valueOf((await bench.check([archive])).out, "records"), "3 accepted of 3 (100 %), 0 rejected");
  const live = bench.write("live.log", text.slice(0, -1));
  assert.equal(valueOf((await bench.check([live])).out, "records"), "2 accepted of 2 (100 %), 0 rejected");
  assert.equal(
    valueOf((await bench.check([live, "--complete"])).out, "records"),
    "3 accepted of 3 (100 %), 0 rejected",
  );
});

Deno.test("check stays within the width of a terminal, whatever the log holds", async () => {
  using bench = new FormatBench();
  const log = bench.write(
    "access.log",
    combinedLines(1, `/${"very-long-".repeat(3)}`) + "\u202ejunk junk\n".repeat(2),
  );
  for (const width of [60, 100]) {
    const { out } = await bench.check([log], { terminal: width });
    for (const line of out.split("\n")) {
      // A path is one word.
      if (!line.includes(bench.directory)) assert.ok(line.length <= width, `${width}: ${line}`);
    }
    assert.ok(!out.includes("\u202e"));
  }
});

Deno.test("check without a file, and of one that is not there", async () => {
  using bench = new FormatBench();
  assert.equal((await bench.check([])).code, 64);
  assert.equal((await bench.check([bench.path("gone.log")])).code, 66);
});

Deno.test("check says where no record has bytes", async () => {
  using bench = new FormatBench();
  const line = '{"time":"2023-10-10T00:00:00Z","ip":"10.0.0.1","path":"/","status":200,"octets":5}\n';
  const { out } = await bench.check([bench.write("app.log", line)]);
  assert.equal(valueOf(out, "fields"), "time, status, host, target");
  assert.match(valueOf(out, "not there")!, /^bytes, request, /);
});

Deno.test("check says that a duration without a unit is taken as seconds or not read, also inside of docker's JSON", async () => {
  using bench = new FormatBench();
  const noteOf = async (line: string): Promise<string | undefined> => {
    const { code, out } = await bench.check([bench.write("caddy.log", `${line}\n`)]);
    assert.equal(code, 0);
    return valueOf(out, "note");
  };
  const line = (duration: string): string =>
    `{"ts":1696896000.8,"request":{"remote_ip":"10.0.0.1","uri":"/"},"duration":${duration},"size":0,"status":200}`;
  const seconds =
    /^its duration has no unit and is taken as seconds, as Caddy writes it unless .*,duration_ms=duration$/;
  const unknown =
    /^its duration is a whole number without a unit, .*: whole ones are not read; .*,duration_ms=duration \(or duration_ns\)$/;
  for (const [duration, expected] of [["154", unknown], ["0.154", seconds], ["0", seconds]] as const) {
    assert.match((await noteOf(line(duration)))!, expected);
    const wrapped = { log: `${line(duration)}\n`, stream: "stdout", time: "2023-10-10T00:00:00.8Z" };
    assert.match((await noteOf(JSON.stringify(wrapped)))!, expected);
  }
  for (const duration of ['"154ms"', '"-"', "null"]) assert.equal(await noteOf(line(duration)), undefined);
  const named = line("154").replace('"uri":"/"', '"path":"/"').replace("duration", "request_time");
  assert.equal(await noteOf(named), undefined);
});
