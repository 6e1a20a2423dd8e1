// Role: an Apache `LogFormat` as it is pasted → its pieces. varnishncsa and others write by such strings, too.

import { refusal } from "./caret.ts";
import type { Meaning, Piece, TakenApart, Variable } from "./pieces.ts";
import { characterAt, joinedStrings } from "./quoting.ts";
import { timeMeaning } from "./strftime.ts";

const TEXT: Meaning = { role: null, decode: "name" };

/** What letters hold that have no argument. */
const LETTERS: Readonly<Record<string, Meaning>> = {
  a: { role: "host", decode: "name", rank: 1 },
  h: { role: "host", decode: "name" },
  u: { role: "user", decode: "name" },
  r: { role: "request", decode: "request" },
  m: { role: "method", decode: "name" },
  U: { role: "target", decode: "name" },
  H: { role: "protocol", decode: "name" },
  s: { role: "status", decode: "status", rank: 1 },
  b: { role: "size", decode: "count" },
  B: { role: "size", decode: "count" },
  O: { role: "size", decode: "count", rank: 1 },
  D: { role: "duration", decode: "microseconds" },
  T: { role: "duration", decode: "seconds", rank: 2 },
  v: { role: "vhost", decode: "address" },
  V: { role: "vhost", decode: "address", rank: 1 },
};

/** What headers of the request hold. */
export const HEADERS: Readonly<Record<string, Meaning>> = {
  "referer": { role: "referrer", decode: "name" },
  "user-agent": { role: "agent", decode: "name" },
  "host": { role: "vhost", decode: "address", rank: 2 },
  "x-forwarded-for": { role: "host", decode: "address", rank: 3, isList: true },
  "x-real-ip": { role: "host", decode: "address", rank: 2 },
  "cf-connecting-ip": { role: "host", decode: "address", rank: 2 },
  "true-client-ip": { role: "host", decode: "address", rank: 2 },
  "fastly-client-ip": { role: "host", decode: "address", rank: 2 },
  "x-client-ip": { role: "host", decode: "address", rank: 2 },
  "x-cluster-client-ip": { role: "host", decode: "address", rank: 2 },
};

/** Whose addresses an argument of `%a` names: of Apache that of the connection, behind which the client's may be another one; of Jetty. */
const ADDRESSES: Readonly<Record<string, Meaning>> = {
  c: { role: "host", decode: "name", rank: 4 },
  client: { role: "host", decode: "name", rank: 1 },
  remote: { role: "host", decode: "name", rank: 4 },
  server: TEXT,
  local: TEXT,
};

const UNITS: Readonly<Record<string, Meaning>> = {
  s: { role: "duration", decode: "seconds", rank: 2 },
  ms: { role: "duration", decode: "milliseconds", rank: 1 },
  us: { role: "duration", decode: "microseconds" },
};

/** A directive of the string: modifiers, an argument, a letter, or two after a caret. */
const DIRECTIVE = /%(!?[\d,]*)([<>]?)(?:\{([^}]*)\})?([<>]?)(\^\w\w|[A-Za-z])/y;

/** Every letter that Apache knows, and `x` of its modules. */
const KNOWN = /^(\^\w\w|[aABbCcDefhHiIklLmnoOpPqrRsStTuUvVXx])$/;

