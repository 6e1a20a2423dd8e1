// Role: standard output and standard error of the real machine as `Output`s. Part of `deno_host.ts`.

import { Problem } from "../../domain/problem.ts";
import { BrokenPipe, type Output } from "../host.ts";

/** What is needed of `Deno.stdout` and `Deno.stderr`. */
export interface Sink {
  /** Writes some of the bytes and says how many. */
  writeSync(bytes: Uint8Array): number;
  /** Whether it is a terminal. */
  isTerminal(): boolean;
}

/** Columns where nobody knows better. */
const USUAL_COLUMNS = 80;

/** How long to wait for the reader of a stream that does not block, milliseconds. */
const PATIENCE = 5;

/**
 * An output that writes all it is given before it returns.
 *
 * Errors of `write`: {@link BrokenPipe} where the reader has gone, `Problem` "io" where the system fails, for example
 * because the disk is full.
 */
export function standardOutput(
  sink: Sink,
  name: string,
  environment: (name: string) => string | undefined,
): Output {
  const encoder = new TextEncoder();
  const isTerminal = sink.isTerminal();
  return {
    isTerminal,
    columns: () => isTerminal ? terminalColumns(environment) : USUAL_COLUMNS,
    write(text) {
      const bytes = encoder.encode(text);
      for (let at = 0; at < bytes.length;) at += writeSome(sink, name, bytes.subarray(at));
    },
  };
}

function writeSome(sink: Sink, name: string, bytes: Uint8Array): number {
  try {
    return sink.writeSync(bytes);
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new BrokenPipe();
    if (error instanceof Deno.errors.Interrupted) return 0;
    if (error instanceof Deno.errors.WouldBlock) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE);
      return 0;
    }
    const reason = error instanceof Error ? error.message.replace(/ \(os error \d+\)$/, "") : String(error);
    throw new Problem("io", `Cannot write to ${name}: ${reason}.`, { cause: error });
  }
}

function terminalColumns(environment: (name: string) => string | undefined): number {
  try {
    const { columns } = Deno.consoleSize();
    if (columns > 0) return columns;
  } catch {
    // Not every terminal tells.
  }
  const told = Number(environment("COLUMNS"));
  return Number.isInteger(told) && told > 0 ? told : USUAL_COLUMNS;
}
