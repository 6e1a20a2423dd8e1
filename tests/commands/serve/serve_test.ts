// Role: `httplog serve` as a real process: what it serves, whom it refuses, how it ends.

import assert from "node:assert/strict";
import { findProgram, missingProgram, testUnless } from "../../outside_program.ts";
import { inTemporaryDirectory, run } from "../../process.ts";
import { mmdb } from "../../lists/mmdb.ts";
import { logLines, PROGRAM, replayInto, TestServer } from "./server.ts";

const BEGIN = 1_549_573_860;

/** Serves a small database. */
async function served(
  work: (server: TestServer, cwd: string) => Promise<void>,
  ...words: string[]
): Promise<void> {
  await inTemporaryDirectory(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/token`, "0123456789abcdef\n");
    await replayInto(cwd, logLines(BEGIN, 300, "/api/x", true));
    await using server = await TestServer.start(cwd, ...words);
    await work(server, cwd);
  });
}

Deno.test("serve: the page, the API, an entity tag, and every response with its guards", () =>
  served(async (server) => {
    const page = await server.fetch("");
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    const policy = page.headers.get("content-security-policy")!;
    assert.match(policy, /^default-src 'none'; .*frame-ancestors 'none'$/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.match(await page.text(), /^<!doctype html>/i);
    const again = await server.fetch("", { headers: { "if-none-match": page.headers.get("etag")! } });
    assert.equal(again.status, 304);
    await again.body?.cancel();

    const path = "api/v1/buckets?step=1m", answer = await server.fetch(path);
    assert.deepEqual((await answer.json()).rows.length, 5);
    const tag = answer.headers.get("etag")!;
    const known = await server.fetch(path, { headers: { "if-none-match": tag } });
    assert.equal(known.status, 304);
    await known.body?.cancel();
    const head = await server.fetch(path, { method: "HEAD" });
    assert.ok(Number(head.headers.get("content-length")) > 100);
    assert.equal(await head.text(), "");
    for (const { headers } of [page, answer, known, head]) {
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("x-frame-options"), "DENY");
      assert.match(headers.get("content-security-policy")!, /frame-ancestors 'none'/);
      assert.equal(headers.get("set-cookie"), null);
    }
    // By the clock of this machine, so that it is no tag's matter.
    const today = await server.fetch("api/v1/alerts?since=today");
    assert.deepEqual([today.status, today.headers.get("etag")], [200, null]);
    await today.body?.cancel();
    assert.equal((await server.problem("api/v1/nothing")).status, 404);
    assert.equal((await server.problem("api/v1/%ff")).status, 400);
    assert.equal((await server.problem("elsewhere")).status, 404);
    assert.equal((await server.problem("api/v1/buckets?sql=SELECT")).parameter, "sql");
  }));

Deno.test("serve: several answers in one response are those of each alone, and what is wrong with one is its own matter", () =>
  served(async (server) => {
    const asked = [
      "sources",
      "values/section?step=60&limit=5",
      "nothing",
      "buckets?sql=1",
      "%ff",
      "//evil/x",
    ];
    const found = await server.several(asked);
    assert.deepEqual(found.map(({ status }) => status), [200, 200, 404, 400, 400, 404]);
    for (const place of [0, 1]) assert.deepEqual(found[place].body, await server.answer(asked[place]));
    assert.equal(found[3].body.parameter, "sql");
    const head = await server.fetch("api/v1/several?ask=sources", { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    assert.equal(head.headers.get("content-type"), "application/x-ndjson");
    const many = "ask=sources&".repeat(51);
    for (
      const wrong of [
        "",
        "patience=1",
        many,
        "ask=sources&patience=11",
        "ask=sources&patience=x",
        "ask=x&sql=1",
      ]
    ) {
      assert.equal((await server.problem(`api/v1/several?${wrong}`)).status, 400, wrong);
    }
  }));

Deno.test("serve: other methods, bodies, names and origins are refused", () =>
  served(async (server) => {
    const { host, port } = new URL(server.url);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const response = await server.fetch("", { method });
      assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"]);
      await response.body?.cancel();
    }
    const raw = async (head: string) => Number((await server.raw(`${head}\r\n\r\n`)).split(" ")[1]);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: ${host}`), 200);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: localhost:${port}`), 200);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5`), 413);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked`), 413);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: evil.example:${port}`), 421);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example`), 421);
    assert.equal(await raw(`GET / HTTP/1.1`), 400);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://evil.example`), 403);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: null`), 403);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}`), 200);
    const site = (mode: string) => `Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: ${mode}`;
    assert.equal(await raw(`GET /api/v1/runs HTTP/1.1\r\nHost: ${host}\r\n${site("no-cors")}`), 403);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\n${site("navigate")}`), 200);
    assert.equal(await raw(`GET http://evil.example/ HTTP/1.1\r\nHost: ${host}`), 400);
    assert.equal(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${"x".repeat(20_000)}`), 431);
    assert.equal(await raw("nonsense"), 400);
    // And it still serves.
    assert.equal((await server.answer("sources")).rows.length, 1);
  }));

Deno.test("serve: a token is asked for everything but the page", () =>
  served(
    async (server) => {
      const page = await server.fetch("");
      assert.equal(page.status, 200);
      assert.doesNotMatch(await page.text(), /shop/);
      for (const path of ["api/v1/sources", "api/v1/events", "metrics", "anything"]) {
        for (
          const given of [
            "",
            "Bearer",
            "Bearer 0123456789abcdeF",
            "Bearer 0123456789abcdef0",
            "Basic 0123456789abcdef",
          ]
        ) {
          const response = await server.fetch(path, { headers: { authorization: given } });
          assert.deepEqual([response.status, response.headers.get("www-authenticate")], [
            401,
            'Bearer realm="httplog"',
          ]);
          await response.body?.cancel();
        }
      }
      const response = await server.fetch("api/v1/sources", {
        headers: { authorization: "Bearer 0123456789abcdef" },
      });
      assert.equal((await response.json()).rows.length, 1);
      // Another name of this machine is none of an attacker, who has no token.
      const { port } = new URL(server.url);
      assert.match(
        await server.raw(`GET / HTTP/1.1\r\nHost: stats.example:${port}\r\n\r\n`),
        /^HTTP\/1.1 200/,
      );
    },
    "--token-file",
    "token",
    "--listen",
    "0.0.0.0:0",
  ));

Deno.test("serve: --public-url is a name of its own", () =>
  served(
    async (server) => {
      const status = async (host: string) =>
        Number(
          (await server.raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: https://stats.example\r\n\r\n`))
            .split(" ")[1],
        );
      assert.equal(await status("stats.example"), 200);
      assert.equal(await status("evil.example"), 421);
    },
    "--public-url",
    "https://stats.example/httplog",
  ));

