// Role: threads for tests, within the one that there is: they do the jobs of `src/parallel/worker.ts` in small steps,
// each at its own pace, and some of them fail. Used by the law tests.

import type { Random } from "../sample_data/random.ts";
import { openInput } from "../src/host/deno/input.ts";
import { loadLists } from "../src/host/deno/load_lists.ts";
import { parseLogFormat } from "../src/formats/mod.ts";
import type { Thread } from "../src/host/host.ts";
import { type RangeJob, rangeReplies, type RangeReply, transferableOf } from "../src/parallel/worker.ts";

/** How the threads behave. */
export interface Behaviour {
  /** What is drawn from: when a reply comes, and what fails. */
  readonly random: Random;
  /** Turns of the event loop for which a reply is held back, at most. */
  readonly slowness: number;
  /** How many of a hundred replies do not come, because their thread dies; and as many because it gives up a file. */
  readonly failures: number;
}

const TOOLS = { open: openInput, parseLogFormat, lists: loadLists };

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** What `Host.startThread` may be. */
export function simulatedThreads({ random, slowness, failures }: Behaviour): (name: string) => Thread {
  const doJob = async (thread: Thread, job: RangeJob, isEnded: () => boolean): Promise<void> => {
    for await (const reply of rangeReplies(job, TOOLS)) {
      for (let turns = reply === "full" ? 1 : random.below(slowness + 1); turns > 0; turns--) await turn();
      if (isEnded()) return;
      if (reply === "full") continue;
      if (random.below(100) < failures) return thread.onFailure("test");
      if (random.below(100) < failures) {
        return thread.onMessage({ job: job.job, failed: "as the test wants it" } satisfies RangeReply);
      }
      // What comes from another thread is a copy, or has been moved from there.
      thread.onMessage(structuredClone(reply, { transfer: transferableOf(reply) }));
    }
  };
  return () => {
    let isEnded = false, busy = Promise.resolve();
    const thread: Thread = {
      post: (job) => void (busy = busy.then(() => doJob(thread, job as RangeJob, () => isEnded))),
      onMessage: () => {},
      onFailure: () => {},
      [Symbol.dispose]: () => void (isEnded = true),
    };
    return thread;
  };
}