/** Whether the text is an Apache format. */
export function isApacheString(text: string): boolean {
  return /^\s*LogFormat\s/i.test(text) || /%[<>!\d{]*[A-Za-z]/.test(text);
}

/**
 * The format taken apart, and its text for storing.
 *
 * Errors: a `Problem` "usage" with the place, where it is none.
 */
export function apachePieces(pasted: string): TakenApart & { readonly canonical: string } {
  const directive = /^\s*LogFormat\s+([^]*)$/i.exec(pasted);
  const text = directive === null ? pasted.trim() : joinedStrings(directive[1]);
  if (text === null) {
    throw refusal(
      pasted,
      { at: pasted.length - directive![1].length, length: 1 },
      "the string of the directive is not closed",
    );
  }
  return { text, pieces: withTimes(text, piecesOf(text)), escape: "clf", needed: NEEDED, canonical: text };
}

const NEEDED = { time: "%t or %{…}t", status: "%>s", other: "%h or %r" };

/** A time of strftime, which may be one of several pieces of one time. */
interface TimePiece extends Variable {
  readonly strftime: string;
}

function piecesOf(text: string): (Piece | TimePiece)[] {
  const pieces: (Piece | TimePiece)[] = [];
  for (let at = 0; at < text.length;) {
    if (text.startsWith("%%", at)) {
      pieces.push("%");
      at += 2;
    } else if (text.startsWith("%U%q", at)) {
      pieces.push({ name: "%U%q", at, length: 4, role: "target", decode: "name" });
      at += 4;
    } else if (text[at] === "%") {
      DIRECTIVE.lastIndex = at;
      const found = DIRECTIVE.exec(text);
      if (found === null) {
        throw refusal(
          text,
          { at, length: 1 },
          "a percent sign begins a directive such as %h; the sign itself is %%",
        );
      }
      const [name, , before, argument, behind, letter] = found;
      if (!KNOWN.test(letter)) {
        throw refusal(text, { at, length: name.length }, `${name} is no directive of Apache`);
      }
      if (letter === "a" && argument !== undefined && !Object.hasOwn(ADDRESSES, argument)) {
        const known = Object.keys(ADDRESSES).join(", ");
        throw refusal(
          text,
          { at, length: name.length },
          `whose address ${name} is, is not known: ${known} are`,
        );
      }
      pieces.push(...directivePieces({ name, at, length: name.length }, letter, argument, before + behind));
      at = DIRECTIVE.lastIndex;
    } else {
      const [character, length] = characterAt(text, at);
      pieces.push(character);
      at += length;
    }
  }
  return pieces;
}

function directivePieces(
  place: Pick<Variable, "name" | "at" | "length">,
  letter: string,
  argument: string | undefined,
  which: string,
): (Piece | TimePiece)[] {
  if (letter === "t") {
    if (argument === undefined) return ["[", { ...place, role: "time", decode: "clf-time" }, "]"];
    return [{ ...place, ...TEXT, strftime: argument.replace(/^(begin|end):/, "") }];
  }
  if (letter === "s") return [{ ...place, ...LETTERS.s, rank: which === ">" ? 0 : 1 }];
  if (argument === undefined) return [{ ...place, ...LETTERS[letter] ?? TEXT }];
  if (letter === "i") return [{ ...place, ...HEADERS[argument.toLowerCase()] ?? TEXT }];
  if (letter === "T") return [{ ...place, ...UNITS[argument] ?? TEXT }];
  if (letter === "a") return [{ ...place, ...ADDRESSES[argument] }];
  if (letter === "h" && argument === "c") return [{ ...place, ...ADDRESSES.c }];
  return [{ ...place, ...TEXT }];
}

/** Puts the pieces of one time together, with the texts between them. */
function withTimes(text: string, pieces: readonly (Piece | TimePiece)[]): Piece[] {
  const whole: Piece[] = [];
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index];
    if (!isTime(piece)) {
      whole.push(piece);
      continue;
    }
    // As many pieces as make one time.
    let strftime = "", meaning: Meaning | null = null, last = index;
    for (let next = index; next < pieces.length; next++) {
      const more = pieces[next];
      if (typeof more !== "string" && !isTime(more)) break;
      strftime += typeof more === "string" ? more.replace("%", "%%") : more.strftime;
      const found = isTime(more) ? timeMeaning(strftime) : null;
      if (found !== null) [meaning, last] = [found, next];
    }
    if (meaning === null) throw refusal(text, piece, `${piece.name} is no time that can be read`);
    const end = pieces[last] as TimePiece, length = end.at + end.length - piece.at;
    whole.push({ name: text.slice(piece.at, piece.at + length), at: piece.at, length, ...meaning });
    index = last;
  }
  return whole;
}

function isTime(piece: Piece | TimePiece): piece is TimePiece {
  return typeof piece !== "string" && "strftime" in piece;
}
