// Role: the signature of Standard Webhooks, scheme v1: base64(HMAC-SHA256(key, id.timestamp.body)).

const PREFIX = "whsec_";

/** Bytes that a key has at least and at most, as the specification asks. */
const SHORTEST_KEY = 24, LONGEST_KEY = 64;

/** The bytes of a signing key, "whsec_" and base64 (the prefix may be left out); null for what is none. */
export function signingKey(secret: string): Uint8Array<ArrayBuffer> | null {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return bytes.length < SHORTEST_KEY || bytes.length > LONGEST_KEY ? null : bytes;
}

/**
 * The value of the header `webhook-signature`.
 *
 * @param timestamp Epoch second of the attempt.
 */
export async function webhookSignature(
  key: Uint8Array<ArrayBuffer>,
  id: string,
  timestamp: number,
  body: string,
): Promise<string> {
  const usage = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, usage, false, ["sign"]);
  const message = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
  return `v1,${btoa(String.fromCharCode(...signature))}`;
}
