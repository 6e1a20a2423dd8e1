// Role: faults "kill at every system call" and "I/O error on the Nth call", with strace: every call by which a small
// run touches its files is once not carried out, because the process dies before it, or because it fails.

import assert from "node:assert/strict";
import { Random } from "../../sample_data/random.ts";
import { missingProgram } from "../outside_program.ts";
import type { Fault, Trial } from "./fault.ts";
import { assertTold, type Ended, Laboratory } from "./laboratory.ts";
import { sliced } from "./program.ts";
import { smallLog } from "./small_log.ts";

/** The calls that change a file or say that it is safe, and those that open one. */
const CALLS = [
  ...[
    "pwrite64",
    "pwritev",
    "write",
    "writev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "unlink",
    "unlinkat",
  ],
  ...["rename", "renameat", "renameat2", "openat", "open", "mkdir", "fchown", "fchmod", "utimensat"],
];

/** The calls by which a file is read or locked: they can only fail. */
const READING = ["pread64", "read", "fcntl", "flock"];

/** One call of the small run. */
interface Call {
  readonly name: string;
  /** The how-manieth of its name, from 1, in its thread. */
  readonly number: number;
}

/** A slice that makes the small run three transactions. */
const SETTINGS = { sliceBytes: 1600 };

const LOG = smallLog(new Random(7), 60);

/** Without the code cache of the runtime, whose calls would be others in each run. */
const program = () => sliced(SETTINGS, ["--no-code-cache"]);

let calls: Promise<readonly Call[]> | undefined;

/** Why system calls cannot be tampered with here; null where they can. */
async function missing(): Promise<string | null> {
  const program = missingProgram("strace");
  if (program !== null) return program;
  const inject = ["-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=9999"];
  const { success } = await new Deno.Command("strace", {
    args: ["-f", "-qq", "-o", "/dev/null", ...inject, "true"],
    stdout: "null",
    stderr: "null",
  }).output();
  return success ? null : "strace may not trace here";
}

/** The calls of an undisturbed small run that are about its log and its database only, in their order. */
async function learn(): Promise<readonly Call[]> {
  await using laboratory = await Laboratory.open();
  await laboratory.grow(LOG);
  const file = `${laboratory.directory}/trace`;
  const trace = `trace=${[...CALLS, ...READING].join(",")}`;
  const command = ["strace", "-f", "-y", "-qq", "-o", file, "-e", trace, ...await program()];
  assert.equal((await laboratory.run([...command, ...laboratory.replayWords()])).code, 0);
  const counts = new Map<string, number>();
  const found = new Map<string, Call>(), foreign = new Set<string>();
  for (const line of (await Deno.readTextFile(file)).split("\n")) {
    const [, thread, name] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (name === undefined) continue;
    const number = (counts.get(`${thread} ${name}`) ?? 0) + 1;
    counts.set(`${thread} ${name}`, number);
    // strace counts in each thread by itself, so that one number may stand for calls of several threads.
    const key = `${name} ${number}`;
    if (line.includes(`${laboratory.directory}/`)) found.set(key, { name, number });
    else foreign.add(key);
  }
  assert.ok(found.size > 50, "the trace shows the database being written");
  return [...found].filter(([key]) => !foreign.has(key)).map(([, call]) => call);
}

const killable = async () => (await (calls ??= learn())).filter(({ name }) => CALLS.includes(name));
const failable = async () => await (calls ??= learn());

/** How a call fails. With "+" all later ones of its name fail too. */
const ERRORS = ["EIO", "ENOSPC", "EIO+", "ENOSPC+"] as const;

/** What the program may answer: it did it all the same, or cannot create, read, write, lock, or may not. */
const ANSWERS = [0, 66, 73, 74, 75, 77];

/**
 * Whether the runtime itself gave up, as it does where the descriptor by which its threads wake each other fails: a
 * crash like any other for what is stored, but none that the program could put into words.
 */
function isRuntimePanic({ code, stderr }: Ended): boolean {
  return code !== 0 && /panicked at|fatal runtime error|^# Fatal error in/m.test(stderr);
}

async function strike(call: Call, effect: string, onwards: string) {
  const laboratory = await Laboratory.open();
  await laboratory.grow(LOG);
  const inject = `inject=${call.name}:${effect}:when=${call.number}${onwards}`;
  const command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${call.name}`, "-e", inject];
  const ended = await laboratory.run([...command, ...await program(), ...laboratory.replayWords()]);
  return { laboratory, ended };
}

/** The row "kill at every system call". */
export const killAtEverySystemCall: Fault = {
  name: "kill at every system call",
  quick: 10,
  long: "points",
  concurrent: true,
  missing,
  points: async () => (await killable()).length,
  async trial({ point }: Trial) {
    const call = (await killable())[point];
    const { laboratory, ended } = await strike(call, "signal=KILL", "");
    await using _ = laboratory;
    if (ended.signal !== "SIGKILL") assertTold(ended, [0]);
    await laboratory.settlesAs(LOG, `killed at ${call.name} number ${call.number}`);
    return ended.signal === "SIGKILL" ? 1 : 0;
  },
};

/** The row "I/O error on the Nth call". */
export const failAtEverySystemCall: Fault = {
  name: "error at every system call",
  quick: 12,
  long: "points",
  concurrent: true,
  missing,
  points: async () => (await failable()).length * ERRORS.length,
  async trial({ point }: Trial) {
    const all = await failable();
    const call = all[point % all.length], error = ERRORS[Math.floor(point / all.length)];
    const [name, onwards = ""] = error.split(/(?=\+)/);
    const { laboratory, ended } = await strike(call, `error=${name}`, onwards);
    await using _ = laboratory;
    if (!isRuntimePanic(ended)) assertTold(ended, ANSWERS);
    await laboratory.settlesAs(LOG, `${error} at ${call.name} number ${call.number}`);
    return 1;
  },
};
