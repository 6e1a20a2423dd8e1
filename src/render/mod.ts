// Role: the list of renderers. A new format is one file beside this one and one line here; the parser, the help and the
// contract tests follow.

import { csvRenderer } from "./csv.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown.ts";
import { ndjson } from "./ndjson.ts";
import type { Renderer } from "./render.ts";
import { table } from "./table.ts";

/** All output formats, the default first. */
export const RENDERERS: readonly Renderer[] = [table, json, ndjson, csvRenderer, markdown] as const;
