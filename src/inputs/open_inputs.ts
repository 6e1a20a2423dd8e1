// Role: opens the inputs of a run, finds out how they are read and puts them in order; needs nothing of the store.

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
import { begunAnew, openLog } from "./open_input.ts";
import { inOneFormat } from "./one_format.ts";
import type { Plan } from "../plan.ts";

/** How often the logs are opened anew because one was being rotated; then they are taken as they are. */
export const MOST_TRIES = 20;

/** The opened logs. Disposing closes their files. */
export interface OpenInputs extends Disposable {
  /** One group for each log; several are in the order of their first records' times. */
  readonly groups: readonly InputGroup[];
  /** What of the directories among the paths is not read. */
  readonly leftOut: readonly LeftOut[];
  /** The files of directories and patterns that are no logs, and are in no group. */
  readonly unfit: readonly Input[];
  /** Real path of the log that was named first; "-" for standard input. */
  readonly first: string;
  /** Why a log that was named cannot be read; null where all can. */
  readonly problem: Problem | null;
  /** Whether the paths, with the logs that were read before, still mean the files that are open. */
  isCurrent(former: FormerLogs): boolean;
  /**
   * Opens the logs again, as they are now, and the files to which links led before, for another plan; a stream stays as it
   * is. These must not be used afterwards.
   */
  reopen(plan: Plan, former: FormerLogs): Promise<OpenInputs>;
}

/**
 * Opens every log that the paths mean, with its rotated siblings, and finds out how they are read. Either all are open
 * afterwards or, on an error, none.
 *
 * Errors: `Problem` "input", "permission" for what cannot be opened, "usage" where standard input is not alone.
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
  const { groups: expanded, leftOut } = expandPaths(plan.files, host, former);
  const found: Input[][] = [];
  for (const { members } of expanded) {
    const inputs: Input[] = [], isRead = members.some(({ path }) => former.read.has(path));
    for (const member of members) {
      const file = openedFile(member.path, checks, host);
      if (file === null) return null;
      opened.use(file);
      inputs.push(await openLog(isRead ? { ...member, isListed: false } : member, file, plan, host));
    }
    found.push(inputs);
  }
  const { fitting, unfit } = withoutUnfit(expanded, found);
  const groups = await grouped(
    fitting.map(({ of }) => of),
    inOneFormat(fitting.map(({ inputs }) => inputs)),
    plan,
  );
  if (checks && !isUnchanged(found.flat(), expandPaths(plan.files, host, former).groups, host)) return null;
  const kept = opened.move();
  const make = (groups: readonly InputGroup[], plan: Plan): OpenInputs => {
    const all = groups.flatMap(({ inputs }) => inputs);
    return {
      leftOut,
      unfit,
      first: expanded[0].path,
      groups,
      problem: all.find(({ problem }) => problem !== null)?.problem ?? null,
      isCurrent: (former) =>
        all.some(({ file }) => file.size === null) ||
        isUnchanged(found.flat(), expandPaths(plan.files, host, former).groups, host),
      async reopen(next, former) {
        // A named pipe, too, can be read only once.
        if (!all.some(({ file }) => file.size === null)) {
          kept.dispose();
          return await openInputs(next, host, former);
        }
        const isSame = next.format === plan.format && next.zone === plan.zone && next.screen === plan.screen;
        if (isSame) return this;
        return make(await Promise.all(groups.map((group) => readAnew(group, next, host))), next);
      },
      [Symbol.dispose]: () => kept.dispose(),
    };
  };
  return make(groups, plan);
}

/** The logs without the files that are none, as long as anything else is there. */
function withoutUnfit(
  expanded: readonly MemberGroup[],
  found: readonly Input[][],
): { fitting: { of: MemberGroup; inputs: Input[] }[]; unfit: Input[] } {
  const all = expanded.map((of, at) => ({ of, inputs: found[at] }));
  const unfit = found.flat().filter((input) => input.unfit !== null);
  const fitting = all.map(({ of, inputs }) => ({
    of,
    inputs: inputs.filter((input) => input.unfit === null),
  }))
    .filter(({ inputs }, at) => inputs.length === found[at].length || inputs.some(({ isNamed }) => isNamed));
  return fitting.length > 0 ? { fitting, unfit } : { fitting: all, unfit: [] };
}

/** The inputs of a log as another plan reads them. */
async function readAnew(group: InputGroup, plan: Plan, host: Host): Promise<InputGroup> {
  const inputs: Input[] = [];
  for (const input of group.inputs) inputs.push(await begunAnew(input, plan, host));
  return { ...group, inputs };
}

/** The logs with their parts in order; several in the order of their first records' times. */
async function grouped(
  expanded: readonly MemberGroup[],
  found: readonly (readonly Input[])[],
  { lateness, maxJump, futureLimit }: Plan,
): Promise<InputGroup[]> {
  const groups: { group: InputGroup; time: number }[] = [],
    times = { lateness, maxJump, newest: futureLimit() };
  for (const [at, { name, path, isOrdered }] of expanded.entries()) {
    const inputs = isOrdered ? found[at] : await inOrderOfTime(found[at], times);
    const group = { name, path, inputs };
    groups.push({ group, time: expanded.length === 1 ? 0 : await timeOf(group, times) });
  }
  return groups.sort((a, b) => a.time - b.time || 0).map(({ group }) => group);
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
