// Role: what is open of a line that a collector has cut, as text: within a run with its bytes, in a database with its places alone, for a
// database must not hold what a source is not to keep, such as a client or a query.

import type { OpenPlace } from "../format.ts";

/** In place of parts that are too long together. */
export const TOO_LONG = "too long";

/** What a stream has of a line whose end has not come, with a line feed; null where nothing is open. */
export type OpenParts = Uint8Array | typeof TOO_LONG | null;

const LF = 0x0a;

/** An entry of what is in force, by stream: the bytes of its parts, or how far before the cursor they begin and end. */
type Entry = null | typeof TOO_LONG | [string] | [number, number];

/** What is in force inside and what is open of each stream, as text. */
export function textOfParts(inside: string | undefined, open: readonly OpenParts[]): string {
  const entries = open.map((parts): Entry => parts instanceof Uint8Array ? [textOfBytes(parts)] : parts);
  return JSON.stringify([inside ?? null, ...entries]);
}

/** What such a text says. Of parts of which it has but the place, nothing is there yet. */
export function partsOfText(text: string): { readonly inside: string | null; readonly open: OpenParts[] } {
  const { inside, entries } = parsed(text);
  const open = entries.map((entry): OpenParts => {
    if (entry === null || entry === TOO_LONG) return entry;
    return entry.length === 1 ? bytesOfText(entry[0]) : Uint8Array.of(LF);
  });
  return { inside, open };
}

/** The text as it is stored for a cursor at `offset`: with the places of the parts, by stream, and without their bytes. */
export function storedParts(text: string, places: readonly (OpenPlace | null)[], offset: number): string {
  if (places.every((place) => place === null)) return text;
  const { inside, entries } = parsed(text);
  const stored = entries.map((entry, stream): Entry => {
    const place = places[stream];
    return place ? [offset - place.from, offset - place.to] : entry;
  });
  return JSON.stringify([inside, ...stored]);
}

/** Where the parts lie of which a text has but the place, by stream; empty where it has none. */
export function storedPlaces(text: string | null, offset: number): (OpenPlace | null)[] {
  if (text === null) return [];
  const places = parsed(text).entries.map((entry) =>
    entry?.length === 2 ? { from: offset - Number(entry[0]), to: offset - Number(entry[1]) } : null
  );
  return places.every((place) => place === null) ? [] : places;
}

/** Earlier versions joined nothing: their text is what is in force inside, as of a log that is not cut. */
function parsed(text: string): { readonly inside: string | null; readonly entries: Entry[] } {
  if (!text.startsWith("[")) return { inside: text, entries: [] };
  const [inside, ...entries]: [string | null, ...Entry[]] = JSON.parse(text);
  return { inside, entries };
}

/** One character a byte, so that it can be stored as text whatever it is. */
function textOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function bytesOfText(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
