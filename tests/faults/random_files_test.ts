// Role: random directories of logs with odd names, between whose runs files are written, copied, renamed, rotated and
// deleted: every line counts once, and a gap is one only where a file was deleted.

import assert from "node:assert/strict";
import { Random } from "../../sample_data/random.ts";
import { HEADER, type Place, SOURCE, testInPlace } from "./place.ts";

const STEMS = ["access", "a b", "x\ny", "it's", "O*", "$(id)", "ü", "-v", "back\\slash", "a#1"];
const ENDINGS = [".csv", ".CSV", ".log", ".Log"];

/** What a directory should hold; a file is the numbers of its lines. */
class Model {
  readonly files = new Map<string, { lines: number[]; isLive: boolean }>();
  readonly counted = new Set<number>();
  /** Whether a file was deleted since the last run: it may have had more lines than any run has seen. */
  hasDeleted = false;
  readonly #joins: boolean;
  readonly #place: Place;
  readonly #random: Random;
  #next = 0;
  #names = 0;

  /** @param joins Whether files are put together, too. */
  constructor(place: Place, random: Random, joins: boolean) {
    this.#joins = joins;
    this.#place = place;
    this.#random = random;
  }

  #name(): string {
    // The stem ends with a letter, so that it is no rotated name of another one.
    const number = String.fromCodePoint(0x61 + this.#names / 26 | 0, 0x61 + this.#names++ % 26);
    return this.#random.pick(STEMS) + number + this.#random.pick(ENDINGS);
  }

  #write(name: string): void {
    const text = this.files.get(name)!.lines.map((number) =>
      `10.0.0.${number % 5},-,-,${1_600_000_000 + (number >> 3)},"GET /s/${number} HTTP/1.1",200,5\n`
    );
    this.#place.write(`d/${name}`, HEADER + text.join(""));
  }

  #append(name: string): void {
    const { lines } = this.files.get(name)!;
    const count = this.#random.chance(0.2) ? 100 : 1 + this.#random.below(5);
    const from = lines.length;
    for (let i = 0; i < count; i++) lines.push(this.#next++);
    if (from === 0) return this.#write(name);
    const text = lines.slice(from).map((number) =>
      `10.0.0.${number % 5},-,-,${1_600_000_000 + (number >> 3)},"GET /s/${number} HTTP/1.1",200,5\n`
    );
    this.#place.append(`d/${name}`, text.join(""));
  }

  #move(from: string, to: string): void {
    this.#place.rename(`d/${from}`, `d/${to}`);
    this.files.set(to, this.files.get(from)!);
    this.files.delete(from);
  }

  /** Puts a log behind its rotated part, all of which was read. */
  #join(name: string): void {
    const older = this.files.get(`${name}.1`);
    const isCounted = (lines: readonly number[]) => lines.every((line) => this.counted.has(line));
    if (older === undefined || !isCounted(older.lines) || !isCounted(this.files.get(name)!.lines)) return;
    const [first, second] = [`${name}.1`, name].map((file) =>
      Deno.readFileSync(this.#place.path(`d/${file}`))
    );
    this.#place.write(`d/${name}.new`, new Uint8Array([...first, ...second]));
    this.#place.rename(`d/${name}.new`, `d/${name}`);
    this.#place.remove(`d/${name}.1`);
    this.files.get(name)!.lines.unshift(...older.lines);
    this.files.delete(`${name}.1`);
  }

  step(): void {
    const random = this.#random;
    const names = [...this.files.keys()], live = names.filter((name) => this.files.get(name)!.isLive);
    const kind = random.weighted([
      ...([["make", 1], ["append", 4], ["copy", this.#joins ? 0 : 3], ["rename", 2], ["rotate", 1], [
        "delete",
        2,
      ]] as const),
      ...(this.#joins ? [["join", 1]] as const : []),
    ]);
    if (live.length === 0 || kind === "make") {
      const name = this.#name();
      this.files.set(name, { lines: [], isLive: true });
      return this.#append(name);
    }
    const name = random.pick(names);
    if (kind === "append") this.#append(random.pick(live));
    else if (kind === "join") this.#join(random.pick(live));
    else if (kind === "copy") {
      const to = this.#name();
      Deno.copyFileSync(this.#place.path(`d/${name}`), this.#place.path(`d/${to}`));
      this.files.set(to, { lines: [...this.files.get(name)!.lines], isLive: false });
    } else if (kind !== "rotate" && this.files.has(`${name}.1`)) {
      // A rotated part whose log is gone is none that a directory shows.
    } else if (kind === "delete") {
      this.#place.remove(`d/${name}`);
      this.files.delete(name);
      this.hasDeleted = true;
    } else if (kind === "rename" && !name.endsWith(".1")) this.#move(name, this.#name());
    else if (kind === "rotate") {
      const log = random.pick(live);
      if (log.endsWith(".1") || this.files.has(`${log}.1`)) return;
      this.#move(log, `${log}.1`);
      this.files.get(`${log}.1`)!.isLive = false;
      this.files.set(log, { lines: [], isLive: true });
      this.#append(log);
    }
  }

  count(): number {
    for (const { lines } of this.files.values()) for (const line of lines) this.counted.add(line);
    return this.counted.size;
  }

  /** Whether lines were written that no run has seen and no file holds. */
  get hasLost(): boolean {
    const held = new Set([...this.files.values()].flatMap(({ lines }) => lines));
    for (let line = 0; line < this.#next; line++) if (!this.counted.has(line) && !held.has(line)) return true;
    return false;
  }
}

// Found one by one: seed 61 reported a gap where the rotated part of a log with a copy was deleted, 229 where the copies had changed places,
// 314 and 408 where the rotated part of a log was deleted that was then moved.
const SEEDS = [...Array(12).keys(), 61, 63, 229, 314, 408], RUNS = 8;
/** Where files are put together, and none is copied: a copy of a part may take its place. */
const JOINING_SEEDS = [...Array(12).keys()];

testInPlace(
  "random files: every line counts once, whatever is copied, renamed and deleted between runs",
  async (place) => {
    Deno.mkdirSync(place.path("d"));
    const all = [
      ...SEEDS.map((seed) => [seed, false] as const),
      ...JOINING_SEEDS.map((seed) => [seed, true] as const),
    ];
    for (const [seed, joins] of all) {
      const random = new Random(seed), model = new Model(place, random, joins);
      for (let run = 0; run < RUNS; run++) {
        for (let steps = random.below(4) + (run === 0 ? 2 : 0); steps > 0; steps--) model.step();
        if (model.files.size === 0) continue;
        const hasLost = model.hasLost, expected = model.count();
        const { code, said, records } = await place.speak(["d"], SOURCE);
        const context = `seed ${seed}${joins ? ", joining" : ""}, run ${run}: ${
          JSON.stringify([...model.files.keys()])
        }\n${said}`;
        assert.equal(records[SOURCE], expected, context);
        assert.equal(code, said.includes("can no longer be found") ? 65 : 0, context);
        assert.ok(code === 0 || hasLost || model.hasDeleted, context);
        model.hasDeleted = false;
        assert.doesNotMatch(said, /were? not read: |nothing of it is counted/, context);
      }
      for (const name of model.files.keys()) place.remove(`d/${name}`);
      place.remove("x.db");
    }
  },
);
