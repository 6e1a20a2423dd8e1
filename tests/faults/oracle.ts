// Role: the oracle of the fault suite: what the database holds must be well-formed and equal to what one undisturbed
// run of the same log leaves. Reads the public views through `tests/law/dump.ts`.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { replay } from "../../src/commands/replay/replay.ts";
import type { Host } from "../../src/host/host.ts";
import { fakeHost } from "../fake_host.ts";
import { dump } from "../law/dump.ts";

/** Name of the source in all databases of the suite. */
export const SOURCE = "log";

/** Options of every replay of the suite: small numbers, so that a small log closes buckets and fires alerts. */
export const VALUES: Readonly<Record<string, string>> = {
  source: SOURCE,
  "analysis-bucket-size": "5",
  lateness: "10",
  top: "3",
  "alert-threshold": "1.5",
  "alert-window": "20",
  // The logs are dirty on purpose, and a short piece of one may hold rejects alone.
  "warn-rejects": "100%",
  "max-rejects": "100%",
};

/** The same as words of a command line. */
export const WORDS: readonly string[] = [
  "--quiet",
  ...Object.entries(VALUES).flatMap(([name, value]) => [`--${name}`, value]),
];

/** A replay within this process, on a machine whose clock stands still. Throws the run's error. */
export async function replayHere(
  database: string,
  files: readonly string[],
  host: Host = fakeHost({ now: 1_700_000_000 }),
  further: Readonly<Record<string, string>> = {},
): Promise<number> {
  const flags = { quiet: true, "no-progress": true } as const;
  return await replay.run(
    { flags, values: { ...VALUES, ...further, db: database }, lists: {}, positionals: files },
    host,
  );
}

/**
 * What the database holds, after checking that it is sound: SQLite's own check, and read = accepted + rejected.
 * Where a rejected line stood is left out: a log that was rotated has it in another place.
 */
export function stored(database: string): unknown {
  assert.equal(integrity(database), "ok");
  const { rejects, ...rest } = dump(database, SOURCE, []);
  assert.equal(rest.read, rest.accepted + rest.rejected, "read = accepted + rejected");
  return { ...rest, rejects: rejects.map(({ reason, sample }) => `${reason}: ${sample}`).sort() };
}

/** What a run printed, without the warnings of outliers and late records, which the logs of the suite have. */
export function withoutOutliers(text: string): string {
  return text.replaceAll(
    /^httplog: warning: (?:\d+ records? came with a time far ahead|.* were late, and alerts) .*\n/gm,
    "",
  );
}

/** The answer of SQLite's own check. */
export function integrity(database: string): unknown {
  const connection = new DatabaseSync(database, { readOnly: true });
  try {
    return connection.prepare("PRAGMA integrity_check").get()?.integrity_check;
  } finally {
    connection.close();
  }
}

/** What one undisturbed run of this log stores. */
export async function undisturbed(log: Uint8Array): Promise<unknown> {
  const directory = await scratch();
  try {
    await Deno.writeFile(`${directory}/access.csv`, log);
    assert.equal(await replayHere(`${directory}/x.db`, [`${directory}/access.csv`]), 0);
    return stored(`${directory}/x.db`);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Throws where the two differ, and names the first place in each part. */
export function assertSame(actual: unknown, expected: unknown, message: string): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  const [found, wanted] = [actual, expected] as Record<string, unknown>[];
  const counts = `${found.read} records were counted, ${wanted.read} were written`;
  const places = Object.keys(wanted).map((part) => firstDifference(part, found[part], wanted[part]));
  throw new Error([`${message}: ${counts}`, ...places.filter((place) => place !== "")].join("\n"));
}

/** Empty where there is none. */
function firstDifference(part: string, found: unknown, wanted: unknown): string {
  const [foundText, wantedText] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (foundText === wantedText) return "";
  if (!Array.isArray(found) || !Array.isArray(wanted)) return `  ${part}: ${foundText}, not ${wantedText}`;
  const at = wanted.findIndex((entry, i) => JSON.stringify(entry) !== JSON.stringify(found[i]));
  const place = at < 0 ? wanted.length : at;
  const entries = `${JSON.stringify(found[place])}, not ${JSON.stringify(wanted[place])}`;
  return `  ${part}[${place}] of ${found.length}, not ${wanted.length}: ${entries}`;
}

/** A new directory; in memory where the system has such a place, since these are no tests of the disk. */
export async function scratch(): Promise<string> {
  const memory = await Deno.stat("/dev/shm").then((stat) => stat.isDirectory, () => false);
  return await Deno.realPath(
    await Deno.makeTempDir({ dir: memory ? "/dev/shm" : undefined, prefix: "httplog_faults_" }),
  );
}
