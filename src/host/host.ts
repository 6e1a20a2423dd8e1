// Role: everything the program asks of the machine it runs on, as one interface, so that tests can pass another machine.

import type { Lists } from "./lists.ts";

/** The names in a directory, in no order. Bytes of a name that are no UTF-8 are U+FFFD in it. */
export interface Listing {
  /** Regular files, and links to them. */
  readonly files: readonly string[];
  /** Everything else; directories end with a slash. */
  readonly others: readonly string[];
}

/** A regular file that is read synchronously, at any offset. `Deno.FsFile` is one. */
export interface SeekableFile {
  /** Reads into a buffer, possibly less than it has room for; null at the end. */
  readSync(into: Uint8Array): number | null;
  /** Moves to a byte offset from the beginning (whence 0). */
  seekSync(offset: number, whence: 0): number;
}

/** Another thread of the program; its name says which service it runs. */
export interface Thread {
  /** Sends a message. Objects in `transfer` move instead of being copied: the sender may not use them any more. */
  post(message: unknown, transfer?: Transferable[]): void;
  /** Set by the owner; called with each message from the thread, in order. */
  onMessage: (message: unknown) => void;
  /** Set by the owner; called with the reason once the thread has failed and will send nothing more. Default: nothing. */
  onFailure: (reason: string) => void;
  /** Ends the thread at once, whatever it is doing. No message arrives afterwards. */
  [Symbol.dispose](): void;
}

/** One opened input, read front to back by its opener, who disposes it. Offsets and sizes are bytes. */
export interface InputFile {
  /** Size when it was opened; null for a stream such as standard input. */
  readonly size: number | null;
  /** With `device` a hint of identity; both null where the platform has none. */
  readonly inode: number | null;
  /** See {@link InputFile.inode}. */
  readonly device: number | null;
  /**
   * Reads some bytes to the front of `into`, possibly fewer than fit; null at the end. A call with room for more than
   * 128 KiB, or on a stream, lets the event loop run, so that signals are seen between two reads.
   *
   * Errors: `Problem` "io" that names the file; reading it again may fail again.
   */
  read(into: Uint8Array): Promise<number | null>;
  /** Continues at this byte offset. Throws an `Error` on a stream. */
  seek(offset: number): void;
  /** The same open file for synchronous reads; absent for streams. Both share one position. */
  readonly seekable?: SeekableFile;
  /** Closes the file. May be called once. */
  [Symbol.dispose](): void;
}

/** An output stream of the process. */
export interface Output {
  /** Whether a user may be watching: then a status line is drawn and tables are cut to the width. */
  readonly isTerminal: boolean;
  /** Current width in columns; 80 if it is no terminal. */
  columns(): number;
  /**
   * Writes the whole text before it returns.
   *
   * Errors: {@link BrokenPipe} if the reader has gone; `Problem` "io" if the system fails, for example on a full disk.
   */
  write(text: string): void;
}

/** An HTTP POST request. Every member may hold secrets. */
export interface HttpRequest {
  /** http or https. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as UTF-8. */
  readonly body: string;
}

/** The part of an HTTP response that notifiers use. */
export interface HttpAnswer {
  /** 100 … 599. */
  readonly status: number;
  /** The `Retry-After` header as received; null without one. */
  readonly retryAfter: string | null;
}

/** A request that a server got. Everything in it is as the client sent it. */
export interface ServedRequest {
  /** In capital letters: "GET". */
  readonly method: string;
  /** Path and query: "/api/v1/buckets?step=60". */
  readonly target: string;
  /** Names in lower case; the values of one that came several times are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whether a body comes with it. It is never read: the connection ends with the response. */
  readonly hasBody: boolean;
}

/** A client that keeps its response open. */
export interface StreamClient {
  /** Sends text, or bytes as they are. A client that does not take what it was sent is cut off. */
  send(data: string | Uint8Array): void;
  /** Ends the response. */
  end(): void;
  /** Aborted once the client has gone, or the server ends. */
  readonly gone: AbortSignal;
}

/** A response of a server. */
export interface ServedResponse {
  /** 200 … 599. */
  readonly status: number;
  /** What `content-length` and `connection` are is the host's matter. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text is sent as UTF-8; to HEAD its length alone. */
  readonly body: string | Uint8Array;
  /** Keeps the response open after the body: called once, with the client. Not called for HEAD. */
  readonly stream?: (client: StreamClient) => void;
}

/** A server that takes connections. Disposing ends all of them, and resolves when they have ended. */
export interface HttpServer extends AsyncDisposable {
  /** The port, chosen by the system where 0 was asked for. */
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: number;
}

