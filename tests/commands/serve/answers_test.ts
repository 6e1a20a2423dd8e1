// Role: how answers of the API are shared: by all who ask the same, until something is committed, and with a time limit.

import assert from "node:assert/strict";
import type { AnswerJob, AnswerReply } from "../../../src/api/worker_entry.ts";
import { Answers } from "../../../src/commands/serve/answers.ts";
import type { Host, Thread } from "../../../src/host/host.ts";
import { fakeHost } from "../../fake_host.ts";

/** Threads that answer when they are told to. */
class Threads {
  readonly jobs: { readonly job: AnswerJob; readonly thread: Thread }[] = [];
  readonly ended: Thread[] = [];
  started = 0;

  start(): Thread {
    this.started++;
    const thread: Thread = {
      post: (job) => void this.jobs.push({ job: job as AnswerJob, thread }),
      onMessage: () => {},
      onFailure: () => {},
      [Symbol.dispose]: () => void this.ended.push(thread),
    };
    return thread;
  }

  /** Answers the oldest job. */
  async answer(reply: Partial<{ status: number; json: string; bug: string }> = {}): Promise<string> {
    const { job, thread } = this.jobs.shift()!, { bug, status = 200, json = job.path } = reply;
    const answer: AnswerReply = bug === undefined
      ? { id: job.id, status, json: new TextEncoder().encode(json) }
      : { id: job.id, bug };
    thread.onMessage(answer);
    await new Promise((resolve) => setTimeout(resolve, 0));
    return job.path;
  }
}

const textOf = ({ json }: { readonly json: Uint8Array }): string => new TextDecoder().decode(json);

/** A host whose sleeps last until they are ended. */
function hostOf(threads: Threads, timeUp = new AbortController().signal): Host {
  return Object.assign(Object.create(fakeHost()), {
    startThread: () => threads.start(),
    sleep: (_: number, stop: AbortSignal) =>
      new Promise<void>((resolve) => {
        for (const signal of [stop, timeUp]) signal.addEventListener("abort", () => resolve());
      }),
  });
}

Deno.test("who asks the same shares one answer, until another tag", async () => {
  const threads = new Threads();
  using answers = new Answers(hostOf(threads), "x.db", true);
  const many = Array.from({ length: 50 }, () => answers.ask("buckets", "step=60", "1"));
  assert.equal(threads.jobs.length, 1);
  await threads.answer();
  assert.deepEqual(new Set((await Promise.all(many)).map(textOf)), new Set(["buckets"]));
  assert.equal(textOf(await answers.ask("buckets", "step=60", "1")), "buckets");
  assert.equal(threads.jobs.length, 0);
  void answers.ask("buckets", "step=60", "2");
  void answers.ask("buckets", "step=61", "1");
  assert.equal(threads.jobs.length, 2);
  for (let times = 0; times < 2; times++) await threads.answer();
  // By the clock: never shared.
  for (let times = 0; times < 2; times++) void answers.ask("alerts", "since=today", null);
  assert.equal(threads.jobs.length, 2);
  assert.equal(threads.started, 2);
});

Deno.test("of the same request one is under way at a time, however many commits come meanwhile", async () => {
  const threads = new Threads();
  using answers = new Answers(hostOf(threads), "x.db", true);
  const asked = ["1", "2", "2", "3", "3", "3"].map((tag) => answers.ask("buckets", "", tag));
  let jobs = 0;
  while (threads.jobs.length > 0) {
    assert.equal(threads.jobs.length, 1);
    await threads.answer({ json: String(++jobs) });
  }
  await Promise.all(asked);
  assert.equal(jobs, 3);
});

Deno.test("an error is not kept; a bug says so without its stack", async () => {
  const threads = new Threads();
  using answers = new Answers(hostOf(threads), "x.db", true);
  const wrong = answers.ask("buckets", "", "1");
  await threads.answer({ status: 400, json: "{}" });
  assert.equal((await wrong).status, 400);
  const broken = answers.ask("buckets", "", "1");
  await threads.answer({ bug: "Error: x\n    at file:///secret" });
  assert.equal((await broken).status, 500);
  assert.equal(JSON.parse(textOf(await broken)).detail, "This is a bug: Error: x");
});

Deno.test("what takes too long is given up with its thread, and what waits behind it", async () => {
  const threads = new Threads(), time = new AbortController();
  using answers = new Answers(hostOf(threads, time.signal), "x.db", true);
  const asked = ["a", "b", "c"].map((path) => answers.ask(path, "", "1"));
  assert.deepEqual([threads.started, threads.jobs.length], [2, 2]);
  time.abort();
  for (const answer of await Promise.all(asked)) {
    assert.equal(answer.status, 503);
    assert.match(JSON.parse(textOf(answer)).detail, /longer than 30 s|was lost/);
  }
  assert.ok(threads.ended.length >= 1);
});

