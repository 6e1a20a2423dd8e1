// Role: `Host.listen`, on Node's server as the runtime has it: it bounds connections and slow clients, which that of the
// runtime itself (2.9) does not: there a connection that sends half a request stays open for ever.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Problem } from "../../domain/problem.ts";
import type { Host, HttpServer, ServedRequest, StreamClient } from "../host.ts";

const MOST_CONNECTIONS = 1000;

/** Milliseconds that a client has for the head of a request, between two requests, and to take some of a response. */
const FOR_REQUEST = 10_000, BETWEEN = 30_000, TO_TAKE = 30_000;

/** Longest head of a request, bytes. */
const LONGEST_HEAD = 16 << 10;

/** Bytes that may wait for a client of a stream. */
const MOST_WAITING = 1 << 20;

/** The statuses for what is no request, by the code of the error; else it is a bad one. */
const REFUSED: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

type Answer = Parameters<Host["listen"]>[1];

export async function listenHttp(
  { host, port }: Parameters<Host["listen"]>[0],
  answer: Answer,
): Promise<HttpServer> {
  // Node's server would throw it where no one can catch it.
  if (Deno.permissions.querySync({ name: "net", host: `${host}:${port}` }).state !== "granted") {
    throw denied(`${host}:${port}`);
  }
  const settings = {
    ...{ maxHeaderSize: LONGEST_HEAD, headersTimeout: FOR_REQUEST, requestTimeout: FOR_REQUEST },
    ...{ keepAliveTimeout: BETWEEN, connectionsCheckingInterval: 1000 },
  };
  // Loaded here, because in a bundle an import at the top would slow down every start.
  const { createServer } = await import("node:http"), ended = new AbortController();
  const server = createServer(settings, (request, response) => {
    void respond(request, response, answer, ended.signal);
  });
  const sockets = bound(server);
  await begin(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      ended.abort();
      // What was just written still goes out.
      for (const socket of sockets) socket.end();
      const rest = setTimeout(() => sockets.forEach((socket) => socket.destroy()), 500);
      await closed;
      clearTimeout(rest);
    },
  };
}

/** Bounds what clients may take of a server. Returns the connections that are open, as they come and go. */
function bound(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = TO_TAKE;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that goes away in the middle is nothing to report.
    socket.on("error", () => socket.destroy());
  });
  server.on("clientError", ({ code }: Error & { code?: string }, socket: Socket) => {
    const status = REFUSED[code ?? ""] ?? "400 Bad Request";
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else socket.destroy();
  });
  return sockets;
}

/** Resolves once connections are taken. Errors as of `Host.listen`. */
function begin(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenProblem(error, `${host}:${port}`)));
    server.listen(port, host, () => resolve());
  });
}

function denied(address: string): Problem {
  const advice = "the program runs without the permission to use the network. Allow it with --allow-net.";
  return new Problem("permission", `Cannot listen on ${address}: ${advice}`);
}

function listenProblem(cause: unknown, address: string): unknown {
  const code = (cause as { code?: unknown }).code, { errors } = Deno;
  const problem = (kind: "busy" | "usage" | "permission", words: string): Problem =>
    new Problem(kind, `Cannot listen on ${address}: ${words}`, { cause });
  if (code === "EADDRINUSE" || cause instanceof errors.AddrInUse) {
    return problem("busy", "the port is in use. Choose another with --listen.");
  }
  if (code === "EACCES" || cause instanceof errors.PermissionDenied) {
    return problem("permission", "this user may not use the port. Choose one from 1024 on.");
  }
  const known = ["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN", "EINVAL", "EAFNOSUPPORT", "ENOENT"];
  if (known.includes(String(code)) || cause instanceof errors.AddrNotAvailable) {
    return problem("usage", "this machine has no such address. Choose another with --listen.");
  }
  return cause;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  ended: AbortSignal,
): Promise<void> {
  const served = requestOf(request), isHead = served.method === "HEAD";
  const { status, headers, body, stream } = await answer(served);
  if (response.destroyed) return;
  const isOpen = stream !== undefined && !isHead;
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const hasLength = stream === undefined && status !== 304;
  response.writeHead(status, {
    ...headers,
    ...(hasLength ? { "content-length": String(bytes.length) } : {}),
    ...(served.hasBody || ended.aborted ? { connection: "close" } : {}),
  });
  if (isOpen) {
    if (bytes.length > 0) response.write(bytes);
    stream(clientOf(response, ended));
  } else if (isHead || status === 304) response.end();
  else response.end(bytes);
  // The rest of the body is not worth reading.
  if (served.hasBody) response.on("finish", () => request.destroy());
}

function requestOf({ method = "", url = "/", headers }: IncomingMessage): ServedRequest {
  const texts = Object.entries(headers).map((
    [name, value],
  ) => [name, Array.isArray(value) ? value.join(", ") : value]);
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0;
  return { method, target: url, headers: Object.fromEntries(texts), hasBody };
}

function clientOf(response: ServerResponse, ended: AbortSignal): StreamClient {
  const left = new AbortController();
  response.on("close", () => left.abort());
  // The server ends its streams: a socket that is ended cannot be written to any more.
  ended.addEventListener("abort", () => response.end(), { signal: left.signal });
  return {
    gone: left.signal,
    send(data) {
      if (left.signal.aborted) return;
      response.write(data);
      if (response.writableLength > MOST_WAITING) response.destroy();
    },
    end: () => void response.end(),
  };
}
