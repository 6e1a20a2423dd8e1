// Role: the values that go together, along the time, as the file of `report` holds them.

import type { Asked } from "../../api/parameters.ts";
import { spanOfStep, STEP_START } from "../../api/steps.ts";
import { OTHER } from "../../domain/dimensions/dimension.ts";
import { WHOLE } from "../../domain/dimensions/dimensions.ts";
import { FIRST_PAIRED } from "../../domain/dimensions/pairs.ts";
import { stepBegin, valueGrain } from "../../page/data/grains.ts";
import type { PackedPair, PackedPairs } from "../../page/data/model.ts";
import { goesWith, type Pairing, PAIRINGS, pairRows } from "../../reports/goes_with.ts";
import { viewsOf } from "../../reports/rows/dimension_views.ts";
import { hourlyRows } from "../../reports/rows/hours.ts";
import { bucketRange } from "../../reports/rows/rollups.ts";
import { whereOf } from "../../reports/rows/sql.ts";
import type { Reader } from "../../stores/store.ts";

/** Pairs of each kind that are kept: those with most hits. */
const MOST_PAIRS = 400;

/** A pair with its hits in a step. */
interface Stepped {
  readonly at: number;
  readonly key: string;
  readonly hits: number;
}

/** The two values of a pair as one text: there is no tab in them. */
const BETWEEN = "\t";
const REST = `${OTHER}${BETWEEN}${OTHER}`;

/** The pairs of a range from `begin` on, of each kind; what only hours have in hours, at least. */
export function recordPairs(reader: Reader, asked: Asked, begin: number, grain: number): PackedPairs[] {
  const given = { ...asked, limit: null }, most = new Bounds(reader, given);
  const errors = errorsOf(reader, given, valueGrain(grain, false));
  return PAIRINGS.filter(({ isFirst }) => isFirst).map((pairing): PackedPairs => {
    const { of, dimension, with: other } = pairing, step = valueGrain(grain, pairing.pair !== null);
    const counted = stepsOf(reader, pairing, given, step);
    const rows = pairing.pair === null ? [...counted, ...uncounted(errors, counted)] : counted;
    const sums = sumsOf(rows);
    const isCut = sums.has(REST), named = ranked(sums), kept = named.slice(0, MOST_PAIRS);
    const ofValue = mostOf(sums, 0), ofOther = mostOf(sums, 1);
    // Where each bucket keeps all of its pairs, and has them, each has as many hits as are named.
    const pairs = kept.map(([key, hits]): PackedPair => {
      const [value, withValue] = key.split(BETWEEN);
      const atMost = isCut ? most.of(pairing, value, withValue) ?? hits : hits;
      return [value, withValue, atMost, ofValue.get(value)!, ofOther.get(withValue)!];
    });
    const shown = pairs.map(([, , atMost], place) => [kept[place][1], atMost]);
    return {
      ...{ of, dimension, with: other, step, begin: stepBegin(begin, step) },
      pairs: [...pairs, [OTHER, OTHER, 0, 0, 0]],
      ...packed(rows, kept.map(([key]) => key), stepBegin(begin, step), step),
      notes: [
        ...(named.length > kept.length
          ? [
            `This file names the ${MOST_PAIRS} pairs of ${dimension} and ${other} with most hits: others are not shown.`,
          ]
          : []),
        ...goesWith.notes!(reader, { ...given, [dimension]: "" }, {
          columns: ["hits", "at_most"],
          rows: shown,
        }),
      ],
    };
  });
}

/** The most hits that pairs can have, which are asked for once, if at all: where buckets do not name all it takes another look at each. */
class Bounds {
  readonly #ask: () => Map<string, number>;
  #found: Map<string, number> | null = null;

