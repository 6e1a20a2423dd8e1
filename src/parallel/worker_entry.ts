// Role: the worker of a replay: sums up ranges of large files beside the main thread (`worker.ts`).

import { parseLogFormat } from "../formats/mod.ts";
import type { Host } from "../host/host.ts";
import { loadModule } from "../kernel/instance.ts";
import { RangeBoard } from "./board.ts";
import { type RangeJob, rangeReplies, type RangeTools, transferableOf } from "./worker.ts";

/** Listens for `RangeJob`s and answers each with `RangeReply`s. Works in a worker only. */
export async function serveRanges(
  { openInput: open, lists }: Pick<Host, "openInput" | "lists">,
): Promise<void> {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<RangeJob>) => void;
    postMessage(reply: unknown, transfer: ArrayBuffer[]): void;
  };
  // Before the first job comes.
  await loadModule();
  const tools: RangeTools = { open, parseLogFormat, lists };
  const work = async (job: RangeJob): Promise<void> => {
    for await (const reply of rangeReplies(job, tools)) {
      if (reply === "full") new RangeBoard(job.board).waitForRoom();
      else scope.postMessage(reply, transferableOf(reply));
    }
  };
  // One job after the other.
  let busy = Promise.resolve();
  scope.onmessage = ({ data: job }) => void (busy = busy.then(() => work(job)));
}
