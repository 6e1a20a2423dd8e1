// Role: what a user names or pastes → a log format: a name, a string of nginx or Apache, or keys of JSON.

import { didYouMean } from "../../domain/nearest.ts";
import { Problem } from "../../domain/problem.ts";
import { layoutFormat, nearer } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { TIME_TAKEN_PREFIX, w3cFormatWith } from "../families/w3c.ts";
import { jsonFormatOf } from "../json/json_format.ts";
import { alsoBehindText, alsoWrapped } from "../wrappers/wrapped_lines.ts";
import { apachePieces, isApacheString } from "./apache_string.ts";
import { JSON_PREFIX, jsonKeys } from "./json_roles.ts";
import { isNginxString, nginxPieces, ownVariables } from "./nginx_string.ts";
import { pastedLayout } from "./pieces.ts";

/** Names that people know, and the family that each is of. */
export const FORMAT_NAMES: Readonly<Record<string, string>> = {
  "common": "clf",
  "combined": "clf",
  "vhost_common": "clf",
  "vhost_combined": "clf",
  "varnish": "clf",
  "nginx-json": "json",
  "caddy": "json",
  "traefik-json": "json",
  "gcp": "json",
  "cloudflare": "json",
  "envoy-json": "json",
  "iis": "w3c",
};

/** Families that a name stands for beside its own: the same writer writes both. */
const ALSO: Readonly<Record<string, string>> = { traefik: "json", cloudfront: "w3c" };

/** The family; where another one is given, also what is of that. */
function withOther(family: LogFormat, other: LogFormat | undefined): LogFormat {
  if (other === undefined) return family;
  return {
    ...family,
    begin: (line, options) => {
      const begun = family.begin(line, options),
        otherwise = "reader" in begun ? begun : other.begin(line, options);
      return "reader" in otherwise || "reader" in begun ? otherwise : nearer(begun, otherwise);
    },
  };
}

/** What is said of the unit of `%D`; null where the format does not have it. */
function tomcatText(format: string): string | null {
  return /%(?:[\d,!<>]*)D/.test(format.replaceAll("%%", ""))
    ? "%D is taken as microseconds, as Apache means it: of Tomcat before version 10, of Undertow and WildFly, it is milliseconds, " +
      "for which %{ms}T stands"
    : null;
}

function withWarning(format: LogFormat, warning: string): LogFormat {
  return {
    ...format,
    begin: (line, options) => {
      const begun = format.begin(line, options);
      return "reader" in begun ? { ...begun, warning } : begun;
    },
  };
}

/**
 * The format that a text names: a family, one of {@link FORMAT_NAMES}, a `log_format` of nginx or a `LogFormat` of Apache, each as a
 * string or the whole directive, or `json:time=KEY,status=KEY,…`, or `w3c:time-taken=UNIT`. Its name is the text for storing, from which the same format is
 * made again.
 *
 * Errors: a `Problem` "usage", with the place under a caret in its details.
 */
export function formatByText(families: readonly LogFormat[], text: string): LogFormat {
  const name = text.trim(), family = families.find((family) => family.name === (FORMAT_NAMES[name] ?? name));
  if (family !== undefined) return withOther(family, families.find(({ name }) => name === ALSO[family.name]));
  if (name.startsWith(TIME_TAKEN_PREFIX)) return alsoBehindText(alsoWrapped(w3cFormatWith(name)));
  if (name.startsWith(JSON_PREFIX)) {
    const { keys, canonical } = jsonKeys(name);
    return alsoBehindText(alsoWrapped(
      jsonFormatOf({
        name: canonical,
        summary: "JSON by the keys that were named",
        keys: { keys },
        isNamed: true,
      }),
    ));
  }
  const isNginx = isNginxString(name);
  if (isNginx || isApacheString(name)) {
    const format = isNginx ? nginxPieces(text) : apachePieces(text);
    const own = isNginx ? ownVariables(format.pieces) : [],
      ofTomcat = isNginx ? null : tomcatText(format.text);
    const skipped = own.length === 0 ? "" : `; not read, as nginx has no such variable: ${own.join(", ")}`;
    const summary = `the format that was pasted, of ${isNginx ? "nginx" : "Apache"}${skipped}${
      ofTomcat === null ? "" : `; ${ofTomcat}`
    }`;
    const layouts = [pastedLayout(format)],
      pasted = layoutFormat({ name: format.canonical, summary, layouts });
    // Formats of Apache nearly always have %>s, which Tomcat does not know.
    const isOfTomcat = ofTomcat !== null && !/%[\d,!]*>/.test(format.text);
    return alsoBehindText(alsoWrapped(isOfTomcat ? withWarning(pasted, ofTomcat) : pasted));
  }
  const names = [...families.map((family) => family.name), ...Object.keys(FORMAT_NAMES)];
  const what =
    "a name, or the log_format of nginx, the LogFormat of Apache, or json:time=KEY,status=KEY,…, or w3c:time-taken=UNIT";
  throw new Problem(
    "usage",
    `--log-format takes ${what}.${didYouMean(name, names)} The names are ${names.join(", ")}.`,
  );
}
