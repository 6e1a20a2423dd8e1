// Role: the registry of log formats. A new format is one file and one line here.

import { csvFormat } from "./csv.ts";
import type { Format } from "./format.ts";

/** The first one is the default. */
export const FORMATS: readonly [Format, ...Format[]] = [csvFormat] as const;
