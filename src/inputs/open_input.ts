// Role: opens one file as an input: decompressed where it is compressed, with its reader.

import { crc32 } from "../checksum/crc32.ts";
import { Problem } from "../domain/problem.ts";
import { STANDARD_INPUT } from "../formats/input_kind.ts";
import { screened } from "../formats/screened_reader.ts";
import type { Host, InputFile } from "../host/host.ts";
import type { Plan } from "../plan.ts";
import { compressionNamed, compressionOf, InflatedFile, isInflateError } from "./bytes/compressed_file.ts";
import { Fingerprint } from "./bytes/fingerprint.ts";
import { type InputBeginning, NO_BEGINNING, readBeginning } from "./beginning.ts";
import type { Member } from "./files/expand_paths.ts";
import type { Input } from "./input.ts";
import { preceded } from "./resume/stdin.ts";

/**
 * Makes an input of an opened file; it starts at its first record. Where nothing can be read of it, as its beginning says,
 * it has no reader, and a file that was not named is no part of the log.
 */
export async function openLog(member: Member, raw: InputFile, plan: Plan, host: Host): Promise<Input> {
  const inflated = await inflatedFile(raw, member.path);
  const file = inflated ?? raw;
  const { path, isNamed, isListed, mayBeLog } = member;
  const isRotated = member.rotatedFrom !== null,
    finished = plan.complete || file.size === null || inflated !== null;
  const opened = { path, isNamed, mayBeLog, isRotated, finished, inflated, file };
  return await begunInput(opened, plan, host, isListed);
}

/** The input, which has not been begun, as another plan reads it. Of a stream, all that was read is put back. */
export async function begunAnew(input: Input, plan: Plan, host: Host): Promise<Input> {
  const { file, header } = input;
  return await begunInput({ ...input, file: file.size === null ? preceded(file, header) : file }, plan, host);
}

const NOTHING = new Uint8Array(0);
/** Bytes that tell two generations of a log apart: a header and a record, at least. */
const SEEN = 1024;

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const both = new Uint8Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}

type OpenedFile = Pick<
  Input,
  "path" | "isNamed" | "mayBeLog" | "isRotated" | "finished" | "inflated" | "file"
>;

async function begunInput(opened: OpenedFile, plan: Plan, host: Host, isListed = false): Promise<Input> {
  const { path, file, isNamed, finished } = opened;
  const beginning = await beginningOf(file, path, finished, plan, host);
  const { reader, reading, header, headerLines, after, problem, isOpen } =
    isNamed && !isListed || !isUnfit(beginning)
      ? beginning
      : await ofAnotherFormat(beginning, opened, plan, host, isListed);
  // A log that is followed may begin with lines of another kind.
  const isFatal = problem !== null && !(plan.follow && plan.format === null && isOpen);
  return {
    ...{ path, isNamed, mayBeLog: opened.mayBeLog, isRotated: opened.isRotated, finished },
    inflated: opened.inflated,
    file: file.size === null ? preceded(file, after) : file,
    reader: reader && screened(reader, plan.screen),
    reading,
    problem: isFatal && isNamed ? problem : null,
    foreign: isFatal && !isNamed ? problem.message : null,
    unfit: isListed && problem?.kind === "data" ? problem : null,
    isNew: true,
    id: -1,
    log: -1,
    start: {
      offset: header.length,
      lines: headerLines,
      fingerprint: Fingerprint.of(header),
      directives: reader?.directives ?? null,
      open: [],
    },
    directives: reader?.directives ?? null,
    crc32,
    bodyOffset: header.length,
    header,
    first: file.size === null ? joined(header, after) : NOTHING,
    seen: file.seekable === undefined ? NOTHING : joined(header, after).slice(0, SEEN),
    pending: 0,
    endsInLine: false,
    counts: { accepted: 0, rejected: 0, excluded: 0, late: 0 },
  };
}

/** Whether none of its lines begins the format that was given. */
function isUnfit({ reading }: InputBeginning): boolean {
  return reading !== null && reading.line === null;
}

/**
 * How a file begins that does not fit and was not named: as no part of the log where it is one of another format. One of a
 * directory must be a log of any format.
 */
async function ofAnotherFormat(
  beginning: InputBeginning,
  { file, path, finished }: OpenedFile,
  plan: Plan,
  host: Host,
  isListed: boolean,
): Promise<InputBeginning> {
  if (file.size === null) return beginning;
  const other = await beginningOf(file, path, finished, { ...plan, format: null }, host), { reading } = other;
  if (reading === null) return isListed ? other : beginning;
  const problem = new Problem(
    "data",
    `"${path}" is read as ${reading.format.name}, the log as ${plan.format!.name}.`,
  );
  return { ...NO_BEGINNING, problem, isOpen: false };
}

async function inflatedFile(file: InputFile, path: string): Promise<InflatedFile | null> {
  if (file.size === null) return null;
  const first = new Uint8Array(4);
  await file.read(first);
  file.seek(0);
  // A file of fewer than four bytes is identified by its name.
  const compression = compressionOf(first) ?? (file.size < first.length ? compressionNamed(path) : null);
  return compression === null ? null : await InflatedFile.of(file, compression);
}

/** An archive that is damaged in its first bytes, or being written, does not begin yet. */
async function beginningOf(
  file: InputFile,
  path: string,
  finished: boolean,
  plan: Plan,
  host: Host,
): Promise<InputBeginning> {
  try {
    if (file.size !== null) file.seek(0);
    const name = path === "-" ? STANDARD_INPUT : path;
    return await readBeginning(file, name, finished, plan, host.stopSignal());
  } catch (error) {
    if (isInflateError(error)) return NO_BEGINNING;
    throw error;
  }
}
