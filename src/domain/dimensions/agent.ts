// Role: the dimension `agent`: the program that sent a request, as it calls itself.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeRole, type ValuePlace } from "./dimension.ts";

export const agent: NameDimension<"agent"> = {
  ...{ id: 9, name: "agent", plural: "agents", noun: "user agent" },
  ...{ role: "agent", kind: "name", span: "hour", keep: 1000, matchable: true, explains: false },
  isLimited: true,
  extract(record: LogRecord, place: ValuePlace): void {
    placeRole(place, record, ROLE.agent);
  },
};
