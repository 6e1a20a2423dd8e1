// Role: answers as one JSON array of objects, one row per line.

import type { Answer } from "../stores/store.ts";
import { objectLines } from "./ndjson.ts";
import type { Renderer } from "./render.ts";

export const json: Renderer = {
  name: "json",
  summary: "one JSON array of objects",
  *render(answer: Answer): Iterable<string> {
    let before = "[\n  ";
    for (const line of objectLines(answer)) {
      yield before + line;
      before = ",\n  ";
    }
    yield answer.rows.length === 0 ? "[]\n" : "\n]\n";
  },
};
