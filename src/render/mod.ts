// Role: the registry of renderers. A new output format is one file and one line here.

import { csvRenderer } from "./csv.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown.ts";
import { ndjson } from "./ndjson.ts";
import type { Renderer } from "./render.ts";
import { table } from "./table.ts";

/** The first one is the default. */
export const RENDERERS: readonly Renderer[] = [table, json, ndjson, csvRenderer, markdown] as const;
