// Role: the entry of every other thread: the name of the worker says which service it loads. It is a module beside
// `main.ts`, so that a thread loads no more than its service needs.

import { openInput } from "./host/deno/input.ts";
import { loadLists } from "./host/deno/load_lists.ts";

const scope = globalThis as unknown as {
  name: string;
  onmessage: ((event: MessageEvent) => void) | null;
};

// Messages that arrive while the service loads are kept for it.
const early: MessageEvent[] = [];
scope.onmessage = (event) => void early.push(event);
if (scope.name === "ranges") {
  const { serveRanges } = await import("./parallel/worker_entry.ts");
  await serveRanges({ openInput, lists: loadLists });
} else if (scope.name === "answers") (await import("./api/worker_entry.ts")).serveAnswers(loadLists);
else (await import("./stores/sqlite/query_worker.ts")).serveQueries(loadLists);
for (const event of early) scope.onmessage(event);
