// Role: holes of a file that was truncated under a writer that does not append, and marks of UTF-8 where files were put together: what
// stands in front of a line is no part of it.

import assert from "node:assert/strict";
import { replay } from "../../../src/commands/replay/replay.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { fakeHost } from "../../fake_host.ts";
import { inTemporaryDirectory } from "../../process.ts";

const line = (at: number): string =>
  `a.example 203.0.113.${at} - - [17/May/2024:10:05:${at} +0000] "GET /a HTTP/1.1" 200 5 "-" "curl"\n`;

/** The hosts of a log as they are stored, and how many lines were rejected. */
function stored(text: string, flags: Record<string, boolean>): Promise<unknown[]> {
  return inTemporaryDirectory(async (directory) => {
    const log = `${directory}/access.log`, db = `${directory}/a.db`;
    Deno.writeTextFileSync(log, text);
    const host = fakeHost({ now: Date.UTC(2024, 5, 1) / 1000 });
    const values = { db, source: "s", "advance-to": "2024-05-18" };
    assert.equal(
      await replay.run({ flags: { quiet: true, ...flags }, values, lists: {}, positionals: [log] }, host),
      0,
    );
    using reader = sqlite.read(db);
    const { rows } = reader.query(
      "SELECT host, sum(hits) FROM bucket_hosts GROUP BY 1 UNION ALL SELECT vhost, sum(hits) FROM hourly_vhosts GROUP BY 1 " +
        "UNION ALL SELECT reason, count(*) FROM rejects GROUP BY 1 ORDER BY 1",
      {},
    );
    return [...rows].map((row) => [...row]);
  });
}

Deno.test("NULs in front of a line are no part of it, by the fast reader and by the reference", async () => {
  const lines = Array.from({ length: 8 }, (_, at) => line(10 + at)), plain = lines.join("");
  const expected = await stored(plain, {});
  assert.equal(expected.length, 9);
  for (const zeros of [1, 15, 16, 500, 65_000]) {
    for (const at of [0, 5]) {
      const holed = lines.map((text, index) => index === at ? "\0".repeat(zeros) + text : text).join("");
      for (const reference of [false, true]) {
        assert.deepEqual(await stored(holed, { reference }), expected, `${zeros} at ${at}`);
      }
    }
  }
});

Deno.test("a hole with which a line is too long is a reject, in whichever slice it ends", async () => {
  const lines = Array.from({ length: 8 }, (_, at) => line(10 + at));
  for (const zeros of [70_000, 300_000, 9_000_000]) {
    const holed = lines.map((text, index) => index === 5 ? "\0".repeat(zeros) + text : text).join("");
    for (const reference of [false, true]) {
      const rows = await stored(holed, { reference });
      assert.ok(rows.some((row) => String(row) === "too long,1"), String(rows));
      assert.equal(rows.length, 9);
    }
  }
});

Deno.test("NULs in a W3C log, as IIS gives its files room ahead, are no part of a line or a directive", async () => {
  const head = "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes\n";
  const record = (at: number): string => `2024-05-17 10:05:${at} 203.0.113.${at} GET /a 200 5\n`;
  const lines = [head, ...Array.from({ length: 8 }, (_, at) => record(10 + at)), head, record(20)];
  const expected = await stored(lines.join(""), {});
  assert.equal(expected.length, 10, JSON.stringify(expected));
  for (const at of [0, 1, 5, 9, 10]) {
    const holed = lines.map((text, index) => index === at ? "\0".repeat(700) + text : text).join("");
    for (const reference of [false, true]) {
      assert.deepEqual(await stored(holed, { reference }), expected, `at ${at}`);
    }
  }
});

const clock = (at: number): string => `10:${String(10 + Math.floor(at / 60))}:${String(10 + at % 50)}`;
const MARK = "\ufeff";

/** Lines of several forms, enough of them for the fast reader, and what stands in front of the first. */
const FORMS: Readonly<Record<string, { readonly head?: string; readonly line: (at: number) => string }>> = {
  common: {
    line: (at) => `203.0.113.${at % 5} - - [17/May/2024:${clock(at)} +0000] "GET /a HTTP/1.1" 200 5\n`,
  },
  combined: {
    line: (at) =>
      `203.0.113.${at % 5} - - [17/May/2024:${clock(at)} +0000] "GET /a HTTP/1.1" 200 5 "-" "c"\n`,
  },
  "with a virtual host": {
    line: (at) =>
      `a.example 203.0.113.${at % 5} - - [17/May/2024:${clock(at)} +0000] "GET /a HTTP/1.1" 200 5 "-" "c"\n`,
  },
  json: {
    line: (at) =>
      `{"time":"2024-05-17T${clock(at)}Z","remote_addr":"203.0.113.${
        at % 5
      }","status":200,"request":"GET /a HTTP/1.1"}\n`,
  },
  w3c: {
    head: "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes\n",
    line: (at) => `2024-05-17 ${clock(at)} 203.0.113.${at % 5} GET /a 200 5\n`,
  },
  csv: {
    head: "remotehost,rfc931,authuser,date,request,status,bytes\n",
    line: (at) => `203.0.113.${at % 5},-,-,${1715940600 + at},"GET /a HTTP/1.1",200,5\n`,
  },
  syslog: {
    line: (at) =>
      `May 17 10:10:10 web nginx: 203.0.113.${at % 5} - - [17/May/2024:${
        clock(at)
      } +0000] "GET /a HTTP/1.1" 200 5\n`,
  },
};

for (const [name, { head = "", line }] of Object.entries(FORMS)) {
  Deno.test(`the mark of UTF-8 in front of each of two logs that were put together is no part of a line: ${name}`, async () => {
    const part = (from: number): string =>
      head + Array.from({ length: 400 }, (_, at) => line(from + at)).join("");
    const expected = await stored(part(0) + part(400), {});
    assert.equal(
      expected.reduce((sum: number, row) => sum + Number((row as unknown[])[1]), 0),
      1600,
      JSON.stringify(expected),
    );
    for (const marks of name === "csv" ? [MARK] : [MARK, MARK + MARK, `${MARK}\n${MARK}`]) {
      for (const reference of [false, true]) {
        assert.deepEqual(await stored(MARK + part(0) + marks + part(400), { reference }), expected, marks);
      }
    }
  });
}

Deno.test("a client that begins with other letters than those of ASCII is one, by the fast reader and by the reference", async () => {
  const log = Array.from(
    { length: 400 },
    (_, at) => FORMS.common.line(at).replace(/^203/, at % 7 === 3 ? "\uff0c\u00e9" : "203"),
  ).join("");
  assert.deepEqual(await stored(log, {}), await stored(log, { reference: true }));
});
