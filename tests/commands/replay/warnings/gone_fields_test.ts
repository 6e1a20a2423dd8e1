// Role: a log whose records have no more what those before had says so in every run; others say nothing.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { runsAfter, runsOfGrowingLog } from "./growing_log.ts";

/** The texts of a record; absent where it has none. */
type Fields = Readonly<Record<string, string | number>>;

const START = Date.UTC(2024, 4, 17, 10) / 1000;
/** More than is read of an end. */
const LONG = 1000;

const fieldsOf = (at: number): Fields => ({
  time: START + at,
  remote_addr: `203.0.113.${at % 50}`,
  host: "shop.example",
  request: `GET /a/${at % 7} HTTP/1.1`,
  status: 200,
  body_bytes_sent: 1000 + at,
  http_referer: "https://shop.example/",
  http_user_agent: "Mozilla/5.0 (X11; Linux x86_64)",
  request_time: 0.25,
});

const json = (fields: Fields): string => `${JSON.stringify(fields)}\n`;
const lines = (from: number, count: number, line: (fields: Fields) => string): string =>
  Array.from({ length: count }, (_, at) => line(fieldsOf(from + at))).join("");
const without = (...keys: readonly string[]) => (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));

const isTold = (line: string): boolean => /the last lines of ".*" have no /.test(line);

/** What runs warn of as a log grows, one each. */
async function said(...texts: readonly string[]): Promise<string[]> {
  const runs = await runsOfGrowingLog(texts, { "warn-rejects": "100%" });
  return runs.map(({ said }) => said.split("\n").filter(isTold).join("\n"));
}

for (
  const [keys, what] of [
    [["remote_addr"], "client"],
    [["host"], "virtual host"],
    [["request"], "method and no path"],
    [["http_referer", "http_user_agent"], "referrer and no user agent"],
    [["http_user_agent"], "user agent"],
    [["body_bytes_sent"], "number of bytes"],
    [["request_time"], "duration"],
    [["http_user_agent", "body_bytes_sent"], "user agent and no number of bytes"],
  ] as const
) {
  Deno.test(`a JSON log whose records have no ${what} any more says so in each run`, async () => {
    const rest = without(...keys), gone = (fields: Fields) => json(rest(fields));
    const texts = [lines(0, 40, json), lines(40, 60, gone), lines(100, LONG, gone), gone(fieldsOf(3000))];
    const [first, ...others] = await said(...texts);
    assert.equal(first, "");
    for (const text of others) {
      assert.match(text, /^httplog: warning: the last lines of ".*access\.log" have no/);
      assert.ok(text.includes(`have no ${what}, `), text);
    }
    const [once] = await said(texts.join(""));
    assert.ok(once.includes(`have no ${what}, `), once);
    assert.deepEqual(await said(lines(0, 100, gone), lines(100, 100, gone)), ["", ""]);
  });
}

Deno.test("a log of which --only lets nothing pass any more says that the field is gone by which it chooses", async () => {
  const gone = ({ request: _request, ...fields }: Fields) => json({ ...fields, method: "GET" });
  const texts = [lines(0, LONG, json), lines(LONG, LONG, gone)], only = { only: ["path=/a/*"] };
  const [first, second] = await runsOfGrowingLog(texts, { "warn-rejects": "100%" }, only);
  assert.equal(first.said, "");
  assert.ok(second.said.includes("have no path, "), second.said);
});

Deno.test("a log with a method of its own whose records have no path any more says so", async () => {
  const parted = ({ request, ...fields }: Fields): Fields => {
    const [method, uri] = `${request}`.split(" ");
    return { ...fields, method, uri };
  };
  const line = (fields: Fields) => json(parted(fields));
  const gone = ({ request: _request, ...fields }: Fields) => json({ ...fields, method: "GET" });
  const [first, ...others] = await said(lines(0, 40, line), lines(40, 60, gone), lines(100, LONG, gone));
  assert.equal(first, "");
  for (const text of others) assert.ok(text.includes("have no path, "), text);
});

for (
  const [family, begin, line, gone, change] of [
    [
      "CSV",
      "time,client_ip,request,status,bytes,user_agent\n",
      csv,
      (fields: Fields) => csv({ ...fields, http_user_agent: "" }),
      "",
    ],
    ["combined", "", combined, (fields: Fields) => combined(fields).replace(/ "[^"]*" "[^"]*"$/m, ""), ""],
    ["W3C", w3cFields("cs(User-Agent)"), w3c, w3c, w3cFields("x-agent")],
  ] as const
) {
  Deno.test(`a log without user agents from some line on says so: ${family}`, async () => {
    const [first, ...others] = await said(
      begin + lines(0, 40, line),
      change + lines(40, 60, gone),
      lines(100, LONG, gone),
    );
    assert.equal(first, "");
    for (const text of others) assert.match(text, /have no (referrer and no )?user agent, /);
    const [begun, on] = await said(begin + change + lines(0, 60, gone), lines(100, LONG, gone));
    assert.deepEqual([begun, on], ["", ""]);
    const [, back] = await said(
      begin + lines(0, 40, line) + change + lines(40, 60, gone),
      begin + lines(100, 9, line),
    );
    assert.equal(back, "");
  });
}

