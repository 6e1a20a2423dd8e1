// Role: the registry of log formats, and which of them a line begins. A new format is one file and one line here.

import { type Detected, detectFormat } from "./detect.ts";
import type { LogFormat, ReadOptions } from "./format.ts";
import { albFormat } from "./families/alb.ts";
import { clfFormat } from "./families/clf.ts";
import { cloudfrontFormat } from "./families/cloudfront.ts";
import { csvFamily } from "./families/csv.ts";
import { elbFormat } from "./families/elb.ts";
import { envoyFormat } from "./families/envoy.ts";
import { haproxyFormat } from "./families/haproxy.ts";
import { jsonFormat } from "./families/json.ts";
import { nginxIngressFormat } from "./families/nginx_ingress.ts";
import { s3Format } from "./families/s3.ts";
import { squidFormat } from "./families/squid.ts";
import { traefikFormat } from "./families/traefik.ts";
import { w3cFormat } from "./families/w3c.ts";
import { formatByText } from "./pasted/pasted.ts";
import { alsoBehindText, alsoWrapped, behindText } from "./wrappers/wrapped_lines.ts";

/** The families in order of strictness: what pins the most fields comes first. */
const STRICT: readonly LogFormat[] = [
  jsonFormat,
  w3cFormat,
  csvFamily,
  albFormat,
  elbFormat,
  s3Format,
  squidFormat,
  haproxyFormat,
  envoyFormat,
  traefikFormat,
  nginxIngressFormat,
  cloudfrontFormat,
  clfFormat,
].map(alsoWrapped);

/** The families in that order, also where their lines are behind an unknown text. */
export const FAMILIES: readonly LogFormat[] = STRICT.map(alsoBehindText);

/** Which of the families a line is of, see `detectFormat`. */
export function detect(line: Uint8Array, options: ReadOptions): Detected {
  const found = detectFormat(STRICT, line, options);
  if (
    "beginning" in found ||
    behindText(line).every((inner) => "misfit" in detectFormat(STRICT, inner, options))
  ) {
    return found;
  }
  return detectFormat(FAMILIES, line, options);
}

/** The format that a text names, or that was pasted, see `formatByText`. */
export function parseLogFormat(text: string): LogFormat {
  return formatByText(FAMILIES, text);
}
