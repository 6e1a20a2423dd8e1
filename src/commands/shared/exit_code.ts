// Role: the exit code of a command that a signal may have stopped.

/** 0, or 128 + the number of the signal that stopped the command, as shells count. */
export function exitCodeAfter({ aborted, reason }: AbortSignal): number {
  return !aborted ? 0 : reason === "SIGTERM" ? 143 : 130;
}
