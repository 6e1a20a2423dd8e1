// Role: answers as JSON objects, one per line.

import type { ShownAnswer } from "../stores/store.ts";
import { cellJson, distinctNames } from "./text/cell.ts";
import { jsonText } from "./text/printable.ts";
import type { Renderer } from "./render.ts";

export const ndjson: Renderer = {
  name: "ndjson",
  summary: "one JSON object a line",
  *render(answer: ShownAnswer): Iterable<string> {
    for (const line of objectLines(answer)) yield line + "\n";
  },
};

/** Each row as a JSON object without a line end; a repeated column name gets a number: `hits_2`. */
export function* objectLines(answer: ShownAnswer): Iterable<string> {
  const keys = distinctNames(answer.columns).map((name, column) =>
    `${column === 0 ? "" : ","}${jsonText(name)}:`
  );
  for (const row of answer.rows) {
    let line = "{";
    for (let column = 0; column < keys.length; column++) line += keys[column] + cellJson(row[column]);
    yield line + "}";
  }
}
