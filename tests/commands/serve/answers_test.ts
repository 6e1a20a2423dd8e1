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
    const { job, thread } = this.jobs.shift()!;
    thread.onMessage(
      { id: job.id, ...("bug" in reply ? reply : { status: 200, json: job.path, ...reply }) } as AnswerReply,
    );
    await new Promise((resolve) => setTimeout(resolve, 0));
    return job.path;
  }
}

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
  assert.deepEqual(new Set((await Promise.all(many)).map(({ json }) => json)), new Set(["buckets"]));
  assert.equal((await answers.ask("buckets", "step=60", "1")).json, "buckets");
  assert.equal(threads.jobs.length, 0);
  void answers.ask("buckets", "step=60", "2");
  void answers.ask("buckets", "step=61", "1");
  assert.equal(threads.jobs.length, 2);
  // By the clock: never shared.
  for (let times = 0; times < 2; times++) void answers.ask("alerts", "since=today", null);
  assert.equal(threads.jobs.length, 4);
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
  const { status, json } = await broken;
  assert.equal(status, 500);
  assert.equal(JSON.parse(json).detail, "This is a bug: Error: x");
});

Deno.test("what takes too long is given up with its thread, and what waits behind it", async () => {
  const threads = new Threads(), time = new AbortController();
  using answers = new Answers(hostOf(threads, time.signal), "x.db", true);
  const asked = ["a", "b", "c"].map((path) => answers.ask(path, "", "1"));
  assert.deepEqual([threads.started, threads.jobs.length], [2, 3]);
  time.abort();
  for (const { status, json } of await Promise.all(asked)) {
    assert.equal(status, 503);
    assert.match(JSON.parse(json).detail, /longer than 30 s|was lost/);
  }
  assert.ok(threads.ended.length >= 1);
});

Deno.test("a thread that fails is replaced", async () => {
  const threads = new Threads();
  using answers = new Answers(hostOf(threads), "x.db", true);
  const lost = answers.ask("a", "", "1");
  threads.jobs.shift()!.thread.onFailure("out of memory");
  assert.match(JSON.parse((await lost).json).detail, /lost: out of memory/);
  const again = answers.ask("a", "", "1");
  await threads.answer();
  assert.equal((await again).status, 200);
  assert.equal(threads.started, 2);
});

Deno.test("too many different requests are refused at once", async () => {
  const threads = new Threads();
  using answers = new Answers(hostOf(threads), "x.db", true);
  const asked = Array.from({ length: 250 }, (_, at) => answers.ask("a", `n=${at}`, "1"));
  while (threads.jobs.length > 0) await threads.answer();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  assert.deepEqual([statuses.filter((status) => status === 503).length, statuses.length], [50, 250]);
});
