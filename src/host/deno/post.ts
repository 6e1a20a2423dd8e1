// Role: one HTTP request of the real machine. Its errors have texts of their own, because those of the runtime hold the
// address, which can be a secret.

import { Problem } from "../../domain/problem.ts";
import type { HttpAnswer, HttpRequest } from "../host.ts";

/** Patterns of the runtime's messages, and the reason that is reported. */
const REASONS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/dns error|lookup/i, "the name of the host is not known"],
  [/connection refused/i, "the connection was refused"],
  [/certificate|tls|ssl|handshake/i, "no secure connection (TLS) can be made"],
  [/unreachable/i, "the network or the host cannot be reached"],
  [/reset|closed|incomplete|aborted|eof|broken pipe/i, "the connection was closed before an answer came"],
  [/are blocked/i, "the port is blocked for HTTP"],
];

/** `Host.post`. It waits for the head of the response only. */
export async function post({ url, headers, body }: HttpRequest, seconds: number): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(Math.ceil(seconds * 1000));
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { ...headers },
      body,
      redirect: "manual",
      signal,
    });
    const { status } = answer;
    const retryAfter = answer.headers.get("retry-after");
    // The body may be long, and is not used.
    await answer.body?.cancel().catch(() => {});
    return { status, retryAfter };
  } catch (error) {
    // No cause: its text would hold the address.
    if (error instanceof Deno.errors.NotCapable) {
      throw new Problem(
        "permission",
        "Notifications cannot be sent: the program runs without the permission to use the network. Allow it with " +
          "--allow-net.",
      );
    }
    // An address may match any of the patterns, so the text up to its end is removed.
    const text = detailsOf(error).replace(/^.*\(https?:.*?\): /s, "");
    if (signal.aborted || /timed? ?out/i.test(text)) throw new Problem("io", `no answer within ${seconds} s`);
    const [, reason] = REASONS.find(([pattern]) => pattern.test(text)) ?? [];
    throw new Problem("io", reason ?? "the connection failed");
  }
}

function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return error.cause instanceof Error ? error.cause.message : error.message;
}
