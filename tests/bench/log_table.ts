// Role: what came of the benchmark of one data set, as the table that the manual shows. Filled by `log_benchmark.ts`.

import { hashOf } from "./answer.ts";
import type { DataSet, LogFile } from "./data_sets.ts";
import { figure, markdownTable } from "./markdown.ts";
import type { Measurement } from "./measure.ts";
import { differ, type Found, type Peer } from "./peers/peer.ts";
import { median } from "./statistics.ts";

/** One program and what came of it. */
export interface Contender {
  readonly peer: Peer;
  /** Name and version. */
  readonly label: string;
  /** Runs it gets; known after its first. */
  allowed: number;
  readonly runs: Measurement[];
  /** What its last run found; null before its first. */
  found: Found | null;
  /** Why it could not read the log; null as long as it could. */
  failure: string | null;
}

const HEAD = [
  "program",
  "median s",
  "min – max s",
  "MB/s",
  "× `wc -l`",
  "× httplog",
  "CPU s",
  "peak MB",
  "runs",
  "result",
];

/** How to read the tables. */
export function legend(peers: readonly Peer[]): string {
  return [
    "Whole processes in turns, each reading the log from the page cache; MB are 10^6 bytes. _result_: what the program " +
    "found is the same as what httplog stored (–: not compared, for it judges odd lines in its own way). Hosts are " +
    "compared where a program keeps those with most hits of each bucket and sums up the rest, as httplog does.\n",
    ...peers.map(({ name, about, compared }) => `- ${name}: ${about}. Compared: ${compared}.`),
  ].join("\n") + "\n";
}

/** Programs that are not in the table of a data set. */
export interface Absent {
  /** Those that are not installed. */
  readonly missing: readonly Peer[];
  /** Those that do not read its format. */
  readonly unfit: readonly Peer[];
}

/** The table of a data set as Markdown, below what was measured. */
export async function logTable(
  set: DataSet,
  { records, bytes }: LogFile,
  contenders: readonly Contender[],
  { missing, unfit }: Absent,
): Promise<string> {
  const [ours] = contenders;
  const counting = contenders.find(({ peer, failure }) => peer.name === "wc" && failure === null);
  const rows = contenders.map((contender) => {
    const { label, runs, failure } = contender;
    if (failure !== null) return [label, ...HEAD.slice(2).map(() => "–"), "fails"];
    const walls = runs.map(({ wall }) => wall);
    return [
      label,
      figure(median(walls)),
      `${figure(Math.min(...walls))} – ${figure(Math.max(...walls))}`,
      figure(bytes / 1e6 / median(walls)),
      counting === undefined ? "–" : figure(median(walls) / wallOf(counting)),
      figure(median(walls) / wallOf(ours)),
      runs[0].processor === null ? "–" : median(runs.map(({ processor }) => processor!)).toFixed(2),
      runs[0].memory === null ? "–" : figure(median(runs.map(({ memory }) => memory!)) / 1e6),
      `${runs.length}`,
      resultOf(contender, contenders, set),
    ];
  });
  const hash = (await hashOf(ours.found!.answer!)).slice(0, 12);
  const size = `${figure(bytes / 1e6)} MB${set.isGzip ? " decompressed" : ""}`;
  const part = records === set.log.records ? "" : `, of which ${records.toLocaleString("en-US")} are taken`;
  const hasAll = ours.runs[0].memory !== null;
  return [
    `${set.about}${part}; ${size}; totals ${hash}, all that is stored ${ours.found!.hash!.slice(0, 12)}.\n`,
    markdownTable(HEAD, rows),
    ...(hasAll ? [] : ["CPU and memory are told where GNU time is: `apt-get install time`\n"]),
    ...(unfit.length === 0 ? [] : [
      `Not measured, for what they are told here does not read ${set.format}: ${
        unfit.map(({ name }) => name).join(", ")
      }.\n`,
    ]),
    ...installing(missing),
  ].join("\n");
}

/** How a result stands to those of httplog: of what it stored less and more. */
function resultOf({ found }: Contender, contenders: readonly Contender[], { isClean }: DataSet): string {
  if (found === contenders[0].found) return "";
  if (found!.hash === undefined && (!isClean || found!.answer === null)) return "–";
  const ours = contenders.map(({ found }) => found).filter((other) => other?.hash !== undefined);
  return ours.some((other) => differ(found!, other!)) ? "DIFFERS" : "same";
}

function wallOf({ runs }: Contender): number {
  return median(runs.map(({ wall }) => wall));
}

/** How to have the programs that are missing. */
function installing(missing: readonly Peer[]): string[] {
  const packages = missing.flatMap(({ debianPackage }) => debianPackage ?? []);
  const others = missing.filter(({ debianPackage }) => debianPackage === null);
  return [
    ...others.map(({ name }) => `Not measured: ${name}, which cannot be fetched or does not run here.\n`),
    ...(packages.length > 0 ? [`To compare with more: \`apt-get install ${packages.join(" ")}\`\n`] : []),
  ];
}
