// Role: forged logs: a seed → a log of its own kind: columns, quotes, line endings, disorder, dirt, cuts. Values come from
// `field_forge.ts`. Used by `differential_test.ts` and `fuzz.ts`.

import { type DateLimits, dateLimits } from "../../src/domain/counting/date_limits.ts";
import { Random } from "../../sample_data/random.ts";
import {
  forgedBytes,
  forgedDate,
  forgedHost,
  forgedOther,
  forgedRequest,
  forgedStatus,
  rubbish,
  specialByte,
} from "./field_forge.ts";
import { type ForgedLog, linesOf } from "./forged_log.ts";
import { forgedDimensions } from "./text_forge.ts";

/** What a log is like throughout. */
export interface Kind {
  readonly ending: "\n" | "\r\n" | "mixed";
  readonly dates: "still" | "steady" | "hasty" | "wild";
  /** Probability that a line's values are forged, rather than ordinary; and that a line is damaged. */
  readonly odd: number;
  readonly damage: number;
  readonly hosts: number;
  readonly sections: number;
  readonly bucketSize: number;
  readonly lateness: number;
  readonly maxJump: number;
  /** Probability that the clock is wrong from a line on, for some lines; and that a night comes. */
  readonly wrong: number;
  readonly night: number;
  readonly start: number;
  readonly newest: number;
}

const COLUMNS = ["remotehost", "rfc931", "authuser", "date", "request", "status", "bytes"];
/** Columns that the usual log quotes. */
const QUOTED = new Set(["remotehost", "rfc931", "authuser", "request"]);

/** What a log of comma-separated values is like besides. */
interface CsvKind {
  readonly columns: readonly string[];
  readonly quotes: "usual" | "all" | "none" | "needed" | "mixed";
}

function csvKindOf(random: Random): CsvKind {
  const columns = [...COLUMNS];
  if (random.chance(0.4)) {
    // More columns than a kernel may have room for are its own to refuse.
    const extra = random.chance(0.05) ? 50 + random.below(20) : random.below(4);
    for (let i = 0; i < extra; i++) columns.push(random.pick(["extra", "", "dates", "statuses", "more"]));
    if (random.chance(0.7)) shuffle(columns, random);
  }
  return {
    columns,
    quotes: random.weighted([["usual", 8], ["all", 2], ["none", 2], ["needed", 2], ["mixed", 2]]),
  };
}

function kindOf(random: Random): Kind {
  const start = random.weighted([
    [1549573860, 12],
    [random.below(2_000_000_000), 3],
    [4_294_967_290, 1],
    [999_999_990, 1],
    [9_999_999_990, 1],
    [253_402_300_700, 1],
    [0, 1],
    [95, 1],
  ]);
  return {
    ending: random.weighted([["\n", 8], ["\r\n", 2], ["mixed", 2]]),
    dates: random.weighted([["still", 1], ["steady", 5], ["hasty", 3], ["wild", 2]]),
    odd: random.pick([0, 0.01, 0.1, 0.5, 1]),
    damage: random.pick([0, 0, 0.01, 0.1, 0.5]),
    hosts: random.pick([1, 5, 5, 100, 2000, 50_000]),
    sections: random.pick([1, 8, 8, 8, 300, 6000]),
    bucketSize: random.pick([1, 2, 3, 7, 10, 10, 10, 16, 60, 100, 256, 3600, 86400]),
    lateness: random.pick([0, 1, 5, 30, 30, 30, 3600, 86400]),
    maxJump: random.pick([1, 10, 60, 61, 3600, 3600, 86400, Infinity, Infinity, Infinity]),
    wrong: random.pick([0, 0, 0, 0, 0.001, 0.02, 0.3]),
    night: random.pick([0, 0, 0, 0.001, 0.02]),
    start,
    newest: random.pick([start + 50, start + 86400, start + 10 ** 7, 253_402_300_799]),
  };
}

/** A log of so many lines. The same seed and length give the same log. */
export function forgedLog(seed: number, length: number): ForgedLog {
  const random = new Random(seed), csv = csvKindOf(random);
  const log = { name: `forgedLog(${seed}, ${length})`, header: csv.columns.join(",") };
  return forgedLines(random, length, log, (time, kind) => lineOf(time, { ...kind, ...csv }, random));
}

/** A log of so many lines, each of which is made for a time; `log` says what it is. */
export function forgedLines(
  random: Random,
  length: number,
  log: Pick<ForgedLog, "name" | "header" | "open">,
  made: (time: number, kind: Kind) => string,
): ForgedLog {
  const kind = kindOf(random), texts: string[] = [];
  let time = kind.start, wrongLines = 0, wrongBy = 0;
  for (let line = 0; line < length; line++) {
    time = Math.max(0, moved(time, kind, random));
    if (kind.night > 0 && random.chance(kind.night)) time += jump(kind, random);
    if (wrongLines > 0) wrongLines--;
    else if (kind.wrong > 0 && random.chance(kind.wrong)) {
      wrongLines = random.pick([1, 1, 2, 10, 100]);
      wrongBy = jump(kind, random);
    }
    const ending = kind.ending === "mixed" ? random.pick(["\n", "\r\n"]) : kind.ending;
    const late = random.chance(0.05) ? random.below(random.pick([3, 40, 2 * kind.lateness + 3])) : 0;
    const wrong = wrongLines > 0 ? wrongBy : 0;
    let text = made(Math.max(0, time - late + wrong), kind);
    if (kind.damage > 0 && random.chance(kind.damage)) text = damaged(text, random);
    texts.push(text.replaceAll("\n", " ") + ending);
  }
  const every = random.pick([1, 3, 50, 1000, Infinity]);
  return {
    ...log,
    lines: linesOf(texts, () => random.chance(1 / every)),
    bucketSize: kind.bucketSize,
    lateness: kind.lateness,
    maxJump: kind.maxJump,
    latest: random.pick([null, null, kind.start, Math.max(0, kind.start - kind.lateness), kind.start + 100]),
    carries: random.chance(0.9),
    keptRejects: random.pick([0, 1, 7, 1000]),
    top: random.pick([1, 2, 10, 100, 100_000]),
    limits: limitsOf(kind, time, random),
    dimensions: forgedDimensions(random),
  };
}

