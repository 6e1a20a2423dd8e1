// Role: tests of the announcers and of how one is chosen: words, order, quiet and verbose, pipe and terminal, JSON.

import assert from "node:assert/strict";
import { announcer } from "../../../../src/commands/replay/announce/choose.ts";
import type { Announcer } from "../../../../src/commands/replay/events.ts";
import { fakeHost, type FakeSettings } from "../../../fake_host.ts";
import { progress, saved, START, summary } from "../../announce_samples.ts";

interface Asked {
  readonly flags?: readonly string[];
  readonly output?: string;
}

function announced(asked: Asked, settings: FakeSettings, play: (show: Announcer) => void) {
  const host = fakeHost(settings);
  const invocation = {
    flags: Object.fromEntries((asked.flags ?? []).map((flag) => [flag, true as const])),
    values: { output: asked.output },
    lists: {},
    positionals: [],
  };
  play(announcer(invocation, { source: "shop", bucketSize: 10 }, host));
  return { stdout: host.stdout.text, stderr: host.stderr.text };
}

function whole(show: Announcer): void {
  show.start(progress(), null);
  show.saved(saved());
  show.end(summary());
}

const BUCKET = String.raw`2019-02-07T21:12:50Z   1,234 hits    123.40/s   99.91 % ok    1.2 MB  ` +
  String
    .raw`sections /api 1,200, /evil\u{202e}\x1b[2J 30, /c 3  hosts 10.0.0.1 1,234  statuses 200 1,233, 503 1`;
const FIRED = "High traffic generated an alert - hits = 13.49/s, triggered at 2019-02-07T21:12:59Z";
const EXPLAINED = String
  .raw`Explanation of high-traffic at 2019-02-07T21:12:59Z: status 500 from host evil\u{202e}\x1b[2J accounts for 90 % of ` +
  "the hits in 21:11:00 – 21:13:00 (before: 4 %); section /api accounts for 50 % of all hits in 21:11:00 – 21:13:00 (before: no hits)";
const RESOLVED = "Reduced traffic resolved an alert - hits = 9.99/s, resolved at 2019-02-07T21:14:29Z";
const SUMMARY = [
  "10,001 records read = 10,000 accepted + 1 rejected; 4,500 late; 2 buckets, 1 alert; 0.50 s, 6.0 MB/s",
  "Pending: 3 open buckets, 1 provisional alert change, 1 byte of an unfinished last line",
  `Provisional: ${RESOLVED}`,
  "Stored in httplog.db as source shop",
];

Deno.test("in a pipe: one plain line for each bucket and alert, by time, and a summary", () => {
  const { stdout, stderr } = announced({}, {}, whole);
  const second = BUCKET.replace("21:12:50", "21:13:00");
  assert.deepEqual(stdout.split("\n"), [BUCKET, FIRED, EXPLAINED, second, RESOLVED, ...SUMMARY, ""]);
  assert.equal(stderr, "");
});

Deno.test("verbose: rejects with their place, reason and sample", () => {
  const { stdout } = announced({ flags: ["verbose"] }, {}, whole);
  assert.equal(
    stdout.split("\n")[0],
    String
      .raw`/a\x1b.csv:12: rejected: the date is none that the format of this log allows, from 1970 to 9999: x\x1b`,
  );
});

Deno.test("quiet: nothing, in any output and on any terminal", () => {
  for (const output of ["text", "json"]) {
    for (const settings of [{}, { terminal: 80 }]) {
      const said = announced({ flags: ["quiet", "verbose"], output }, settings, whole);
      assert.deepEqual(said, { stdout: "", stderr: "" });
    }
  }
});

Deno.test("the summary says what is left, and nothing of what is not", () => {
  const { stdout } = announced({}, {}, (show) =>
    show.end(summary({
      read: 0,
      accepted: 0,
      rejected: 0,
      late: 0,
      buckets: 0,
      alerts: 0,
      bytes: 0,
      elapsed: 0,
      openBuckets: 0,
      provisional: [],
      pendingBytes: 0,
      status: "interrupted",
    })));
  assert.deepEqual(stdout.split("\n"), [
    "0 records read = 0 accepted + 0 rejected; 0 late; 0 buckets, 0 alerts; 0.00 s, 0.0 MB/s",
    "Interrupted: the next run continues from here",
    "Stored in httplog.db as source shop",
    "",
  ]);
});

Deno.test("a paced run gives the speed of its playback, an empty log says so, and so does a short one", () => {
  const told = (changes: Parameters<typeof summary>[0]) =>
    announced({}, {}, (show) => show.end(summary(changes))).stdout.split("\n");
  assert.match(told({ timescale: 0.01 })[0], /; 0\.50 s, playback at 100x$/);
  assert.match(told({ timescale: 3 })[0], /playback at 0\.333x$/);
  assert.match(told({ isEmpty: true, read: 0 })[0], /^No records: /);
  assert.equal(
    told({ tooShort: { covered: 42, rule: "high-traffic", window: 120 } })[1],
    "Too short for high-traffic: the log covers 42s, its window is 2m",
  );
});

Deno.test("on every terminal from 40 columns up, lines are cut at words and nothing is lost", () => {
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
  const inPipe = announced({ flags: ["verbose"] }, {}, whole).stdout;
  for (let columns = 40; columns <= 160; columns++) {
    const flags = ["verbose", "no-color", "no-progress"];
    const { stdout } = announced({ flags }, { terminal: columns }, whole);
    for (const line of stdout.split("\n")) {
      assert.ok(line.length <= columns || !line.trim().includes(" "), `${columns}: ${line}`);
    }
    assert.deepEqual(words(stdout), words(inPipe), `${columns}`);
  }
});

