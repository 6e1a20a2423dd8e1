// Role: what the API answers: the same rows as the reports, steps that sum to them, and an error for everything else.

import assert from "node:assert/strict";
import type { ApiAnswer, ApiProblem } from "../../src/api/answer.ts";
import { answerRequest } from "../../src/api/answer_request.ts";
import { RESOURCES } from "../../src/api/mod.ts";
import { MOST_ROWS } from "../../src/api/parameters.ts";
import { ASKABLE, DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import { comparison } from "../../src/reports/compare.ts";
import { totalsOf } from "../../src/reports/dimension_totals.ts";
import { GROUPINGS } from "../../src/reports/grouped_totals.ts";
import { REPORTS } from "../../src/reports/mod.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader } from "../../src/stores/store.ts";
import { rowsOf } from "../reports/asked.ts";
import { httplog, replayed } from "../reports/replayed.ts";
import { LAST, START, withLogs } from "../reports/stored_logs.ts";

/** The reply to a path with its parameters. */
function reply(reader: Reader, request: string) {
  const { pathname, searchParams } = new URL(request, "http://localhost/");
  const path = decodeURIComponent(pathname.slice(1));
  return answerRequest({ path, parameters: searchParams, now: LAST }, RESOURCES, reader);
}

function answer(reader: Reader, request: string): ApiAnswer {
  const { status, body } = reply(reader, request);
  assert.equal(status, 200, JSON.stringify(body));
  return body as ApiAnswer;
}

function problem(reader: Reader, request: string): ApiProblem {
  const { status, body } = reply(reader, request);
  assert.notEqual(status, 200, request);
  const document = body as ApiProblem;
  assert.equal(document.status, status);
  assert.equal(document.type, "about:blank");
  assert.match(document.detail, /^\S.*\.$/s);
  return document;
}

/** The rows as objects. */
function objects({ columns, rows }: ApiAnswer): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]])));
}

const sum = (answer: ApiAnswer, column: string): number =>
  objects(answer).reduce((all, row) => all + Number(row[column]), 0);

const rounded = (rate: number): number => Math.round(rate * 10_000) / 10_000;

/** The resource of each report. */
const PATHS = new Map(REPORTS.map(({ name }) => {
  const dimension = DIMENSIONS.find((dimension) => totalsOf(dimension).name === name);
  return [name, dimension === undefined ? name : `values/${dimension.name}`];
}));

// Countries need a file that a person names; a comparison needs two spans, and has a test of its own.
for (const report of REPORTS.filter(({ required = [] }) => required.length === 0)) {
  const path = PATHS.get(report.name)!;
  Deno.test(`${path}: the rows of the report, for the same parameters`, () =>
    withLogs((reader) => {
      const ranged = report.options.includes("since");
      const range = { since: START, until: START + 4000 };
      const asked = [
        ["", {}],
        ["source=blog", { source: "blog" }],
        ["limit=1", { limit: 1 }],
        ...(ranged ? [[`since=${range.since}&until=${range.until}`, range]] as const : []),
      ] as const;
      for (const [query, given] of asked) {
        const found = objects(answer(reader, `${path}?limit=0&${query}`.replace("limit=0&limit", "limit")));
        const expected = rowsOf(reader, report, given);
        const columns = report.columns.filter((name) => report.name !== "alerts" || !/value/.test(name));
        const only = (rows: readonly Record<string, unknown>[]) =>
          rows.map((row) => columns.map((name) => row[name] ?? null));
        assert.deepEqual(only(found), only(expected), query);
      }
    }));
}

