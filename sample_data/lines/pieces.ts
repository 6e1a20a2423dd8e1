// Role: ready pieces of bytes and how they are put together, fast. Used by every format of benchmark logs.

/** A text as bytes. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Copies a piece to `at` and gives the place behind it. Pieces are short: a loop beats `set`. */
export function put(piece: Uint8Array, buffer: Uint8Array, at: number): number {
  for (let index = 0; index < piece.length; index++) buffer[at + index] = piece[index];
  return at + piece.length;
}

/** Writes a whole number from 0 on in decimal digits and gives the place behind it. */
export function putNumber(value: number, buffer: Uint8Array, at: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  let rest = value;
  for (let place = at + digits - 1; place >= at; place--) {
    const next = Math.floor(rest / 10);
    buffer[place] = 48 + rest - next * 10;
    rest = next;
  }
  return at + digits;
}

/** How many seconds are kept: more than lie between records that are out of order. A power of two. */
const SECONDS_KEPT = 16;

/** Pieces for epoch seconds, made when they are first asked for and kept for a while. */
export function piecesOfSeconds(text: (time: Date) => string): (time: number) => Uint8Array {
  const kept = Array.from({ length: SECONDS_KEPT }, () => ({ time: -1, piece: bytesOf("") }));
  return (time) => {
    const one = kept[time % SECONDS_KEPT];
    if (one.time !== time) {
      one.time = time;
      one.piece = bytesOf(text(new Date(time * 1000)));
    }
    return one.piece;
  };
}