  constructor(reader: Reader, given: Asked) {
    this.#ask = () => {
      const { sql, parameters } = goesWith.question(given), { columns, rows } = reader.query(sql, parameters);
      const places = ["dimension", "value", "with", "with_value"].map((name) => columns.indexOf(name));
      const most = columns.indexOf("at_most");
      return new Map(rows.map((row) => [places.map((place) => row[place]).join(BETWEEN), Number(row[most])]));
    };
  }

  of({ dimension, with: other }: Pairing, value: string, withValue: string): number | undefined {
    this.#found ??= this.#ask();
    return this.#found.get([dimension, value, other, withValue].join(BETWEEN));
  }
}

function stepsOf(reader: Reader, pairing: Pairing, asked: Asked, step: number): Stepped[] {
  const sql = `SELECT ${STEP_START} AS at, value, with_value, sum(hits) FROM (${pairRows(pairing, asked)})
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
  const parameters = { ...whereOf(bucketRange(asked)).parameters, ...spanOfStep(step) };
  return reader.query(sql, parameters).rows.map(([at, value, other, hits]) => {
    const key = value === OTHER || other === OTHER ? REST : `${value}${BETWEEN}${other}`;
    return { at: Number(at), key, hits: Number(hits) };
  });
}

/** The errors of each step, also those of buckets that are read without a rule file, which have no pairs. */
function errorsOf(reader: Reader, asked: Asked, step: number): Pick<Stepped, "at" | "hits">[] {
  const { spans, select, parameters } = hourlyRows(WHOLE, viewsOf(WHOLE), asked, step);
  const sql = `WITH ${spans.join(", ")} SELECT ${STEP_START} AS at, sum(hits)
    FROM (${select("start, hits", `${WHOLE.name} >= ${FIRST_PAIRED}`)}) GROUP BY 1 ORDER BY 1`;
  const { rows } = reader.query(sql, { ...parameters, ...spanOfStep(step) });
  return rows.map(([at, hits]) => ({ at: Number(at), hits: Number(hits) }));
}

/** Of the errors of each step those that no pair counts, as hits without a name. */
function uncounted(errors: readonly Pick<Stepped, "at" | "hits">[], counted: readonly Stepped[]): Stepped[] {
  const sums = new Map<number, number>();
  for (const { at, hits } of counted) sums.set(at, (sums.get(at) ?? 0) + hits);
  return errors.map(({ at, hits }) => ({ at, key: REST, hits: hits - (sums.get(at) ?? 0) }))
    .filter(({ hits }) => hits > 0);
}

function sumsOf(rows: readonly Stepped[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { key, hits } of rows) sums.set(key, (sums.get(key) ?? 0) + hits);
  return sums;
}

/** The most hits that each value of one side can have, also in pairs that the file does not name. */
function mostOf(sums: ReadonlyMap<string, number>, side: 0 | 1): Map<string, number> {
  const most = new Map<string, number>(), rest = sums.get(REST) ?? 0;
  for (const [key, hits] of sums) {
    const value = key.split(BETWEEN)[side];
    most.set(value, (most.get(value) ?? rest) + hits);
  }
  return most;
}

/** Those that are named, most hits first, ties by their values. */
function ranked(sums: ReadonlyMap<string, number>): [key: string, hits: number][] {
  return [...sums].filter(([key]) => key !== REST).sort(([one, few], [other, many]) =>
    many - few || (one < other ? -1 : 1)
  );
}

/** The hits in each step; those of other pairs are of what is not named, which stands last. */
function packed(
  rows: readonly Stepped[],
  keys: readonly string[],
  begin: number,
  step: number,
): Pick<PackedPairs, "steps" | "places" | "hits"> {
  const places = new Map(keys.map((key, place) => [key, place])), sums = new Map<string, number>();
  for (const { at, key, hits } of rows) {
    const cell = `${(at - begin) / step} ${places.get(key) ?? keys.length}`;
    sums.set(cell, (sums.get(cell) ?? 0) + hits);
  }
  const cells = [...sums.keys()].map((cell) => cell.split(" ").map(Number));
  return {
    steps: cells.map(([at]) => at),
    places: cells.map(([, place]) => place),
    hits: [...sums.values()],
  };
}