function csv(fields: Fields): string {
  const { time, remote_addr, request, status, body_bytes_sent, http_user_agent } = fields;
  return `${[time, remote_addr, request, status, body_bytes_sent, `"${http_user_agent}"`].join(",")}\n`;
}

function combined({ time, remote_addr, request, status, body_bytes_sent, ...others }: Fields): string {
  const clock = new Date(Number(time) * 1000).toISOString().slice(11, 19);
  return `${remote_addr} - - [17/May/2024:${clock} +0000] "${request}" ${status} ${body_bytes_sent} ` +
    `"${others.http_referer}" "${others.http_user_agent}"\n`;
}

function w3cFields(agent: string): string {
  return `#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes ${agent}\n`;
}

function w3c({ time, remote_addr, request, status, body_bytes_sent }: Fields): string {
  const [date, clock] = new Date(Number(time) * 1000).toISOString().split(/[T.]/);
  const [method, target] = String(request).split(" ");
  return `${[date, clock, remote_addr, method, target, status, body_bytes_sent, "curl/8.0"].join(" ")}\n`;
}

Deno.test("a log that begins without a field after its rotation says so, and with the one before compressed", async () => {
  const gone = (fields: Fields) =>
    json({ ...without("http_user_agent")(fields), time: Number(fields.time) + 3600 });
  for (const isCompressed of [false, true]) {
    const append = (text: string) => (log: string) => Deno.writeTextFileSync(log, text, { append: true });
    const runs = await runsAfter([
      append(lines(0, 100, json) + json({ ...fieldsOf(0), time: START + 3600 })),
      (log) => {
        Deno.renameSync(log, `${log}.1`);
        append(lines(100, 5, gone))(log);
      },
      (log) => {
        if (isCompressed) {
          Deno.writeFileSync(`${log}.1.gz`, gzipSync(Deno.readFileSync(`${log}.1`)));
          Deno.removeSync(`${log}.1`);
        }
        append(lines(105, 60, gone))(log);
      },
      append(lines(200, LONG, gone)),
    ], {});
    const told = runs.map(({ said }) => said.split("\n").filter(isTold).join("\n"));
    assert.deepEqual(told.slice(0, 2), ["", ""]);
    for (const text of told.slice(2)) assert.match(text, /access\.log" have no user agent, /);
  }
});

Deno.test("a log whose first few records after its rotation still have a field says so of the others", async () => {
  const later = (fields: Fields): Fields => ({ ...fields, time: Number(fields.time) + 3600 });
  const gone = (fields: Fields) => json(later(without("http_user_agent")(fields)));
  const append = (text: string) => (log: string) => Deno.writeTextFileSync(log, text, { append: true });
  for (const few of [1, 3, 5]) {
    const runs = await runsAfter([
      append(lines(0, 100, json)),
      (log) => {
        Deno.renameSync(log, `${log}.1`);
        append(lines(0, few, (fields) => json(later(fields))) + lines(few, 60, gone))(log);
      },
      append(lines(200, LONG, gone)),
    ], {});
    const [first, ...others] = runs.map(({ said }) => said.split("\n").filter(isTold).join("\n"));
    assert.equal(first, "");
    for (const text of others) assert.match(text, /access\.log" have no user agent, /);
  }
});

Deno.test("nothing is said of what few records have, of a burst of one client, of answers without a body, of few lines", async () => {
  const gone = (...keys: readonly string[]) => (fields: Fields) => json(without(...keys)(fields));
  const rare = (fields: Fields) =>
    Number(fields.time) % 50 < 20 ? json(fields) : gone("http_referer")(fields);
  assert.deepEqual(await said(lines(0, 200, rare) + lines(220, 30, gone("http_referer"))), [""]);
  const burst = (fields: Fields) => json({ ...without("http_user_agent")(fields), remote_addr: "192.0.2.1" });
  assert.deepEqual(await said(lines(0, 100, json), lines(100, LONG, burst)), ["", ""]);
  const failed = (fields: Fields) => json({ ...fields, status: 304, body_bytes_sent: 0 });
  assert.deepEqual(await said(lines(0, 100, json), lines(100, LONG, failed)), ["", ""]);
  // A load balancer whose servers are gone, and scanners that ask for nothing.
  for (
    const [status, ...keys] of [[503, "request_time", "body_bytes_sent"], [400, "request", "host"]] as const
  ) {
    const outage = (fields: Fields) => json({ ...without(...keys)(fields), status });
    assert.deepEqual(await said(lines(0, 100, json), lines(100, LONG, outage)), ["", ""]);
  }
  const dashed = (fields: Fields) => json({ ...fields, http_referer: "-" });
  assert.deepEqual(await said(lines(0, 100, dashed), lines(100, 100, dashed)), ["", ""]);
  assert.deepEqual(await said(lines(0, 100, json), lines(100, 3, gone("http_user_agent"))), ["", ""]);
});

Deno.test("nothing is said of checks by many monitors that lack a field, where nothing else comes for a while", async () => {
  const monitor = (change: Fields) => (fields: Fields): string =>
    json({ ...fields, remote_addr: `10.9.0.${Number(fields.time) % 20}`, ...change });
  const noAgent = { http_referer: "-", http_user_agent: "-" };
  const checks = [
    { request: "HEAD / HTTP/1.1", body_bytes_sent: 0, ...noAgent },
    { request: "GET /health HTTP/1.1", body_bytes_sent: 0, ...noAgent },
    { request: "GET /a/1 HTTP/1.1", http_user_agent: "" },
  ];
  for (const check of checks) {
    const line = monitor(check);
    assert.deepEqual(await said(lines(0, 200, json), lines(200, 30, line), lines(230, LONG, line)), [
      "",
      "",
      "",
    ]);
    // Of many pages, by monitors that were there before.
    const mixed = (fields: Fields): string => {
      const at = Number(fields.time), request = `${check.request.split(" ")[0]} /a/${at % 7} HTTP/1.1`;
      return at % 3 > 0
        ? json({ ...fields, remote_addr: `198.51.100.${at % 200}` })
        : monitor({ ...check, request })(fields);
    };
    const all = monitor({ ...check, request: "HEAD /a/2 HTTP/1.1" });
    assert.deepEqual(await said(lines(0, 300, mixed), lines(300, LONG, all)), ["", ""]);
    const [begun, on] = await said(lines(0, 300, mixed) + lines(300, LONG, all), lines(2000, 20, all));
    assert.deepEqual([begun, on], ["", ""]);
  }
});

Deno.test("nothing is said of a file that begins with checks after a rotation, and the one before compressed", async () => {
  const check = (fields: Fields): string =>
    json({
      ...fields,
      time: Number(fields.time) + 3600,
      request: "HEAD / HTTP/1.1",
      body_bytes_sent: 0,
      http_user_agent: "-",
    });
  const append = (text: string) => (log: string) => Deno.writeTextFileSync(log, text, { append: true });
  const runs = await runsAfter([
    append(lines(0, 100, json) + json({ ...fieldsOf(0), time: START + 3600 })),
    (log) => {
      Deno.renameSync(log, `${log}.1`);
      append(lines(100, 5, check))(log);
    },
    (log) => {
      Deno.writeFileSync(`${log}.1.gz`, gzipSync(Deno.readFileSync(`${log}.1`)));
      Deno.removeSync(`${log}.1`);
      append(lines(105, 60, check))(log);
    },
  ], {});
  assert.deepEqual(runs.map(({ said }) => said.split("\n").filter(isTold).join("\n")), ["", "", ""]);
});

Deno.test("a log of one request says that a field is gone", async () => {
  const one = (fields: Fields): Fields => ({ ...fields, request: "POST /graphql HTTP/1.1" });
  const gone = (fields: Fields): string => json(one(without("http_user_agent", "body_bytes_sent")(fields)));
  const [, text] = await said(lines(0, 100, (fields) => json(one(fields))), lines(100, 60, gone));
  assert.match(text, /have no user agent and no number of bytes, /);
});

Deno.test("a log behind a proxy, all of whose records are of one client, says so of many lines", async () => {
  const proxied = (line: (fields: Fields) => string) => (fields: Fields) =>
    line({ ...fields, remote_addr: "10.0.0.1" });
  const gone = proxied((fields) => json(without("http_user_agent")(fields)));
  const [first, second, third] = await said(
    lines(0, 100, proxied(json)),
    lines(100, 20, gone),
    lines(120, 60, gone),
  );
  assert.deepEqual([first, second], ["", ""]);
  assert.match(third, /have no user agent, /);
});
