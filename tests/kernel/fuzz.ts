// Role: the long set, `deno task kernel:fuzz`: forged logs until so many lines have been compared. Takes `--lines N` and
// `--seed S`; it says from time to time with which seed it goes on, so that another run can. The quick set is
// `differential_test.ts`.

import { parseArgs } from "node:util";
import { Random } from "../../sample_data/random.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { edgeLogs } from "./edge_logs.ts";
import { type ForgedLog, fromLatin1 } from "./forged_log.ts";
import { forgedLayout, forgedLayoutLog, sourceOf } from "./layout_forge.ts";
import { usualLine } from "./layout_values.ts";
import { damaged, forgedLog } from "./log_forge.ts";
import { doubleMissLog, nearMissLog, ORDINARY, shiftedLog } from "./near_misses.ts";
import { complaint } from "./reduce.ts";
import { compare } from "./same.ts";
import type { Claim } from "./subject.ts";

/** So many logs that differ are enough. */
const ENOUGH = 5;
/** Bytes of a line of which all near misses are made: they are many times as many. */
const LONGEST = 300;

const claim: Claim = (reader, options) => Kernel.claim(reader, options);

/** The log of a seed: mostly forged ones of several lengths, in between the others. */
function logOf(seed: number): ForgedLog {
  const random = new Random(seed);
  return random.weighted<() => ForgedLog>([
    [() => forgedLog(seed, 20 + random.below(500)), 20],
    [() => forgedLog(seed, 20_000), 4],
    [() => forgedLog(seed, 100_000), 0.3],
    [() => forgedLayoutLog(seed, 20 + random.below(500)), 20],
    [() => forgedLayoutLog(seed, 20_000), 4],
    [() => nearMissLog(...nearLayout(random)), 1],
    [() => doubleMissLog(seed, 10_000), 3],
    [() => nearMissLog(damaged(random.pick(ORDINARY), random).slice(0, LONGEST)), 1],
    [
      () =>
        nearMissLog(fromLatin1(forgedLog(seed, 1).lines[0].bytes).replace(/\r?\n$/, "").slice(0, LONGEST)),
      1,
    ],
    [() => shiftedLog(random.below(300), 50_000 + random.below(900_000)), 0.5],
  ])();
}

/** An ordinary line of a layout, and what opens its reader. */
function nearLayout(random: Random): [line: string, open: ForgedLog["open"]] {
  const layout = forgedLayout(random), { open } = sourceOf(layout);
  return [usualLine(layout), open];
}

interface Tally {
  logs: number;
  lines: number;
  left: number;
  unclaimed: number;
  different: number;
}

async function add(log: ForgedLog, tally: Tally): Promise<void> {
  const { claimed, lines, left, problems } = await compare(log, claim);
  tally.logs++;
  tally.lines += lines;
  tally.left += left;
  if (!claimed) tally.unclaimed++;
  if (problems.length === 0) return;
  tally.different++;
  console.log(
    `DIFFERENT ${await complaint(log, claim) ?? `${log.name}: fails once\n${problems.join("\n")}`}\n`,
  );
}

function whole(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,12}$/.test(text)) throw new RangeError(`"${text}" is no whole number.`);
  return Number(text);
}

async function main(words: readonly string[]): Promise<number> {
  const options = { lines: { type: "string" }, seed: { type: "string" } } as const;
  const { values } = parseArgs({ args: [...words], options });
  const wanted = whole(values.lines, 10_000_000);
  let seed = whole(values.seed, Math.floor(Math.random() * 1e9)), next = 1_000_000;
  const tally: Tally = { logs: 0, lines: 0, left: 0, unclaimed: 0, different: 0 };
  const begun = performance.now();
  const show = (): void => {
    const share = (100 - 100 * tally.left / Math.max(1, tally.lines)).toFixed(1);
    const { logs, lines, different, unclaimed } = tally,
      seconds = ((performance.now() - begun) / 1000).toFixed(0);
    const figures =
      `${lines} lines in ${logs} logs compared, ${share} % of them counted without the reference`;
    console.log(
      `${figures}; ${different} logs differ, ${unclaimed} not taken; ${seconds} s; next --seed ${seed}`,
    );
  };
  console.log(`--seed ${seed} --lines ${wanted}`);
  const edges = wanted >= 10_000_000 ? [1, 4] : [0.25];
  for (const scale of edges) for (const log of edgeLogs(scale)) await add(log, tally);
  show();
  // Those are not what was asked for: they are the same every time.
  const last = tally.lines + wanted;
  next += tally.lines;
  for (; tally.lines < last && tally.different < ENOUGH; seed++) {
    await add(logOf(seed), tally);
    if (tally.lines < next) continue;
    show();
    next += 1_000_000;
  }
  show();
  return tally.different > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
