// Role: the values that go together, along the time, as the file of `report` holds them.

import type { Asked } from "../../api/parameters.ts";
import { spanOfStep, STEP_START } from "../../api/steps.ts";
import { OTHER } from "../../domain/dimensions/dimension.ts";
import { stepBegin, valueGrain } from "../../page/data/grains.ts";
import type { PackedPairs } from "../../page/data/model.ts";
import { goesWith, type Pairing, PAIRINGS, pairRows } from "../../reports/goes_with.ts";
import type { Question } from "../../reports/report.ts";
import { bucketRange } from "../../reports/rollups.ts";
import { whereOf } from "../../reports/sql.ts";
import type { Reader } from "../../stores/store.ts";

/** Pairs of each kind that are kept: those with most hits. */
const MOST_PAIRS = 400;

/** The pairs of a range from `begin` on, of each kind; what only hours have in hours, at least. */
export function recordPairs(reader: Reader, asked: Asked, begin: number, grain: number): PackedPairs[] {
  const given = { ...asked, limit: null }, { sql, parameters } = goesWith.question(given);
  const answer = reader.query(sql, parameters);
  return PAIRINGS.filter(({ isFirst }) => isFirst).map((pairing): PackedPairs => {
    const { of, dimension, with: other } = pairing;
    const step = valueGrain(grain, pairing.pair !== null);
    const own = answer.rows.filter(([, one, , two]) => one === dimension && two === other);
    const kept = own.slice(0, MOST_PAIRS).map((row) =>
      [String(row[2]), String(row[4]), Number(row[6])] as const
    );
    const pairs = [...kept, [OTHER, OTHER, 0] as const];
    const isCut = own.length > kept.length;
    return {
      ...{ of, dimension, with: other, step, begin: stepBegin(begin, step), pairs },
      ...packedSteps(reader, pairing, given, { begin, step, pairs }),
      notes: [
        ...(isCut
          ? [
            `This file names the ${MOST_PAIRS} pairs of ${dimension} and ${other} with most hits: others are not shown.`,
          ]
          : []),
        ...goesWith.notes!(reader, { ...given, [dimension]: "" }, { columns: answer.columns, rows: own }),
      ],
    };
  });
}

/** The hits of the pairs in each step; those of other pairs are of what is not named. */
function packedSteps(
  reader: Reader,
  pairing: Pairing,
  asked: Asked,
  { begin, step, pairs }: Pick<PackedPairs, "begin" | "step" | "pairs">,
): Pick<PackedPairs, "steps" | "places" | "hits"> {
  const from = stepBegin(begin, step), rest = pairs.length - 1;
  const places = new Map(pairs.map(([one, other], place) => [`${one}\t${other}`, place]));
  const { sql, parameters } = pairSteps(pairing, asked, step);
  const sums = new Map<string, number>();
  for (const [at, value, other, hits] of reader.query(sql, parameters).rows) {
    const key = `${(Number(at) - from) / step} ${places.get(`${value}\t${other}`) ?? rest}`;
    sums.set(key, (sums.get(key) ?? 0) + Number(hits));
  }
  const keys = [...sums.keys()].map((key) => key.split(" ").map(Number));
  return {
    steps: keys.map(([at]) => at),
    places: keys.map(([, place]) => place),
    hits: [...sums.values()],
  };
}

function pairSteps(pairing: Pairing, asked: Asked, step: number): Question {
  return {
    sql: `SELECT ${STEP_START} AS at, value, with_value, sum(hits) FROM (${pairRows(pairing, asked)})
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    parameters: { ...whereOf(bucketRange(asked)).parameters, ...spanOfStep(step) },
  };
}
