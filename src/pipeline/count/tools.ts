// Role: what all logs of a run are counted with, as one parameter.

import type { Host } from "../../host/host.ts";
import type { Kernels } from "../../kernel/kernel.ts";
import type { RangeThreads } from "../../parallel/threads.ts";
import type { Plan } from "../../plan.ts";
import type { Engine } from "../engine.ts";

/** What all logs of a run are counted with. */
export interface CountTools {
  readonly engine: Engine;
  readonly plan: Plan;
  readonly threads: RangeThreads;
  /** Of the main thread. */
  readonly kernels: Kernels;
  readonly host: Host;
}
