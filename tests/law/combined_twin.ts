// Role: a CSV log → the same log twice, as CSV and as a combined log, so that what the reference says of one holds for the other.

import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { LONGEST_LINE } from "../../src/domain/reject.ts";
import { ROLE } from "../../src/domain/record.ts";
import { csvReader } from "../csv_reader.ts";
import type { Expected } from "../reference/expected.ts";

/** A log in two formats, line by line the same; only the CSV has a header. */
export interface Twin {
  readonly csv: Uint8Array;
  readonly combined: Uint8Array;
}

const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";
const LF = 0x0a;

/**
 * Both begin with one more record, of this time: the line that says what the combined log is. Hosts that could not stand in it
 * are written in another way in both.
 */
export function twinOf(input: Uint8Array, time: number): Twin {
  const csv = [HEADER], combined: string[] = [];
  const add = ([inCsv, inCombined]: readonly [string, string], ending: string): void => {
    csv.push(inCsv + ending);
    combined.push(inCombined + ending);
  };
  add(recordTexts("first", time, "GET /first HTTP/1.1", 200, "1", 0), "\n");
  const header = input.indexOf(LF) + 1;
  if (header > 0) {
    const mark = input[0] === 0xef ? 3 : 0, end = input[header - 2] === 0x0d ? header - 2 : header - 1;
    const reader = csvReader(input.subarray(mark, end));
    for (let at = header, line = 1; at < input.length; line++) {
      const next = input.indexOf(LF, at) + 1 || input.length, bytes = input.slice(at, next);
      at = next;
      const isWhole = bytes.at(-1) === LF;
      const ending = isWhole && bytes.at(-2) === 0x0d ? "\r\n" : "\n";
      const whole = isWhole ? bytes : Uint8Array.of(...bytes, LF);
      let texts: readonly [string, string] = ["", ""];
      reader.read(whole, 0, whole.length, dateLimits(Infinity), {
        accept: ({ bytes, starts, ends, time, status, size }) => {
          const text = (role: number): string => latin1(bytes.subarray(starts[role], ends[role]));
          texts = recordTexts(tokenOf(text(ROLE.host)), time, text(ROLE.request), status, `${size}`, line);
        },
        reject: () => texts = ["junk", "junk"],
      });
      // A combined line is longer, so that one of the two could be too long alone.
      add(texts[1].length > LONGEST_LINE - 200 ? ["junk", "junk"] : texts, ending);
    }
  }
  return { csv: bytesOf(csv.join("")), combined: bytesOf(combined.join("")) };
}

/** As much of the CSV as there are whole lines in the first bytes of the combined log; with `complete` all of it. */
export function csvUntil({ csv, combined }: Twin, length: number): Uint8Array {
  if (length >= combined.length) return csv;
  let lines = 0;
  for (let at = 0; at < length; at++) if (combined[at] === LF) lines++;
  if (length === 0) return new Uint8Array(0);
  let end = csv.indexOf(LF) + 1;
  for (; lines > 0; lines--) end = csv.indexOf(LF, end) + 1;
  return csv.subarray(0, end);
}

/** What does not depend on the format: all but where rejected lines are, what they hold, and what is wrong with them. */
export function withoutPlaces(expected: Expected): Expected {
  return { ...expected, rejects: [], reasons: {} };
}

function recordTexts(
  host: string,
  time: number,
  request: string,
  status: number,
  size: string,
  line: number,
): readonly [csv: string, combined: string] {
  const csv = `${host},-,-,${time},"${request.replaceAll('"', '""')}",${status},${size}`;
  const tail = ['"-" "agent/1.0 \\"x\\""', '"http://a/?q=\\x22" "a b" "10.0.0.1" 0.004', ""][line % 3];
  const user = ["-", "frank", "John Doe"][line % 3];
  const combined = `${host} - ${user} [${clfTime(time, line)}] "${
    escaped(request, line)
  }" ${status} ${size} ${tail}`;
  return [csv, combined.trimEnd()];
}

/** In one of several zones. */
function clfTime(time: number, line: number): string {
  const [zone, minutes] =
    ([["+0000", 0], ["-0230", -150], ["+1400", 840]] as const)[time < 86400 ? 0 : line % 3];
  const date = new Date((time + minutes * 60) * 1000).toISOString();
  const [year, month, day] = date.slice(0, 10).split("-");
  const name = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")[Number(month) - 1];
  return `${day}/${name}/${year}:${date.slice(11, 19)} ${zone}`;
}

/** As one server or another would write it. */
function escaped(text: string, line: number): string {
  return Array.from(text, (character) => {
    const byte = character.charCodeAt(0);
    if (line % 2 === 0 && (byte === 0x22 || byte === 0x5c)) return `\\${character}`;
    const isPlain = byte >= 0x20 && byte !== 0x22 && byte !== 0x5c && (byte < 0x7f || line % 2 === 0);
    return isPlain ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
  }).join("");
}

function tokenOf(host: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9.]*$/.test(host)) return host;
  return `h${Array.from(host.slice(0, 9), (character) => character.charCodeAt(0).toString(16)).join("")}x`;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
