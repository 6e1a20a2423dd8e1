// Role: which stage of the walk a sample of V8's profiler belongs to: that of the innermost function whose file stands
// for a stage. Pure; `profile.ts` takes the samples.

/** The stages, in the order of the walk, and what is none. */
export const STAGES = [
  "read",
  "summarize",
  "merge",
  "bucket",
  "monitor",
  "persist",
  "start and end",
  "garbage collection",
  "runtime",
  "waiting",
] as const;

/** One of {@link STAGES}. */
export type Stage = typeof STAGES[number];

/** Files and directories below src/ that stand for a stage. Others belong to whoever calls them. */
export const PLACES: readonly (readonly [place: string, stage: Stage])[] = [
  ["pipeline/read.ts", "read"],
  ["inputs/bytes/slice.ts", "read"],
  ["inputs/resume/stdin.ts", "read"],
  ["inputs/bytes/compressed_file.ts", "read"],
  ["inputs/bytes/zstd_frames.ts", "read"],
  ["inputs/bytes/fingerprint.ts", "read"],
  ["pipeline/follow.ts", "read"],
  ["pipeline/pace.ts", "read"],
  ["host/deno/", "read"],
  ["pipeline/count/count.ts", "summarize"],
  ["pipeline/count/slices.ts", "summarize"],
  ["formats/", "summarize"],
  ["kernel/", "summarize"],
  ["domain/counting/summarizer.ts", "summarize"],
  ["kernel/summary/unpack.ts", "merge"],
  ["kernel/summary/packed_names.ts", "merge"],
  ["pipeline/count/ranges.ts", "merge"],
  ["parallel/results.ts", "merge"],
  ["parallel/threads.ts", "merge"],
  ["pipeline/bucket.ts", "bucket"],
  ["domain/buckets/open_buckets.ts", "bucket"],
  ["pipeline/alert.ts", "monitor"],
  ["domain/monitor/monitor.ts", "monitor"],
  ["pipeline/persist.ts", "persist"],
  ["pipeline/change_builder.ts", "persist"],
  ["stores/", "persist"],
  ["commands/", "start and end"],
  ["cli/cli.ts", "start and end"],
  ["inputs/open_inputs.ts", "start and end"],
];

/** A node of a profile as V8 writes it: a function as called from its parent. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** A profile as V8 writes it. Times are microseconds. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  /** The node that was running at each sample. */
  readonly samples: readonly number[];
  /** How long each of them ran, as far as can be told. */
  readonly timeDeltas: readonly number[];
}

/** What V8 calls what is no function. */
const SPECIAL: Readonly<Record<string, Stage>> = {
  "(garbage collector)": "garbage collection",
  "(idle)": "waiting",
};

/** Seconds of each stage. `source` is the URL of the directory src, ending in a slash. */
export function secondsByStage(
  { nodes, samples, timeDeltas }: Profile,
  source: string,
): Record<Stage, number> {
  const stages = stagesOf(nodes, source);
  const seconds = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<Stage, number>;
  samples.forEach((id, index) => seconds[stages.get(id)!] += timeDeltas[index] / 1e6);
  return seconds;
}

/** The stage of each node, by its number. */
function stagesOf(nodes: readonly ProfileNode[], source: string): Map<number, Stage> {
  const stages = new Map<number, Stage>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (node: ProfileNode, inherited: Stage): void => {
    const { functionName, url } = node.callFrame;
    const own = SPECIAL[functionName] ??
      (url.startsWith(source) ? stageOfFile(url.slice(source.length)) : null);
    const stage = own ?? inherited;
    stages.set(node.id, stage);
    for (const child of node.children ?? []) visit(byId.get(child)!, stage);
  };
  const [root] = nodes;
  if (root !== undefined) visit(root, "runtime");
  return stages;
}

/** The stage that a file below src stands for: that of the longest place that it is in; null where it is none. */
export function stageOfFile(path: string): Stage | null {
  const places = PLACES.filter(([place]) => place === path || place.endsWith("/") && path.startsWith(place));
  places.sort(([one], [other]) => other.length - one.length);
  return places[0]?.[1] ?? null;
}
