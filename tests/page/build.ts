// Role: `deno task page`: bundles the page's script and style to the files that are committed and embedded. With `--check` it writes
// nothing and fails where they would differ.

import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import { PROJECT, run } from "../process.ts";

const PAGE = new URL("../../src/page/", import.meta.url);

/** What is embedded, relative to `src/page/built/`. */
export const BUILT = ["page.js", "page.css"] as const;

/** The style sheets, in the order in which a later one overrules. */
const STYLES = ["1_frame", "2_parts", "3_media"] as const;

/** The files as their sources make them now. Errors: an `Error` with the bundler's words. */
export async function buildPage(): Promise<Record<typeof BUILT[number], string>> {
  const directory = await Deno.makeTempDir({ prefix: "httplog-page-" });
  try {
    const script = `${directory}/page.js`;
    const words = [
      "bundle",
      "--quiet",
      "--platform",
      "browser",
      "--minify",
      "--output",
      script,
      "src/page/main.tsx",
    ];
    const { code, stdout, stderr } = await run([Deno.execPath(), ...words], { cwd: PROJECT });
    if (code !== 0) throw new Error(`deno bundle failed:\n${stdout}${stderr}`);
    const style = STYLES.map((name) => Deno.readTextFileSync(new URL(`style/${name}.css`, PAGE))).join("\n");
    return { "page.js": Deno.readTextFileSync(script), "page.css": uplotStyle.trim() + smaller(style) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** A style sheet without comments and without space that means nothing. */
function smaller(style: string): string {
  return style.replace(/\/\*[^]*?\*\//g, "").replace(/\s+/g, " ").replace(/ ?([{};,]) ?/g, "$1").replaceAll(
    ": ",
    ":",
  ).trim();
}

async function main(words: readonly string[]): Promise<number> {
  const made = await buildPage();
  for (const name of BUILT) {
    const file = new URL(`built/${name}`, PAGE);
    if (!words.includes("--check")) {
      Deno.writeTextFileSync(file, made[name]);
      console.log(`src/page/built/${name}: ${made[name].length} bytes`);
    } else if (Deno.readTextFileSync(file) !== made[name]) {
      console.error(`src/page/built/${name} is not what its sources make. Run: deno task page`);
      return 1;
    }
  }
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
