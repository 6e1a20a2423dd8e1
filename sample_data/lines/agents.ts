// Role: the browsers and robots of benchmark logs, in the shapes in which they name themselves.

const BROWSER = "Mozilla/5.0 (";
const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/";
const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/";

const WINDOWS = `${BROWSER}Windows NT 10.0; Win64; x64`;
const MAC = `${BROWSER}Macintosh; Intel Mac OS X 10_15_7`;

/** What names itself by one version. */
const SHAPES: readonly ((version: number) => string)[] = [
  (version) => `${WINDOWS}) ${CHROME}${version}.0.0.0 Safari/537.36`,
  (version) => `${MAC}) ${CHROME}${version}.0.0.0 Safari/537.36`,
  (version) => `${BROWSER}X11; Linux x86_64) ${CHROME}${version}.0.0.0 Safari/537.36`,
  (version) => `${BROWSER}Linux; Android 10; K) ${CHROME}${version}.0.0.0 Mobile Safari/537.36`,
  (version) => `${WINDOWS}) ${CHROME}${version}.0.0.0 Safari/537.36 Edg/${version}.0.0.0`,
  (version) => `${WINDOWS}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`,
  (version) =>
    `${BROWSER}iPhone; CPU iPhone OS ${version - 106}_5 like Mac OS X) ${SAFARI}${version - 106}.5 ` +
    "Mobile/15E148 Safari/604.1",
  (version) => `${MAC}) ${SAFARI}${version - 106}.4 Safari/605.1.15`,
];

const VERSIONS = [119, 120, 121, 122, 123];

const ROBOTS = [
  `${BROWSER}compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  `${BROWSER}Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${CHROME}121.0.6167.139 Mobile Safari/537.36 ` +
  "(compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  `${BROWSER}compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)`,
  `${BROWSER}compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)`,
  `${BROWSER}compatible; YandexBot/3.0; +http://yandex.com/bots)`,
  "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
  "python-requests/2.31.0",
  "curl/8.4.0",
];

/** 48 agents, most of 80 to 140 characters; none has a quote or a backslash, which formats write in different ways. */
export const AGENTS: readonly string[] = [
  ...VERSIONS.flatMap((version) => SHAPES.map((shape) => shape(version))),
  ...ROBOTS,
];
