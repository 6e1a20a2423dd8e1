// Role: data within the document of the page: JSON in an element, which a browser does not run. Apart from the document, whose text is
// large.

/** Where the answers are that a server sends with the page: the id of their element. */
export const FIRST_ANSWERS = "first-answers";

/** Where the data of a report file are. */
export const RECORDING = "recording";

/**
 * JSON within a script element: no text in it can end the element or begin another one, and it stays JSON.
 *
 * @example
 * ```ts
 * import { elementJson } from "./embedded.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(elementJson('"</script>"'), '"\\u003c/script\\u003e"');
 * ```
 */
export function elementJson(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** An element with JSON in it, which a browser does not run. */
export function dataElement(id: string, json: string): string {
  return `<script type="application/json" id="${id}">${elementJson(json)}</script>`;
}
