// Role: all formats of benchmark logs, by their names.

import { combinedLines } from "./combined.ts";
import { csvLines } from "./csv.ts";
import type { LineFormat } from "./line_format.ts";
import { nginxJsonLines } from "./nginx_json.ts";
import { w3cLines } from "./w3c.ts";

/** Names of the formats; the first is the one where nobody says otherwise. */
export const LINE_FORMAT_NAMES = ["csv", "combined", "nginx-json", "w3c"] as const;

/** Name of a format. */
export type LineFormatName = typeof LINE_FORMAT_NAMES[number];

/** Every format. */
export const LINE_FORMATS: Readonly<Record<LineFormatName, LineFormat>> = {
  csv: csvLines,
  combined: combinedLines,
  "nginx-json": nginxJsonLines,
  w3c: w3cLines,
};
