// Role: a log whose lines have something in front, or whose request is elsewhere, says so once; ordinary ones do not.

import assert from "node:assert/strict";
import { inTemporaryDirectory } from "../../../process.ts";
import { runsAfter, runsOfGrowingLog } from "./growing_log.ts";

const line = (at: number, client = `203.0.113.${at}`, request = '"GET /a HTTP/1.1"'): string =>
  `${client} - - [17/May/2024:10:05:0${at} +0000] ${request} 500 5 "-" "curl"`;
const three = (make: (at: number) => string): string => [1, 2, 3].map((at) => make(at) + "\n").join("");

/** What runs say of a log that grows, one each. */
async function said(...texts: readonly string[]): Promise<string[]> {
  const runs = await runsOfGrowingLog(texts, { tz: "UTC" });
  for (const { code, said } of runs) assert.equal(code, 0, said);
  return runs.map(({ said }) => said);
}

/** A line as others are, which decides how a log is read, and three of another form. */
const after = (make: (at: number) => string): string => `${line(0)}\n${three(make)}`;

Deno.test("what stands in front of the client is said by the first run, once", async () => {
  const grepped = after((at) => `access.log.1:${line(at)}`);
  const [first, second] = await said(grepped, grepped.replaceAll("10:05", "10:06"));
  assert.match(
    first,
    /^httplog: warning: the client of most records is no address and no name, as "access\.log\.1:203/,
  );
  assert.doesNotMatch(second, /of most records/);
  for (const front of ["12:", "1431857101000\t", "\x1b[32m", "\t", '"', "<190>", "a/b-"]) {
    assert.match(
      (await said(after((at) => `${front}${line(at)}`)))[0],
      /the client of most records is no address/,
      front,
    );
  }
});

Deno.test("clients that are hidden are no odd ones", async () => {
  for (const anonymize of ["region", "all"]) {
    const [{ code, said }] = await runsOfGrowingLog([three((at) => line(at, `web${at}`))], { anonymize });
    assert.deepEqual({ code, said }, { code: 0, said: "" }, anonymize);
  }
});

Deno.test("addresses of IPv4 written as those of IPv6 whose port stands behind them are said", async () => {
  const clients = (client: (at: number) => string) => said(three((at) => line(at, client(at))));
  for (const mapped of ["::ffff:", "::FFFF:"]) {
    assert.match(
      (await clients((at) => `${mapped}203.0.113.1:4000${at}`))[0],
      /^httplog: warning: the client of most records has its port behind it, as ".*203\.0\.113\.1:4000\d", so that each connection/,
      mapped,
    );
  }
  for (
    const client of ["::ffff:203.0.113.1", "203.0.113.1:40001", "[::ffff:203.0.113.1]:40001", "2001:db8::1"]
  ) {
    assert.deepEqual(await clients(() => client), [""], client);
  }
});

Deno.test("a log that is older than web servers are says so, once", async () => {
  const csv = (date: string) => `10.0.0.1,-,-,${date},GET /a HTTP/1.1,200,5\n`;
  const header = "remotehost,rfc931,authuser,date,request,status,bytes\n";
  const [first, second] = await said(header + csv("45623.26501"), csv("45623.2651"));
  assert.match(
    first,
    /^httplog: warning: the newest bucket begins at 1970-01-01T12:40:20Z, when there were no web servers: what is read as the time may/,
  );
  assert.equal(second, "");
  const old = line(0).replace("17/May/2024", "01/Jan/1970") + "\n";
  assert.match((await said(old))[0], /the newest bucket begins at 1970-01-01T10:05:00Z/);
  assert.doesNotMatch((await said(old + line(1) + "\n"))[0], /newest bucket begins/);
  assert.deepEqual(await said(header + csv("631152000")), [""]);
});

Deno.test("a time in front of the lines is no virtual host", async () => {
  const timed = after((at) => `2024-05-17T10:05:0${at}.123456789Z ${line(at)}`);
  assert.match(
    (await said(timed))[0],
    /^httplog: warning: the virtual host of most records is no name, as "2024-05-17T10:05:0/,
  );
  assert.match(
    (await said(after((at) => `INFO ${line(at)}`)))[0],
    /the virtual host of most records is no name, as "INFO"/,
  );
});

