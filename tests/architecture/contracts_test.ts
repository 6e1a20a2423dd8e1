// Role: the contract files, which someone adding an entry to a registry reads, are documented in full. Elsewhere a comment
// is written where it says more than the name.

import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);

/** The contracts: what each registry imports the type of its entries from, and those that have no registry. */
const CONTRACTS = [
  ...registries("src").map(contractOf),
  ...["src/host/host.ts", "src/stores/store.ts", "src/stores/outbox.ts"],
];

function registries(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) =>
    isDirectory ? registries(`${folder}/${name}`) : name === "mod.ts" ? [`${folder}/${name}`] : []
  );
}

function contractOf(registry: string): string {
  const text = Deno.readTextFileSync(new URL(registry, ROOT));
  const name = /^import type .* from "\.\/(\w+\.ts)";$/m.exec(text)?.[1];
  assert.ok(name !== undefined, `${registry} imports no contract`);
  return registry.replace(/mod\.ts$/, name);
}

/** What `deno doc --lint` says of files, except that they use types of other files. */
async function undocumented(paths: readonly string[]): Promise<string[]> {
  const { stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "--quiet", ...paths],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stderr);
  const errors = [...text.matchAll(/^error\[(.*)\]: .*$/gm)];
  assert.ok(success || errors.length > 0, text);
  return errors.filter(([, kind]) => kind !== "private-type-ref").map(([line]) => line);
}

Deno.test("the contract of every registry is documented", async () => {
  const offence = await Deno.makeTempFile({ prefix: "httplog-", suffix: ".ts" });
  try {
    await Deno.writeTextFile(offence, "/** A contract. */\nexport interface A {\n  b(): void;\n}\n");
    assert.equal((await undocumented([offence])).length, 1);
  } finally {
    await Deno.remove(offence);
  }
  assert.ok(CONTRACTS.length >= 9, CONTRACTS.join(", "));
  assert.deepEqual(await undocumented(CONTRACTS), []);
});