Deno.test("a thread that fails is replaced", async () => {
  const threads = new Threads();
  using answers = new Answers(hostOf(threads), "x.db", true);
  const lost = answers.ask("a", "", "1");
  threads.jobs.shift()!.thread.onFailure("out of memory");
  assert.match(JSON.parse(textOf(await lost)).detail, /lost: out of memory/);
  const again = answers.ask("a", "", "1");
  await threads.answer();
  assert.equal((await again).status, 200);
  assert.equal(threads.started, 2);
});

Deno.test("too many different requests are refused at once", async () => {
  const threads = new Threads();
  const answers = new Answers(hostOf(threads), "x.db", true);
  const asked = Array.from({ length: 2050 }, (_, at) => answers.ask("a", `n=${at}`, "1"));
  const first = await Promise.race(asked);
  assert.match(textOf(first), /Too many requests wait/);
  answers[Symbol.dispose]();
  const texts = (await Promise.all(asked)).map(textOf);
  assert.equal(texts.filter((text) => text.includes("Too many")).length, 50);
});

/** A host whose time passes as the test says. */
class Clock {
  #now = 0;
  readonly #sleeps = new Set<{ readonly until: number; readonly wake: () => void }>();

  hostOf(threads: Threads): Host {
    return Object.assign(Object.create(fakeHost()), {
      startThread: () => threads.start(),
      monotonic: () => this.#now,
      sleep: (seconds: number, stop: AbortSignal) =>
        new Promise<void>((resolve) => {
          this.#sleeps.add({ until: this.#now + seconds, wake: resolve });
          stop.addEventListener("abort", () => resolve());
        }),
    });
  }

  async pass(seconds: number): Promise<void> {
    this.#now += seconds;
    for (const sleep of this.#sleeps) {
      if (sleep.until > this.#now) continue;
      this.#sleeps.delete(sleep);
      sleep.wake();
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

Deno.test("while something is being committed, the patient wait for rests, what was quickest first, until they are due", async () => {
  const threads = new Threads(), clock = new Clock();
  let isMoving = true;
  using answers = new Answers(clock.hostOf(threads), "x.db", true, () => isMoving);
  const ask = (path: string, tag: string, patience: number): void =>
    void answers.ask(path, "", tag, patience);
  const begun = (): string[] => threads.jobs.map(({ job }) => job.path);
  const finish = async (seconds: number): Promise<void> => {
    await clock.pass(seconds);
    await threads.answer();
  };
  ask("slow", "1", 0);
  await finish(0.3);
  ask("quick", "1", 0);
  await finish(0.01);
  await clock.pass(1);
  // Both are asked anew: one after the other, with a rest of nine times the first between them.
  ask("slow", "2", 5);
  ask("quick", "2", 5);
  assert.deepEqual(begun(), ["slow"]);
  await finish(0.3);
  assert.deepEqual(begun(), []);
  await clock.pass(2.6);
  assert.deepEqual(begun(), []);
  ask("slow", "3", 5);
  await clock.pass(0.2);
  assert.deepEqual(begun(), ["quick"]);
  await finish(0.3);
  // Who does not wait comes first, and what is due.
  ask("hasty", "3", 0);
  assert.deepEqual(begun(), ["hasty"]);
  await finish(1);
  await clock.pass(3.9);
  assert.deepEqual(begun(), ["slow"]);
  await finish(1);
  // Once nothing is committed any more, all is begun.
  ask("slow", "4", 5);
  ask("quick", "4", 5);
  assert.deepEqual(begun(), []);
  isMoving = false;
  await clock.pass(0.5);
  assert.deepEqual(begun(), ["slow", "quick"]);
});

Deno.test("what is put off is computed for the newest commit, once for all who asked meanwhile", async () => {
  const threads = new Threads(), clock = new Clock();
  using answers = new Answers(clock.hostOf(threads), "x.db", true, () => true);
  const first = answers.ask("a", "", "1", 5);
  await clock.pass(0.2);
  await threads.answer();
  await first;
  const asked = ["2", "3", "4"].map((tag) => answers.ask("a", "", tag, 5));
  assert.equal(threads.jobs.length, 0);
  await clock.pass(1.9);
  await threads.answer({ json: "newest" });
  assert.deepEqual((await Promise.all(asked)).map(textOf), ["newest", "newest", "newest"]);
  assert.equal(textOf(await answers.ask("a", "", "4", 5)), "newest");
  assert.equal(answers.computed, 2);
});
