// Role: what the architecture test has to know of one source file: what it imports, and which names of the machine
// it uses. Parsed by the linter's own parser, so that comments and strings do not count.

/// <reference lib="deno.unstable" />

/** What one file says of itself. */
export interface SourceFacts {
  /** Specifiers as written: static, dynamic, re-exported and type-only. */
  readonly imports: readonly string[];
  /** Global names and members used: "Deno", "console", "Date.now". */
  readonly machine: readonly string[];
  /** Names that the file itself declares and exports; re-exports are none. */
  readonly exports: readonly string[];
  /** Functions and methods with their length in lines. */
  readonly functions: readonly { readonly name: string; readonly lines: number }[];
}

/** Names that reach the machine (or leave room for it) wherever they stand. */
const MACHINE_NAMES = new Set([
  "Deno",
  "console",
  "globalThis",
  "performance",
  "process",
  "fetch",
  "setTimeout",
  "setInterval",
  "queueMicrotask",
  "Worker",
]);

/** Members of otherwise harmless globals. */
const MACHINE_MEMBERS = new Set([
  "Date.now",
  "Math.random",
  "crypto.getRandomValues",
  "crypto.randomUUID",
  "Deno.args",
  "Deno.exit",
]);

/** A declaration: of one thing, or of several variables. */
interface Declared {
  readonly id?: { readonly name?: string } | null;
  readonly declarations?: readonly { readonly id?: { readonly name?: string } | null }[];
}

/** Reads the facts of a file from its text. Throws a SyntaxError where the text does not parse. */
export function readFacts(path: string, text: string): SourceFacts {
  const imports: string[] = [];
  const machine = new Set<string>();
  const exports = new Set<string>();
  const functions: { name: string; lines: number }[] = [];
  const addFunction = (node: { range: Deno.lint.Range; parent?: unknown; id?: unknown }) => {
    const parent = node.parent as { id?: { name?: string }; key?: { name?: string } } | undefined;
    const name = (node.id as { name?: string } | null)?.name ?? parent?.key?.name ?? parent?.id?.name ??
      "a function";
    functions.push({ name, lines: text.slice(...node.range).split("\n").length });
  };
  const addImport = (source: unknown) => {
    const value = (source as { value?: unknown } | null | undefined)?.value;
    if (typeof value === "string") imports.push(value);
  };
  const plugin: Deno.lint.Plugin = {
    name: "architecture",
    rules: {
      facts: {
        create: () => ({
          ImportDeclaration: (node) => addImport(node.source),
          ExportAllDeclaration: (node) => addImport(node.source),
          ExportNamedDeclaration: (node) => {
            addImport(node.source);
            const declared = node.declaration as unknown as Declared | null;
            for (const { id } of declared?.declarations ?? (declared ? [declared] : [])) {
              if (id?.name !== undefined) exports.add(id.name);
            }
          },
          FunctionDeclaration: addFunction,
          FunctionExpression: addFunction,
          ArrowFunctionExpression: addFunction,
          ImportExpression: (node) => {
            if (node.source.type !== "Literal") machine.add("import(…) of a computed name");
            else addImport(node.source);
          },
          TSImportType: (node) =>
            addImport((node.argument as { literal?: unknown }).literal ?? node.argument),
          NewExpression: (node) => {
            const isClock = node.callee.type === "Identifier" && node.callee.name === "Date";
            if (isClock && node.arguments.length === 0) machine.add("new Date()");
          },
          MemberExpression: (node) => {
            if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
            const name = `${node.object.name}.${node.property.name}`;
            if (MACHINE_MEMBERS.has(name)) machine.add(name);
          },
          Identifier: (node) => {
            if (MACHINE_NAMES.has(node.name) && !isPropertyName(node)) machine.add(node.name);
          },
        }),
      },
    },
  };
  Deno.lint.runPlugin(plugin, path, text);
  return { imports, machine: [...machine], exports: [...exports], functions };
}

/** Whether an identifier is only the name of a property: `{ process: 1 }`, `host.fetch`, `interface { crypto(): … }`. */
function isPropertyName(node: Deno.lint.Identifier): boolean {
  const parent = node.parent as unknown as {
    type: string;
    property?: { range: number[] };
    key?: { range: number[] };
    computed?: boolean;
  };
  const isSame = (other?: { range: number[] }) => other?.range[0] === node.range[0];
  if (parent.type === "MemberExpression") return !parent.computed && isSame(parent.property);
  return parent.key !== undefined && !parent.computed && isSame(parent.key);
}
