// Role: fault "database": read-only, not ours, of a newer version, with pages zeroed. One clear line says so, and the
// bytes of what is not ours to write stay as they are.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Random } from "../../sample_data/random.ts";
import { SCHEMA_VERSION } from "../../src/stores/sqlite/schema/migrate.ts";
import type { Fault } from "./fault.ts";
import { assertTold, Laboratory } from "./laboratory.ts";
import { httplog } from "./program.ts";
import { smallLog } from "./small_log.ts";

const PAGE = 4096;

/** What is done to the database, and the exit codes that may answer. */
interface Damage {
  readonly name: string;
  readonly codes: readonly number[];
  readonly says: RegExp;
  readonly act: (path: string, random: Random) => void;
}

const DAMAGES: readonly Damage[] = [
  {
    name: "read-only",
    codes: [77],
    says: /read-only/,
    act: (path) => Deno.chmodSync(path, 0o444),
  },
  {
    name: "a text",
    codes: [78],
    says: /not an httplog database/,
    act: (path, random) => Deno.writeFileSync(path, smallLog(random, 100)),
  },
  {
    name: "another program's",
    codes: [78],
    says: /not an httplog database/,
    act: (path) => {
      Deno.removeSync(path);
      execute(path, "CREATE TABLE their (own TEXT)");
    },
  },
  {
    name: "another program's, with its table in the write-ahead log only",
    codes: [78],
    says: /not an httplog database/,
    act: (path) => {
      Deno.removeSync(path);
      const connection = new DatabaseSync(`${path}.theirs`);
      connection.exec("PRAGMA journal_mode = WAL; CREATE TABLE their (own TEXT)");
      for (const file of ["", "-wal"]) Deno.copyFileSync(`${path}.theirs${file}`, path + file);
      connection.close();
    },
  },
  {
    name: "newer",
    codes: [78],
    says: /version/,
    act: (path) => execute(path, `PRAGMA user_version = ${SCHEMA_VERSION + 1}`),
  },
  {
    name: "its first page zeroed",
    codes: [78],
    says: /not an httplog database/,
    act: (path) => zero(path, 0),
  },
  {
    name: "some page zeroed",
    codes: [0, 74],
    says: /damaged|failed/,
    act: (path, random) => zero(path, 1 + random.below(Deno.statSync(path).size / PAGE - 1)),
  },
];

function execute(path: string, ...statements: string[]): void {
  const connection = new DatabaseSync(path);
  for (const statement of statements) connection.exec(statement);
  connection.close();
}

function zero(path: string, page: number): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(page * PAGE, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(PAGE));
}

/** The bytes of the database and of its write-ahead log, where that holds any. */
function contents({ database }: Laboratory): string[] {
  return ["", "-wal"].map((file) => {
    const bytes = exists(database + file) ? Deno.readFileSync(database + file) : new Uint8Array(0);
    return Array.from(bytes).join();
  });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The row of the table. */
export const badDatabase: Fault = {
  name: "database read-only, foreign, newer or damaged",
  quick: DAMAGES.length,
  long: 150,
  concurrent: true,
  points: () => Promise.resolve(DAMAGES.length),
  async trial({ random, point }) {
    const { name, codes, says, act } = DAMAGES[point];
    await using laboratory = await Laboratory.open();
    const log = smallLog(random, 300);
    await laboratory.grow(log.subarray(0, log.length / 2));
    await laboratory.settle();
    act(laboratory.database, random);
    await laboratory.grow(log);
    const before = contents(laboratory);
    const ended = await laboratory.run([...await httplog(), ...laboratory.replayWords()]);
    assertTold(ended, codes);
    if (ended.code === 0) return 1;
    assert.match(ended.stderr, says);
    assert.ok(ended.stderr.includes(laboratory.database), ended.stderr);
    assert.deepEqual(contents(laboratory), before, `${name}: the database was changed`);
    return 1;
  },
};
