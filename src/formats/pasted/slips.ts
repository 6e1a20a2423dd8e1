// Role: finds slips in a format that is given: a variable that is nearly one that would be read would be left out without a word.

import { nearest } from "../../domain/nearest.ts";
import { apachePieces, HEADERS, isApacheString } from "./apache_string.ts";
import { refusal } from "./caret.ts";
import { isOfNginx } from "./nginx_names.ts";
import { isNginxString, nameOf, nginxPieces, VARIABLES } from "./nginx_string.ts";
import { isVariable } from "./pieces.ts";

/** Headers that are written so, though they look like slips. */
const OTHER_HEADERS: ReadonlySet<string> = new Set(["http_x_forwarded_port", "x-forwarded-port"]);

/** The variables that are read. */
const READ = Object.keys(VARIABLES).filter((name) => VARIABLES[name].role !== null);

/** The wrong letters of a name that is taken for a slip: short names of one's own are near to many. */
function mostWrong({ length }: string): number {
  return length < 5 ? 0 : length < 8 ? 1 : 2;
}

/**
 * Refuses a format with a variable that the writer does not know, or a header that is not read, and that is a slip of one.
 *
 * Errors: a `Problem` "usage", with a caret under the place, which says how to leave such a field out.
 */
export function refuseSlips(text: string): void {
  const isNginx = isNginxString(text);
  if (!isNginx && !isApacheString(text)) return;
  const format = isNginx ? nginxPieces(text) : apachePieces(text);
  for (const piece of format.pieces) {
    if (!isVariable(piece) || piece.role !== null) continue;
    const meant = isNginx ? slipOfNginx(nameOf(piece)) : slipOfApache(piece.name);
    if (meant === null) continue;
    const other = isNginx ? "$skipped" : "%{skipped}i";
    throw refusal(
      format.text,
      piece,
      `${piece.name} is not read, and looks like a slip of ${meant}. A field to leave out can be called ${other}`,
    );
  }
}

/** The variable that one is a slip of; null where it is none. */
function slipOfNginx(name: string): string | null {
  const small = name.toLowerCase();
  // Any header is one that nginx knows.
  const isHeader = small.startsWith("http_") && !OTHER_HEADERS.has(small);
  if (isOfNginx(small) && !isHeader) return null;
  if (READ.includes(`http_${small}`)) return `$http_${small}`;
  const near = isHeader
    ? nearest(small, READ.filter((name) => name.startsWith("http_")), 1)
    : nearest(small, READ, mostWrong(small));
  return near === undefined || isNumbered(small, near) ? null : `$${near}`;
}

function slipOfApache(directive: string): string | null {
  const [, header = ""] = /^%[^{]*\{([^}]*)\}i$/.exec(directive) ?? [], small = header.toLowerCase();
  if (small === "" || OTHER_HEADERS.has(small)) return null;
  const near = nearest(small, Object.keys(HEADERS), 1);
  return near === undefined ? null : `%{${near}}i`;
}

/** Whether a name is another one with a number behind it, as people call what is like it. */
function isNumbered(name: string, other: string): boolean {
  return name.startsWith(other) && /^_?\d+$/.test(name.slice(other.length));
}
