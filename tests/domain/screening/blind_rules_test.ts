// Role: a rule that is called blind matches no record that passes the settings of the source, as it is stored.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Match } from "../../../src/domain/rules/definition.ts";
import { isStatusIn, matcherOf } from "../../../src/domain/rules/match.ts";
import { parseStatuses } from "../../../src/domain/rules/status_ranges.ts";
import { maskHost } from "../../../src/domain/screening/addresses.ts";
import { blindRules } from "../../../src/domain/screening/blind_rules.ts";
import { parseFilter } from "../../../src/domain/screening/filter.ts";
import { ANONYMIZE_LEVELS, NO_SCREENING, type Screening } from "../../../src/domain/screening/settings.ts";

const HOSTS = ["10.1.2.3", "10.1.2.0", "10.1.0.0", "web", "(hidden)"], SECTIONS = ["/a", "/b", "/ab"];
const STATUSES = [200, 404, 500, 503], METHODS = ["GET", "PUT"];

interface Row {
  readonly host: string;
  readonly section: string;
  readonly status: number;
  readonly method: string;
}

const ROWS: readonly Row[] = HOSTS.flatMap((host) =>
  SECTIONS.flatMap((section) =>
    STATUSES.flatMap((status) => METHODS.map((method) => ({ host, section, status, method })))
  )
);

function fits(filter: string, row: Row): boolean {
  const parsed = parseFilter(filter);
  assert.ok("values" in parsed, filter);
  const { dimension: { name }, values } = parsed;
  if (name === "status") return isStatusIn(values.map((value) => parseStatuses(value)!), row.status);
  return matcherOf(values)(row[name as "host" | "section" | "method"]);
}

function matches({ host, section, status, method }: Match, row: Row, { anonymize }: Screening): boolean {
  const stored = anonymize === null ? row.host : maskHost(row.host, anonymize);
  return (host === null || matcherOf(host)(stored)) &&
    (section === null || matcherOf(section)(row.section)) &&
    (method === undefined || matcherOf(method)(row.method)) &&
    (status === null || isStatusIn(status, row.status));
}

const some = <Value>(values: readonly Value[]): fc.Arbitrary<Value[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const FILTER = fc.oneof(
  some([...HOSTS, "10.*", "web*"]).map((values) => `host=${values.join(",")}`),
  some([...SECTIONS, "/a*"]).map((values) => `section=${values.join(",")}`),
  some(["200", "404", "5xx", "500-502"]).map((values) => `status=${values.join(",")}`),
  some([...METHODS, "G*"]).map((values) => `method=${values.join(",")}`),
);
const MATCH = fc.record({
  host: fc.option(some([...HOSTS, "10.*"])),
  section: fc.option(some([...SECTIONS, "/a*"])),
  status: fc.option(
    some(["200", "404", "5xx", "500-503"]).map((texts) => texts.map((text) => parseStatuses(text)!)),
  ),
  method: some([...METHODS, "P*"]),
}, { requiredKeys: ["host", "section", "status"] });
const SETTINGS = fc.record({
  exclude: fc.array(FILTER, { maxLength: 2 }),
  only: fc.array(FILTER, { maxLength: 1 }),
  anonymize: fc.option(fc.constantFrom(...ANONYMIZE_LEVELS)),
});

Deno.test("a rule that is called blind matches no record that the settings leave", () => {
  let blind = 0;
  fc.assert(
    fc.property(MATCH, SETTINGS, (match, given) => {
      const screening = { ...NO_SCREENING, ...given };
      if (blindRules([{ id: "r", match }], screening).length === 0) return;
      blind++;
      for (const row of ROWS) {
        const passes = !screening.exclude.some((filter) => fits(filter, row)) &&
          screening.only.every((filter) => fits(filter, row));
        assert.ok(!passes || !matches(match, row, screening), JSON.stringify(row));
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(blind > 50, `${blind} of 2000`);
});

Deno.test("the option that makes a rule blind is named; a rule about anything is never", () => {
  const match = { section: null, host: null, status: null };
  const option = (own: Partial<Match>, screening: Partial<Screening>): string | undefined =>
    blindRules([{ id: "r", match: { ...match, ...own } }], { ...NO_SCREENING, ...screening })[0]?.option;
  assert.equal(option({ host: ["10.1.2.3"] }, { anonymize: "network" }), "--anonymize=network");
  assert.equal(option({ host: ["10.1.2.0"] }, { anonymize: "network" }), undefined);
  assert.equal(option({ section: ["/a"] }, { exclude: ["section=/a*"] }), "--exclude section=/a*");
  assert.equal(option({ section: ["/a*"] }, { exclude: ["section=/a"] }), undefined);
  assert.equal(option({ status: [{ from: 404, to: 404 }] }, { only: ["status=5xx"] }), "--only status=5xx");
  assert.equal(option({ path: ["/a?x=1", "/b;y=2"] }, {}), "--drop-query");
  assert.equal(option({ path: ["/a?x=1", "/b?"] }, {}), undefined);
  assert.equal(option({ path: ["/a?x=1"] }, { keepQuery: true }), undefined);
  assert.equal(option({}, { anonymize: "all", only: ["status=5xx"], exclude: ["section=*"] }), undefined);
});
