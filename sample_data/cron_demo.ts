// Role: `deno task cron-demo`: plays the life of a log in a temporary directory, in a few seconds: lines are appended, the
// log is rotated, compressed, copied and truncated, and replays as cron would start them come in between, are killed and
// overlap. At the end each line must have been counted once; if not, it exits with 1.

import { gzipSync } from "node:zlib";
import { Random } from "./random.ts";
import { HEADER, START } from "./traffic.ts";

const PROJECT = decodeURIComponent(new URL("../", import.meta.url).pathname)
  .replace(/^\/([A-Za-z]:)/, "$1");
const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env=HTTPLOG_*,NO_COLOR,TERM,COLUMNS"];
const PROGRAM = ["run", "--quiet", "--no-prompt", ...PERMISSIONS, "--allow-sys=statfs", `${PROJECT}main.ts`];

/** What cron would run. */
const REPLAY = ["replay", "access.csv", "--source", "shop", "--quiet"];
/** The same so slowly that it is still at it when it is killed or met by another one. */
const SLOWLY = [...REPLAY.slice(0, -1), "--timescale", "0.1"];

/** Which run read what of which file; a generation is one content of the log, under whatever name. */
const PARTS = "SELECT run, generation, from_offset, to_offset, substr(file, instr(file, 'access')) AS file " +
  "FROM run_files ORDER BY run, generation";

/** The names of the log, from the newest on. */
const LOG = "access.csv", FIRST = "access.csv.1", SECOND = "access.csv.2", ARCHIVE = "access.csv.2.gz";

/** The log and whoever writes, rotates and reads it, all in one directory. */
class Demo {
  readonly directory: string;
  readonly #random = new Random(5);
  /** What a writer knows of its lines. */
  written = { lines: 0, bytes: 0 };
  #time = START;
  #rest = "";
  #isTelling = false;

  constructor(directory: string) {
    this.directory = directory;
  }

  path(name: string): string {
    return `${this.directory}/${name}`;
  }

  /** Appends lines; of the last one only a half, if asked to, and then the other half before the next ones. */
  append(count: number, endsInTheMiddle = false): void {
    let text = this.#rest;
    for (let i = 0; i < count; i++) text += this.#line();
    const cut = endsInTheMiddle ? text.length - 20 : text.length;
    this.#rest = text.slice(cut);
    Deno.writeTextFileSync(this.path(LOG), text.slice(0, cut), { append: true });
    this.tell(`${count} lines are written${endsInTheMiddle ? ", the last one by half" : ""}`);
  }

  /** Makes the log anew, with its header. */
  create(): void {
    Deno.writeTextFileSync(this.path(LOG), HEADER);
  }

  /** Renames the log, as logrotate does; the writer finishes its line before it goes on in a new file. */
  rotate(): void {
    Deno.writeTextFileSync(this.path(LOG), this.#rest, { append: true });
    this.#rest = "";
    Deno.renameSync(this.path(LOG), this.path(FIRST));
    this.create();
    this.tell(`${LOG} is renamed to ${FIRST}, and begun anew`);
  }

  /** Moves what was rotated before one number on, compressed. */
  compress(): void {
    Deno.renameSync(this.path(FIRST), this.path(SECOND));
    Deno.writeFileSync(this.path(ARCHIVE), gzipSync(Deno.readFileSync(this.path(SECOND))));
    Deno.removeSync(this.path(SECOND));
    this.tell(`${FIRST} is compressed to ${ARCHIVE}`);
  }

  copyTruncate(): void {
    Deno.copyFileSync(this.path(LOG), this.path(FIRST));
    this.create();
    this.tell(`${LOG} is copied to ${FIRST}, and truncated`);
  }

  /** Runs the program to its end. */
  async run(words: readonly string[]): Promise<number> {
    this.#isTelling = false;
    console.log(`$ httplog ${words.map((word) => /\s/.test(word) ? `"${word}"` : word).join(" ")}`);
    const { code } = await this.#start(words, "inherit").status;
    if (code !== 0) console.log(`[exit ${code}]`);
    return code;
  }

  /** Starts a slow replay and gives it back when it has shown a bucket, which it does when that is committed. */
  async begin(): Promise<Deno.ChildProcess> {
    this.#isTelling = false;
    console.log(`$ httplog ${SLOWLY.join(" ")} &`);
    const child = this.#start(SLOWLY, "piped");
    for await (const _chunk of child.stdout.values({ preventCancel: true })) break;
    return child;
  }

  /** One value that the program's query gives. */
  async ask(sql: string): Promise<number> {
    const { stdout } = await this.#start(["query", sql, "--format", "csv"], "piped").output();
    return Number(new TextDecoder().decode(stdout).split("\r\n")[1]);
  }

  /** Says what happens; what happens between two commands stands together. */
  tell(text: string): void {
    console.log(`${this.#isTelling ? "" : "\n"}# ${text}`);
    this.#isTelling = true;
  }

  #line(): string {
    const random = this.#random;
    const request = `GET /${random.pick(["shop", "api", "cart"])}/${++this.written.lines} HTTP/1.1`;
    const bytes = random.below(5000);
    this.written.bytes += bytes;
    this.#time += random.below(3);
    return `"10.0.0.${1 + random.below(9)}","-","-",${this.#time},"${request}",200,${bytes}\n`;
  }

