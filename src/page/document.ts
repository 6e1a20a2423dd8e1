// Role: the page as a document: a report file with its data, script and style inside, or what a server sends. The browser may
// run nothing else and load nothing from elsewhere.

import script from "./built/page.js" with { type: "text" };
import style from "./built/page.css" with { type: "text" };
import { hashSource } from "./content_policy.ts";
import type { Recording } from "./data/model.ts";
import type { FirstAnswers } from "./data/questions.ts";
import { dataElement, FIRST_ANSWERS, RECORDING } from "./embedded.ts";

/** What the program needs of the page. It is loaded by its address: other commands would start later with its text. */
export interface PageFiles {
  /** The script, a module. */
  readonly script: string;
  /** The script that runs before a served document is drawn. */
  readonly early: string;
  readonly style: string;
  /** A report file: one document that needs nothing else. */
  report(recording: Recording): Promise<string>;
  /** The document of a server; it asks the server's API, which may tell countries. */
  served(hasCountries: boolean): Promise<ServedDocument>;
}

/** A document with script and style inside, in two parts. */
export interface ServedDocument {
  /** What does not depend on data. */
  readonly begin: string;
  /** The rest, with the first picture and the data that the script begins with: a `FirstAnswers` as JSON, or null where nothing is known. */
  rest(first: string | null): string;
}

const HEAD = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>httplog</title>
<link rel="icon" href="data:,">`;
/** A link may lead to another range than that of the first picture: that is not shown then. A server does not get to know the fragment. */
const EARLY = `if(location.hash.length>1||location.search.length>1)document.documentElement.dataset.moved=""`;

/** What a browser shows before the script, which draws here, and without it. */
const EMPTY = `<header class="top"><h1>httplog</h1></header>
<noscript>This page draws its numbers with a script, which is switched off here. The same numbers: <code>httplog query</code>.</noscript>`;
const UNTIL_SCRIPT =
  `<noscript><p class="note">More is drawn by a script, which is switched off here. The same numbers and more: <code>httplog query</code>.</p></noscript>`;

async function reportDocument(recording: Recording): Promise<string> {
  const [ofScript, ofStyle] = await Promise.all([hashSource(script), hashSource(style)]);
  const policy =
    `default-src 'none'; script-src ${ofScript}; style-src ${ofStyle}; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="${policy}">
${HEAD}
<style>${style}</style>
</head>
<body>
<div id="page">${EMPTY}</div>
${dataElement(RECORDING, JSON.stringify(recording))}
<script type="module">${script}</script>
</body>
</html>
`;
}

/** The page. */
export const page: PageFiles = {
  script,
  early: EARLY,
  style,
  report: reportDocument,
  served: servedDocument,
};

async function servedDocument(hasCountries: boolean): Promise<ServedDocument> {
  // Here, because a report needs none of it.
  const { firstPicture } = await import("./first_picture.tsx");
  const pictureOf = (json: string): string | null => {
    try {
      return firstPicture(JSON.parse(json) as FirstAnswers, hasCountries);
    } catch {
      // A page without it is better than none: the script draws all that it can.
      return null;
    }
  };
  const restOf = (json: string | null): string => {
    const picture = json === null ? null : pictureOf(json);
    return `<div id="page"${hasCountries ? " data-countries" : ""}>${
      picture === null ? EMPTY : picture + UNTIL_SCRIPT
    }</div>
${json === null ? "" : dataElement(FIRST_ANSWERS, json)}
<script type="module">${script}</script>
</body>
</html>
`;
  };
  let last: { readonly json: string | null; readonly rest: string } | null = null;
  return {
    begin: `<!DOCTYPE html>
<html lang="en">
<head>
${HEAD}
<style>${style}</style>
<script>${EARLY}</script>
</head>
<body>
`,
    rest(json) {
      // Many pages are sent between two commits.
      if (last === null || last.json !== json) last = { json, rest: restOf(json) };
      return last.rest;
    },
  };
}