for (const { path, summary, parameters, required = [] } of RESOURCES) {
  Deno.test(`${path}: is told apart, and refuses what it does not know`, () =>
    withLogs((reader) => {
      const needed = required.map((name) => `${name}=${name === "with" ? `1h/${START + 60}` : START + 60}`);
      const at = path.replace("{id}", "1");
      if (needed.length > 0) {
        assert.equal(problem(reader, at).parameter, required[0]);
        assert.ok(answer(reader, `${at}?${needed.join("&").replace("1h", String(START))}`).rows.length > 0);
        return;
      }
      assert.match(summary, /^\S.*[^.]$/);
      assert.equal(RESOURCES.filter((other) => other.path === path).length, 1);
      const { columns, rows, notes, range } = answer(reader, at === "alerts/1" ? at : `${at}?source=shop`);
      assert.ok(rows.every((row) => row.length === columns.length));
      assert.ok(notes.every((note) => /^\S.*\.$/.test(note)));
      assert.equal(range.last, at === "alerts/1" ? LAST : range.last);
      assert.equal(problem(reader, `${at}?nothing=1`).parameter, "nothing");
      assert.equal(problem(reader, `${at}?source=shop&source=blog`).parameter, "source");
      assert.equal(problem(reader, `${at}?source=nobody`).status, 404);
      assert.equal(problem(reader, `${at}?limit=x`).parameter, "limit");
      for (
        const name of parameters.filter((name) => ["since", "step", "by", "status", "overlap"].includes(name))
      ) {
        assert.equal(problem(reader, `${at}?${name}=%3Cscript%3E`).parameter, name);
      }
    }));
}

Deno.test("latest: the last final bucket is the last one, whether it has hits or not", async () => {
  const line = (time: number): string => `"h","-","-",${time},"GET /a HTTP/1.0",500,100\n`;
  const burst = Array.from({ length: 9 }, (_, second) => line(START + second)).join("");
  for (
    const [later, expected] of [
      [39, { bucket: null, hits: null, failures: null, availability: null }],
      [40, { bucket: START, hits: 9, failures: 9, availability: 0 }],
      [49, { bucket: START, hits: 9, failures: 9, availability: 0 }],
      [50, { bucket: START + 10, hits: 0, failures: 0, availability: null }],
      [3001, { bucket: START + 2960, hits: 0, failures: 0, availability: null }],
    ] as const
  ) {
    await using log = await replayed(burst + line(START + later));
    using reader = sqlite.read(log.database);
    const [row] = objects(answer(reader, "latest"));
    const { bucket, hits, failures, availability } = row;
    assert.deepEqual({ bucket, hits, failures, availability }, expected, String(later));
  }
});

Deno.test("latest reads one bucket, found by its key: it is asked after every commit", () =>
  withLogs((reader) => {
    const steps: string[] = [];
    const query: Reader["query"] = (sql, parameters) => {
      steps.push(...reader.query(`EXPLAIN QUERY PLAN ${sql}`, parameters).rows.map((row) => String(row[3])));
      return reader.query(sql, parameters);
    };
    assert.ok(answer({ query, [Symbol.dispose]: () => {} }, "latest?source=shop").rows.length === 1);
    const ofBuckets = steps.filter((step) =>
      /^(SCAN|SEARCH) r USING PRIMARY KEY|^SCAN r|^MATERIALIZE/.test(step)
    );
    // The first bucket and rollup of the source, the first of their key, say how old it is, if ten buckets lie together there.
    const firstOfKey = "SEARCH r USING PRIMARY KEY (source_id=?)", keyed = firstOfKey.slice(0, -1);
    assert.deepEqual(ofBuckets, [
      ...[firstOfKey, `${keyed} AND start>? AND start<?)`, firstOfKey, `${keyed} AND start=?)`],
    ]);
  }));

Deno.test("hits of a clock that was ahead are told of where a range holds them", async () => {
  const line = (time: number): string => `"h","-","-",${time},"GET /a HTTP/1.0",200,100\n`;
  const log = Array.from({ length: 200 }, (_, second) => line(START + second));
  const ahead = [line(START + 9000), line(START + 9011)];
  await using plain = await replayed(log.join(""));
  await using odd = await replayed([...log.slice(0, 100), ...ahead, ...log.slice(100)].join(""));
  const notesOf = (database: string, request: string): readonly string[] => {
    using reader = sqlite.read(database);
    return answer(reader, request).notes.filter((note) => note.includes("clock was ahead"));
  };
  for (const path of ["buckets", "values/section", "availability"]) {
    assert.deepEqual(notesOf(plain.database, path), []);
    for (const range of ["", `?since=${START}`, "?since=1h", `?until=${START + 9010}`]) {
      const [note, ...more] = notesOf(odd.database, path + range);
      const hits = range.includes("until") ? "1 hit has a time" : "2 hits have times";
      assert.ok(note?.startsWith(`${hits} after the last record (`), `${path}${range}: ${note}`);
      assert.deepEqual(more, []);
    }
    assert.deepEqual(notesOf(odd.database, `${path}?until=${START + 200}`), []);
  }
  assert.deepEqual(notesOf(odd.database, "runs"), []);
});