Deno.test("very many addresses as virtual hosts are clients behind a proxy; a few are those of the server", async () => {
  const proxied = (count: number) =>
    Array.from({ length: count }, (_, at) => `198.51.100.${at} ${line(at % 10, "10.0.0.1")}\n`).join("");
  assert.match(
    (await said(proxied(20)))[0],
    /the virtual host of most records is an address, as "198.*20 of them/,
  );
  assert.deepEqual(await said(proxied(19)), [""]);
});

Deno.test("addresses as virtual hosts where no record has a client may be the clients, be they few", async () => {
  const json = (at: number, more = "", host = `203.0.113.${at % 2}`) =>
    `{"time":171593310${at},"host":"${host}"${more},"path":"/a","status":200}`;
  const csv = (host: string) => "time,host,path,status\n" + three((at) => `171593310${at},${host},/a,200`);
  for (const text of [three(json), csv("203.0.113.1"), csv("2001:db8::1")]) {
    assert.match(
      (await said(text))[0],
      /^httplog: warning: no record has a client, and the virtual host of most is an address, as "2.* json:host=KEY,.* client_ip in/,
      text,
    );
  }
  for (
    const text of [
      three((at) => json(at, ',"ip":"203.0.113.9"')),
      three((at) => json(at, "", "ex.com")),
      csv("ex.com"),
    ]
  ) assert.deepEqual(await said(text), [""], text);
});

Deno.test("a name that is both client and virtual host of many is said", async () => {
  const mixed = [1, 2, 3, 4].map((at) =>
    `${line(at, at % 2 === 0 ? "10.0.0.1 www.ex.com" : "pc1 www.ex.com")}\n`
  ).join("");
  assert.match(
    (await said(mixed))[0],
    /^httplog: warning: "www\.ex\.com" is the client of many records and the virtual host/,
  );
});

Deno.test("a request that is not where it is looked for is said", async () => {
  const moved = after((at) => line(at, undefined, '"www.ex.com" "GET /a HTTP/1.1"'));
  assert.match(
    (await said(moved))[0],
    /^httplog: warning: most records have no method and no path, and yet the protocol/,
  );
});

Deno.test("a status that no server answers is said", async () => {
  const moved = after((at) => line(at).replace("500 5", `6${at}3 200 5`));
  assert.match(
    (await said(moved))[0],
    /^httplog: warning: the status of most records is one that no server answers, as 6/,
  );
});

Deno.test("referrers and agents that are something else are said, behind a first line that has none", async () => {
  const page = '"http://www.ex.com/a"', program = '"Mozilla/5.0 (X11)"';
  const odd = (tail: string) =>
    `${line(0).replace('"-" "curl"', '"-" "-"')}\n` +
    three((at) => line(at).replace('"-" "curl"', tail));
  assert.match(
    (await said(odd(`${program} ${page}`)))[0],
    /^httplog: warning: most user agents are addresses of pages, as "http:\/\/www\.ex\.com\/a"/,
  );
  assert.match((await said(odd(`"-" ${page} ${program}`)))[0], /most user agents are addresses of pages/);
  assert.match(
    (await said(odd(`${program} "-"`)))[0],
    /most referrers are no addresses of pages, as "Mozilla/,
  );
  assert.deepEqual(await said(odd(`${page} ${program}`)), [""]);
});

Deno.test("what is requested without a slash is said, but for what has no path", async () => {
  const requests = (request: string) => after((at) => line(at, undefined, `"${request}"`));
  assert.match(
    (await said(requests("GET www.ex.com/a HTTP/1.1")))[0],
    /^httplog: warning: most records have a method and no path/,
  );
  for (
    const request of [
      "GET http://www.ex.com/a HTTP/1.1",
      "CONNECT ex.com:443 HTTP/1.1",
      "OPTIONS * HTTP/1.0",
      "-",
    ]
  ) {
    assert.deepEqual(await said(requests(request)), [""], request);
  }
});

Deno.test("a number more behind the bytes, and a duration whose unit is not known, are said by the first run", async () => {
  const [first, second] = await said(
    ...["05", "06"].map((minute) =>
      three((at) => `${line(at).replace(/ "-".*/, "")} 1532`).replaceAll(":05:", `:${minute}:`)
    ),
  );
  assert.match(
    first,
    /^httplog: warning: ".*access\.log": of the numbers behind the request .* third, 1532 in the first line, is not read/,
  );
  assert.equal(second, "");
  const caddy = three((at) =>
    `{"ts":171593310${at}.5,"request":{"remote_ip":"10.0.0.1","uri":"/"},"duration":12,"size":0,"status":200}`
  );
  assert.match(
    (await said(caddy))[0],
    /^httplog: warning: ".*": its duration is a whole number without a unit/,
  );
  assert.deepEqual(await said(caddy.replaceAll(":12,", ":0.12,")), [""]);
});

