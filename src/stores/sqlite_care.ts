// Role: the SQLite side of the contract of `care.ts`, loaded only when it is asked for: checking in `sqlite_check.ts`,
// copying in `sqlite_backup.ts`, pruning in `sqlite_prune.ts`.

import type { StoreCare } from "./care.ts";
import { copyDatabase } from "./sqlite_backup.ts";
import { checkDatabase } from "./sqlite_check.ts";
import { pruneDatabase } from "./sqlite_prune.ts";

/** Looks after SQLite files. */
export const sqliteCare: StoreCare = {
  check: checkDatabase,
  copy: copyDatabase,
  prune: pruneDatabase,
};
