// Role: texts that tools put in front of each line of a log, as patterns: grep, kubectl, journalctl, gunicorn and others. A new one is a
// line here.

import { IPV4_PATTERN, IPV6_PATTERN } from "../decode/address_words.ts";
import { type Unwrapped, wholeLine, type Wrapper } from "./wrapper.ts";

/** Bytes at the begin of a line in which a text ends. */
const LONGEST = 512;

const LF = 0x0a;
const LATIN_1 = new TextDecoder("latin1");

const ADDRESS = `(?:${IPV4_PATTERN}|${IPV6_PATTERN})`;
const DATE = String.raw`\d{4}-\d\d-\d\d`, CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d+)?`;
const ZONE = String.raw`(?:Z| ?[+-]\d\d:?\d\d| UTC| GMT)?`;
/** A host and a program, with the number of its process. */
const PROGRAM = String.raw`[^\s"]+ [^\s"]+?(?:\[\d+\])?: `;
const FILE = String.raw`(?:[A-Za-z]:(?=[\\/]))?[^\s:"{}[\]<>()=,|]+`;

/** What follows a name or a number: no part of an address. */
const WHOLE = String.raw`(?=\S)(?!(?!${ADDRESS}(?::\d+)?\s)(?=[0-9a-f.]*:)[0-9a-f:.]+\s)`;

/**
 * No names of files, and no numbers of lines: a time, a site with a port or a scheme, an address, and an address behind what may be a number
 * of a line or a part of it.
 */
const NO_FILE = new RegExp(
  String
    .raw`^(?:[^\s:]*\d\d:\d\d:\d\d(?=[\s.,Z+-])|[^\s:]+:\d+\s|[^\s:]+://|${ADDRESS}\s|[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*\s|` +
    String.raw`(?=${FILE}:${IPV6_PATTERN}\s)${FILE}:\d+:${IPV6_PATTERN}\s)`,
  "i",
);

/**
 * A wrapper that is a text in front of a line; where `notAtFirst` fits, too, the line begins no log, and what is in front of it is no unknown
 * text.
 */
function text(name: string, pattern: string, notAtFirst?: RegExp, isUnknown = false): Wrapper {
  const own = new RegExp(`^(?:${pattern})`, "i");
  const beginOf = (bytes: Uint8Array, start: number, end: number): string =>
    LATIN_1.decode(bytes.subarray(start, Math.min(end, start + LONGEST)));
  const unwrap = (bytes: Uint8Array, start: number, end: number, into: Unwrapped): boolean => {
    const front = beginOf(bytes, start, end), length = own.exec(front)?.[0].length ?? 0;
    if (length === 0 || start + length >= end || isUnknown && notAtFirst!.test(front)) return false;
    return wholeLine(into, bytes, start + length, bytes[end] === LF ? end : end + 1);
  };
  const begins = notAtFirst === undefined
    ? undefined
    : (bytes: Uint8Array, start: number, end: number) => !notAtFirst.test(beginOf(bytes, start, end));
  return { name, cutsLines: false, begins, isUnknown, unwrapper: () => unwrap };
}

/** What may be in front of each line of a log, in the order in which it is looked for. */
export const TEXTS: readonly Wrapper[] = [
  text(
    "what journalctl writes",
    String.raw`(?:[A-Z][a-z]{2} )?${DATE} ${CLOCK}(?:${ZONE}| [A-Z]{2,5}) ${PROGRAM}`,
  ),
  text("what journalctl writes", String.raw`[A-Z][a-z]{2} [ \d]\d ${CLOCK} ${PROGRAM}`),
  text("what journalctl writes", String.raw`(?:\d{10}\.\d{6}|\[ *\d+\.\d+(?: <[^>]*>)? *\]) ${PROGRAM}`),
  // `a.log:12:…`, and `a.log-12-…` beside what was searched for.
  text(
    "names of files and numbers of lines, as of grep -n",
    String.raw`${FILE}?-\d+-(?=${ADDRESS}[\s:]|\{")|${FILE}:\d+:${WHOLE}`,
    NO_FILE,
  ),
  text(
    "names of files or numbers of lines, as of grep",
    String.raw`${FILE}?-(?=${ADDRESS}(?:\s|:\d+\s)|\{")|${FILE}:${WHOLE}`,
    NO_FILE,
  ),
  text(
    "numbers",
    String.raw`[ \t]*\d+(?::${WHOLE}|-(?=${ADDRESS}[\s:]|\{")|\t[ \t]*)|[ \t]*\d{1,9} {2,}`,
    NO_FILE,
  ),
  // As of kubectl logs --timestamps, of ts, and of aws logs tail, which has the name of a stream behind it, or logcli with labels.
  text(
    "times",
    String.raw`(?:${DATE}[T ]${CLOCK}${ZONE}|${CLOCK}|\d{10,19}(?:\.\d+)?)[ \t]+` +
      String.raw`(?:\{\w+="[^}]*\} +|[\w.$[\]-]*\/[\w.$[\]/-]*[ \t]+(?=\S+ \S+ \S))?`,
  ),
  text(
    "texts in brackets, as of kubectl logs --prefix",
    String.raw`(?:\[(?![0-9a-f:.]*:[0-9a-f.]*:[0-9a-f:.]*\])[^\]["]{1,200}\][ \t]+){1,4}`,
  ),
  text("names and bars, as of docker compose", String.raw`[\w.:-]*(?:[ |][\w.:@-]+)? *\|[ \t]+`),
  text("names with a colon", String.raw`[A-Za-z_][^\s:"{[=]{0,100}:[ \t]+`),
  text("levels", String.raw`(?:trace|debug|info|notice|warn|warning|error)[ \t]+`),
  text("ids of requests", String.raw`(?:[0-9a-f]{16,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[ \t]+`),
  text("signs, as of diff", String.raw`[+<>#*=@~%('|]+[ \t]*(?=${ADDRESS}\s|\{")`),
  text("priorities of syslog", String.raw`<\d{1,3}>(?=\S)`),
  text("blanks", String.raw` *\t[ \t]*(?=\S)| +(?=[^\s{])`),
];

/** What a record of some formats begins with, and nothing else does. */
const BEGINS: readonly string[] = [
  String.raw`${ADDRESS} \S+ [^["]{1,80} \[\d\d/[A-Z][a-z]{2}/\d{4}:`,
  String.raw`${ADDRESS}:\d+ \[\d\d/[A-Z][a-z]{2}/\d{4}:[\d:.]+\] `,
  String.raw`\[${DATE}T[^\]\s]+\] "[A-Z-]+ `,
  String.raw`\{"`,
];

/** With an address in front it is not clear which one is the client's. */
const OWN = String.raw`(?:(?!\[\d\d/|["{]).)*?(?<![\w.:])${ADDRESS}`;
const WITH_ADDRESS = new RegExp(String.raw`^${OWN}[,\s]${OWN}(?::\d+)? `, "i");

/** Any text in front of what is clearly a record: looked for where nothing else can be made of a line. */
export const ANY_TEXTS: readonly Wrapper[] = BEGINS.map((begin) =>
  text(
    "a text",
    String.raw`(?!.*message repeated \d+ times: \[)[^"{]{1,300}?(?<!,)\s(?=${begin})`,
    WITH_ADDRESS,
    true,
  )
);
