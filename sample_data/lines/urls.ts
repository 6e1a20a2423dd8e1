// Role: the URLs of benchmark logs and the pages that they are linked from.

import { PAGES_OF_SECTIONS } from "./line_format.ts";

/** What is asked for. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** What stands behind the question mark; empty where there is none. */
  readonly query: string;
  readonly protocol: string;
}

const URLS = 5000;

const WORDS = ["oak-table", "desk-lamp", "armchair", "bookshelf", "wool-rug", "mirror", "side-board"];
const QUERIES = ["", "", "", "page=2", "", "", "color=dark+blue&size=140"];

/** The URL of this number: that of page `number % 32`. */
function urlOf(number: number): Asked {
  const page = PAGES_OF_SECTIONS[number % PAGES_OF_SECTIONS.length];
  const of = Math.floor(number / PAGES_OF_SECTIONS.length);
  return {
    method: number % 11 === 0 ? "POST" : number % 37 === 0 ? "HEAD" : "GET",
    path: `${page}/${WORDS[of % WORDS.length]}-${1000 + of}`,
    query: QUERIES[number % QUERIES.length],
    protocol: number % 3 === 0 ? "HTTP/1.1" : "HTTP/2.0",
  };
}

/** Of each page its URLs; 5,000 in all. */
export const URLS_OF_PAGES: readonly (readonly Asked[])[] = PAGES_OF_SECTIONS.map((_, page) =>
  Array.from(
    { length: Math.ceil((URLS - page) / PAGES_OF_SECTIONS.length) },
    (_, of) => urlOf(page + of * PAGES_OF_SECTIONS.length),
  )
);

const SITE = "https://www.example.com";

const ELSEWHERE = [
  "https://www.google.com/",
  "https://www.bing.com/search?q=oak+table+140+cm&form=QBLH",
  "https://duckduckgo.com/",
  "https://news.example.org/2019/02/furniture-of-the-year",
  "https://t.example.net/l/4fzk2",
];

/** 256 referrers, of which some are the same: none, one of two; a page of the site, one of three; or another site. */
export const REFERRERS: readonly string[] = Array.from({ length: 256 }, (_, number) => {
  if (number < 128) return "";
  if (number >= 218) return ELSEWHERE[number % ELSEWHERE.length];
  return `${SITE}${urlOf(number * 19).path}`;
});

/** Which URL of so many, out of the detail of a record. */
export const urlIn = (detail: number, count: number): number => (detail & 0xfff) % count;

/** Which of {@link REFERRERS}. */
export const referrerIn = (detail: number): number => (detail >>> 12) & 0xff;

/** Milliseconds that the answer took: up to 1023. */
export const millisecondsIn = (detail: number): number => detail >>> 22;
