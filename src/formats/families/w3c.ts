// Role: the family of W3C extended logs: IIS, CloudFront and others by their `#Fields`.

import { withoutZone, zoneOf } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { textOf } from "../../domain/text.ts";
import { isDirective, w3cState } from "../w3c/w3c_fields.ts";
import { W3cReader } from "../w3c/w3c_reader.ts";

/** Logs whose columns are named by `#Fields`, also anew in mid-file. */
export const w3cFormat: LogFormat = {
  name: "w3c",
  summary: "W3C extended logs with #Fields: IIS, CloudFront and others",
  begin: (line, options) => {
    if (line[0] !== 0x23) return { fitting: 0, failed: "it is no directive such as #Fields" };
    const text = textOf(line), zone = zoneOf(options);
    if (!isDirective(text)) return { fitting: 0, failed: "it is no directive such as #Fields" };
    const state = w3cState(text, zone);
    if (/^#\s*Fields/i.test(text)) {
      if (state.columns === null) {
        return {
          fitting: 8,
          failed: "its #Fields have no time, no status, or neither a client address nor a request",
        };
      }
      if (state.zone === null) throw withoutZone();
    }
    return { reader: new W3cReader(text, zone), isHeader: true };
  },
};
