// Role: the benchmark of viewers: a replay at full speed alone, with 200 viewers that hear of its commits, and with 200 pages that ask
// for all that they show. No page may stay behind, and the replay may take a tenth longer at most.

import { httplog } from "../../faults/program.ts";
import type { Benchmark } from "../benchmark.ts";
import { DATA_SETS, logFile } from "../data_sets.ts";
import { figure, markdownTable } from "../markdown.ts";
import { measure } from "../measure.ts";
import { median } from "../statistics.ts";
import type { PagesReport } from "./pages.ts";

const VIEWERS = 200;
/** Part of the time of a replay alone that it may take longer. */
const MOST_SLOWER = 0.1;
/** The log is read so many times, as different sources: once would end with the second event. */
const TIMES = 3;
/** Milliseconds that pages have before, to show what is there, and behind the end. */
const BEFORE = 2500, BEHIND = 8000;

const SET = DATA_SETS.find(({ name }) => name === "combined")!;

type Mode = "alone" | "hear" | "ask";

/** Seconds. */
interface Run {
  readonly wall: number;
  readonly replay: number;
  readonly server: number;
  readonly pages: number;
  readonly report: PagesReport | null;
}

/** 200 viewers of a replay. */
export const viewers: Benchmark = {
  name: "viewers",
  about: `${TIMES} replays of combined while ${VIEWERS} pages watch; at most ${MOST_SLOWER * 100} % slower`,
  isLong: true,
  async prepare(options) {
    await logFile(SET, options);
  },
  async run(options) {
    const { path } = await logFile(SET, options), program = await httplog(), faults: string[] = [];
    const modes = new Map<Mode, Run[]>([["alone", []], ["hear", []], ["ask", []]]);
    for (let round = 0; round < options.runs; round++) {
      for (const [mode, runs] of modes) {
        options.note(`viewers: ${mode}, round ${round + 1} of ${options.runs}`);
        const run = await once(mode, path, program);
        runs.push(run);
        if (run.report !== null && (run.report.behind > 0 || run.report.faults > 0)) {
          faults.push(`viewers: ${run.report.behind} stayed behind, ${run.report.faults} answers failed.`);
        }
      }
    }
    const of = (mode: Mode, part: (run: Run) => number): number => median(modes.get(mode)!.map(part));
    const base = of("alone", ({ wall }) => wall), slower = of("ask", ({ wall }) => wall) / base - 1;
    if (options.scale === 1 && slower > MOST_SLOWER) {
      faults.push(
        `viewers: the replay took ${figure(slower * 100)} % longer, at most ${MOST_SLOWER * 100} %.`,
      );
    }
    return { text: tableOf(modes, of, base), faults };
  },
};

function tableOf(
  modes: ReadonlyMap<Mode, readonly Run[]>,
  of: (mode: Mode, part: (run: Run) => number) => number,
  base: number,
): string {
  const labels = { alone: "alone", hear: `${VIEWERS} that hear`, ask: `${VIEWERS} pages` };
  const head = [
    "viewers",
    "wall s",
    "slower",
    "replay CPU s",
    "server CPU s",
    "viewers CPU s",
    "answers",
    "runs",
  ];
  return markdownTable(
    head,
    [...modes.keys()].map((mode) => [
      labels[mode],
      figure(of(mode, ({ wall }) => wall)),
      `${figure((of(mode, ({ wall }) => wall) / base - 1) * 100)} %`,
      ...[({ replay }: Run) => replay, ({ server }: Run) => server, ({ pages }: Run) => pages].map((part) =>
        figure(of(mode, part))
      ),
      `${of(mode, ({ report }) => report?.answers ?? 0)}`,
      `${modes.get(mode)!.length}`,
    ]),
  );
}

async function once(mode: Mode, log: string, program: readonly string[]): Promise<Run> {
  const directory = await Deno.makeTempDir({ prefix: "httplog-bench-" }), database = `${directory}/x.db`;
  await using left = new AsyncDisposableStack();
  left.defer(() => Deno.remove(directory, { recursive: true }));
  await Deno.writeTextFile(`${directory}/none.csv`, "");
  await measure([...program, "replay", `${directory}/none.csv`, "--db", database, "-q"], false);
  const watching = mode === "alone" ? null : await watch(mode, database, program, left);
  const before = watching?.processor() ?? [0, 0];
  let wall = 0, replay = 0;
  for (let source = 0; source < TIMES; source++) {
    const words = ["replay", log, "--source", `s${source}`, "--db", database, "--quiet"];
    const { wall: seconds, processor } = await measure([...program, ...words], true);
    wall += seconds;
    replay += processor ?? 0;
  }
  const [server, pages] = (watching?.processor() ?? [0, 0]).map((seconds, place) => seconds - before[place]);
  return { wall, replay, server, pages, report: await watching?.end() ?? null };
}

/** A server and its viewers, which are there until `left` is disposed of. */
async function watch(
  mode: Mode,
  database: string,
  program: readonly string[],
  left: AsyncDisposableStack,
): Promise<{ processor(): readonly number[]; end(): Promise<PagesReport> }> {
  const [server, url] = await started(
    [...program, "serve", "--db", database, "--listen", "127.0.0.1:0"],
    "stderr",
    /serving (http:\S+) /,
    left,
  );
  const script = new URL("pages.ts", import.meta.url).pathname;
  const [pages] = await started(
    [Deno.execPath(), "run", "-A", script, new URL(url).port, String(VIEWERS), mode],
    "stdout",
    /(ready)/,
    left,
  );
  await new Promise((resolve) => setTimeout(resolve, BEFORE));
  return {
    processor: () => [server, pages].map(({ pid }) => processorOf(pid)),
    async end() {
      await new Promise((resolve) => setTimeout(resolve, BEHIND));
      await pages.stdin.close();
      let text = "";
      for await (const chunk of pages.stdout.pipeThrough(new TextDecoderStream())) text += chunk;
      return JSON.parse(text) as PagesReport;
    },
  };
}

/** Starts a process that says something when it is ready. */
async function started(
  [name, ...args]: readonly string[],
  stream: "stdout" | "stderr",
  saying: RegExp,
  left: AsyncDisposableStack,
): Promise<readonly [Deno.ChildProcess, string]> {
  const child = new Deno.Command(name, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  left.defer(async () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await child.status;
  });
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of child[stream].values({ preventCancel: true })) {
    text += decoder.decode(chunk, { stream: true });
    const [, found] = saying.exec(text) ?? [];
    if (found !== undefined) return [child, found];
  }
  throw new Error(`${[name, ...args].join(" ")} ended: ${text}`);
}

/** Processor seconds of a process that runs, as Linux tells them in hundredths; 0 elsewhere. */
function processorOf(pid: number): number {
  try {
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
