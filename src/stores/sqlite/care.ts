// Role: the SQLite side of the contract of `stores/care.ts`, loaded only when it is asked for: checking in `stores/sqlite/check/check.ts`,
// copying in `backup.ts`, pruning in `stores/sqlite/prune/prune.ts`.

import type { StoreMaintenance } from "../care.ts";
import { copyDatabase } from "./backup.ts";
import { checkDatabase } from "./check/check.ts";
import { pruneDatabase } from "./prune/prune.ts";

/** Looks after SQLite files. */
export const sqliteMaintenance: StoreMaintenance = {
  check: checkDatabase,
  copy: copyDatabase,
  prune: pruneDatabase,
};
