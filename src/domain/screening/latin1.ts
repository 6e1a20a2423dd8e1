// Role: bytes ↔ texts with one character a byte, for patterns: whatever the bytes are, nothing is lost.

/** The bytes at [start, end) as a text. */
export function latin1Of(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]);
  return text;
}

/** The bytes that {@link latin1Of} made the text from. */
export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