const wrong: readonly (readonly [code: number, words: string, message: RegExp])[] = [
  [64, "--listen 0.0.0.0:8080", /--token-file.*--behind-proxy/],
  [64, "--listen nonsense", /HOST:PORT/],
  [64, "--listen 127.0.0.1:99999", /HOST:PORT/],
  [64, "--listen 203.0.113.9:0 --behind-proxy", /no such address/],
  [64, "--public-url ftp://x/", /--public-url takes an address/],
  [64, "--rules rules.toml", /--rules is about reading a log/],
  [64, "--quiet", /--quiet is about reading a log/],
  [65, "--token-file short", /"short" holds no token/],
  [66, "--token-file none", /none/],
  [66, "--db none.db", /No database at "none.db"/],
  [66, "none.csv", /none.csv/],
  [64, "log.csv --notify", /--notify needs --rules/],
  [65, "--geoip words.mmdb", /Cannot use "words\.mmdb": it is no database of addresses/],
  [66, "--geoip nothing.mmdb", /nothing\.mmdb/],
];

Deno.test("serve: wrong words end it before it serves", () =>
  served(async (server, cwd) => {
    await Deno.writeTextFile(`${cwd}/short`, "0123456789abcde\n");
    await Deno.writeTextFile(`${cwd}/words.mmdb`, "no addresses\n");
    for (const [expected, words, message] of wrong) {
      const listen = words.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
      const { code, stderr } = await run([...PROGRAM, "serve", ...listen, ...words.split(" ")], { cwd });
      assert.equal(code, expected, `${words}: ${stderr}`);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /serving/);
    }
    const busy = ["--listen", `127.0.0.1:${new URL(server.url).port}`];
    const { code, stderr } = await run([...PROGRAM, "serve", ...busy], { cwd });
    assert.equal(code, 75);
    assert.match(
      stderr,
      /Cannot listen on 127\.0\.0\.1:\d+: the port is in use\. Choose another with --listen\.$/m,
    );
  }));

Deno.test("serve: countries are told by the file of --geoip; without one it is said how", async () => {
  await served(async (server) => {
    const { detail } = await server.problem("api/v1/countries");
    assert.match(detail, /--geoip FILE\.mmdb/);
    assert.doesNotMatch(await (await server.fetch("")).text(), /<div id="page" data-countries>/);
    // What cannot be asked leaves the rest as it is.
    assert.deepEqual((await (await server.fetch("api/v1/browsers")).json()).columns[0], "browser");
  });
  await inTemporaryDirectory(async (cwd) => {
    await Deno.writeFile(`${cwd}/x.mmdb`, mmdb({ networks: { "8.0.0.0/8": { country: "DE" } } }));
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true).replaceAll("10.0.0.", "8.8.8."));
    await using server = await TestServer.start(cwd, "--geoip", "x.mmdb");
    assert.match(await (await server.fetch("")).text(), /<div id="page" data-countries>/);
    const { columns, rows, sparklines } = await (await server.fetch("api/v1/countries?step=1h")).json();
    assert.deepEqual([columns.slice(0, 2), rows.map((row: unknown[]) => row.slice(0, 2))], [
      ["country", "hits"],
      [["DE", 30]],
    ]);
    assert.deepEqual(sparklines.hits, [[30]]);
  });
});