Deno.test("durations that cannot be read are said by the first run, also where the first lines have others", async () => {
  const header = "time,ip,path,status,request_time\n",
    row = (span: string) => `1715933100,10.0.0.1,/a,200,${span}\n`;
  const [first, second] = await said(header + row("1") + row('"0,250"'), row('"1,250"'));
  assert.match(
    first,
    /^httplog: warning: ".*access\.log": its duration is not read: <0,250> of the column request_time is no number with a point/,
  );
  assert.equal(second, "");
  const json = (span: string) =>
    `{"time":1715933100,"ip":"10.0.0.1","path":"/a","status":200,"duration_ms":"${span}"}\n`;
  assert.match(
    (await said(json("1") + json("1.5 msec")))[0],
    /its duration is not read: <1\.5 msec> of the key duration_ms/,
  );
  assert.deepEqual(await said(header + row("1") + row("250ms")), [""]);
  assert.deepEqual(await said(json("1") + json("0.5s")), [""]);
});

Deno.test("ordinary clients say nothing", async () => {
  const clients = [
    "10.0.0.1",
    "2001:db8::1",
    "fe80::1%eth0",
    "web-1.example.com",
    "unix:",
    "-",
    "10.1.1.1:5555",
    "localhost",
  ];
  for (const client of clients) assert.deepEqual(await said(three((at) => line(at, client))), [""], client);
  assert.deepEqual(await said(three((at) => line(at, `10.0.0.${at}`, '"-"'))), [""]);
  const lists = three((at) =>
    JSON.stringify({
      time: `2024-05-17T10:05:0${at}Z`,
      remote_addr: "10.0.0.1, 10.0.0.2",
      request: "GET /a HTTP/1.1",
      status: 200,
    })
  );
  assert.deepEqual(await said(lists), [""]);
});

Deno.test("milliseconds that are taken as seconds are said, seconds are not", async () => {
  const log = (times: readonly string[]): string =>
    times.map((time, at) =>
      `{"time":"2024-05-17T10:05:${
        10 + at
      }Z","remote_addr":"10.0.0.1","request":"GET /a HTTP/1.1","status":200,"request_time":${time}}\n`
    ).join("");
  const [millis] = await said(log(["3", "12", "250", "41", "7", "0"]));
  assert.match(
    millis,
    /warning: all durations are whole seconds, and most are longer than one, as \d+m?s?.*: they may be milliseconds/,
  );
  const [fractions] = await said(log(["3.204", "120.5", "250.017", "410.333", "77.1"]));
  assert.match(
    fractions,
    /^httplog: warning: most durations are longer than a minute, as \d+m\d+s: they may be milliseconds that are taken as seconds, which the name duration_ms says, as in --log-format json:…,duration_ms=KEY or in the header of a CSV log\. /,
  );
  // All over an hour are in one bin.
  for (
    const times of [
      ["126927354", "163032191", "55586840"],
      ["4894.98", "6470.02", "4894.98", "0.5"],
    ]
  ) {
    const [most] = await said(log(times));
    assert.match(
      most,
      /^httplog: warning: most durations are longer than an hour: they may be milliseconds, microseconds or nanoseconds that are taken as seconds, which the name duration_ms, duration_us or duration_ns says, as in --log-format json:…,duration_us=KEY or in the header of a CSV log\. /,
      `${times}`,
    );
  }
  for (
    const times of [
      ["0.003", "12.000", "3.000", "41.5", "7.000"],
      ["0", "0", "1", "0", "12", "30"],
      [
        "5",
        "5",
        "5",
      ],
      ["61.5", "75.25", "3.5", "0.1", "90.75", "0.2"],
      ["61.5", "61.5", "61.5"],
      ["86400", "86400.5"],
      ["7200.5", "7200.5", "7200.5", "0.1", "0.2", "0.3"],
    ]
  ) {
    assert.doesNotMatch((await said(log(times)))[0], /taken as seconds/, `${times}`);
  }
});

