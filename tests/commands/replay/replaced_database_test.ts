// Role: a database that is removed or replaced while a run writes it, by real processes: the run ends and says so.

import assert from "node:assert/strict";
import { fromSource } from "../../end_to_end/programs.ts";
import { inTemporaryDirectory, run, start } from "../../process.ts";

const { command } = fromSource();
const HEADER = "remotehost,rfc931,authuser,date,request,status,bytes\n";

const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, at) => `h,-,-,${1549573860 + from + at},GET /api HTTP/1.0,200,12\n`).join(
    "",
  );

const WAYS: readonly (readonly [name: string, said: RegExp, replace: (cwd: string) => void])[] = [
  ["removed", /^httplog: "x\.db" was removed while it was written\. Run again: [^\n]*\n$/, (cwd) => {
    for (const { name } of Deno.readDirSync(cwd)) {
      if (name.startsWith("x.db")) Deno.removeSync(`${cwd}/${name}`);
    }
  }],
  [
    "replaced",
    /^httplog: "x\.db" was replaced by another file while it was written\. Run again: [^\n]*\n$/,
    (cwd) => {
      Deno.renameSync(`${cwd}/copy.db`, `${cwd}/x.db`);
      for (const end of ["-wal", "-shm"]) Deno.removeSync(`${cwd}/x.db${end}`);
    },
  ],
];

for (const [name, said, replace] of WAYS) {
  Deno.test(`--follow ends where its database is ${name}, also while the log is silent; the next run reads on`, () =>
    inTemporaryDirectory(async (cwd) => {
      const words = ["a.csv", "--db", "x.db", "--source", "s", "--quiet"];
      Deno.writeTextFileSync(`${cwd}/a.csv`, HEADER + lines(0, 200));
      assert.equal((await run([...command, ...words], { cwd })).code, 0);
      assert.equal((await run([...command, "backup", "copy.db", "--db", "x.db"], { cwd })).code, 0);
      const following = start([...command, ...words, "--follow"], { cwd });
      await following.stdin.close();
      const ended = following.output();
      Deno.writeTextFileSync(`${cwd}/a.csv`, lines(200, 100), { append: true });
      const hits = async () =>
        (await run([...command, "query", "SELECT hits FROM sources", "--db", "x.db", "-f", "csv"], { cwd }))
          .stdout;
      while (!(await hits()).includes("300")) { /* It starts. */ }
      replace(cwd);
      const { code, stderr } = await ended;
      assert.deepEqual(
        [code, said.test(new TextDecoder().decode(stderr))],
        [74, true],
        new TextDecoder().decode(stderr),
      );
      const again = await run([...command, ...words], { cwd });
      assert.deepEqual([again.code, again.stderr], [0, ""]);
      assert.match(await hits(), /300/);
    }));
}
