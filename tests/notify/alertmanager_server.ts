// Role: a real Alertmanager on this machine, for `tests/notify/kinds/alertmanager_test.ts`: it listens on the loopback alone, forms no cluster,
// and tells a receiver of the test's own.

/** An alert as its API lists it. */
export interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly status: { readonly state: string };
}

/** The program that has to be installed. */
export const PROGRAM = "prometheus-alertmanager";

/** A server that can be stopped, killed and started again with what it has stored. */
export class AlertmanagerServer implements AsyncDisposable {
  /** "http://127.0.0.1:12345". */
  readonly url: string;
  readonly #address: string;
  readonly #directory: string;
  #process: Deno.ChildProcess | null = null;

  /**
   * Tells `receiver` at once whatever changes. Keeps its files in a directory that exists. Servers that run at the same time
   * have different slots.
   */
  constructor(directory: string, receiver: string, slot: number) {
    this.#address = `127.0.0.1:${freePort(slot)}`;
    this.url = `http://${this.#address}`;
    this.#directory = directory;
    const route =
      `{ receiver: test, group_by: ["..."], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }`;
    const receivers = `[{ name: test, webhook_configs: [{ url: "${receiver}/", send_resolved: true }] }]`;
    Deno.writeTextFileSync(`${directory}/alertmanager.yml`, `route: ${route}\nreceivers: ${receivers}\n`);
  }

  /** Starts it; it is ready when this returns. */
  async start(): Promise<void> {
    const directory = this.#directory;
    const args = [
      `--config.file=${directory}/alertmanager.yml`,
      `--storage.path=${directory}/alertmanager`,
      `--web.listen-address=${this.#address}`,
      "--cluster.listen-address=",
      "--log.level=error",
    ];
    this.#process = new Deno.Command(PROGRAM, { args, stdin: "null", stdout: "null", stderr: "null" })
      .spawn();
    for (const end = Date.now() + 30_000;;) {
      try {
        const { ok, body } = await fetch(`${this.url}/-/ready`);
        await body?.cancel();
        if (ok) return;
      } catch {
        // Not yet.
      }
      if (Date.now() > end) throw new Error("Alertmanager does not start.");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it, by asking or at once. */
  async stop(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const process = this.#process;
    this.#process = null;
    process?.kill(signal);
    await process?.status;
  }

  /** The alerts that it holds for active. */
  async active(): Promise<ListedAlert[]> {
    return await (await fetch(`${this.url}/api/v2/alerts?active=true`)).json();
  }

  /** Takes an alert as it was sent to somebody else. */
  async post(body: string): Promise<void> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${this.url}/api/v2/alerts`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.body?.cancel();
  }

  /** Kills it if it runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("SIGKILL");
  }
}

/** A port that is free, and stays so while the server is down: the system gives none of these to anybody by itself. */
function freePort(slot: number): number {
  const first = 20_000 + slot * 500;
  for (let port = first; port < first + 500; port++) {
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`No port from ${first} on is free.`);
}
