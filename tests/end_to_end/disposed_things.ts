// Role: a script that disposes of things in the ways in which the sources do, for `disposed_test.ts`: it prints what it did.

class Thing implements Disposable {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  get name(): string {
    return this.#name;
  }

  [Symbol.dispose](): void {
    console.log(`${this.#name} is disposed of`);
  }
}

function made(name: string): Thing | null {
  return new Thing(name);
}

function lookedAt(): string | null {
  using thing = made("looked at");
  if (thing === null) return null;
  console.log("it is there");
  return "there";
}

function askedOnce(): string {
  using thing = new Thing("asked once");
  return thing.name;
}

function neverUsed(): void {
  using _thing = made("never used");
  console.log("at work");
}

async function awaited(): Promise<string> {
  await using thing = {
    name: "awaited",
    [Symbol.asyncDispose]: () => Promise.resolve(console.log("awaited is disposed of")),
  };
  return thing.name;
}

console.log(lookedAt(), askedOnce(), neverUsed(), await awaited());
