// Role: an objective that runs left out, or that had other tiers or records for a while: what it counted before counts again.

import assert from "node:assert/strict";
import fc from "fast-check";
import { timeOf } from "../../../src/domain/alerts/alert.ts";
import { ALL_RECORDS, SERVER_ERRORS, type SloDefinition } from "../../../src/domain/rules/definition.ts";
import { judged, type PlainRecord } from "./plain_records.ts";
import { planFor, Source } from "./watched.ts";

const LATENESS = 30;
/** The first second of a minute. */
const BEGIN = 60 * 24_000_000;

function slo(longMinutes: number, change: Partial<SloDefinition> = {}): SloDefinition {
  return {
    id: "availability",
    match: ALL_RECORDS,
    errors: SERVER_ERRORS,
    objectiveText: "90%",
    budget: 0.1,
    period: 86_400,
    burn: [{ severity: "page", long: longMinutes * 60, short: 60, factor: 2 }],
    minErrors: 1,
    notify: [],
    ...change,
  };
}

/** Ten records a minute, so many of them errors. */
function records(first: number, errors: readonly number[]): PlainRecord[] {
  return errors.flatMap((errors, minute) =>
    Array.from({ length: 10 }, (_, i) => ({
      time: BEGIN + (first + minute) * 60 + i * 6,
      section: "/",
      host: "h",
      status: i < errors ? 500 : 200,
      bytes: 1,
    }))
  );
}

const LONG = 20;
const errors = (most: number) => fc.array(fc.nat({ max: 10 }), { minLength: 2, maxLength: most });
/** What another run has in the place of the objective; null for none. */
const others = fc.constantFrom<SloDefinition | null>(
  null,
  slo(LONG, { match: { ...ALL_RECORDS, section: ["/other"] } }),
  slo(3),
  slo(LONG, { minErrors: 9 }),
);

Deno.test("slo: an objective that comes back decides by all minutes that it has counted", () => {
  fc.assert(fc.property(errors(30), others, errors(15), errors(10), (before, other, between, after) => {
    const source = new Source(planFor({ rules: [], slos: [slo(LONG)] }, LATENESS));
    source.push(judged(records(0, before), LATENESS));
    source.restart(planFor({ rules: [], slos: other === null ? [] : [other] }, LATENESS));
    source.push(judged(records(before.length, between), LATENESS));
    source.restart(planFor({ rules: [], slos: [slo(LONG)] }, LATENESS));
    const told = source.transitions.length, back = before.length + between.length;
    source.push(judged(records(back, [...after, 0]), LATENESS));
    // The last record of a minute comes at its second 54: half a minute later the minute before it is final, and no other.
    const isSame = other?.match === ALL_RECORDS;
    const all = [...before, ...between, ...after],
      isCounted = (minute: number) => isSame || minute < before.length - 1 || minute >= back;
    const isFiring = (minute: number): boolean => {
      const long = all.map((_, at) => at).filter((at) => at > minute - LONG && at <= minute && isCounted(at));
      const hits = long.length * 10, failed = long.reduce((sum, at) => sum + all[at], 0);
      return isCounted(minute) && all[minute] > 2 && failed > 0.2 * hits;
    };
    const first = all.findIndex((_, minute) => minute >= back - 1 && isFiring(minute));
    const fired = source.transitions.slice(told).find(({ kind }) => kind === "fired");
    assert.equal(fired && (timeOf(fired) + 1 - BEGIN) / 60 - 1, first < 0 ? undefined : first);
  }));
});