Deno.test("serve: a signal ends it with the code of the signal, viewers or not", () =>
  inTemporaryDirectory(async (cwd) => {
    await replayInto(cwd, logLines(BEGIN, 30, "/api/x", true));
    for (const [signal, expected] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
      await using server = await TestServer.start(cwd);
      const stop = new AbortController(), seen: unknown[] = [];
      const watched = (async () => {
        for await (const event of server.events(stop.signal)) seen.push(event);
      })();
      while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      const begun = performance.now(), { code, stderr } = await server.stop(signal);
      assert.equal(code, expected, stderr);
      assert.ok(performance.now() - begun < 3000);
      await watched;
    }
  }));

Deno.test("serve: metrics count what is there", () =>
  served(async (server) => {
    const response = await server.fetch("metrics"), text = await response.text();
    assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    assert.match(
      text,
      /^# HELP httplog_last_record_time_seconds .* of one that is more than --max-jump ahead, too\.$/m,
    );
    assert.match(text, /^httplog_records_accepted_total\{source="shop"\} 300$/m);
    assert.match(text, /^httplog_bucket_hits\{source="shop"\} 10$/m);
    assert.match(text, /^httplog_alerts_firing\{source="shop",severity="page"\} 0$/m);
  }));

testUnless(
  missingProgram("promtool"),
  "serve: promtool finds nothing wrong with the metrics, whatever a source is named",
  () =>
    inTemporaryDirectory(async (cwd) => {
      await Deno.writeTextFile(`${cwd}/log.csv`, logLines(BEGIN, 30, "/api/x", true));
      const name = `a"b\\c <script>{x="y"} %d é`;
      const replayed = await run([...PROGRAM, "replay", "log.csv", "--source", name, "-q"], { cwd });
      assert.equal(replayed.code, 0, replayed.stderr);
      await using server = await TestServer.start(cwd);
      const text = await (await server.fetch("metrics")).text();
      const { code, stdout, stderr } = await run([findProgram("promtool")!, "check", "metrics"], {
        cwd,
        stdin: text,
      });
      assert.deepEqual([code, stdout, stderr], [0, "", ""]);
      assert.ok(text.includes(`source="a\\"b\\\\c <script>`));
    }),
);

/** Texts that would run, close something or take over a terminal where they are not treated as text. */
const CORPUS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "'\"><svg/onload=alert(1)>",
  "</script><script>alert(1)</script>",
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}",
  "\u2028\u2029\u202e\u0000\u001b[2J",
  "%3Cscript%3E&lt;script&gt;",
  "data: x\n\nevent: y",
  "__proto__",
];

Deno.test("serve: hostile texts in hosts, paths and names of sources come as text in JSON, the same as from query", () =>
  inTemporaryDirectory(async (cwd) => {
    const lines = CORPUS.map((text, at) => {
      const [host, path] = [text, `/${text}/x`].map((each) =>
        each.replaceAll('"', '""').replace(/[\n ]/g, "")
      );
      return `"${host}","-","apache",${BEGIN + at},"GET ${path} HTTP/1.0",200,1234\n`;
    });
    await Deno.writeTextFile(`${cwd}/log.csv`, logLines(BEGIN, 1, "/", true) + lines.join(""));
    const sources = CORPUS.filter((text) => [...text].every((character) => character >= " "));
    for (const source of sources) {
      const { code, stderr } = await run([...PROGRAM, "replay", "log.csv", "-q", `--source=${source}`], {
        cwd,
      });
      assert.equal(code, 0, stderr);
    }
    await using server = await TestServer.start(cwd);
    assert.deepEqual(
      (await server.answer("sources")).rows.map(([name]) => name).toSorted(),
      sources.toSorted(),
    );
    for (
      const [path, report] of [["values/host", "hosts"], ["values/section", "sections"], [
        "sources",
        "sources",
      ]]
    ) {
      for (const source of sources.slice(0, 3)) {
        const { columns, rows } = await server.answer(`${path}?limit=0&source=${encodeURIComponent(source)}`);
        const query = [...PROGRAM, "query", report, "-n", "0", "-f", "json", `--source=${source}`];
        const expected = JSON.parse((await run(query, { cwd })).stdout) as Record<string, unknown>[];
        assert.ok(rows.length > 0);
        assert.deepEqual(rows, expected.map((row) => columns.map((name) => row[name])));
      }
    }
    for (
      const path of [
        "api/v1/sources",
        "api/v1/values/host",
        `api/v1/${encodeURIComponent(CORPUS[0])}`,
        "metrics",
      ]
    ) {
      const { headers, body } = await server.fetch(path);
      assert.match(headers.get("content-type")!, /^(application\/(problem\+)?json|text\/plain);/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      await body?.cancel();
    }
    // An event is one line of JSON, whatever the source is named.
    const stop = new AbortController(), seen = new Set<string | null>();
    for await (const { source } of server.events(stop.signal)) {
      seen.add(source);
      if (seen.size === sources.length) break;
    }
    stop.abort();
    assert.deepEqual(seen, new Set(sources));
  }));
