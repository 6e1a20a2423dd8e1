// Role: standard output and standard error of the real machine as `Output`s.

import { Problem } from "../../domain/problem.ts";
import { BrokenPipe, type Output } from "../host.ts";

type Sink = Pick<typeof Deno.stdout, "writeSync" | "isTerminal">;

/** Columns if neither the terminal nor COLUMNS says. */
const DEFAULT_COLUMNS = 80;

/** Pause before the next attempt to write to a full non-blocking stream, milliseconds. */
const PAUSE = 5;

export function standardOutput(
  sink: Sink,
  name: string,
  environment: (name: string) => string | undefined,
): Output {
  const encoder = new TextEncoder();
  const isTerminal = sink.isTerminal();
  return {
    isTerminal,
    columns: () => isTerminal ? terminalColumns(environment) : DEFAULT_COLUMNS,
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
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
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
    // Not every terminal reports its size.
  }
  const columns = Number(environment("COLUMNS"));
  return Number.isInteger(columns) && columns > 0 ? columns : DEFAULT_COLUMNS;
}
