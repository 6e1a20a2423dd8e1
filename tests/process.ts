// Role: runs a program as a real process and tells how it went. Used by every test that goes through the command line.

/** How a process ended and what it said. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with what a process runs. */
export interface RunOptions {
  readonly cwd: string;
  /** Added to the environment, which is that of the tests without what httplog itself reads. */
  readonly env?: Readonly<Record<string, string>>;
  /** Given as standard input; nothing where absent. */
  readonly stdin?: string | Uint8Array<ArrayBuffer>;
}

/** Variables that change what httplog does or prints. */
const OWN_VARIABLES = ["HTTPLOG_DB", "NO_COLOR", "TERM", "COLUMNS"];

/** Directory of the project, with a slash at its end. */
export const PROJECT: string = decodeURIComponent(new URL("../", import.meta.url).pathname)
  .replace(/^\/([A-Za-z]:)/, "$1");

/** Starts a process; its three streams are pipes. */
export function start(command: readonly string[], options: RunOptions): Deno.ChildProcess {
  const inherited = Deno.env.toObject();
  for (const name of OWN_VARIABLES) delete inherited[name];
  return new Deno.Command(command[0], {
    args: command.slice(1),
    cwd: options.cwd,
    clearEnv: true,
    env: { ...inherited, ...options.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a process to its end. */
export async function run(command: readonly string[], options: RunOptions): Promise<Outcome> {
  const child = start(command, options);
  const { stdin = "" } = options;
  const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
  const fed = feed(child.stdin, bytes);
  const { code, stdout, stderr } = await child.output();
  await fed;
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Writes all of it, as far as it is wanted: a process may end without having read its input. */
async function feed(
  stream: WritableStream<Uint8Array<ArrayBuffer>>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const writer = stream.getWriter();
  try {
    if (bytes.length > 0) await writer.write(bytes);
    await writer.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Reads a stream as text until `isEnough` says so or it ends, and gives back what was read. */
export async function readUntil(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  isEnough: (text: string) => boolean,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream.values({ preventCancel: true })) {
    text += decoder.decode(chunk, { stream: true });
    if (isEnough(text)) break;
  }
  return text;
}

/** Makes a directory for one test and takes it away afterwards. */
export async function inTemporaryDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "httplog-" }));
  try {
    return await work(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/**
 * Whether this process has SQLite's lock of an open database, without which another program that closes it takes the write-ahead log away.
 * As Linux says; elsewhere true.
 */
export function isLockedHere(path: string): boolean {
  if (Deno.build.os !== "linux") return true;
  const lock = new RegExp(` ${Deno.pid} [0-9a-f]+:[0-9a-f]+:${Deno.statSync(path).ino} `);
  return lock.test(Deno.readTextFileSync("/proc/locks"));
}
