// Role: takes pieces of several logs in the order of their event times.

import type { CountedPiece } from "./slices.ts";
import type { Engine } from "../engine.ts";

/**
 * Next is always a piece of the log whose position is smallest. `ended` is called for each log when it has no more; what it
 * gives is yielded, too. Ends all of them where it is ended early.
 */
export async function* inStep<News = never>(
  logs: Map<number, AsyncGenerator<CountedPiece, void>>,
  engine: Engine,
  ended: (log: number) => News | null = () => null,
): AsyncGenerator<CountedPiece | News, void> {
  try {
    while (logs.size > 0) {
      const log = engine.logs.next(logs.keys()), { done, value } = await logs.get(log)!.next();
      if (!done) yield value;
      else {
        logs.delete(log);
        const news = ended(log);
        if (news !== null) yield news;
      }
    }
  } finally {
    for (const rest of logs.values()) await rest.return();
  }
}
