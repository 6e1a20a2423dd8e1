// Role: the plan of a random log → its bytes. Kept apart from the random choices so that a failing case can shrink.

import type { Options } from "../reference/expected.ts";

/** How a record's time comes from the largest one before it. */
export interface Move {
  /** From the largest time; or at the edge of lateness, of a bucket, of a bucket's end, of the window; 0; now + a day. */
  readonly kind: "by" | "late" | "bucket" | "final" | "window" | "zero" | "ahead";
  /** Added to it. */
  readonly seconds: number;
}

/** What is wrong with a record. */
export interface Damage {
  readonly column: "date" | "status" | "bytes" | "fewer" | "more" | "unclosed" | "trailing";
  readonly text: string;
}

/** Some lines. Strings are bytes, one latin1 character each. */
export type Step =
  | {
    readonly kind: "record";
    readonly move: Move;
    readonly repeat: number;
    /** Whether each repetition has another host and section, so that a bucket has many. */
    readonly spread: boolean;
    readonly host: string;
    readonly request: string;
    readonly status: string;
    readonly size: string;
    readonly dateText: string;
    readonly quoted: boolean;
    readonly damage: Damage | null;
  }
  | { readonly kind: "junk"; readonly bytes: string }
  | { readonly kind: "long"; readonly length: number };

/** A whole log. */
export interface LogShape {
  /** Time of the first record, more or less. */
  readonly start: number;
  /** Which order the columns have; 0 is the usual one. */
  readonly columns: number;
  readonly extraColumns: number;
  readonly bom: boolean;
  readonly carriageReturns: "never" | "always" | "mixed";
  /** Into how many files the steps are dealt. */
  readonly files: number;
  /** How many bytes of its last line the last file lacks; see `cutTail`. */
  readonly endsInside: number;
  readonly steps: readonly Step[];
}

const COLUMNS = ["remotehost", "rfc931", "authuser", "date", "request", "status", "bytes"];

/** The inputs in the order of their times (as far as the shape goes that way). */
export function renderLogs(shape: LogShape, options: Options): Uint8Array[] {
  const columns = shuffled(
    [...COLUMNS, ...["extra", "more, of it", ""].slice(0, shape.extraColumns)],
    shape.columns,
  );
  const header = columns.map((name, at) => quote(name, at % 2 === 1)).join(",");
  const perFile = Math.ceil(shape.steps.length / shape.files);
  let largest = shape.start;
  let lines = 0;
  const files = Array.from({ length: shape.files }, (_, file) => {
    let text = (shape.bom ? "\xEF\xBB\xBF" : "") + ended(header);
    for (const step of shape.steps.slice(file * perFile, (file + 1) * perFile)) text += rendered(step);
    return text;
  });
  return files.map((text) => Uint8Array.from(text, (character) => character.charCodeAt(0)));

  function rendered(step: Step): string {
    if (step.kind === "junk") return ended(step.bytes);
    if (step.kind === "long") {
      const empty = record(
        { date: `${largest}`, request: "GET / HTTP/1.1", status: "200", bytes: "1" },
        false,
      );
      return ended(empty.replace("HTTP", "H".repeat(step.length - empty.length) + "HTTP"));
    }
    const time = moved(step.move);
    if (step.damage === null) largest = Math.max(largest, time);
    const fields: Record<string, string> = {
      remotehost: step.host,
      rfc931: "-",
      authuser: step.quoted ? "" : "-",
      date: `${time}${step.dateText}`,
      request: step.request,
      status: step.status,
      bytes: step.size,
    };
    const damage = step.damage;
    if (damage === null && step.spread) return spread(fields, step);
    if (damage !== null && damage.column in fields) fields[damage.column] = damage.text;
    let line = record(fields, step.quoted);
    if (damage?.column === "fewer") line = line.slice(0, line.lastIndexOf(","));
    if (damage?.column === "more") line += `,${damage.text}`;
    if (damage?.column === "unclosed") line += ',"' + damage.text;
    if (damage?.column === "trailing") line = `"${damage.text}"x,` + line;
    let lines = "";
    for (let i = 0; i < (damage === null ? step.repeat : 1); i++) lines += ended(line);
    return lines;
  }

  function spread(
    fields: Record<string, string>,
    { repeat, quoted }: { repeat: number; quoted: boolean },
  ): string {
    let lines = "";
    for (let i = 0; i < repeat; i++) {
      // Some names come twice, and their order is neither that of the bytes nor its reverse.
      const name = `${i * 37 % 41}`;
      lines += ended(record({ ...fields, remotehost: name, request: `GET /${name}/ HTTP/1.1` }, quoted));
    }
    return lines;
  }

  function moved({ kind, seconds }: Move): number {
    const { bucketSize, lateness, window, now } = options;
    const bucket = largest - largest % bucketSize;
    const from = {
      by: largest,
      late: largest - lateness,
      bucket,
      final: bucket + bucketSize + lateness,
      window: largest + window,
      zero: 0,
      ahead: now + 86400,
    }[kind];
    return Math.min(now + 86400, Math.max(0, from + seconds));
  }

  function record(fields: Record<string, string>, quoted: boolean): string {
    return columns.map((name) => quote(fields[name] ?? "-", quoted)).join(",");
  }

  function ended(line: string): string {
    lines++;
    const carriageReturn = shape.carriageReturns === "always" ||
      shape.carriageReturns === "mixed" && lines % 3 === 0;
    return line + (carriageReturn ? "\r\n" : "\n");
  }
}

/** Takes bytes away from the last line, but never from the header: half a header of a finished input is an error. */
export function cutTail(input: Uint8Array, bytes: number): Uint8Array {
  const line = input.lastIndexOf(10, input.length - 2) + 1;
  return line === 0 ? input : input.slice(0, Math.max(line, input.length - bytes));
}

function quote(field: string, always: boolean): string {
  return always || field.startsWith('"') || field.includes(",") ? `"${field.replaceAll('"', '""')}"` : field;
}

function shuffled(names: string[], seed: number): string[] {
  if (seed === 0) return names;
  const left = [...names];
  const order = [];
  for (let rest = seed; left.length > 0; rest = Math.floor(rest / 3) + 7) {
    order.push(...left.splice(rest % left.length, 1));
  }
  return order;
}
