// Role: a log whose lines have something in front, or whose request is elsewhere, says so once; ordinary ones do not.

import assert from "node:assert/strict";
import { replay } from "../../../src/commands/replay/replay.ts";
import { fakeHost } from "../../fake_host.ts";
import { inTemporaryDirectory } from "../../process.ts";

const line = (at: number, client = `203.0.113.${at}`, request = '"GET /a HTTP/1.1"'): string =>
  `${client} - - [17/May/2024:10:05:0${at} +0000] ${request} 500 5 "-" "curl"`;
const three = (make: (at: number) => string): string => [1, 2, 3].map((at) => make(at) + "\n").join("");

/** What runs say of a log that grows, one each. */
function said(...texts: readonly string[]): Promise<string[]> {
  return inTemporaryDirectory(async (directory) => {
    const log = `${directory}/access.log`, told: string[] = [];
    for (const text of texts) {
      Deno.writeTextFileSync(log, text, { append: true });
      const host = fakeHost({ now: Date.UTC(2024, 5, 1) / 1000 });
      const values = { db: `${directory}/a.db`, source: "s", tz: "UTC" };
      const code = await replay.run({ flags: { quiet: true }, values, lists: {}, positionals: [log] }, host);
      assert.equal(code, 0);
      told.push(host.stderr.text);
    }
    return told;
  });
}

Deno.test("what stands in front of the client is said by the first run, once", async () => {
  const grepped = three((at) => `access.log.1:${line(at)}`);
  const [first, second] = await said(grepped, grepped.replaceAll("10:05", "10:06"));
  assert.match(
    first,
    /^httplog: warning: the client of most records is no address and no name, as "access\.log\.1:203/,
  );
  assert.equal(second, "");
  const proxied = three((at) =>
    `May 17 10:05:0${at}.123 lb haproxy[1]: 192.0.2.5:4444 [17/May/2024:10:05:0${at}.655] http-in static/srv1 ` +
    `10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /a HTTP/1.1"`
  );
  assert.match((await said(proxied))[0], /the client of most records is no address and no name/);
});

Deno.test("a time in front of the lines is no virtual host", async () => {
  const timed = three((at) => `2024-05-17T10:05:0${at}.123456789Z ${line(at)}`);
  assert.match(
    (await said(timed))[0],
    /^httplog: warning: the virtual host of most records is a time, as "2024-05-17T10:05:0/,
  );
});

Deno.test("a request that is not where it is looked for is said", async () => {
  const moved = three((at) => line(at, undefined, '"www.ex.com" "GET /a HTTP/1.1"'));
  assert.match(
    (await said(moved))[0],
    /^httplog: warning: most records have no method and no path, and yet the protocol/,
  );
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
