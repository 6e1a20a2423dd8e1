// Role: everything the program asks of the machine it runs on, as one interface, so that tests can
// give it another one. `main.ts` builds the real one with `denoHost`; commands, pipeline and stores receive it.

/** A regular file as it is read without waiting, from any place. `Deno.FsFile` is one. */
export interface SeekableFile {
  /** Reads into a buffer; null at the end. May read less than there is room for. */
  readSync(into: Uint8Array): number | null;
  /** Goes to a byte offset from the beginning (whence 0). */
  seekSync(offset: number, whence: 0): number;
}

/** Another thread of the program, which serves what its name says. */
export interface Thread {
  /** Sends a message; what is in `transfer` moves there instead of being copied. */
  post(message: unknown, transfer?: Transferable[]): void;
  /** Called with each message that comes back. */
  onMessage: (message: unknown) => void;
  /** Called once the thread has failed and nothing more is to be expected of it. Default: nothing is done. */
  onFailure: () => void;
  /** Ends the thread, whatever it is doing. Nothing comes from it afterwards. */
  [Symbol.dispose](): void;
}

/** One opened input, read front to back. Offsets and sizes are bytes. */
export interface InputFile {
  /** Size in bytes when it was opened; null for a stream such as standard input. */
  readonly size: number | null;
  /** Inode and device as hints of identity; null where the platform has none. */
  readonly inode: number | null;
  /** See {@link InputFile.inode}. */
  readonly device: number | null;
  /**
   * Reads some bytes to the front of `into`; null at the end. It may read fewer than fit.
   * A call with room for more than 128 KiB, or for a stream, lets the event loop run, so that signals are seen between two
   * reads.
   */
  read(into: Uint8Array): Promise<number | null>;
  /** Continues at this byte offset. Throws where the input is a stream. */
  seek(offset: number): void;
  /** The same opened file, read without waiting; absent where it is no regular file. Moving in it moves this, too. */
  readonly seekable?: SeekableFile;
  /** Gives the file back. May be called once. */
  [Symbol.dispose](): void;
}

/** One output stream. Writing to one whose reader has gone throws {@link BrokenPipe}. */
export interface Output {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Width in columns now; 80 where it is no terminal. */
  columns(): number;
  /** Writes all of the text before it returns. */
  write(text: string): void;
}

/** A request that posts something. */
export interface HttpRequest {
  /** http or https. May be a secret. */
  readonly url: string;
  /** Names in lower case. May hold secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as UTF-8. May hold secrets. */
  readonly body: string;
}

/** What of the answer matters. */
export interface HttpAnswer {
  /** 100 … 599. */
  readonly status: number;
  /** The header of this name as it came; null where there is none. */
  readonly retryAfter: string | null;
}

/** The reader of an output has gone (`| head`): the program ends quietly with 0. */
export class BrokenPipe extends Error {
  /** Always "BrokenPipe". */
  override readonly name = "BrokenPipe";
}

/** The exit code for a signal by its name: 128 + its number, as shells count. */
export function signalCode(name: unknown): number {
  return name === "SIGTERM" ? 143 : 130;
}

/** The exit code of a command that a {@link Host.stopSignal} ended; 0 if it has not been aborted. */
export function stopCode({ aborted, reason }: AbortSignal): number {
  return aborted ? signalCode(reason) : 0;
}

/** The machine, as far as the program may see it. */
export interface Host {
  /** The wall clock: epoch seconds with a fraction. Only timing, `runs` rows and the one-day-ahead check use it. */
  now(): number;
  /** A clock that never jumps: seconds from an arbitrary start. */
  monotonic(): number;
  /** Waits; ends early, without an error, once `stop` is aborted. */
  sleep(seconds: number, stop: AbortSignal): Promise<void>;
  /** An environment variable, or undefined where it is unset or may not be read. */
  env(name: string): string | undefined;
  /** Absolute path with links resolved. Throws the platform's error where there is no such file. */
  realPath(path: string): string;
  /** Whether there is a file or directory of this name. */
  exists(path: string): boolean;
  /** Inode and device of what has this name now; nulls where the platform has none, null where there is nothing. */
  identity(path: string): Pick<InputFile, "inode" | "device"> | null;
  /** Names of the regular files in a directory, in no order; null where `path` is no directory. Throws a `Problem`. */
  list(path: string): string[] | null;
  /** Opens a file for reading. Throws a `Problem` ("input", "permission") that names it. */
  openInput(path: string): InputFile;
  /** Standard input. */
  stdin(): InputFile;
  /** A whole text file (or standard input for "-"), for `--file q.sql`. Throws a `Problem`. */
  readText(path: string): Promise<string>;
  /** Where results go. */
  readonly stdout: Output;
  /** Where messages go. */
  readonly stderr: Output;
  /**
   * Aborted with the signal's name ("SIGINT", "SIGTERM") as its reason when the person or the system asks to
   * stop. The first call starts listening; a second signal ends the process at once.
   */
  stopSignal(): AbortSignal;
  /** URL of the module that other threads run: it serves what the worker's name says (`worker.ts`). */
  readonly worker: string;
  /**
   * Posts something and waits for the answer, so many seconds at most. Redirects are not followed. Only notifiers do this.
   *
   * Errors: `Problem` "io" where no answer comes, "permission" where the network is denied; their messages are parts of a
   * sentence, and hold nothing of the request.
   */
  post(request: HttpRequest, seconds: number): Promise<HttpAnswer>;
  /** How many processors there are, at least 1. */
  readonly processors: number;
  /** Starts a thread; its name says what it serves. The caller stands still for some 20 ms. */
  startThread(name: string): Thread;
  /** Lets in what has come meanwhile, messages and signals. Costs some microseconds. */
  turn(): Promise<void>;
  /** How many bytes are read at once and committed; the results do not depend on it. Absent: as is best. */
  readonly sliceBytes?: number;
  /** How large the pieces are that threads share, in bytes; the results do not depend on it. Absent: as is best. */
  readonly rangeBytes?: number;
}