Deno.test("a range that begins after the last record says so, wherever there are ranges", () =>
  withLogs((reader) => {
    for (const { path, parameters, required = [] } of RESOURCES) {
      if (!parameters.includes("since")) continue;
      const rest = required.includes("with") ? `&until=${LAST + 20}&with=${START - 60}/${START}` : "";
      for (const since of [LAST + 1, LAST, START]) {
        const { notes } = answer(reader, `${path}?since=${since}${rest}`);
        const said = notes.filter((note) => note.includes("nothing can be shown"));
        assert.equal(said.length, Number(since > LAST), `${path} ${since}: ${notes}`);
        if (since > LAST) {
          assert.match(said[0], /^The last record is of \S+Z, before since \(\S+Z\): nothing/);
        }
      }
    }
  }));

Deno.test("buckets in steps sum to the buckets, and to the classes of their statuses", () =>
  withLogs((reader) => {
    const whole = answer(reader, "buckets?limit=0");
    for (const step of ["1", "60", "1h", "7m", "1d", "7d"]) {
      // 4.5 hours in steps of a second are more than an answer may have.
      if (step === "1") {
        assert.match(problem(reader, `buckets?step=${step}`).detail, /a step of 2 s or more/);
        continue;
      }
      const stepped = answer(reader, `buckets?step=${step}`);
      for (const column of ["hits", "bytes", "failures"]) {
        assert.equal(sum(stepped, column), sum(whole, column));
      }
      const classes = ["1xx", "2xx", "3xx", "4xx", "5xx"].map((name) => sum(stepped, name));
      assert.equal(classes.reduce((all, hits) => all + hits), sum(whole, "hits"));
      const starts = objects(stepped).map(({ start }) => Number(start));
      assert.deepEqual(starts, starts.toSorted((one, other) => one - other));
      assert.ok(starts.every((start) => step === "7d" || start % stepped.step! === 0));
    }
    const monday = objects(answer(reader, "buckets?step=7d"))[0].start;
    assert.equal(new Date(Number(monday) * 1000).getUTCDay(), 1);
  }));

for (const dimension of ASKABLE) {
  Deno.test(`values/${dimension.name}: sparklines and courses sum to the totals`, () =>
    withLogs((reader) => {
      for (const step of ["5m", "1h", "1d"]) {
        const path = `values/${dimension.name}?step=${step}`;
        const totals = answer(reader, path), { sparklines, rows, columns } = totals;
        assert.ok(rows.length > 0);
        assert.equal(sparklines!.hits.length, rows.length);
        for (const [place, row] of rows.entries()) {
          const hits = row[columns.indexOf("hits")];
          assert.equal(sparklines!.hits[place].reduce((all, one) => all + one, 0), hits);
          const value = encodeURIComponent(String(row[columns.indexOf(dimension.name)]));
          assert.equal(sum(answer(reader, `${path}&value=${value}`), "hits"), hits);
        }
      }
      assert.equal(problem(reader, `values/${dimension.name}?value=1`).parameter, "step");
      assert.equal(problem(reader, `values/${dimension.name}?step=30`).parameter, "step");
    }));
}

Deno.test("a span counts back from the last record of the source that is asked for", () =>
  withLogs((reader) => {
    const { range } = answer(reader, "alerts?since=1h&source=shop");
    assert.deepEqual([range.since, range.until, range.last], [LAST - 3600, null, LAST]);
    assert.equal(answer(reader, "alerts?since=0s&source=blog").range.since, START);
  }));

Deno.test("with overlap, alerts that still fired when the range begins are there", () =>
  withLogs((reader) => {
    const all = objects(answer(reader, "alerts"));
    assert.ok(all.length > 0);
    for (const { fired_at, id, resolved_at } of all) {
      const since = Number(fired_at) + 1;
      const ids = (query: string) =>
        objects(answer(reader, `alerts?since=${since}${query}`)).map(({ id }) => id);
      assert.ok(!ids("").includes(id));
      assert.equal(ids("&overlap=1").includes(id), resolved_at === null || Number(resolved_at) > since);
    }
  }));

