// Role: the committed module is what its source compiles to, needs nothing from outside, and stays small.

import assert from "node:assert/strict";
import { inTemporaryDirectory } from "../process.ts";
import { bytesOf, COMPILED, compileModule, ENTRY, sameBytes } from "./build.ts";

/** Bytes of the module; lines of its source that are neither empty nor comment. */
const MOST_BYTES = 32 << 10, MOST_LINES = 2400;
const WIDTH = 130;

/** The files that it is compiled from. */
function sources(): { name: string; text: string }[] {
  const names = [...Deno.readDirSync(new URL("./", ENTRY))].map(({ name }) => name);
  return names.map((name) => ({ name, text: Deno.readTextFileSync(new URL(name, ENTRY)) }));
}

Deno.test("kernel: the committed bytes are those of the source", async () => {
  const committed = bytesOf(COMPILED), compiled = await compileModule(ENTRY);
  assert.ok(sameBytes(compiled, committed), "Run: deno task kernel");
  const changed = compiled.slice();
  changed[changed.length - 1] ^= 1;
  assert.ok(!sameBytes(changed, committed) && !sameBytes(compiled.subarray(1), committed));
});

Deno.test("kernel: it imports nothing and lends its memory", () => {
  const module = new WebAssembly.Module(bytesOf(COMPILED)!);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const memories = WebAssembly.Module.exports(module).filter(({ kind }) => kind === "memory");
  assert.deepEqual(memories, [{ name: "memory", kind: "memory" }]);
});

Deno.test("kernel: it is small enough to be read and to be loaded by every command", () => {
  assert.ok(bytesOf(COMPILED)!.length <= MOST_BYTES);
  const isCode = (line: string): boolean => !/^\s*(\/\/|\/\*|\*|$)/.test(line);
  const lines = sources().reduce(
    (sum, { text }) => sum + text.split("\n").filter(isCode).length,
    0,
  );
  assert.ok(lines <= MOST_LINES, `${lines} lines, at most ${MOST_LINES}`);
});

// `deno fmt` cannot be let near these files: it takes the decorators of functions for errors and removes them.
Deno.test("kernel: its source can be read on a screen", () => {
  for (const { name, text } of sources()) {
    assert.ok(text.endsWith("}\n") || text.endsWith(";\n"), `${name} ends with one line feed`);
    for (const [index, line] of text.split("\n").entries()) {
      const place = `${name}:${index + 1}`;
      assert.ok([...line].length <= WIDTH, `${place} is longer than ${WIDTH} characters`);
      assert.ok(
        /^( {2})*( \*.*|\S.*)?$/.test(line) && !/\s$/.test(line) && !line.includes("\t"),
        `${place}: blanks`,
      );
      // One statement a line, but for functions that are one, and loops.
      const code = line.replace(/\/[/*].*|^ *\*.*|"[^"]*"|for \(.*|\{ .*; \}$/g, "");
      assert.ok(code.split(";").length <= 2, `${place}: several statements`);
    }
  }
});

// The compiler would put constants where the kernel's own layout (`src/kernel/assembly/memory.ts`) has something else.
Deno.test("kernel: its memory holds nothing that its layout does not know of", () => {
  const DATA = 11;
  assert.deepEqual([...sectionsOf(bytesOf(COMPILED)!)].filter((section) => section === DATA), []);
  const withData = Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    5,
    3,
    1,
    0,
    1,
    DATA,
    7,
    1,
    0,
    0x41,
    0,
    0x0b,
    1,
    7,
  ]);
  assert.deepEqual([...sectionsOf(withData)], [5, DATA]);
  assert.ok(WebAssembly.validate(withData));
});

/** Numbers of a module's sections, in order. */
function* sectionsOf(module: Uint8Array): Generator<number> {
  for (let at = 8; at < module.length;) {
    yield module[at++];
    let length = 0, shift = 0;
    do length += (module[at] & 0x7f) * 2 ** shift, shift += 7; while (module[at++] > 0x7f);
    at += length;
  }
}

Deno.test("kernel: what is compiled from lies in one directory, and is nothing else", async () => {
  assert.deepEqual(
    sources().filter(({ name }) => !/^[a-z_]+\.ts$/.test(name)).map(({ name }) => name),
    [],
  );
  await inTemporaryDirectory(async (directory) => {
    const entry = new URL(`file://${directory}/inside/entry.ts`);
    Deno.mkdirSync(new URL("./", entry));
    Deno.writeTextFileSync(new URL("../outside.ts", entry), "export const one: i32 = 1;");
    Deno.writeTextFileSync(entry, `export { one } from "../outside.ts";`);
    await assert.rejects(() => compileModule(entry), SyntaxError);
    Deno.writeTextFileSync(entry, "export const one: i32 = 1;");
    assert.ok((await compileModule(entry)).length > 8);
  });
});