/** Of most logs nothing is left out; of the others what lies before, or after, a second of theirs. */
function limitsOf({ newest, start }: Kind, end: number, random: Random): DateLimits {
  const within = (share: number): number | null =>
    random.chance(share) ? start + random.below(Math.max(1, end - start) + 2) : null;
  return dateLimits(newest, { since: within(0.15), until: within(0.1) });
}

/** About the shortest jump, or some of them. */
function jump({ maxJump, lateness }: Kind, random: Random): number {
  const least = maxJump === Infinity ? 1000 : maxJump;
  return least * random.pick([1, 1, 1, 2, 5]) + random.pick([-1, 0, 1, 59, 60, 61, lateness]);
}

function moved(time: number, { dates, bucketSize, lateness }: Kind, random: Random): number {
  if (dates === "still") return time;
  if (dates === "steady") return time + (random.chance(0.02) ? 1 : 0);
  if (dates === "hasty") return time + random.below(3);
  return time + random.weighted<() => number>([
    [() => random.below(5) - 2, 30],
    [() => bucketSize, 8],
    [() => random.below(2 * bucketSize + 1), 5],
    [() => -random.below(2 * lateness + 2), 5],
    [() => lateness + random.below(3) - 1, 2],
    [() => -lateness - random.below(3) + 1, 2],
    [() => random.below(400_000_000), 0.1],
    [() => -random.below(40_000_000), 0.05],
  ])();
}

function lineOf(time: number, kind: Kind & CsvKind, random: Random): string {
  const { columns, quotes, odd, hosts, sections } = kind;
  const seen = new Set<string>();
  let text = "";
  columns.forEach((column, at) => {
    // Of two columns of one name the first counts.
    const field = seen.has(column)
      ? "-"
      : fieldOf(column, time, odd > 0 && random.chance(odd), hosts, sections, random);
    seen.add(column);
    const needed = field.includes(",") || field.startsWith('"') || field.endsWith("\r");
    const quoted = quotes === "all" || (quotes === "usual" && QUOTED.has(column)) ||
      (quotes === "needed" && needed) || (quotes === "mixed" && random.chance(0.5));
    text += (at > 0 ? "," : "") +
      (quoted ? `"${field.includes('"') ? field.replaceAll('"', '""') : field}"` : field);
  });
  return text;
}

function fieldOf(
  column: string,
  time: number,
  isOdd: boolean,
  hosts: number,
  sections: number,
  random: Random,
): string {
  switch (column) {
    case "remotehost":
      return isOdd ? forgedHost(random, hosts) : `10.0.${random.below(hosts)}.1`;
    case "date":
      return isOdd ? forgedDate(random, time) : `${time}`;
    case "request":
      return isOdd ? forgedRequest(random, sections) : `GET /s${random.below(sections)}/x HTTP/1.1`;
    case "status":
      return isOdd ? forgedStatus(random) : random.pick(["200", "200", "404", "503"]);
    case "bytes":
      return isOdd ? forgedBytes(random) : `${random.below(5000)}`;
    default:
      return isOdd ? forgedOther(random) : "-";
  }
}

/** A line with something done to it, once or a few times. */
export function damaged(line: string, random: Random): string {
  let text = line;
  for (let times = random.pick([1, 1, 1, 2, 5]); times > 0; times--) {
    const at = random.below(text.length + 1), rest = text.slice(at + 1);
    text = random.weighted<() => string>([
      [() => text.slice(0, at) + specialByte(random) + rest, 8],
      [() => text.slice(0, at) + specialByte(random) + text.slice(at), 6],
      [() => text.slice(0, at) + rest, 6],
      [() => text.slice(0, at + 1) + text.slice(at), 3],
      [() => text.slice(0, at), 2],
      [() => text.slice(at), 2],
      [() => swappedFields(text, random), 2],
      [
        () =>
          random.pick(["", "\r", "\r\r", ",", '"', '""', ",,,,,,", "x", text + text, rubbish(random, 80)]),
        2,
      ],
      [() => text.slice(0, at) + "x".repeat(random.pick([20, 200, 2000])) + text.slice(at), 1],
      [() => text + "y".repeat(Math.max(0, random.pick([65535, 65536, 65537, 70000]) - text.length)), 0.05],
      [() => text.slice(0, at) + "y".repeat(Math.max(0, 65536 - text.length)) + text.slice(at), 0.05],
    ])();
  }
  return text;
}

function swappedFields(text: string, random: Random): string {
  const fields = text.split(","), one = random.below(fields.length), other = random.below(fields.length);
  [fields[one], fields[other]] = [fields[other], fields[one]];
  return fields.join(",");
}

function shuffle(list: string[], random: Random): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [list[at], list[other]] = [list[other], list[at]];
  }
}
