// Role: the list of all stores. A new one is one file and one line here. Read by `commands` alone.

import { sqlite } from "./sqlite/sqlite.ts";
import type { StoreKind } from "./store_kind.ts";

/** All kinds of store; the first one is the default. */
export const STORES: readonly [StoreKind, ...StoreKind[]] = [sqlite] as const;
