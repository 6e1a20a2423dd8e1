// Role: runs a whole process and tells how long it took, what processor time and how much memory. Used by every
// benchmark and the regression guard.

/** What one process took. */
export interface Measurement {
  /** Wall seconds, from before it is started until its end is known. Starting any process at all is about 0.001. */
  readonly wall: number;
  /** Processor seconds, user and system, of it and its children; null where GNU time is not installed. */
  readonly processor: number | null;
  /** Its largest resident set, or that of one of its children, in bytes; null as before. */
  readonly memory: number | null;
  /** What it wrote to standard output. */
  readonly stdout: string;
}

const GNU_TIME = "/usr/bin/time";

/** Variables that change what httplog does or prints. */
const OWN_VARIABLES = ["HTTPLOG_DB", "NO_COLOR", "TERM", "COLUMNS"];

/** The first line of what a program says to these words; null where there is no such program. */
export async function sayingOf(command: readonly string[]): Promise<string | null> {
  try {
    const { stdout, stderr } = await processOf(command).output();
    return new TextDecoder().decode(stdout.length > 0 ? stdout : stderr).trim().split("\n")[0];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Whether memory and processor time can be told. */
export async function hasGnuTime(): Promise<boolean> {
  return (await sayingOf([GNU_TIME, "--version"]))?.includes("GNU") ?? false;
}

/** Runs a process to its end, below GNU time where `gnuTime` says so. Throws an Error where it ends badly. */
export async function measure(command: readonly string[], gnuTime: boolean): Promise<Measurement> {
  const report = gnuTime ? await Deno.makeTempFile({ prefix: "httplog-bench-" }) : null;
  try {
    const words = report === null ? command : [GNU_TIME, "-f", "%U %S %M", "-o", report, ...command];
    const begun = performance.now();
    const { code, stdout, stderr } = await processOf(words).output();
    const wall = (performance.now() - begun) / 1000;
    const decoder = new TextDecoder();
    if (code !== 0) {
      throw new Error(`${command.join(" ")}\nended with ${code}:\n${decoder.decode(stderr).trim()}`);
    }
    const said = report === null ? null : (await Deno.readTextFile(report)).trim().split("\n").at(-1)!;
    const [user, system, kilobytes] = said?.split(" ").map(Number) ?? [];
    return {
      wall,
      processor: said === null ? null : user + system,
      memory: said === null ? null : kilobytes * 1024,
      stdout: decoder.decode(stdout),
    };
  } finally {
    if (report !== null) await Deno.remove(report);
  }
}

/** Processor seconds of a process. */
export interface ProcessorTime {
  /** Its own and that of its children. */
  readonly user: number;
  /** The system's on behalf of them; 0 where it cannot be told apart. */
  readonly system: number;
}

/**
 * Processor seconds of a process, as bash tells them: to the millisecond, where GNU time gives hundredths. Wall seconds
 * where there is no bash. Throws an Error where the process ends badly.
 */
export async function processorTime(command: readonly string[]): Promise<ProcessorTime> {
  if (await sayingOf(["bash", "--version"]) === null) {
    return { user: (await measure(command, false)).wall, system: 0 };
  }
  const script = `TIMEFORMAT="%3U %3S"; { time "$@" >/dev/null 2>&3; } 3>&2 2>&1`;
  const { stdout } = await measure(["bash", "-c", script, "bash", ...command], false);
  const [user, system] = stdout.trim().split(" ").map(Number);
  return { user, system };
}

function processOf([name, ...words]: readonly string[]): Deno.Command {
  const env = Deno.env.toObject();
  for (const variable of OWN_VARIABLES) delete env[variable];
  return new Deno.Command(name, {
    args: words,
    clearEnv: true,
    env: { ...env, LC_ALL: "C" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}