Deno.test("a time-taken whose unit is not known is said by the first run, once", async () => {
  const log = "#Software: Other \x07\n#Fields: date time c-ip sc-status time-taken\n",
    line = (at: number) => `2018-01-01 08:09:1${at} ::1 200 2${at}\n`;
  const [first, second] = await said(log + line(1), line(2));
  assert.match(
    first,
    /^httplog: warning: ".*\.log": time-taken is not read: whether Other \S+ writes seconds/,
  );
  assert.ok(first.includes("Other \\x07 writes"), first);
  assert.equal(second, "");
  assert.deepEqual(await said(log.replace("Other", "Microsoft") + line(1)), [""]);
});

Deno.test("fractions of a time-taken that is taken as milliseconds are said by the first run", async () => {
  const line = (taken: string) => `2018-01-01 08:09:10 ::1 200 ${taken}\n`;
  const log = (taken: string) => `#Fields: date time c-ip sc-status time-taken\n${line(taken)}`;
  assert.match(
    (await said(log("1") + line("0.012")))[0],
    /^httplog: warning: time-taken is taken as milliseconds, and has fractions of one, as 0\.012: it may be in seconds, which --log-format w3c:time-taken=s says\.$/m,
  );
  for (const taken of ["0", "1", "0.012", "12", "0.000", "1.5"]) {
    assert.deepEqual(await said(log(taken)), [""], taken);
  }
});

Deno.test("files of a source whose first values tell other units of time-taken are said by each run that reads one", async () => {
  const line = (at: number, taken: string) => `2018-01-01 08:09:${at} ::1 200 ${taken} 5\n`;
  const begun = (text: string, software = "") =>
    `${software}#Fields: date time c-ip sc-status time-taken sc-bytes\n${text}`;
  const append = (text: string) => (log: string) => Deno.writeTextFileSync(log, text, { append: true });
  const rotated = (text: string) => (log: string) => {
    Deno.renameSync(log, `${log}.1`);
    append(text)(log);
  };
  const first = append(begun(line(10, "0.031")));
  const runs = await runsAfter([
    first,
    append(line(11, "1")),
    rotated(begun(line(12, "1"))),
    append(line(13, "0.5")),
    append(""),
  ], {});
  const told = runs.map(({ said }) =>
    said.split("\n").filter((line) => line.includes("time-taken")).join("\n")
  );
  assert.deepEqual([told[0], told[1], told[4]], ["", "", ""]);
  for (const text of told.slice(2, 4)) {
    assert.match(
      text,
      /^httplog: warning: time-taken is taken as milliseconds in ".*access\.log", as its first value tells, and otherwise in another file/,
    );
  }
  for (
    const next of [
      begun(line(12, "0.2")),
      begun(line(12, "0")),
      begun(line(12, "1"), "#Software: Microsoft\n"),
    ]
  ) {
    assert.deepEqual((await runsAfter([first, rotated(next)], {})).map(({ said }) => said), ["", ""], next);
  }
});

Deno.test("a log whose records have no number of bytes says so, once there are enough", async () => {
  const log = "#Fields: date time c-ip sc-status\n";
  const line = (at: number) => `2018-01-01 08:09:${at} ::1 200\n`;
  const many = Array.from({ length: 30 }, (_, at) => line(10 + at)).join("");
  const [first, second] = await said(log + many, line(50));
  assert.match(
    first,
    /^httplog: warning: no record has a number of bytes: reports say 0, and rules on bytes_rate see none\./,
  );
  assert.equal(second, "");
  // Few records tell nothing; later runs leave it to reports, and to rules that look at bytes.
  assert.deepEqual(await said(log + line(10), many), ["", ""]);
  await inTemporaryDirectory(async (directory) => {
    const rules = `${directory}/rules.toml`,
      rule = '[[rule]]\nid = "big"\nmetric = "bytes_rate"\nwindow = "1m"\nfire = "> 1 MB/s"\n';
    Deno.writeTextFileSync(rules, `schema = 1\n${rule}`);
    const runs = await runsOfGrowingLog([log + line(10), many, line(51)], { tz: "UTC", rules });
    const warning =
      'httplog: warning: "big" looks at bytes, and no record has a number of them, so that it sees 0.';
    assert.deepEqual(runs.map(({ said }) => said.startsWith(warning)), [false, true, true]);
  });
  const sized = (log + many).replace("sc-status", "sc-status sc-bytes").replaceAll(" 200\n", " 200 5\n");
  assert.deepEqual(await said(sized), [""]);
});