  #start(words: readonly string[], stdout: "inherit" | "piped"): Deno.ChildProcess {
    const env = { HTTPLOG_DB: "httplog.db", NO_COLOR: "1" };
    const args = [...PROGRAM, ...words];
    return new Deno.Command(Deno.execPath(), { args, cwd: this.directory, env, stdin: "null", stdout })
      .spawn();
  }
}

async function end(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await Promise.all([child.status, child.stdout.cancel()]);
}

/** Plays it; true where all lines were counted once. */
async function play(demo: Demo): Promise<boolean> {
  demo.create();
  demo.append(300, true);
  await demo.run(REPLAY);
  demo.append(200);
  await demo.run(REPLAY);

  demo.append(100);
  demo.rotate();
  demo.append(50);
  await demo.run(REPLAY);
  demo.append(100);
  demo.compress();
  demo.rotate();
  demo.append(50);
  await demo.run(REPLAY);

  demo.append(150);
  const killed = await demo.begin();
  demo.tell("it has committed a part, and is killed");
  await end(killed);
  await demo.run(REPLAY);

  demo.append(100);
  demo.compress();
  demo.copyTruncate();
  demo.append(700);
  demo.tell("the log is longer now than before; a run is still at it when others begin");
  const slow = await demo.begin();
  await demo.run([...REPLAY, "--if-busy", "skip"]);
  await demo.run(REPLAY);
  await end(slow);
  await demo.run(REPLAY);

  demo.tell("nothing new");
  await demo.run(REPLAY);
  return await account(demo);
}

/** Shows what was counted; true where it is what was written. */
async function account(demo: Demo): Promise<boolean> {
  console.log();
  await demo.run(["query", "SELECT id, status, read, rejected, bytes, message FROM runs"]);
  console.log();
  await demo.run(["query", PARTS]);
  console.log();
  const isWell = await demo.run(["doctor"]) === 0;
  const counted = {
    lines: await demo.ask("SELECT sum(hits) FROM buckets"),
    bytes: await demo.ask("SELECT sum(bytes) FROM buckets"),
  };
  const { written } = demo;
  const isEqual = counted.lines === written.lines && counted.bytes === written.bytes;
  console.log(`\nwritten  ${written.lines} lines with ${written.bytes} bytes served`);
  console.log(`counted  ${counted.lines} lines with ${counted.bytes} bytes served`);
  console.log(isEqual ? "Every line was counted exactly once." : "That is not the same!");
  return isEqual && isWell;
}

const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "httplog-cron-demo-" }));
try {
  if (!await play(new Demo(directory))) Deno.exitCode = 1;
} finally {
  await Deno.remove(directory, { recursive: true });
}
