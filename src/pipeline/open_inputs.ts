// Role: opens the inputs of a run, judges their headers and puts them in order: the first step of a run, before the
// store is touched. Next: `continue_inputs.ts`, then `read.ts`.

import { Problem } from "../domain/problem.ts";
import type { Format } from "../formats/format.ts";
import type { Host, InputFile } from "../host.ts";
import { Consumed } from "./consumed.ts";
import { expandPaths, type Member } from "./expand_paths.ts";
import { firstTime } from "./first_time.ts";
import { readHeader } from "./header.ts";
import { compressionOf, InflatedFile, isInflateError } from "./inflated_file.ts";
import type { Input, InputGroup } from "./input.ts";
import type { Plan } from "./plan.ts";
import { preceded } from "./stream.ts";

/** How often a log that is being rotated is looked at again before it is taken as it is. */
const MOST_TRIES = 20;

/** What has been opened, and must be given back. */
export interface OpenInputs extends Disposable {
  /** One group for each log; several are in the order of their first records' times. */
  readonly groups: readonly InputGroup[];
  /** Real path of the log that was named first; "-" for standard input. */
  readonly first: string;
  /** Opens all of it again, as it is now; a stream stays as it is. These must not be used afterwards. */
  again(): Promise<OpenInputs>;
}

/**
 * Opens every log that the paths mean, with its rotated siblings, and judges the first lines. Either all are open
 * afterwards or, on an error, none.
 *
 * Errors: `Problem` "input", "permission" for what cannot be opened, "data" for a wrong header, "usage" where
 * standard input is not alone.
 */
export async function openInputs(plan: Plan, host: Host): Promise<OpenInputs> {
  if (plan.files.length > 1 && plan.files.includes("-")) {
    throw new Problem("usage", "Standard input (-) cannot be read together with files. Replay it by itself.");
  }
  for (let tries = 1;; tries++) {
    const inputs = await openOnce(plan, host, tries < MOST_TRIES);
    if (inputs !== null) return inputs;
  }
}

/** Null where files were renamed meanwhile, so that the names no longer mean what was opened; `checks` looks for that. */
async function openOnce(plan: Plan, host: Host, checks: boolean): Promise<OpenInputs | null> {
  using opened = new DisposableStack();
  const groups: { group: InputGroup; time: number }[] = [];
  const expanded = expandPaths(plan.files, host);
  for (const { path, members } of expanded) {
    const inputs: Input[] = [];
    for (const member of members) {
      const file = openedFile(member.path, checks, host);
      if (file === null) return null;
      opened.use(file);
      inputs.push(await openInput(member, file, plan, host));
    }
    const group = { path, inputs };
    groups.push({ group, time: expanded.length === 1 ? 0 : await timeOf(group, plan.newest()) });
  }
  if (checks && !isUnchanged(groups.map(({ group }) => group), plan, host)) return null;
  const kept = opened.move();
  // A named pipe, too, gives what it holds only once.
  const isStream = groups.some(({ group }) => group.inputs.some(({ file }) => file.size === null));
  const inputs: OpenInputs = {
    first: expanded[0].path,
    groups: groups.sort((a, b) => a.time - b.time || 0).map(({ group }) => group),
    again() {
      if (isStream) return Promise.resolve(inputs);
      kept.dispose();
      return openInputs(plan, host);
    },
    [Symbol.dispose]: () => kept.dispose(),
  };
  return inputs;
}

/** Null where there is no such file, where that may be because it has just been renamed. */
function openedFile(path: string, mayBeRenamed: boolean, host: Host): InputFile | null {
  if (path === "-") return host.stdin();
  try {
    return host.openInput(path);
  } catch (error) {
    if (mayBeRenamed && error instanceof Problem && error.kind === "input") return null;
    throw error;
  }
}

/** Whether the same names still mean the files that were opened. */
function isUnchanged(groups: readonly InputGroup[], plan: Plan, host: Host): boolean {
  const now = expandPaths(plan.files, host).flatMap(({ members }) => members);
  const opened = groups.flatMap(({ inputs }) => inputs);
  return now.length === opened.length && now.every(({ path }, i) => {
    if (path !== opened[i].path) return false;
    const { inode, device } = opened[i].file, found = path === "-" ? { inode, device } : host.identity(path);
    return inode === null || (found?.inode === inode && found.device === device);
  });
}

/** Time of the first record of the log itself or, where it has none yet, of its latest part that has one. */
async function timeOf({ inputs }: InputGroup, newest: number): Promise<number> {
  for (const input of inputs.toReversed()) {
    const time = input.inflated === null ? await firstTime(input, newest) : Infinity;
    if (time !== Infinity) return time;
  }
  return Number.MAX_VALUE;
}

async function openInput(member: Member, raw: InputFile, plan: Plan, host: Host): Promise<Input> {
  const inflated = await inflatedFile(raw);
  const file = inflated ?? raw;
  const isStream = file.size === null;
  const finished = plan.complete || isStream || inflated !== null;
  const header = await readHeaderOf(file, finished, host);
  const reader = header === null ? null : openFormat(plan.format, header.line, member.path);
  const bodyOffset = header?.bytes.length ?? 0;
  // Loaded here and not with this file: it costs more than all of a query's start.
  const { crc32 } = await import("node:zlib");
  if (!isStream) file.seek(bodyOffset);
  return {
    path: member.path,
    file: isStream ? preceded(file, header?.after ?? new Uint8Array(0)) : file,
    inflated,
    reader,
    isRotated: member.rotatedFrom !== null,
    isNamed: member.isNamed,
    finished,
    id: -1,
    offset: bodyOffset,
    lines: reader === null ? 0 : 1,
    bodyOffset,
    header: header?.bytes ?? new Uint8Array(0),
    pending: 0,
    consumed: Consumed.of(header?.bytes ?? new Uint8Array(0), crc32),
  };
}

function openFormat(format: Format, line: Uint8Array, path: string): Input["reader"] {
  return format.open(line, path === "-" ? "standard input" : path);
}

async function inflatedFile(file: InputFile): Promise<InflatedFile | null> {
  if (file.size === null) return null;
  const first = new Uint8Array(4);
  await file.read(first);
  file.seek(0);
  const compression = compressionOf(first);
  return compression === null ? null : await InflatedFile.of(file, compression);
}

/** An archive that is damaged in its first bytes, or being written, has no header yet. */
async function readHeaderOf(file: InputFile, finished: boolean, host: Host): ReturnType<typeof readHeader> {
  try {
    return await readHeader(file, finished, host.stopSignal());
  } catch (error) {
    if (isInflateError(error)) return null;
    throw error;
  }
}
