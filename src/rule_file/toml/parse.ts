// Role: TOML text → `TomlTable` with lines. The only file that imports the TOML parser, which is loaded with the first rule file.

import type { AST } from "toml-eslint-parser";
import type { TomlList, TomlTable, TomlValue } from "./value.ts";

/** The first syntax error of a text. */
export interface TomlFault {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly message: string;
}

/** How deep values may be nested in each other; rules need three levels. */
const DEEPEST = 16;

const CUT_OFF = "The key, equals sign, and value must be on the same line";

/** The parser's messages, and what a user has to correct. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["Unterminated string constant", "the quote that ends a text is missing"],
  ["Unterminated table-key", 'the "]" that ends the name of a table is missing'],
  ["Unterminated array", 'the "]" that ends a list is missing'],
  ["Unterminated inline table", 'the "}" that ends a table is missing'],
  ["Empty bare keys are not allowed", "a key is missing"],
  [CUT_OFF, 'the line ends too early: a "]" or a "=" is missing'],
  ["Must be a newline", "more follows than one value. Write one key a line, and texts in quotes"],
  ["Expected equal (=) token", 'no "=" follows the key'],
  ["Unspecified values are invalid", 'the value behind "=" is missing'],
  ["Expected comma (,) token", 'a "," is missing between two values'],
  ["Defining a key multiple times is invalid", "this key or table is there already. Keep one of the two"],
  ["Unexpected character", "this is no value. Write texts in quotes"],
  ["Unexpected token", "this is no value. Write texts in quotes"],
  [
    "Control characters (codes < 0x1f and 0x7f) are not allowed",
    'a control character stands here. Write it as "\\u001b"',
  ],
]);

/** Parses TOML 1.1, so that inline tables may go over several lines. Never throws for what the text holds. */
export async function parseToml(text: string): Promise<TomlTable | TomlFault> {
  const { parseTOML } = await import("toml-eslint-parser");
  try {
    return treeOf(parseTOML(text, { tomlVersion: "1.1.0" }));
  } catch (error) {
    if (error instanceof RangeError) {
      return { line: 1, message: "a text in it is too long, or a list nested too deeply" };
    }
    if (!(error instanceof SyntaxError)) throw error;
    return faultOf(text, error as SyntaxError & { index: number });
  }
}

function faultOf(text: string, { message, index }: { message: string; index: number }): TomlFault {
  const lineOf = (before: string): number => before.trimEnd().split("\n").length;
  const before = text.slice(0, index);
  const end = before.trimEnd();
  // The parser reads on over the end of a line and reports the next one.
  if (end.endsWith("=") && before.slice(end.length).includes("\n")) {
    return { line: lineOf(end), message: 'the value behind "=" is missing' };
  }
  const isCutOff = message === CUT_OFF;
  return {
    line: lineOf(isCutOff ? before : text.slice(0, index + 1)),
    message: ADVICE.get(message) ?? message,
  };
}

function treeOf(program: AST.TOMLProgram): TomlTable {
  const root: TomlTable = { kind: "table", line: 1, entries: new Map() };
  for (const part of program.body[0].body) {
    if (part.type === "TOMLKeyValue") put(root, part);
    else {
      const table = tableAt(root, part.resolvedKey, part.loc.start.line);
      for (const pair of part.body) put(table, pair);
    }
  }
  return root;
}

/** The table that this path leads to, made where it is not there yet. Numbers are places in a list. */
function tableAt(root: TomlTable, path: readonly (string | number)[], line: number): TomlTable {
  let at: TomlTable | TomlList = root;
  for (const [place, name] of path.entries()) {
    const found: TomlValue | undefined = at.kind === "list"
      ? at.items[Number(name)]
      : at.entries.get(String(name));
    if (found?.kind === "table" || found?.kind === "list") {
      at = found;
      continue;
    }
    const next: TomlTable | TomlList = typeof path[place + 1] === "number"
      ? { kind: "list", line, items: [] }
      : { kind: "table", line, entries: new Map() };
    if (at.kind === "list") at.items.push(next);
    else at.entries.set(String(name), next);
    at = next;
  }
  return at.kind === "table" ? at : root;
}

function put(table: TomlTable, pair: AST.TOMLKeyValue, depth = 0): void {
  const names = pair.key.keys.map((key) => key.type === "TOMLBare" ? key.name : key.value);
  const value = valueOf(pair.value, depth);
  tableAt(table, names.slice(0, -1), pair.loc.start.line).entries.set(names[names.length - 1], value);
}

function valueOf(node: AST.TOMLContentNode, depth: number): TomlValue {
  const line = node.loc.start.line;
  if (depth > DEEPEST) return { kind: "other", line, written: "a value nested too deeply" };
  if (node.type === "TOMLArray") {
    return { kind: "list", line, items: node.elements.map((element) => valueOf(element, depth + 1)) };
  }
  if (node.type === "TOMLInlineTable") {
    const table: TomlTable = { kind: "table", line, entries: new Map() };
    for (const pair of node.body) put(table, pair, depth + 1);
    return table;
  }
  if (node.kind === "string") return { kind: "text", line, text: node.value };
  if (node.kind === "integer" || node.kind === "float") {
    return { kind: "number", line, number: node.value, written: node.number };
  }
  return { kind: "other", line, written: node.kind === "boolean" ? String(node.value) : node.datetime };
}
