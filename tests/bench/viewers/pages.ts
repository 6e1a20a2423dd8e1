// Role: pages that watch a server, as a process of their own: `deno run -A pages.ts PORT COUNT hear|ask`. Each hears of commits over
// a connection of its own, and with "ask" asks what the page of `serve` asks, in the same way, over sockets, for they cost less than
// `fetch` on the same processors. Says "ready" once all are connected; when its standard input ends, what they heard and got, as
// JSON.

import type { ApiAnswer } from "../../../src/api/answer.ts";
import { grainsOf, valueGrain } from "../../../src/page/data/grains.ts";
import {
  extentsOf,
  KNOWN_FIRST,
  questionText,
  rangeParameters,
  trafficQuestion,
} from "../../../src/page/data/questions.ts";
import { Asking } from "../../../src/page/state/asking.ts";

/** What the pages heard and got. */
export interface PagesReport {
  readonly events: number;
  readonly requests: number;
  readonly answers: number;
  /** Answers with another status than 200, and connections that broke. */
  readonly faults: number;
  /** Pages whose traffic is not that of the last event that they heard. */
  readonly behind: number;
  /** Milliseconds from asking to the answer: the median, and the longest. */
  readonly median: number;
  readonly longest: number;
}

const [port, count, mode] = Deno.args;
const encoder = new TextEncoder(), decoder = new TextDecoder("latin1");
const times: number[] = [];
let events = 0, requests = 0, faults = 0;

async function connect(path: string, connection?: Deno.TcpConn): Promise<Deno.TcpConn> {
  const socket = connection ?? await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  await socket.write(encoder.encode(`GET /api/v1/${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`));
  return socket;
}

/** Has what a page shows asked, and keeps the connections that are free. */
class Sockets {
  readonly #free: Deno.TcpConn[] = [];

  /** Calls back with each line as it comes: its place, and the text from there on. */
  async ask(targets: readonly string[], got: (place: number, text: string) => void): Promise<void> {
    requests++;
    const begun = performance.now(), buffer = new Uint8Array(1 << 16);
    const given = new URLSearchParams([...targets.map((target) => ["ask", target]), ["patience", "5"]]);
    const socket = await connect(`several?${given}`, this.#free.pop()), rest = new Set(targets.keys());
    for (;;) {
      const length = await socket.read(buffer);
      if (length === null) throw new Error("The server has closed the connection.");
      const text = decoder.decode(buffer.subarray(0, length));
      for (const { index, 1: place, 2: status } of text.matchAll(/\{"ask":(\d+),"status":(\d+)/g)) {
        if (status !== "200") faults++;
        times.push(performance.now() - begun);
        rest.delete(Number(place));
        got(Number(place), text.slice(index));
      }
      if (text === "0\r\n\r\n" || text.endsWith("\r\n0\r\n\r\n")) break;
    }
    // Those whose line began at the very end of a read.
    for (const place of rest) got(place, "");
    this.#free.push(socket);
  }
}

/** What a page asks after it knows what there is. */
function questionsOf(sources: ApiAnswer, dimensions: ApiAnswer): string[] {
  const { grain, whole, first } = extentsOf(sources);
  if (first === null) return [];
  const range = { source: null, ...rangeParameters(first, whole) }, { coarse } = grainsOf(first, grain);
  const column = (name: string): number => dimensions.columns.indexOf(name);
  const kept = new Map(dimensions.rows.map((row) => [String(row[column("dimension")]), row[column("span")]]));
  const known = [...kept].filter(([name]) => name !== "duration");
  const rows = { source: null, limit: 50 };
  return [
    questionText("buckets", trafficQuestion(range, first, grain)),
    questionText("alerts", { ...range, overlap: 1, limit: 500 }),
    ...(kept.has("duration")
      ? [
        questionText("latency", { ...range, by: `${coarse}s`, limit: 0 }),
        questionText("latency/heat", { ...range, step: coarse }),
      ]
      : []),
    ...known.map(([name, span]) =>
      questionText(`values/${name}`, { ...range, step: valueGrain(coarse, span === "hour"), limit: 40 })
    ),
    ...["slo", "runs", "rejects", "gaps"].map((name) => questionText(name, rows)),
  ];
}

/** One page. */
class Page {
  readonly #sockets = new Sockets();
  readonly #asking = new Asking();
  #heard = "";
  #shown = "";
  #isBusy = false;
  #isDue = false;

  get isBehind(): boolean {
    return mode === "ask" && this.#shown !== this.#heard;
  }

  async hear(connected: () => void): Promise<void> {
    const socket = await connect("events"), buffer = new Uint8Array(1 << 16);
    let text = "";
    for (let length = await socket.read(buffer); length !== null; length = await socket.read(buffer)) {
      connected();
      const parts = (text + decoder.decode(buffer.subarray(0, length))).split("\n\n");
      text = parts.pop()!;
      const data = parts.filter((part) => part.includes("data: "));
      if (data.length === 0) continue;
      events += data.length;
      this.#heard = data.at(-1)!.slice(data.at(-1)!.indexOf("data: "));
      if (mode === "ask") void this.#refresh();
    }
  }

  async #refresh(): Promise<void> {
    this.#isDue = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#isDue) {
      this.#isDue = false;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const texts: string[] = [], targets = KNOWN_FIRST.map((path) => questionText(path, { limit: 0 }));
      await this.#sockets.ask(targets, (place, text) => texts[place] = text);
      const body = (place: number): ApiAnswer =>
        JSON.parse(texts[place].slice(0, texts[place].indexOf("\n"))).body;
      this.#askRest(questionsOf(body(0), body(1)));
    }
    this.#isBusy = false;
  }

  #askRest(targets: readonly string[]): void {
    const { keep } = this.#asking.begin(false, () => this.#askRest(targets)), heard = this.#heard;
    const asked: { readonly target: string; readonly done: (text: string) => void }[] = [];
    for (const target of targets) {
      const ask = () => new Promise<string>((done) => void asked.push({ target, done }));
      void keep(target.split("?")[0], ask, () => {
        if (target.startsWith("buckets")) this.#shown = heard;
      });
    }
    if (asked.length === 0) return;
    const got = (place: number, text: string): void => asked[place].done(text);
    this.#sockets.ask(asked.map(({ target }) => target), got).catch(() => void faults++);
  }
}

const pages = Array.from({ length: Number(count) }, () => new Page());
await Promise.all(
  pages.map((page) => new Promise<void>((resolve) => void page.hear(resolve).catch(() => void faults++))),
);
console.log("ready");
for await (const _ of Deno.stdin.readable) { /* Until it ends. */ }
const sorted = times.toSorted((one, other) => one - other);
const report: PagesReport = {
  ...{ events, requests, faults, answers: times.length },
  behind: pages.filter(({ isBehind }) => isBehind).length,
  median: sorted[sorted.length >> 1] ?? 0,
  longest: sorted.at(-1) ?? 0,
};
console.log(JSON.stringify(report));
Deno.exit();
