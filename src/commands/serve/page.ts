// Role: the page that a browser gets, and the policy that keeps all but its own script and style from running.

import { hashSource } from "../../page/content_policy.ts";
import type { PageFiles, ServedDocument } from "../../page/document.ts";

/** A page: its HTML, and its `Content-Security-Policy`. */
export interface ServedPage {
  readonly document: ServedDocument;
  /** Whether it takes the answers that it begins with; else it shows none. */
  readonly takesAnswers: boolean;
  readonly policy: string;
  /** Changes with its HTML; without quotation marks. */
  readonly version: string;
}

/** Where the program is a bundle without the page. */
const STYLE = "body{font:1em/1.5 system-ui,sans-serif;margin:3em auto;max-width:40em;padding:0 1em}";
const HTML = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>httplog</title>
<style>${STYLE}</style>
<h1>httplog</h1>
<p>The API is at <a href="/api/v1/sources">/api/v1/sources</a>, metrics are at <a href="/metrics">/metrics</a>.</p>
</html>
`;

/**
 * The page; without its files a line that leads to the API. Its inline script and style are allowed by their hashes.
 *
 * @param hasCountries Whether the API tells countries.
 */
export async function servedPage(files: PageFiles | null, hasCountries = false): Promise<ServedPage> {
  const document = await files?.served(hasCountries) ?? { begin: HTML, rest: () => "" };
  const scripts = files === null ? [] : await Promise.all([files.early, files.script].map(hashSource));
  const policy = policyOf(scripts, [await hashSource(files?.style ?? STYLE)]);
  const version = (await hashSource(document.begin + document.rest(null))).slice(8, -1);
  return { document, takesAnswers: files !== null, policy, version };
}

/** The policy for inline scripts and styles with these hashes. */
export function policyOf(scripts: readonly string[], styles: readonly string[]): string {
  const list = (sources: readonly string[]): string => sources.length === 0 ? "'none'" : sources.join(" ");
  return [
    "default-src 'none'",
    `script-src ${list(scripts)}`,
    `style-src ${list(styles)}`,
    ...[
      "connect-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ],
  ].join("; ");
}