Deno.test("an alert has its facts, and its value over time as rows", () =>
  withLogs((reader) => {
    const [{ id, rule }] = objects(answer(reader, "alerts"));
    const { alert, columns } = answer(reader, `alerts/${id}`);
    assert.equal(alert?.rule, rule);
    assert.deepEqual(columns, ["time", "value"]);
    assert.equal(problem(reader, "alerts/999999").status, 404);
    assert.equal(problem(reader, "alerts/1e3").status, 404);
  }));

Deno.test("a comparison is that of query, of two spans that have no time in common", () =>
  withLogs((reader) => {
    const [since, until] = [START + 1800, LAST], compared = { since: START, until: START + 1800 };
    const given = { since, until, compared, limit: 20 };
    const found = answer(reader, `compare?since=${since}&until=${until}&with=${START}/${START + 1800}`);
    assert.deepEqual(objects(found), rowsOf(reader, comparison, given));
    assert.ok(found.rows.length > 0);
    // As long as the range, where no end is given.
    assert.ok(answer(reader, "compare?since=10m&with=20m").rows.length > 0, "spans counted back meet");
    const same = answer(reader, `compare?since=${since}&until=${since + 600}&with=${START}`);
    const as = { since, until: since + 600, compared: { since: START, until: START + 600 }, limit: 20 };
    assert.deepEqual(objects(same), rowsOf(reader, comparison, as));
    for (const wrong of [`${since}`, `${START + 5}/${START}`, `${START}/${START + 1}/2`, "x"]) {
      assert.equal(problem(reader, `compare?since=${since}&with=${wrong}`).parameter, "with");
    }
    assert.equal(problem(reader, "compare?since=1h").parameter, "with");
  }));

Deno.test("values of two dimensions are counted apart", () =>
  withLogs((reader) => {
    assert.equal(problem(reader, "availability?section=/api&host=x").parameter, "host");
    assert.ok(answer(reader, "values/host?section=/api").rows.length > 0);
  }));

Deno.test("no answer has more rows than its limit", () =>
  withLogs((reader) => {
    const { rows, notes } = answer(reader, "buckets?limit=2");
    assert.equal(rows.length, 2);
    assert.deepEqual(notes.filter((note) => note.includes("at most")), ["Shown are at most 2 rows."]);
    assert.equal(
      answer(reader, `buckets?limit=${MOST_ROWS * 10}`).notes.some((note) => note.includes("at most")),
      false,
    );
    for (const path of ["buckets?step=300", "values/section?step=300&value=/api"]) {
      const all = answer(reader, path).rows, few = answer(reader, `${path}&limit=2`);
      assert.ok(all.length > 2, path);
      assert.deepEqual(few.rows, all.slice(-2));
      assert.ok(few.notes.some((note) => /at most 2 rows/.test(note)), path);
    }
  }));

Deno.test("what was typed is no SQL, and comes back as text", () =>
  withLogs((reader) => {
    const hostile = `x' OR 1=1 -- "</script><img src=x onerror=alert(1)>`,
      typed = encodeURIComponent(hostile);
    assert.ok(problem(reader, `buckets?source=${typed}`).detail.includes(hostile));
    assert.deepEqual(answer(reader, `values/section?section=${typed}`).rows, []);
    assert.deepEqual(answer(reader, `values/section?value=${typed}&step=1h`).rows, []);
    assert.equal(problem(reader, typed).status, 404);
  }));

for (const { column, name } of GROUPINGS) {
  Deno.test(`${name}: the hits of each over time sum to the totals`, () =>
    withLogs((reader) => {
      const found = answer(reader, `${name}?step=1h`), plain = answer(reader, name);
      assert.deepEqual(found.rows, plain.rows);
      const sums = found.sparklines!.hits.map((hits) => hits.reduce((all, one) => all + one, 0));
      assert.deepEqual(sums, objects(found).map(({ hits }) => hits), column);
    }));
}

