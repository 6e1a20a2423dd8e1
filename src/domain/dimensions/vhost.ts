// Role: the dimension `vhost`: the host that a request was for, as it is written.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeRole, type ValuePlace } from "./dimension.ts";

export const vhost: NameDimension<"vhost"> = {
  ...{ id: 11, name: "vhost", plural: "vhosts", noun: "virtual host" },
  ...{ role: "vhost", kind: "name", span: "hour", keep: 1000, matchable: true, explains: false },
  isLimited: true,
  extract(record: LogRecord, place: ValuePlace): void {
    placeRole(place, record, ROLE.vhost);
  },
};
