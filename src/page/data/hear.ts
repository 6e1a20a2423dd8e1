// Role: hears of changes from the server that the page came from.

import { API_ROOT, type ApiEvent } from "../../api/answer.ts";
import { headersOf, linesOf } from "./asker.ts";

/** Milliseconds between two attempts, and in which changes count as one. */
const BETWEEN_ATTEMPTS = 2000, BETWEEN_CHANGES = 50;

/**
 * Calls back after every change as long as the page lives, unless the server refuses. A connection that breaks is made again, and
 * all counts as changed then.
 *
 * @param first The state of what was asked first: what has changed between that and the first connection counts as well.
 */
export async function hear(
  token: string | null,
  first: Promise<string | null>,
  changed: () => void,
): Promise<void> {
  let waiting: ReturnType<typeof setTimeout> | undefined, isFirst = true;
  const tell = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      changed();
    }, BETWEEN_CHANGES);
  };
  for (;;) {
    try {
      const response = await fetch(`${API_ROOT.slice(1)}/events`, { headers: headersOf(token) });
      if (response.status === 401) return;
      if (response.ok && response.body !== null) {
        const state = response.headers.get("etag");
        if (!isFirst || state !== await first) tell();
        isFirst = false;
        await listen(response.body, tell);
      }
    } catch {
      // The server has gone, or the connection: it is tried again.
    }
    // What is asked now says why.
    tell();
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_ATTEMPTS));
  }
}

/** Reads events to the end of a connection. `EventSource` would send no token. Those before the first comment say how it is, not what has changed. */
async function listen(body: ReadableStream<Uint8Array<ArrayBuffer>>, tell: () => void): Promise<void> {
  const sequences = new Map<string | null, number>();
  let isFirst = true;
  for await (const line of linesOf(body)) {
    if (line.startsWith(":")) isFirst = false;
    if (!line.startsWith("data: ")) continue;
    const { source, sequence }: ApiEvent = JSON.parse(line.slice(6));
    if (!isFirst && sequences.get(source) !== sequence) tell();
    sequences.set(source, sequence);
  }
}
