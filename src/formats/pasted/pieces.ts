// Role: the pieces of a pasted format, texts and variables in turn → a layout. How a writer spells its variables is the business of
// `nginx_string.ts` and `apache_string.ts`.

import type { Decoder, Escape, Layout, Role } from "../layout.ts";
import { nearest } from "../../domain/nearest.ts";
import { type Place, refusal } from "./caret.ts";
import { NUMBERS, TornTexts } from "./torn.ts";

/** What a variable holds. Of several of one role the one with the lowest rank is taken. */
export interface Meaning {
  readonly role: Role;
  readonly decode: Decoder;
  readonly rank?: number;
  /** Whether it is a list, whose values are separated by a comma and a blank, also where it is not taken. */
  readonly isList?: boolean;
}

/** A variable of a format, with its place in the text. */
export interface Variable extends Place, Meaning {
  /** As messages call it. */
  readonly name: string;
}

/** Texts are as they are in the log. */
export type Piece = string | Variable;

/** Whether a piece is a variable. */
export function isVariable(piece: Piece): piece is Variable {
  return typeof piece !== "string";
}

/** A format that was taken apart. */
export interface TakenApart {
  /** As it was pasted, for messages. */
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly escape: Escape;
  /** What the writer calls the variables that are needed, for messages: of the time, the status, and the others. */
  readonly needed: { readonly time: string; readonly status: string; readonly other: string };
}

/**
 * The layout of the lines.
 *
 * Errors: a `Problem` "usage" with the place in the text, where something that is needed is missing, or where it cannot be said where
 * a variable ends.
 */
export function pastedLayout(format: TakenApart): Layout {
  checkNeeded(format);
  const { variables, texts } = separated(format.pieces), taken = chosenVariables(variables);
  const torn = new TornTexts(format);
  return variables.map((variable, index) => {
    const { name, role, decode, isList: mayBeList = false } = variable,
      before = texts[index],
      after = texts[index + 1];
    const isFirst = index === 0, isLast = index === variables.length - 1, isNumber = NUMBERS.has(decode);
    if (!isFirst && before === "") {
      const other = variables[index - 1].name;
      throw refusal(
        format.text,
        variable,
        `nothing separates ${name} from ${other}, so that it cannot be said where one ends`,
      );
    }
    if (after > "\x7f") throw refusal(format.text, variable, `what follows ${name} is no ASCII character`);
    const isTaken = taken.has(variable), isList = decode === "list" || decode === "seconds-list";
    const next = variables[index + 1];
    const rest = torn.next(variable, isFirst ? null : before, isLast ? null : after, isTaken, next);
    if (role === "agent" && after === " " && next !== undefined && !NUMBERS.has(next.decode)) {
      throw refusal(
        format.text,
        variable,
        `${name} holds blanks, so that it cannot be said where it ends and ${next.name} begins`,
      );
    }
    return {
      role: isTaken ? role : null,
      open: isFirst ? before : before.slice(1),
      // What follows the last number of a line is of no interest.
      close: after.slice(0, 1) || (isLast && isNumber ? " " : ""),
      decode: isTaken || isList ? decode : mayBeList ? "list" : "name",
      escape: isNumber ? "none" : format.escape,
      ...rest,
    };
  });
}

/** The variables, and the text in front of each and behind the last one. */
function separated(
  pieces: readonly Piece[],
): { readonly variables: readonly Variable[]; readonly texts: readonly string[] } {
  const variables: Variable[] = [], texts = [""];
  for (const piece of pieces) {
    if (typeof piece === "string") texts[texts.length - 1] += piece;
    else {
      variables.push(piece);
      texts.push("");
    }
  }
  return { variables, texts };
}

/** Of each role the variable with the lowest rank, the first of several. */
function chosenVariables(variables: readonly Variable[]): ReadonlySet<Variable> {
  const chosen = new Map<Role, Variable>();
  for (const variable of variables) {
    const other = chosen.get(variable.role);
    if (variable.role === null || (other !== undefined && (other.rank ?? 0) <= (variable.rank ?? 0))) {
      continue;
    }
    chosen.set(variable.role, variable);
  }
  return new Set(chosen.values());
}

/** Checks that a record can be made of a line. */
function checkNeeded({ text, pieces, needed }: TakenApart): void {
  const variables = separated(pieces).variables, roles = new Set(variables.map(({ role }) => role));
  const hasTime = roles.has("time") || (roles.has("date") && roles.has("clock"));
  const hasOther = roles.has("host") || roles.has("request") || roles.has("target");
  const missing = !hasTime
    ? `no time: ${needed.time}`
    : !roles.has("status")
    ? `no status: ${needed.status}`
    : !hasOther
    ? `neither a client address nor a request: ${needed.other}`
    : null;
  if (missing === null) return;
  const all = `${needed.time} ${needed.status} ${needed.other}`.match(/[$%]\S+[^\s,]/g) ?? [];
  // A variable that is nearly one of those is a slip.
  for (const variable of variables) {
    const near = variable.role === null ? nearest(variable.name, all) : undefined;
    if (near !== undefined) {
      throw refusal(text, variable, `it has ${missing}. Did you mean ${near}?`);
    }
  }
  throw refusal(text, { at: text.length, length: 1 }, `it has ${missing}`);
}