Deno.test("outliers are counted, shown with --verbose, and pending while they are none yet", () => {
  const outlier = { file: "a.csv", line: 7, offset: 9, reason: "time jump" as const, sample: "h,-,-,9" };
  const { stdout } = announced({ flags: ["verbose"] }, {}, (show) => {
    show.saved({ ...saved(), closed: [], transitions: [], explained: [], rejects: [outlier] });
    show.end(summary({ outliers: 1, waiting: 2, provisional: [] }));
  });
  const [line, counts, pending] = stdout.split("\n");
  assert.match(line, /^a\.csv:7: accepted, an outlier: its time is far ahead of .*: h,-,-,9$/);
  assert.match(counts, / 4,500 late, 1 outlier; /);
  assert.match(pending, /2 records far ahead of the rest of the log/);
});

Deno.test("on a terminal: colour, a status line below, and no line that is too wide", () => {
  const { stdout, stderr } = announced({}, { terminal: 100 }, whole);
  assert.ok(stdout.includes(`\x1b[31m${FIRED}\x1b[0m\n`));
  assert.ok(stdout.includes(`\x1b[32m${RESOLVED}\x1b[0m\n`));
  for (const line of stdout.split("\n").slice(0, 3)) assert.ok(line.length <= 100, line);
  assert.match(stdout, /\n {4}sections /);
  assert.ok(stderr.startsWith("\x1b[?25l\r\x1b[K["), "hides the cursor and draws");
  assert.ok(stderr.endsWith("\r\x1b[K\x1b[?25h"), "erases and shows the cursor");
});

Deno.test("colour and status line can be refused", () => {
  for (
    const [asked, settings] of [
      [{ flags: ["no-color"] }, { terminal: 80 }],
      [{}, { terminal: 80, env: { NO_COLOR: "1" } }],
      [{}, { terminal: 80, env: { TERM: "dumb" } }],
    ] as const
  ) {
    const { stdout, stderr } = announced(asked, settings, whole);
    // deno-lint-ignore no-control-regex -- colour is what is looked for
    assert.doesNotMatch(stdout + stderr, /\x1b\[\d*m/);
  }
  assert.equal(announced({ flags: ["no-progress"] }, { terminal: 80 }, whole).stderr, "");
  assert.equal(announced({}, { terminal: 80, env: { TERM: "dumb" } }, whole).stderr, "");
});

Deno.test("json: one safe object a line, the summary last", () => {
  const { stdout } = announced({ output: "json" }, {}, whole);
  // deno-lint-ignore no-control-regex -- control characters must be escaped
  assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f\u202e]/);
  const objects = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(objects.map(({ type }) => type), [
    "reject",
    "bucket",
    "bucket",
    "alert",
    "alert",
    "explanation",
    "summary",
  ]);
  const [reject, bucket, , fired, resolved, explained, end] = objects;
  assert.deepEqual(reject, {
    type: "reject",
    source: "shop",
    file: "/a\x1b.csv",
    line: 12,
    offset: 99,
    reason: "date",
    sample: String.raw`x\x1b`,
  });
  const { top_sections, top_hosts, top_statuses, ...numbers } = bucket;
  assert.deepEqual(numbers, {
    type: "bucket",
    source: "shop",
    start: START,
    start_iso: "2019-02-07T21:12:50Z",
    size: 10,
    hits: 1234,
    rate: 123.4,
    bytes: 1_234_000,
    successes: 1233,
    failures: 1,
    availability: 1233 / 1234,
    late: 2,
    hosts: 4,
    state: "final",
  });
  assert.equal(top_sections.length, 3);
  assert.deepEqual(top_sections[1], { section: "/evil\u202e\x1b[2J", hits: 30, bytes: 30_000, failures: 0 });
  assert.deepEqual([top_hosts[0].host, top_statuses[1].status], ["10.0.0.1", "503"]);
  assert.deepEqual(fired, {
    type: "alert",
    event: "fired",
    source: "shop",
    rule: "high-traffic",
    time: START + 9,
    iso: "2019-02-07T21:12:59Z",
    value: 13.4916,
    threshold: 10,
    window: 120,
    fired_at: START + 9,
    text: FIRED,
    metric: "rate",
    severity: "page",
    threshold_text: "> 10",
    superseded: false,
    detail: null,
  });
  assert.deepEqual([resolved.event, resolved.time, resolved.value, resolved.text], [
    "resolved",
    START + 99,
    9.9917,
    RESOLVED,
  ]);
  const { causes, text, ...about } = explained;
  assert.deepEqual(about, {
    type: "explanation",
    source: "shop",
    rule: "high-traffic",
    fired_at: START + 9,
    fired_iso: "2019-02-07T21:12:59Z",
    measure: "hits",
  });
  assert.deepEqual(causes[1], {
    ...{
      status: null,
      section: "/api",
      host: null,
      amount: 50,
      share: 0.5,
      before: null,
      lift: null,
      of: "all",
    },
    text: "section /api accounts for 50 % of all hits in 21:11:00 – 21:13:00 (before: no hits)",
  });
  assert.equal(causes[0].host, "evil\u202e\x1b[2J");
  assert.ok(text.startsWith("Explanation of high-traffic at 2019-02-07T21:12:59Z: status 500 from host "));
  assert.deepEqual([end.read, end.megabytes_per_second, end.provisional[0].event], [10_001, 6, "resolved"]);
});

Deno.test("a run that failed leaves no status line and no summary", () => {
  const { stdout, stderr } = announced({}, { terminal: 80 }, (show) => {
    show.start(progress(), null);
    show.end(null);
  });
  assert.equal(stdout, "");
  assert.ok(stderr.endsWith("\x1b[?25h"));
});
