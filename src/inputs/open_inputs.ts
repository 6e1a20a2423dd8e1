// Role: opens the inputs of a run, validates their headers and puts them in order; needs nothing of the store.

import { Problem } from "../domain/problem.ts";
import type { Host, InputFile } from "../host/host.ts";
import {
  expandPaths,
  type FormerLogs,
  type LeftOut,
  type MemberGroup,
  NO_FORMER_LOGS,
} from "./files/expand_paths.ts";
import { firstTime, type TimeOptions } from "./first_time.ts";
import type { Input, InputGroup } from "./input.ts";
import { openLog } from "./open_input.ts";
import type { Plan } from "../plan.ts";

/** How often the logs are opened anew because one was being rotated; then they are taken as they are. */
const MOST_TRIES = 20;

/** The opened logs. Disposing closes their files. */
export interface OpenInputs extends Disposable {
  /** One group for each log; several are in the order of their first records' times. */
  readonly groups: readonly InputGroup[];
  /** What of the directories among the paths is not read. */
  readonly leftOut: readonly LeftOut[];
  /** Real path of the log that was named first; "-" for standard input. */
  readonly first: string;
  /**
   * Opens the logs again, as they are now, and the files to which links led before; a stream stays as it is. These must
   * not be used afterwards.
   */
  reopen(former: FormerLogs): Promise<OpenInputs>;
}

/**
 * Opens every log that the paths mean, with its rotated siblings, and validates the headers. Either all are open
 * afterwards or, on an error, none.
 *
 * Errors: `Problem` "input", "permission" for what cannot be opened, "data" for a wrong header, "usage" where
 * standard input is not alone.
 */
export async function openInputs(
  plan: Plan,
  host: Host,
  former: FormerLogs = NO_FORMER_LOGS,
): Promise<OpenInputs> {
  if (plan.files.length > 1 && plan.files.includes("-")) {
    throw new Problem("usage", "Standard input (-) cannot be read together with files. Replay it by itself.");
  }
  for (let tries = 1;; tries++) {
    const inputs = await openOnce(plan, host, former, tries < MOST_TRIES);
    if (inputs !== null) return inputs;
  }
}

/** With `checks`, null where files were renamed meanwhile, so that the names no longer mean the opened files. */
async function openOnce(
  plan: Plan,
  host: Host,
  former: FormerLogs,
  checks: boolean,
): Promise<OpenInputs | null> {
  using opened = new DisposableStack();
  const groups: { group: InputGroup; time: number }[] = [];
  const { groups: expanded, leftOut } = expandPaths(plan.files, host, former);
  const all: Input[] = [];
  const { lateness, maxJump } = plan, times = { lateness, maxJump, newest: plan.futureLimit() };
  for (const { name, path, members, isOrdered } of expanded) {
    const inputs: Input[] = [];
    for (const member of members) {
      const file = openedFile(member.path, checks, host);
      if (file === null) return null;
      opened.use(file);
      inputs.push(await openLog(member, file, plan, host));
    }
    all.push(...inputs);
    const group = {
      name,
      path,
      inputs: isOrdered ? inputs : await inOrderOfTime(inputs, times),
    };
    groups.push({ group, time: expanded.length === 1 ? 0 : await timeOf(group, times) });
  }
  if (checks && !isUnchanged(all, expandPaths(plan.files, host, former).groups, host)) return null;
  const kept = opened.move();
  // A named pipe, too, can be read only once.
  const isStream = groups.some(({ group }) => group.inputs.some(({ file }) => file.size === null));
  const inputs: OpenInputs = {
    leftOut,
    first: expanded[0].path,
    groups: groups.sort((a, b) => a.time - b.time || 0).map(({ group }) => group),
    reopen(former) {
      if (isStream) return Promise.resolve(inputs);
      kept.dispose();
      return openInputs(plan, host, former);
    },
    [Symbol.dispose]: () => kept.dispose(),
  };
  return inputs;
}

/** Null where there is no such file and it may just have been renamed. */
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
function isUnchanged(opened: readonly Input[], groups: readonly MemberGroup[], host: Host): boolean {
  const now = groups.flatMap(({ members }) => members);
  return now.length === opened.length && now.every(({ path }, i) => {
    if (path !== opened[i].path) return false;
    const { inode, device } = opened[i].file, found = path === "-" ? { inode, device } : host.identity(path);
    return inode === null || (found?.inode === inode && found.device === device);
  });
}

/** The rotated parts by the times of their first records, those without records first; the log itself stays last. */
async function inOrderOfTime(inputs: readonly Input[], times: TimeOptions): Promise<Input[]> {
  const starts = new Map<Input, number>();
  for (const [at, input] of inputs.entries()) {
    const time = await firstTime(input, times);
    const isLog = !input.isRotated && at === inputs.length - 1;
    starts.set(input, isLog ? Infinity : time === Infinity ? -Infinity : time);
  }
  const compared = (a: Input, b: Input): number => starts.get(a)! - starts.get(b)!;
  return inputs.toSorted((a, b) => compared(a, b) || 0);
}

/** Time of the first record of the log itself or, where it has none yet, of its latest part that has one. */
async function timeOf({ inputs }: InputGroup, times: TimeOptions): Promise<number> {
  for (const input of inputs.toReversed()) {
    const time = await firstTime(input, times);
    if (time !== Infinity) return time;
  }
  return Number.MAX_VALUE;
}
