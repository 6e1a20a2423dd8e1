// Role: what another thread of the program runs: it serves what its name says. A module of its own, beside `main.ts`,
// because a thread should load no more than it needs.

import { openInput } from "./host/deno/input.ts";

const scope = globalThis as unknown as {
  name: string;
  onmessage: ((event: MessageEvent) => void) | null;
};

// Only what this thread serves is loaded; messages that come meanwhile are kept for it.
const early: MessageEvent[] = [];
scope.onmessage = (event) => void early.push(event);
if (scope.name === "ranges") {
  const { serveRanges } = await import("./parallel/worker_entry.ts");
  await serveRanges({ openInput });
} else (await import("./stores/sqlite/query_worker.ts")).serveQueries();
for (const event of early) scope.onmessage(event);
