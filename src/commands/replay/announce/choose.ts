// Role: chooses the announcer of a replay by its options and its outputs.

import type { Host } from "../../../host/host.ts";
import { announceJson } from "./json.ts";
import { announceText } from "./text.ts";
import type { Invocation } from "../../command.ts";
import type { AnnounceOptions, Announcer } from "../events.ts";
import { NO_STATUS_LINE, statusLine } from "./status_line.ts";
import { say } from "../../shared/messages.ts";

/**
 * The announcer for `--output`. With `--quiet` it prints nothing in any output; then only problems, the exit code and the
 * database say how it went. The status line needs a terminal on standard error, colour one on standard output.
 */
export function announcer(
  { values, flags }: Invocation,
  about: Pick<AnnounceOptions, "source" | "bucketSize">,
  host: Host,
): Announcer {
  const isCapable = host.env("TERM") !== "dumb";
  const wantsColor = isCapable && !flags["no-color"] && !host.env("NO_COLOR");
  const options: AnnounceOptions = {
    ...about,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    color: wantsColor && host.stdout.isTerminal,
    progress: isCapable && host.stderr.isTerminal && !flags["no-progress"] && !flags.quiet,
  };
  const status = options.progress ? statusLine(host, wantsColor) : NO_STATUS_LINE;
  const shown = values.output === "json" ? announceJson : announceText;
  return {
    ...shown(options, host, status),
    warn(text) {
      if (text !== null) status.above(() => say(host, text));
    },
  };
}
