// Role: the page as a document: a report file with its data, script and style inside, or what a server sends. The browser may
// run nothing else and load nothing from elsewhere.

import script from "./built/page.js" with { type: "text" };
import style from "./built/page.css" with { type: "text" };
import { hashSource } from "./content_policy.ts";
import type { Recording } from "./data/model.ts";
import { dataElement, RECORDING } from "./embedded.ts";

/** What the program needs of the page. It is loaded by its address: other commands would start later with its text. */
export interface PageFiles {
  /** The script, a module. */
  readonly script: string;
  readonly style: string;
  /** A report file: one document that needs nothing else. */
  report(recording: Recording): Promise<string>;
  /**
   * The document of a server, script and style inside; it asks the server's API, which may tell countries. In two parts: data that the
   * server knows already stand between them (`embedded.ts`).
   */
  served(hasCountries: boolean): readonly [begin: string, end: string];
}

const HEAD = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>httplog</title>
<link rel="icon" href="data:,">`;
/** The name is there before the script: the browser sets up its drawing meanwhile, and the first picture need not wait for that. */
const bodyOf = (more = ""): string =>
  `<div id="page"${more}><header class="top"><h1>httplog</h1></header><noscript>This page draws its numbers with a script, which is switched off here. The same numbers:
<code>httplog query</code>.</noscript></div>`;

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
${bodyOf()}
${dataElement(RECORDING, JSON.stringify(recording))}
<script type="module">${script}</script>
</body>
</html>
`;
}

/** The page. */
export const page: PageFiles = {
  script,
  style,
  report: reportDocument,
  served: (hasCountries) => [
    `<!DOCTYPE html>
<html lang="en">
<head>
${HEAD}
<style>${style}</style>
</head>
<body>
${bodyOf(hasCountries ? " data-countries" : "")}
<script type="module">${script}</script>
`,
    `
</body>
</html>
`,
  ],
};
