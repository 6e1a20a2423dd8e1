// Role: summaries → final buckets, amendments and seconds. Between `summarize.ts` and `monitor.ts`; the step itself
// is `domain/buckets/open_buckets.ts`.

import type { FinalBuckets } from "../domain/buckets/open_buckets.ts";
import type { Engine } from "./engine.ts";
import type { Summarized } from "./summarize.ts";

/** A summary and what it settles. */
export interface Bucketed extends Summarized {
  /** What turned final, what is amended, what each second gains. */
  readonly settled: FinalBuckets;
}

/** Puts each summary into the open buckets and takes out the final ones. */
export async function* bucket(
  summaries: AsyncIterable<Summarized>,
  engine: Engine,
): AsyncGenerator<Bucketed, void> {
  for await (const summarized of summaries) {
    // Whatever an alert of the last summary is explained by has been looked at by now.
    engine.recent.forget();
    const settled = engine.buckets.push(summarized.summary);
    engine.recent.add(settled.closed, summarized.summary.latest);
    yield { ...summarized, settled };
  }
}
