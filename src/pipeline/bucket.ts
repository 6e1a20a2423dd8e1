// Role: third stage of the walk: summaries → final buckets, amendments and seconds.

import type { FinalBuckets } from "../domain/buckets/open_buckets.ts";
import type { Counted } from "./count/count.ts";
import type { Engine } from "./engine.ts";

/** A summary and what it makes final. */
export type Bucketed = Counted & {
  /** Buckets that turned final, amendments of earlier ones, and what each second gains. */
  readonly final: FinalBuckets;
};

/** Puts each summary into the open buckets and takes out the final ones. */
export async function* bucket(items: AsyncIterable<Counted>, engine: Engine): AsyncGenerator<Bucketed, void> {
  for await (const counted of items) {
    const { eventTime } = engine, final = engine.buckets.push(counted.summary, eventTime);
    engine.errors.forgetBefore(engine.recent.oldest);
    engine.errors.add(counted.summary.errorRows);
    for (const { start } of final.closed) engine.errors.close(start);
    engine.recent.add(final.closed, eventTime);
    yield { ...counted, final };
  }
}