/** The terminal as a screen. Disposing gives it back as it was. */
export interface Screen extends Disposable {
  /** Its size now, in characters. */
  size(): { readonly columns: number; readonly rows: number };
  /** Shows these lines from the top, and nothing else. They fit the size, and hold no control characters but colours. */
  draw(lines: readonly string[]): void;
  /**
   * Waits for keys: characters as they are, "up", "down", "left", "right", "tab", "shift-tab", "enter", "escape", "ctrl-c". Called
   * again only after the last call has resolved.
   *
   * Errors: {@link BrokenPipe} once the terminal has gone.
   */
  keys(): Promise<readonly string[]>;
}

/** The reader of an output has gone (`| head`): the program exits quietly with 0. */
export class BrokenPipe extends Error {
  /** As for every error: the name of its class. */
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

/** The machine, as far as the program may see it. Built once by `main.ts`. */
export interface Host {
  /** The wall clock in epoch seconds with a fraction. Results depend on it only in `runs` and the one-day-ahead check. */
  now(): number;
  /** A clock that never jumps: seconds from an arbitrary start. */
  monotonic(): number;
  /** Waits; returns early, without an error, once `stop` is aborted. */
  sleep(seconds: number, stop: AbortSignal): Promise<void>;
  /** An environment variable; undefined if it is unset or may not be read. */
  env(name: string): string | undefined;
  /** Absolute path with links resolved. Throws the platform's error if there is no such file. */
  realPath(path: string): string;
  /** Whether a file or directory has this name; true if the answer is not permitted. */
  exists(path: string): boolean;
  /** Inode and device behind this name now, null each where the platform has none; null if there is no file. */
  identity(path: string): Pick<InputFile, "inode" | "device"> | null;
  /**
   * What is in a directory; null if `path` is no directory.
   *
   * Errors: `Problem` "permission" if it may not be read.
   */
  list(path: string): Listing | null;
  /** Opens a file for reading. Errors: a `Problem` "input" or "permission" that names it. */
  openInput(path: string): InputFile;
  /** Standard input as a stream. */
  stdin(): InputFile;
  /**
   * A whole text file without its byte order mark; "-" is standard input.
   *
   * Errors: those of {@link Host.openInput}; `Problem` "data" if it is no UTF-8 or longer than 16 MiB.
   */
  readText(path: string): Promise<string>;
  /**
   * Writes a whole text file: under another name, which it gets rid of when the text is on the disk, so that a reader sees the old file
   * or the new one.
   *
   * Errors: `Problem` "create" where the directory or the name will not do, "permission" or "io".
   */
  replaceText(path: string, text: string): void;
  /** For results. */
  readonly stdout: Output;
  /** For messages. */
  readonly stderr: Output;
  /**
   * Aborted by SIGINT or SIGTERM, with the name of the signal as its reason. The first call starts listening; a second
   * signal ends the process at once.
   */
  stopSignal(): AbortSignal;
  /**
   * Posts a request and waits at most `seconds` for the response. Redirects are responses like others. Used by notifiers.
   *
   * Errors: `Problem` "io" if there is no response, "permission" if the network is denied. Their messages are parts of a
   * sentence and hold nothing of the request.
   */
  post(request: HttpRequest, seconds: number): Promise<HttpAnswer>;
  /**
   * Serves HTTP at an address. `answer` is called for each request and must not throw. At most 1,000 connections are open at a
   * time; a client has 10 s to send a request, and 30 s to take some of what it is sent.
   *
   * Errors: `Problem` "usage" for an address that this machine does not have, "busy" for a port that is in use, "permission".
   */
  listen(
    address: { readonly host: string; readonly port: number },
    answer: (request: ServedRequest) => Promise<ServedResponse>,
  ): Promise<HttpServer>;
  /**
   * Takes the terminal as a screen, with its keys; null where standard input or output is none. A second signal gives it back, too.
   */
  openScreen(): Screen | null;
  /** Opens an address in the browser of the desktop. False where that is not permitted, or there is none. */
  openBrowser(url: string): boolean;
  /** Number of processors, at least 1. */
  readonly processors: number;
  /** Starts a thread; its name says which service it runs. Blocks the caller for about 20 ms. */
  startThread(name: string): Thread;
  /**
   * Loads the lists that others keep of agents and addresses. Takes about 20 ms the first time.
   *
   * Errors: `Problem` "input" where the program is a bundle without the file that holds them.
   */
  lists(): Promise<Lists>;
  /** Lets the event loop deliver pending messages and signals. Takes about 40 µs. */
  turn(): Promise<void>;
  /** Bytes that are read and committed at once; results do not depend on it. Absent: the program's choice. */
  readonly sliceBytes?: number;
  /** Bytes of a range, the piece of work of a thread; results do not depend on it. Absent: the program's choice. */
  readonly rangeBytes?: number;
}
