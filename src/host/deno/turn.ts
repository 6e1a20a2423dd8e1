// Role: a turn of the event loop. Part of `deno_host.ts`, and used by `stream.ts`.

/**
 * After the next look at what has come, by way of which the hash of nothing comes, too: in some 40 µs. A timer of 0 would
 * take more than a millisecond, and `setImmediate` takes the runtime 10 ms to load.
 */
export async function turn(): Promise<void> {
  await crypto.subtle.digest("SHA-256", new Uint8Array());
}