Deno.test("a row may be of any number of seconds, where it is of a minute or a day", () =>
  withLogs((reader) => {
    const minutes = answer(reader, "availability?by=1m"), seconds = answer(reader, "availability?by=60s");
    assert.deepEqual(seconds.rows, minutes.rows);
    const even = objects(answer(reader, "availability?by=2h"));
    assert.ok(
      even.length > 1 && even.every(({ start_iso }) => Date.parse(String(start_iso)) % 7_200_000 === 0),
    );
    assert.equal(even.reduce((all, { hits }) => all + Number(hits), 0), sum(minutes, "hits"));
    for (const wrong of ["0s", "367d", "x", "-1m"]) {
      assert.equal(problem(reader, `availability?by=${wrong}`).parameter, "by");
    }
    assert.equal(problem(reader, "visitors?by=30s").parameter, "by");
    const status = objects(answer(reader, "availability?by=1d&status=5xx"));
    assert.deepEqual(status.map(({ hits, failures }) => [hits, failures]), [[20, 20]]);
  }));

Deno.test("a value that nothing can have is told of by the name of its parameter", () =>
  withLogs((reader) => {
    const [note] = answer(reader, "availability?section=blog").notes;
    assert.match(note, /^section "blog" matches nothing: .* Did you mean "\/blog"\?$/);
  }));

Deno.test("the rate of a step that the range divides is that of its part", () =>
  withLogs((reader) => {
    const since = START + 600, until = START + 7800, step = 3600;
    for (const path of ["buckets?", "values/section?value=/api&"]) {
      const rows = objects(answer(reader, `${path}step=${step}&since=${since}&until=${until}`));
      assert.ok(rows.length > 1, path);
      for (const { start, hits, rate } of rows) {
        const seconds = Math.min(Number(start) + step, until) - Math.max(Number(start), since);
        assert.equal(rate, Math.round(Number(hits) / seconds * 10_000) / 10_000, `${path} ${start}`);
      }
    }
  }));

Deno.test("the rate of a range that divides buckets is of the seconds of those that count", async () => {
  const lines = Array.from(
    { length: 7244 },
    (_, at) => `"h","-","-",${START + at},"GET /api HTTP/1.1",200,1\n`,
  );
  for (const size of [10, 60]) {
    await using stored = await replayed(lines.join(""), ["--bucket-size", `${size}`]);
    using reader = sqlite.read(stored.database);
    for (const [since, until] of [[3605, 3665], [3605, 3905], [3599, 7141], [3644, null], [null, 3601]]) {
      const range = [["since", since], ["until", until]].flatMap(([name, time]) =>
        time === null ? [] : [`&${name}=${START + Number(time)}`]
      ).join("");
      for (const path of ["buckets?", "values/section?value=/api&"]) {
        const rows = objects(answer(reader, `${path}step=60${range}`));
        assert.ok(rows.length > 0);
        // What of the last bucket is over yet counts for all of it.
        const whole = until === null ? rows.slice(0, -1) : rows;
        assert.deepEqual(new Set(whole.map(({ rate }) => rate)), new Set([1]), `${size} ${path}${range}`);
      }
    }
  }
});

Deno.test("the rate of the first and the last step is of the seconds of which there are data", async () => {
  const times = [START + 3000, START + 3600, START + 7200, START + 9004];
  const lines = times.map((time) => `"h","-","-",${time},"GET /api HTTP/1.1",200,1\n`.repeat(60));
  await using stored = await replayed(lines.join(""), []);
  using reader = sqlite.read(stored.database);
  for (const path of ["buckets?", "values/section?value=/api&", "values/path?value=/api&"]) {
    const rates = (more: string): unknown[] =>
      objects(answer(reader, `${path}step=3600${more}`)).map((row) => row.rate);
    const expected = [60 / 600, 60 / 3600, 120 / 1810].map(rounded);
    assert.deepEqual(rates(""), expected, path);
    assert.deepEqual(rates(`&since=${START}&until=${START + 14_400}`), expected, path);
  }
});

Deno.test("the rate of a step with late records alone is of the whole step, and late ones of the first step are data", async () => {
  const line = (time: number): string => `"h","-","-",${START + time},"GET /api HTTP/1.1",200,1\n`;
  // The log begins at 3 h and 50 min.
  const log = [13_800, 14_400, 18_000, 3610, 12_000, 18_000].map((time) => line(time).repeat(60)).join("");
  await using stored = await replayed(log, []);
  using reader = sqlite.read(stored.database);
  for (const path of ["buckets?", "values/section?value=/api&", "values/path?value=/api&"]) {
    const rates = (more: string): unknown[] =>
      objects(answer(reader, `${path}step=3600${more}`)).map((row) => row.rate);
    assert.deepEqual(rates("").slice(0, -1), [60 / 3600, 120 / 2400, 60 / 3600].map(rounded), path);
    assert.deepEqual(rates(`&since=${START}&until=${START + 20_000}`), rates(""), path);
  }
  const parts = objects(answer(reader, `buckets?step=3600&since=${START + 3610}&until=${START + 7000}`));
  assert.deepEqual(parts.map(({ rate }) => rate), [rounded(60 / 3390)]);
});

