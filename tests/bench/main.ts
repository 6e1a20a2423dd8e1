// Role: `deno task bench`: picks benchmarks, runs them, and writes their tables as Markdown. `mod.ts` lists them,
// `benchmark.ts` is what one has to be; `profile.ts` says where the time goes.

import { parseArgs } from "node:util";
import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { defaultCache } from "./cache.ts";
import { legend } from "./log_table.ts";
import { BENCHMARKS } from "./mod.ts";
import { PEERS } from "./peers/mod.ts";

const USAGE = `deno task bench [OPTIONS]     measures httplog and other programs on the same logs

  --only NAME     this benchmark alone; may be repeated (--list shows them)
  --all           the long ones too
  --year          the same as --only year
  --peers A,B     compare with these alone; "none" for none
  --runs N        runs of each program (default: 7); slow ones get fewer
  --budget S      seconds that the runs of one slow program may take (default: 30)
  --cache DIR     where data sets are kept (default: ${defaultCache()})
  --prepare       make the data sets and measure nothing
  --profile       say where the time of a replay goes, by stage, instead
  --scale F       a part of the records, such as 0.01, to try it
  --out FILE      write the tables to a file too
  --list          show benchmarks and programs`;

/** An option that is not as it should be. */
class Usage extends Error {}

/** What is chosen and how it is run. */
interface Choice {
  readonly benchmarks: readonly Benchmark[];
  readonly options: BenchmarkOptions;
  readonly work: "measure" | "prepare" | "profile";
  readonly out: string | undefined;
}

/** A number above 0 that an option gives. */
function positive(name: string, text: string, isWhole: boolean): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value) && (!isWhole || Number.isInteger(value))) return value;
  throw new Usage(
    `--${name} is "${text}"; it takes a ${isWhole ? "whole number from 1" : "number above 0"}.`,
  );
}

/** These names, if all of them are known. */
function known(names: readonly string[], all: readonly { readonly name: string }[]): readonly string[] {
  const wrong = names.find((name) => !all.some((one) => one.name === name));
  if (wrong === undefined) return names;
  throw new Usage(`There is no "${wrong}". There are: ${all.map(({ name }) => name).join(", ")}.`);
}

function choose(words: readonly string[]): Choice | "help" | "list" {
  const { values } = parseArgs({
    args: [...words],
    options: {
      help: { type: "boolean", short: "h" },
      list: { type: "boolean" },
      only: { type: "string", multiple: true },
      all: { type: "boolean" },
      year: { type: "boolean" },
      peers: { type: "string" },
      runs: { type: "string", default: "7" },
      budget: { type: "string", default: "30" },
      cache: { type: "string", default: defaultCache() },
      prepare: { type: "boolean" },
      profile: { type: "boolean" },
      scale: { type: "string", default: "1" },
      out: { type: "string" },
    },
  });
  if (values.help) return "help";
  if (values.list) return "list";
  const only = values.year ? [...values.only ?? [], "year"] : values.only;
  const named = only && known(only, BENCHMARKS);
  const isChosen = ({ name, isLong }: Benchmark): boolean =>
    named?.includes(name) ?? (values.all || !(isLong || (values.profile && name !== "plain")));
  const benchmarks = BENCHMARKS.filter(isChosen);
  const other = values.profile && benchmarks.find(({ profile }) => profile === undefined);
  if (other) throw new Usage(`"${other.name}" has no stages to profile.`);
  const peers = values.peers === "none" ? [] : values.peers?.split(",");
  return {
    benchmarks,
    options: {
      cache: values.cache,
      runs: positive("runs", values.runs, true),
      budget: positive("budget", values.budget, false),
      scale: positive("scale", values.scale, false),
      peers: peers === undefined ? null : known(peers, PEERS),
      note: (text) => console.error(text),
    },
    work: values.prepare ? "prepare" : values.profile ? "profile" : "measure",
    out: values.out,
  };
}

function list(): string {
  const long = ({ isLong }: Benchmark): string => isLong ? " (only where it is named, or with --all)" : "";
  return [
    "benchmarks:",
    ...BENCHMARKS.map((one) => `  ${one.name.padEnd(18)} ${one.about}${long(one)}`),
    "programs:",
    ...PEERS.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`),
  ].join("\n");
}

async function work({ benchmarks, options, work, out }: Choice): Promise<number> {
  await Deno.mkdir(options.cache, { recursive: true });
  const texts: string[] = [], faults: string[] = [];
  for (const benchmark of benchmarks) {
    if (work === "prepare") {
      await benchmark.prepare(options);
      continue;
    }
    const result = await (work === "profile" ? benchmark.profile!(options) : benchmark.run(options));
    const text = `### ${benchmark.name}\n\n${result.text}`;
    console.log(text);
    texts.push(text);
    faults.push(...result.faults);
  }
  if (work === "measure") {
    const text = `### How to read this\n\n${legend(PEERS)}`;
    console.log(text);
    texts.push(text);
  }
  if (out !== undefined) await Deno.writeTextFile(out, texts.join("\n"));
  for (const fault of faults) console.error(fault);
  return faults.length > 0 ? 1 : 0;
}

async function main(words: readonly string[]): Promise<number> {
  try {
    const choice = choose(words);
    if (choice === "help") console.log(USAGE);
    else if (choice === "list") console.log(list());
    else return await work(choice);
    return 0;
  } catch (error) {
    const isUsage = error instanceof Usage || error instanceof TypeError && "code" in error;
    if (!isUsage) throw error;
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 64;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
