// Role: `deno task kernel`: compiles the kernel (AssemblyScript) to the file that is committed, as base64. With `--check` it
// writes nothing and fails where the bytes would differ. Two words after that are another entry and another place.

import asc from "assemblyscript/asc";

/** The file that exports what the kernel can do; it is compiled with all that it imports from beside it. */
export const ENTRY = new URL("../../src/kernel/assembly/kernel.ts", import.meta.url);
/** What it is compiled to. */
export const COMPILED = new URL("../../src/kernel/kernel.wasm.txt", import.meta.url);

/**
 * No garbage collector (`stub`), no checks that the kernel makes itself, and no `abort`, which would be an import.
 * The same source gives the same bytes on every machine: names and paths are not written into it.
 */
const FLAGS = [
  "-O3",

  "--noAssert",
  ...["--runtime", "stub"],
  // All that `memory.ts` has fixed places for: what surely lies within it is not checked each time.
  ...["--initialMemory", "41"],
  ...["--enable", "simd"],
  ...["--enable", "relaxed-simd"],
  ...["--enable", "bulk-memory"],
  ...["--use", "abort="],
] as const;

/**
 * Compiles an entry and what it imports from its own directory; anything else is not found.
 *
 * Errors: a `SyntaxError` with the compiler's words.
 */
export async function compileModule(entry: URL): Promise<Uint8Array<ArrayBuffer>> {
  const name = entry.pathname.slice(entry.pathname.lastIndexOf("/") + 1);
  let compiled: Uint8Array<ArrayBuffer> | null = null, words = "";
  const listen = { write: (text: string | Uint8Array) => words += text };
  const { error } = await asc.main([name, "--outFile", "module.wasm", ...FLAGS], {
    readFile: (path) => /^[\w-]+\.ts$/.test(path) ? textOf(new URL(path, entry)) : null,
    writeFile: (_, contents) => void (compiled = Uint8Array.from(contents as Uint8Array)),
    listFiles: () => null,
    stdout: listen as unknown as asc.OutputStream,
    stderr: listen as unknown as asc.OutputStream,
  });
  if (error !== null || compiled === null) {
    throw new SyntaxError(words.trim() || error?.message || "nothing was compiled");
  }
  return compiled;
}

function textOf(file: URL): string | null {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Whether two files hold the same bytes; one that is not there (null) is like no other. */
export function sameBytes(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one !== null && other !== null && one.length === other.length &&
    one.every((byte, at) => byte === other[at]);
}

/** The bytes of a compiled module, which is a file of base64; null where there is none. */
export function bytesOf(file: URL): Uint8Array<ArrayBuffer> | null {
  const text = textOf(file);
  return text === null ? null : Uint8Array.fromBase64(text);
}

async function main(words: readonly string[]): Promise<number> {
  const here = new URL(`file://${Deno.cwd()}/`);
  const [entry = ENTRY, compiled = COMPILED] = words.filter((word) => word !== "--check")
    .map((path) => new URL(path, here));
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await compileModule(entry);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    console.error(error.message);
    return 1;
  }
  if (!words.includes("--check")) {
    Deno.writeTextFileSync(compiled, bytes.toBase64());
    console.log(`${decodeURI(compiled.pathname)}: ${bytes.length} bytes`);
  } else if (!sameBytes(bytes, bytesOf(compiled))) {
    console.error(
      `${decodeURI(compiled.pathname)} is not what its source compiles to. Run: deno task kernel`,
    );
    return 1;
  }
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
