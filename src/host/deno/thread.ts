// Role: another thread of the program: a worker.

import type { Thread } from "../host.ts";

/** Starts the module at `url` as a worker of this name. */
export function startThread(url: string, name: string): Thread {
  const worker = new Worker(url, { type: "module", name });
  const thread: Thread = {
    // With an empty list the runtime would load its streams.
    post: (message, transfer) =>
      transfer ? worker.postMessage(message, transfer) : worker.postMessage(message),
    onMessage: () => {},
    onFailure: () => {},
    [Symbol.dispose]: () => worker.terminate(),
  };
  worker.onmessage = (event: MessageEvent<unknown>) => thread.onMessage(event.data);
  worker.onmessageerror = () => thread.onFailure("its answer could not be read");
  worker.onerror = (event) => {
    // Otherwise the error would end the whole program.
    event.preventDefault();
    thread.onFailure(event.message);
  };
  return thread;
}
