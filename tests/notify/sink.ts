// Role: somebody who is told, on a port of this machine: keeps what comes and answers as the test says. It speaks HTTP by
// hand, so that it can also stay silent or hang up in the middle.

/** What came. */
export interface Received {
  /** "/x". */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a sink does with a request: answers (with headers), never answers, or hangs up. */
export type Reaction =
  | number
  | readonly [status: number, headers: Readonly<Record<string, string>>]
  | "hang"
  | "close";

/** A sink; disposing of it frees its port. */
export class Sink implements AsyncDisposable {
  /** All that came, in order. */
  readonly received: Received[] = [];
  /** Called when a request has come, before it is answered. */
  onRequest: (request: Received) => void = () => {};
  readonly #listener: Deno.TcpListener;
  readonly #open = new Set<Deno.Conn>();
  readonly #served: Promise<void>;

  /** Reacts to the n-th request as the n-th reaction says, and to further ones as the last does. */
  constructor(readonly reactions: readonly Reaction[], port = 0) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port });
    this.#served = this.#serve();
  }

  /** "http://127.0.0.1:12345". */
  get url(): string {
    return `http://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  /** Waits until so many requests have come. */
  async until(count: number): Promise<void> {
    for (const end = Date.now() + 30_000; this.received.length < count;) {
      if (Date.now() > end) throw new Error(`${this.received.length} of ${count} requests came.`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async #serve(): Promise<void> {
    const work: Promise<void>[] = [];
    for await (const connection of this.#listener) work.push(this.#answer(connection));
    await Promise.all(work);
  }

  async #answer(connection: Deno.Conn): Promise<void> {
    this.#open.add(connection);
    let isHung = false;
    try {
      const request = await readRequest(connection);
      if (request === null) return;
      const place = Math.min(this.received.push(request), this.reactions.length) - 1;
      this.onRequest(request);
      const reaction = this.reactions[place];
      if (reaction === "hang") isHung = true;
      if (reaction === "hang" || reaction === "close") return;
      const [status, headers] = typeof reaction === "number" ? [reaction, {}] : reaction;
      const lines = Object.entries({ ...headers, "connection": "close", "content-length": "2" });
      const head = [
        `HTTP/1.1 ${status} Said`,
        ...lines.map(([name, value]) => `${name}: ${value}`),
        "",
        "ok",
      ];
      await connection.write(new TextEncoder().encode(head.join("\r\n")));
    } catch {
      // The other side has gone.
    } finally {
      if (!isHung) this.#close(connection);
    }
  }

  #close(connection: Deno.Conn): void {
    if (this.#open.delete(connection)) connection.close();
  }

  /** Hangs up whatever is open. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of [...this.#open]) this.#close(connection);
    await this.#served;
  }
}

async function readRequest(connection: Deno.Conn): Promise<Received | null> {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(65536);
  let bytes = new Uint8Array(0);
  while (true) {
    const end = indexOfEnd(bytes);
    if (end >= 0) {
      const [first, ...lines] = decoder.decode(bytes.subarray(0, end)).split("\r\n");
      const headers = Object.fromEntries(lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }));
      const body = bytes.subarray(end + 4);
      if (body.length >= Number(headers["content-length"] ?? 0)) {
        return { path: first.split(" ")[1], headers, body: decoder.decode(body) };
      }
    }
    const count = await connection.read(chunk);
    if (count === null) return null;
    const longer = new Uint8Array(bytes.length + count);
    longer.set(bytes);
    longer.set(chunk.subarray(0, count), bytes.length);
    bytes = longer;
  }
}

function indexOfEnd(bytes: Uint8Array): number {
  for (let at = 0; at + 3 < bytes.length; at++) {
    if (bytes[at] === 13 && bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at;
  }
  return -1;
}

/** The transitions that a webhook or PagerDuty was told of, in order. */
export function transitionsTo({ received }: Sink): string[] {
  return received.map(({ body }) => JSON.parse(body).type ?? JSON.parse(body).event_action);
}
