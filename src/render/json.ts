// Role: answers as one JSON array of objects, one row per line.

import type { ShownAnswer } from "../stores/store.ts";
import { objectLines } from "./ndjson.ts";
import type { Renderer } from "./render.ts";

export const json: Renderer = {
  name: "json",
  summary: "one JSON array of objects",
  *render(answer: ShownAnswer): Iterable<string> {
    const start = "[\n  ";
    let before = start;
    for (const line of objectLines(answer)) {
      yield before + line;
      before = ",\n  ";
    }
    yield before === start ? "[]\n" : "\n]\n";
  },
};
