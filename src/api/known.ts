// Role: the resources that say what there can be asked about: the rules that watch a source, and the dimensions.

import { PLAIN } from "../domain/dimensions/dimensions.ts";
import { newest, whereOf } from "../reports/rows/sql.ts";
import { plainAnswer } from "./report_resource.ts";
import type { ApiResource } from "./resource.ts";

const RULE_COLUMNS = {
  ...{ rule: "rule", metric: "metric", severity: "severity", fire: "fire", recover: "recover" },
  ...{ window: '"window"', match: "match", definition: "definition", source: "source" },
} as const;

export const rulesResource: ApiResource = {
  path: "rules",
  summary: "the rules that the last run watched each source with",
  parameters: [],
  defaultLimit: null,
  answer(reader, { source, limit }) {
    const { sql, parameters } = newest(RULE_COLUMNS, "rules", ["source", "rule"], {
      "source = :source": source,
    }, limit);
    return { ...plainAnswer(reader.query(sql, parameters)), notes: [], units: { window: "seconds" } };
  },
};

export const dimensionsResource: ApiResource = {
  path: "dimensions",
  summary: "the dimensions by which hits are counted: one row per source and dimension that it has",
  parameters: [],
  defaultLimit: null,
  answer(reader, { source }) {
    const { where, parameters } = whereOf({ "name = :source": source });
    const { rows } = reader.query(`SELECT name, dimensions FROM sources ${where} ORDER BY name`, parameters);
    const kept = rows.flatMap(([source, names]) =>
      PLAIN.filter(({ name }) => String(names).split(",").includes(name))
        .map((
          { name, plural, noun, kind, keep, span },
        ) => [name, plural, noun, kind, Number(keep !== "all"), String(source), span])
    );
    return {
      columns: ["dimension", "plural", "noun", "kind", "cut", "source", "span"],
      rows: kept,
      notes: [],
    };
  },
};
