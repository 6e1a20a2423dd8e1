// Role: holes of a file that was truncated under a writer that does not append: the NULs in front of a line are no part of it.

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
