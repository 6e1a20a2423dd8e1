// Role: what a content security policy says of an inline script or style: its hash. Apart from the document, whose text is large.

/** The source of a policy that allows this text and no other. */
export async function hashSource(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${new Uint8Array(digest).toBase64()}'`;
}