Deno.test("the rate of the first step that prune left is of the seconds that it left", async () => {
  const line = (time: number): string => `"h","-","-",${START + time},"GET /api HTTP/1.1",200,1\n`;
  const times = Array.from({ length: 1440 }, (_, at) => at * 10);
  const log = times.map(line).join("");
  for (const rollup of [[], ["--rollup", "10m"], ["--rollup", "1h"]]) {
    await using stored = await replayed(log, []);
    await httplog("prune", "--db", stored.database, "--older-than", "100m", ...rollup);
    using reader = sqlite.read(stored.database);
    for (const path of ["buckets", "values/section", "values/path", "values/host"]) {
      const value =
        { "values/section": "&value=/api", "values/path": "&value=/api", "values/host": "&value=h" }[path];
      const rates = objects(answer(reader, `${path}?step=3600${value ?? ""}`)).map((row) => row.rate);
      assert.deepEqual(new Set(rates), new Set([0.1]), `${path} ${rollup}`);
    }
  }
});

Deno.test("courses say how many hits they lack of values that buckets do not name", async () => {
  const line = (time: number, host: string): string =>
    `"${host}","-","-",${START + time},"GET /a HTTP/1.1",200,1\n`;
  const busy = (time: number): string => line(time, "busy").repeat(3);
  // Quiet is named by the hour, and by the second bucket alone.
  const log = busy(0) + line(1, "quiet") + line(2, "quiet") + line(70, "quiet") + busy(3500);
  await using stored = await replayed(log, ["--top", "1"]);
  using reader = sqlite.read(stored.database);
  const notesOf = (path: string): readonly string[] =>
    answer(reader, path).notes.filter((note) => note.startsWith("The courses "));
  assert.deepEqual(notesOf("values/host?step=60"), [
    "The courses of 1 value lack hits, up to 2 hits of one: in none are buckets that do not name it, nor records ahead of event time.",
  ]);
  for (const path of ["values/host?step=1h", "values/section?step=60"]) assert.deepEqual(notesOf(path), []);
});

const VALUES = new Map(
  ASKABLE.map(({ name, kind }) => [name.replaceAll("_", "-"), kind === "number" ? "404" : "/a"]),
);

for (const { path, parameters, pairs = [], required = [] } of RESOURCES) {
  const names = parameters.map((name) => name.replaceAll("_", "-")).filter((name) => VALUES.has(name));
  const asked = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other] as const));
  if (asked.length === 0 || required.length > 0) continue;
  Deno.test(`${path}: no value that is asked for is left out of the answer`, () =>
    withLogs((reader) => {
      for (const [one, other] of asked) {
        const request = `${path}?${one}=${VALUES.get(one)}&${other}=${VALUES.get(other)}`;
        const isPair = pairs.some((pair) =>
          [one, other].every((name) => (pair as readonly string[]).includes(name))
        );
        if (!isPair) assert.match(problem(reader, request).detail, /do not go together/);
        else {
          for (const row of objects(answer(reader, request))) {
            assert.deepEqual(
              [one, other].map((name) => row[row.dimension === name ? "value" : "with_value"]),
              [one, other].map((name) => VALUES.get(name)),
            );
          }
        }
      }
      for (const name of names) {
        if (!parameters.includes("step")) break;
        const wanted = `${name}=${VALUES.get(name)}`, own = path.endsWith(`/${name}`);
        const course = problem(reader, `${path}?${wanted}&step=1h&value=404`);
        assert.match(course.detail, /"value" and "[a-z-]+" do not go together/);
        const { status } = reply(reader, `${path}?${wanted}&step=1h`);
        assert.equal(status, own ? 200 : 400, wanted);
      }
    }));
}
