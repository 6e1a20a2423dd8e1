// Role: the numbers of alerts, by which messages name them: they stay while an alert is provisional, whatever other sources bring.

import assert from "node:assert/strict";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { httplog } from "../../reports/replayed.ts";

const START = 1_549_573_200;
const RULES = 'schema = 1\n[[rule]]\nid = "gone"\nmetric = "absence"\nwindow = "2m"\n';

Deno.test("an alert of a silence keeps its number from run to run, also beside another source", () =>
  inTemporaryDirectory(async (directory) => {
    const [rules, db] = [`${directory}/r.toml`, `${directory}/a.db`];
    await Deno.writeTextFile(rules, RULES);
    const lines = Array.from(
      { length: 300 },
      (_, at) => `10.0.0.1,-,-,${START + at},GET /a HTTP/1.0,200,1\n`,
    );
    for (const name of ["one", "two"]) {
      const log = `${directory}/${name}.csv`;
      await Deno.writeTextFile(
        log,
        "remotehost,rfc931,authuser,date,request,status,bytes\n" + lines.join(""),
      );
    }
    const seen: unknown[] = [];
    for (const time of [520, 820, 1120]) {
      for (const name of ["one", "two"]) {
        const until = ["--advance-to", `${START + time}`];
        await httplog(
          "replay",
          `${directory}/${name}.csv`,
          "--rules",
          rules,
          "--db",
          db,
          "--source",
          name,
          "-q",
          ...until,
        );
      }
      using reader = sqlite.read(db);
      seen.push(reader.query("SELECT id, source, fired_at FROM alerts ORDER BY id").rows);
    }
    assert.deepEqual(seen[0], [[1, "one", START + 419], [2, "two", START + 419]]);
    assert.deepEqual(seen.slice(1), [seen[0], seen[0]]);
  }));
