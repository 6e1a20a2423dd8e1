// Role: the option `--public-url`: where others reach the page that `serve` serves.

import { Problem } from "../../domain/problem.ts";
import { printable } from "../../render/text/printable.ts";
import type { OptionSpec } from "../command.ts";

export const PUBLIC_URL_OPTION: OptionSpec = {
  name: "public-url",
  value: "URL",
  help: "where others reach the page of httplog serve: messages about alerts link to it",
};

/** The address, null without one. Errors: `Problem` "usage" for what is no address of a page. */
export function publicUrl(given: string | undefined): URL | null {
  if (given === undefined) return null;
  const url = URL.parse(given);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === "" &&
    url.password === "" &&
    url.search === "" && url.hash === "";
  if (isPlain) return url;
  throw new Problem(
    "usage",
    `--public-url takes an address such as https://stats.example.com/httplog, without a query; "${
      printable(given)
    }" was given.`,
  );
}
