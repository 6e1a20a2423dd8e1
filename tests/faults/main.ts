// Role: the long set, `deno task faults`: many trials of every fault, then a table of what was injected and what came
// out wrong. Takes `--seed N` (repeats a failing trial), `--only NAME` (part of a name, may be repeated), `--times N`
// (instead of the fault's own number) and `--jobs N`. The quick set is `faults_test.ts`.

import { parseArgs } from "node:util";
import type { Fault } from "./fault.ts";
import { FAULTS } from "./mod.ts";
import { longCount, trialOf } from "./trials.ts";

/** What became of one fault. */
interface Tally {
  readonly fault: string;
  readonly injected: number;
  readonly runs: number;
  readonly mismatches: number;
  readonly seconds: number;
}

/** A fault that mismatches this often has shown itself. */
const ENOUGH = 5;

async function tally(fault: Fault, seed: number, times: number, jobs: number): Promise<Tally> {
  const begun = performance.now();
  let started = 0, runs = 0, injected = 0, mismatches = 0;
  const work = async (): Promise<void> => {
    while (started < times && mismatches < ENOUGH) {
      const trial = await trialOf(fault, seed + started++, true);
      try {
        const struck = await fault.trial(trial);
        injected += struck;
      } catch (error) {
        mismatches++;
        const again = `deno task faults --only "${fault.name}" --seed ${trial.seed} --times 1`;
        console.log(`MISMATCH ${fault.name}, seed ${trial.seed}. Again: ${again}\n${messageOf(error)}`);
      }
      runs++;
      if (runs % 500 === 0) console.log(`  ${fault.name}: ${runs} of ${times} runs, ${injected} faults`);
    }
  };
  await Promise.all(Array.from({ length: fault.concurrent ? jobs : 1 }, work));
  const seconds = (performance.now() - begun) / 1000;
  return { fault: fault.name, injected, runs, mismatches, seconds };
}

function messageOf(error: unknown): string {
  const { message } = error as Error;
  return message.split("\n").slice(0, 40).map((line) => `    ${line}`).join("\n");
}

function whole(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`"${text}" is no whole number.`);
  return Number(text);
}

function show(tallies: readonly Tally[]): void {
  const rows = tallies.map(({ fault, injected, runs, mismatches, seconds }) => [
    fault.padEnd(44),
    `${injected}`.padStart(9),
    `${runs}`.padStart(7),
    `${mismatches}`.padStart(11),
    seconds.toFixed(1).padStart(9),
  ]);
  const head = ["fault".padEnd(44), " injected", "   runs", " mismatches", "  seconds"];
  console.log([head, ...rows].map((row) => row.join("")).join("\n"));
}

async function main(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      seed: { type: "string" },
      only: { type: "string", multiple: true },
      times: { type: "string" },
      jobs: { type: "string" },
    },
  });
  const seed = whole(values.seed, Math.floor(Math.random() * 1e6));
  const jobs = whole(values.jobs, navigator.hardwareConcurrency);
  const { only } = values;
  const chosen = FAULTS.filter(({ name }) => only?.some((part) => name.includes(part)) ?? true);
  if (chosen.length === 0) {
    console.error(`No fault of that name. There are: ${FAULTS.map(({ name }) => name).join("; ")}.`);
    return 64;
  }
  console.log(`seed ${seed}, ${jobs} at a time`);
  const tallies: Tally[] = [];
  for (const fault of chosen) {
    const missing = await fault.missing?.() ?? null;
    if (missing !== null) console.log(`${fault.name}: not done, ${missing}`);
    else tallies.push(await tally(fault, seed, whole(values.times, await longCount(fault)), jobs));
  }
  show(tallies);
  return tallies.some(({ mismatches }) => mismatches > 0) ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
