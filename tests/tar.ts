// Role: tar archives as the programs of three times write them.

const BLOCK = 512;

/** An archive of some files, by name of at most 100 bytes: with the magic bytes of POSIX, of GNU, or of neither. */
export function tarOf(
  files: Readonly<Record<string, string>>,
  kind: "posix" | "gnu" | "old" = "posix",
): Uint8Array {
  const magic = { posix: "ustar\x0000", gnu: "ustar  \0", old: "" }[kind];
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const body = new TextEncoder().encode(text), size = body.length.toString(8).padStart(11, "0");
    const header = new Uint8Array(BLOCK),
      put = (at: number, text: string): void => {
        header.set(new TextEncoder().encode(text), at);
      };
    put(0, name);
    put(100, "0000644\x000001750\x000001750\0");
    put(124, `${size}\x0014565324510\0        0`);
    put(257, magic);
    put(148, `${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `);
    return [header, body, new Uint8Array((BLOCK - body.length % BLOCK) % BLOCK)];
  });
  return new Uint8Array([...blocks, new Uint8Array(2 * BLOCK)].flatMap((block) => [...block]));
}
