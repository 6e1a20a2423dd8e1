// Role: what another thread of the program runs: it serves what its name says. A module of its own, beside `main.ts`,
// because a thread should load no more than it needs. Started by `deno_host/thread.ts` and `stores/query_within.ts`.

import { openInput } from "./deno_host/input.ts";

const scope = globalThis as unknown as {
  name: string;
  onmessage: ((event: MessageEvent) => void) | null;
};

// Only what this thread serves is loaded; messages that come meanwhile are kept for it.
const early: MessageEvent[] = [];
scope.onmessage = (event) => void early.push(event);
if (scope.name === "ranges") {
  const { serve } = await import("./commands/replay_worker.ts");
  await serve({ openInput });
} else (await import("./stores/query_worker.ts")).serve();
for (const event of early) scope.onmessage(event);
