// Role: reports that count hosts, or ask where they are, say what `--anonymize` has left of them.

import assert from "node:assert/strict";
import { ANONYMIZE_LEVELS } from "../../src/domain/screening/settings.ts";
import { inTemporaryDirectory, PROJECT } from "../process.ts";
import { mmdb } from "../lists/mmdb.ts";
import { httplog } from "./replayed.ts";

/** Notes of each report by the level; null where nothing is to be said. */
const NOTES = {
  "": { visitors: null, buckets: null, countries: null },
  network: {
    visitors:
      "stored as networks (--anonymize=network): those of one network with one agent are one visitor.",
    buckets: "stored as networks (--anonymize=network): those of one network count as one.",
    countries: null,
  },
  region: {
    visitors:
      "stored as networks of 65,536 addresses (--anonymize=region): those of one network with one agent are one visitor.",
    buckets:
      "stored as networks of 65,536 addresses (--anonymize=region): those of one network count as one.",
    countries:
      "stored as networks of 65,536 addresses (--anonymize=region): all of one count for the country of its first address.",
  },
  all: {
    visitors: "not stored (--anonymize=all): all with one agent are one visitor.",
    buckets: "not stored (--anonymize=all): all count as one.",
    countries: null,
  },
} as const;

for (const [level, notes] of Object.entries(NOTES)) {
  Deno.test(`hosts ${level === "" ? "as they are" : `of --anonymize=${level}`}: reports say what is left of them`, () =>
    inTemporaryDirectory(async (directory) => {
      const [database, file] = [`${directory}/x.db`, `${directory}/x.mmdb`];
      Deno.writeFileSync(file, mmdb({ networks: { "10.0.0.0/16": { country: { iso_code: "DE" } } } }));
      const log = [`${PROJECT}sample_data/combined.log`, "--db", database, "--source", "s", "--quiet"];
      await httplog("replay", ...log, ...level === "" ? [] : [`--anonymize=${level}`]);
      for (const asked of ["hosts", "availability", "sections"]) {
        const told = await httplog("query", asked, "--host", "10.0.0.77", "--db", database);
        assert.equal(told.includes("Hosts of source"), level !== "", asked);
      }
      for (const [report, note] of Object.entries(notes)) {
        const words = report === "countries" ? ["--geoip", file] : [];
        const told = (await httplog("query", report, ...words, "--db", database)).split("\n");
        const found = told.filter((line) => line.startsWith("Hosts of source"));
        assert.deepEqual(found, note === null ? [] : [`Hosts of source "s" are ${note}`], report);
      }
    }));
}

Deno.test("each level is tried", () => assert.deepEqual(Object.keys(NOTES), ["", ...ANONYMIZE_LEVELS]));
