// Role: `deno task cases:update`: writes what the program prints now as the expectation of every golden case, or of the
// named ones. What it wrote is then reviewed as a diff.

import { caseNames, CASES, play } from "./golden_case.ts";

const names = Deno.args.length > 0 ? Deno.args : caseNames();
for (const name of names) {
  const { code, stdout, stderr } = await play(name);
  Deno.writeTextFileSync(`${CASES}/${name}/expected.stdout`, stdout);
  Deno.writeTextFileSync(`${CASES}/${name}/expected.stderr`, stderr);
  Deno.writeTextFileSync(`${CASES}/${name}/expected.exit`, `${code}\n`);
  console.log(`${name}: exit ${code}`);
}
