// Role: several answers in one response: each client gets each of its answers once, whatever comes first, and few writes.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonAnswer } from "../../../src/commands/serve/answer_queue.ts";
import { Several } from "../../../src/commands/serve/several.ts";

const answerOf = (text: string): JsonAnswer => ({
  status: 200,
  json: new TextEncoder().encode(JSON.stringify(text)),
});

class Client {
  readonly sent: string[] = [];
  ends = 0;
  readonly gone = new AbortController().signal;

  send(data: string | Uint8Array): void {
    assert.equal(this.ends, 0);
    this.sent.push(typeof data === "string" ? data : new TextDecoder().decode(data));
  }

  end(): void {
    this.ends++;
  }

  get lines(): { readonly ask: number; readonly body: string }[] {
    return this.sent.join("").split("\n").slice(0, -1).map((line) => JSON.parse(line));
  }
}

/** A host that sleeps until it is woken. */
class Sleeper {
  #wake: (() => void)[] = [];
  /** How long it was asked to sleep. */
  readonly slept: number[] = [];
  sleep = (seconds: number): Promise<void> => {
    this.slept.push(seconds);
    return new Promise((resolve) => this.#wake.push(resolve));
  };

  async wake(): Promise<void> {
    for (const wake of this.#wake.splice(0)) wake();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

const CLIENTS = fc.array(
  fc.record({
    targets: fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 6 }),
    patience: fc.constantFrom(0, 5),
  }),
  { minLength: 1, maxLength: 5 },
);

Deno.test("each client gets each of its answers once, in whatever order they come", () =>
  fc.assert(
    fc.asyncProperty(
      CLIENTS,
      fc.shuffledSubarray(["a", "b", "c", "d", "e"], { minLength: 5 }),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      async (asked, order, wakes) => {
        const host = new Sleeper(), several = new Several(host, () => true);
        const answers = new Map(order.map((name) => [name, Promise.withResolvers<JsonAnswer>()]));
        const clients = asked.map((each) => {
          const client = new Client();
          several.send(client, each, "1", (target) => answers.get(target)!.promise);
          return client;
        });
        for (const [place, name] of order.entries()) {
          answers.get(name)!.resolve(answerOf(name));
          await new Promise((resolve) => setTimeout(resolve, 0));
          if (wakes[place]) await host.wake();
        }
        await host.wake();
        for (const [place, { targets }] of asked.entries()) {
          const { lines, ends } = clients[place],
            sorted = lines.toSorted((one, other) => one.ask - other.ask);
          assert.deepEqual(sorted.map(({ ask, body }) => [ask, body]), [...targets.entries()]);
          assert.equal(ends, 1);
        }
      },
    ),
    { numRuns: 50 },
  ));

Deno.test("the patient get what came meanwhile in one write, those who wait at once", async () => {
  const host = new Sleeper(), several = new Several(host, () => true);
  const patient = new Client(), hasty = new Client(), targets = ["a", "b", "c"];
  const answers = new Map(targets.map((name) => [name, Promise.withResolvers<JsonAnswer>()]));
  const ask = (target: string) => answers.get(target)!.promise;
  several.send(patient, { targets, patience: 5 }, "1", ask);
  several.send(hasty, { targets, patience: 0 }, "1", ask);
  for (const name of ["b", "a"]) {
    answers.get(name)!.resolve(answerOf(name));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.deepEqual([patient.sent.length, hasty.sent.length], [0, 2]);
  await host.wake();
  assert.deepEqual(patient.lines.map(({ body }) => body), ["b", "a"]);
  answers.get("c")!.resolve(answerOf("c"));
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual([patient.sent.length, patient.ends, hasty.ends], [1, 0, 1]);
  // The last one need not wait for more.
  assert.deepEqual(host.slept, [0.1, 0.1]);
  await host.wake();
  assert.deepEqual([patient.sent.length, patient.ends], [2, 1]);
});

Deno.test("the patient who ask the same of the same state share all, also those who come later", async () => {
  const host = new Sleeper(), several = new Several(host, () => true), asked: string[] = [];
  const answers = new Map(["a", "b"].map((name) => [name, Promise.withResolvers<JsonAnswer>()]));
  const come = (state: string): Client => {
    const client = new Client();
    several.send(client, { targets: ["a", "b"], patience: 5 }, state, (target) => {
      asked.push(`${target}${state}`);
      return answers.get(target)!.promise;
    });
    return client;
  };
  const first = come("1");
  answers.get("a")!.resolve(answerOf("a"));
  await host.wake();
  const second = come("1"), third = come("2");
  assert.deepEqual(asked, ["a1", "b1", "a2", "b2"]);
  await host.wake();
  for (const client of [first, second, third]) assert.deepEqual(client.lines.map(({ body }) => body), ["a"]);
  answers.get("b")!.resolve(answerOf("b"));
  await new Promise((resolve) => setTimeout(resolve, 0));
  await host.wake();
  for (const client of [first, second, third]) {
    assert.deepEqual([client.lines.map(({ body }) => body), client.ends], [["a", "b"], 1]);
  }
});

Deno.test("while a log is read as fast as can be, what comes between is gathered longer", async () => {
  for (const [isRacing, between] of [[true, 1], [false, 0.3]] as const) {
    const host = new Sleeper(), several = new Several(host, () => isRacing), client = new Client();
    const targets = ["a", "b", "c"];
    const answers = new Map(targets.map((name) => [name, Promise.withResolvers<JsonAnswer>()]));
    several.send(client, { targets, patience: 5 }, "1", (target) => answers.get(target)!.promise);
    for (const name of targets) {
      answers.get(name)!.resolve(answerOf(name));
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (name === "a") await host.wake();
    }
    assert.deepEqual(host.slept, [0.1, between, 0.1]);
    await host.wake();
    assert.deepEqual([client.lines.length, client.ends], [3, 1]);
  }
});
