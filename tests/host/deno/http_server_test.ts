// Role: what a server bounds: connections, clients that send slowly, clients that take nothing.

import assert from "node:assert/strict";
import { listenHttp } from "../../../src/host/deno/http_server.ts";
import type { HttpServer, ServedRequest, ServedResponse, StreamClient } from "../../../src/host/host.ts";

const PLAIN: ServedResponse = { status: 200, headers: { "content-type": "text/plain" }, body: "here" };

async function listening(
  answer: (request: ServedRequest) => ServedResponse,
  work: (server: HttpServer) => Promise<void>,
): Promise<void> {
  await using server = await listenHttp(
    { host: "127.0.0.1", port: 0 },
    (request) => Promise.resolve(answer(request)),
  );
  await work(server);
}

function connect({ port }: HttpServer): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port });
}

const encoder = new TextEncoder();

/** What comes until the server closes the connection. */
async function rest(connection: Deno.TcpConn): Promise<string> {
  try {
    return await new Response(connection.readable).text();
  } catch {
    // Closed with something unread.
    return "";
  }
}

Deno.test("half a request is closed after ten seconds, and meanwhile others are served", () =>
  listening(() => PLAIN, async (server) => {
    const begun = performance.now();
    const silent = await connect(server), half = await connect(server), dripping = await connect(server);
    await half.write(encoder.encode("GET / HTTP/1.1\r\nHost: x\r\n"));
    const drip = setInterval(() => void dripping.write(encoder.encode("X")).catch(() => {}), 500);
    assert.equal(await (await fetch(`http://127.0.0.1:${server.port}/`)).text(), "here");
    const [first, second, third] = await Promise.all([rest(silent), rest(half), rest(dripping)]);
    clearInterval(drip);
    const seconds = (performance.now() - begun) / 1000;
    assert.ok(seconds > 9 && seconds < 20, `${seconds} s`);
    for (const text of [first, second]) assert.match(text, /^(HTTP\/1\.1 408 |$)/);
    assert.match(third, /^(HTTP\/1\.1 40[08] |$)/);
  }));

Deno.test("at most a thousand connections are open; one that goes makes room", () =>
  listening(() => PLAIN, async (server) => {
    const open = await Promise.all(Array.from({ length: 1000 }, () => connect(server)));
    const ask = async () => {
      using connection = await connect(server);
      await connection.write(encoder.encode("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).catch(
        () => {},
      );
      const buffer = new Uint8Array(1000), count = await connection.read(buffer).catch(() => null);
      return count === null ? "" : new TextDecoder().decode(buffer.subarray(0, count));
    };
    while (server.connections < 1000) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await ask(), "");
    assert.equal(server.connections, 1000);
    for (const connection of open.splice(0, 10)) connection.close();
    while (server.connections >= 1000) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.match(await ask(), /^HTTP\/1\.1 200 /);
    for (const connection of open) connection.close();
  }));

Deno.test("a client of a stream that takes nothing is cut off, and holds no memory", async () => {
  const clients: StreamClient[] = [];
  const stream = { ...PLAIN, body: "", stream: (client: StreamClient) => void clients.push(client) };
  await listening(() => stream, async (server) => {
    using connection = await connect(server);
    await connection.write(encoder.encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (clients.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const [client] = clients, text = "x".repeat(100_000);
    let sent = 0;
    for (; !client.gone.aborted && sent < 1000; sent++) {
      client.send(text);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    // What the kernel holds for both ends, and a megabyte.
    assert.ok(sent < 200, `${sent} pieces`);
  });
});

Deno.test("a server that ends ends its streams", async () => {
  const clients: StreamClient[] = [];
  const stream = { ...PLAIN, body: "begin", stream: (client: StreamClient) => void clients.push(client) };
  let text = Promise.resolve("");
  await listening(() => stream, async (server) => {
    text = fetch(`http://127.0.0.1:${server.port}/`).then((response) => response.text());
    while (clients.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    clients[0].send(" middle");
  });
  assert.equal(await text, "begin middle");
  assert.ok(clients[0].gone.aborted);
});
