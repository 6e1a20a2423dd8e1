// Role: names what an input is that is no log, from its first line, with the next step.

import { textOf } from "../domain/text.ts";

/** What an input is, as "is …", and what to do about it. */
export interface InputKind {
  readonly is: string;
  readonly next: string;
}

const CONVERT_UTF16 = "Convert it: {iconv -f UTF-16 -t UTF-8}";

const ZIP: readonly number[] = [0x50, 0x4b, 0x03, 0x04];

/** Formats that are known by their first bytes; braces are around a command that takes the input. */
const MAGIC: readonly (readonly [bytes: readonly number[], is: string, next: string])[] = [
  [[0x42, 0x5a, 0x68], "compressed with bzip2", "Unpack it: {bzip2 -dc}"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed with xz", "Unpack it: {xz -dc}"],
  [ZIP, "a zip archive", "Unpack it: {unzip -p}"],
  [[0x37, 0x7a, 0xbc, 0xaf], "a 7z archive", "Unpack it, and replay the log in it"],
  [[0x04, 0x22, 0x4d, 0x18], "compressed with lz4", "Unpack it: {lz4 -dc}"],
  [[0x1f, 0x9d], "compressed with compress", "Unpack it: {zcat}"],
  [[0x1f, 0x8b], "compressed with gzip", "Unpack it: {gzip -dc}"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd", "Unpack it: {zstd -dc}"],
  [[0xff, 0xfe], "text in UTF-16", CONVERT_UTF16],
  [[0xfe, 0xff], "text in UTF-16", CONVERT_UTF16],
  [
    [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    "an SQLite database",
    "Name it with --db to ask it, and name a log to replay",
  ],
  [[0x7f, 0x45, 0x4c, 0x46], "a program", "Name a log"],
];

/** The endings of the names of compressed logs that are read, and what unpacks them. */
const UNPACKED: readonly (readonly [ending: string, command: string])[] = [
  [".gz", "gzip -dc"],
  [".zst", "zstd -dc"],
];

/** How messages call it. */
export const STANDARD_INPUT = "standard input";

/** Of commands that read no pipe, another one that does. */
const COMMANDS_FOR_PIPES: Readonly<Record<string, string>> = {
  "unzip -p": "funzip",
  "tar -xOf": "tar -xOf -",
};

/** The endings of the names of archives that are not read, and how their first bytes begin. */
const ENDINGS: readonly (readonly [ending: string, first: number])[] = [
  [".bz2", 0x42],
  [".xz", 0xfd],
  [".zip", 0x50],
  [".7z", 0x37],
  [".lz4", 0x04],
  [".Z", 0x1f],
];

/** Bytes by which each of these formats is known. */
const LONGEST_MAGIC = 8;

/** Bytes of the header of a file in a tar archive. */
export const TAR_HEADER = 512;
/** In that header the magic bytes of POSIX and of GNU, which the first tar did not write, and the sum of its bytes, in octal. */
const TAR_MAGIC: readonly string[] = ["ustar\0", "ustar  \0"], TAR_MAGIC_AT = 257;
const TAR_SUM_AT = 148, TAR_SUM_LENGTH = 8, TAR_SUM = /^[\0 ]*([0-7]{2,7})[\0 ]*$/;

/** Texts that are no logs. */
const TEXTS: readonly (readonly [line: RegExp, is: string, next: string])[] = [
  [/^\s*<(!doctype|html|\?xml)/i, "HTML or XML", "Name a log"],
  [/^\s*\[\s*(\{.*)?$/, "one array of JSON", "A record is an object on a line of its own: {jq -c '.[]'}"],
  [
    /^\s*\{\s*$/,
    "JSON with objects over several lines",
    "A record is an object on a line of its own: {jq -c .}",
  ],
];

/** What the input is, where its first line, without its line ending, shows it; null where nothing is recognized. */
export function inputKind(line: Uint8Array, input: string): InputKind | null {
  // First, since the header of an archive begins with any name.
  if (isTar(line)) {
    const next = "Unpack it into a directory, and name that; or, of one log, {tar -xOf}";
    return { is: "a tar archive", next: withInput(next, input) };
  }
  for (const [bytes, is, next] of MAGIC) {
    if (bytes.every((byte, place) => line[place] === byte)) {
      return { is, next: withInput(next, input) };
    }
  }
  const first = cutArchive(line, input);
  if (first !== null) {
    const [, is, next] = MAGIC.find(([bytes]) => bytes[0] === first)!;
    return { is, next: withInput(next, input) };
  }
  // Latin text in UTF-16 without a mark: every other byte is 0.
  if (line.length > 8 && (isEveryOther(line, 0) || isEveryOther(line, 1))) {
    return { is: "text in UTF-16", next: withInput(CONVERT_UTF16, input) };
  }
  const text = textOf(line.subarray(0, 4096)).replace(/^\ufeff/, "");
  for (const [begin, is, next] of TEXTS) if (begin.test(text)) return { is, next: withInput(next, input) };
  return null;
}

/** Whether the first bytes of an input are those of an archive, also of one that was cut off after a few, and not of a growing line. */
export function isArchive(bytes: Uint8Array, input: string): boolean {
  const known = MAGIC.some(([magic]) =>
    magic.every((byte, place) => bytes[place] === byte) && (magic[0] !== 0x42 || isDigit(bytes[magic.length]))
  );
  return known || cutArchive(bytes, input) !== null;
}

/** Whether these are the first bytes of a tar archive, at least those of a header: its lines look like those of a log, but for the first of each file. */
export function isTar(bytes: Uint8Array): boolean {
  const at = (place: number, length: number): string => asciiOf(bytes.subarray(place, place + length));
  if (TAR_MAGIC.some((magic) => at(TAR_MAGIC_AT, magic.length) === magic)) return true;
  const sum = TAR_SUM.exec(at(TAR_SUM_AT, TAR_SUM_LENGTH));
  if (bytes.length < TAR_HEADER || sum === null) return false;
  // The sum itself counts as blanks.
  const found = bytes.subarray(0, TAR_HEADER).reduce(
    (total, byte, place) =>
      total + (place >= TAR_SUM_AT && place < TAR_SUM_AT + TAR_SUM_LENGTH ? 0x20 : byte),
    0,
  );
  return found === Number.parseInt(sum[1], 8);
}

/** Whether these are the first bytes of a zip archive, in which files may stand as they are: then its lines look so, too. */
export function isZip(bytes: Uint8Array): boolean {
  return ZIP.every((byte, place) => bytes[place] === byte);
}

function asciiOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The first byte of an archive, by its name, that was cut off before its first bytes say what it is; null for others. */
function cutArchive(bytes: Uint8Array, input: string): number | null {
  const ending = ENDINGS.find(([ending]) => input.endsWith(ending));
  return ending !== undefined && bytes.length < LONGEST_MAGIC && bytes[0] === ending[1] ? ending[1] : null;
}

/** Behind the magic bytes of bzip2 comes the size of its blocks. */
function isDigit(byte: number): boolean {
  return byte > 0x30 && byte <= 0x39;
}

/** The command as it is typed: with a file, or between a pipe and the replay. */
function withInput(next: string, input: string): string {
  return next.replace(/\{(.*)\}/, (_, command: string) => {
    const unpack = UNPACKED.find(([ending]) => input.endsWith(ending))?.[1];
    // What is named was found in it after unpacking.
    if (unpack !== undefined && !command.startsWith("tar")) {
      return `${unpack} "${input}" | ${command} | httplog replay - --source NAME`;
    }
    if (input !== STANDARD_INPUT) return `${command} "${input}" | httplog replay - --source NAME`;
    return `… | ${COMMANDS_FOR_PIPES[command] ?? command} | httplog replay - --source NAME`;
  });
}

function isEveryOther(line: Uint8Array, first: number): boolean {
  for (let place = first; place < Math.min(line.length, 64); place += 2) if (line[place] !== 0) return false;
  return true;
}
