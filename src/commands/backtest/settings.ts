// Role: which records of a log a backtest evaluates, and as what: the filters of its options, or those of a source.

import {
  NO_SCREENING,
  type Screening,
  screensRecords,
  storedSettings,
} from "../../domain/screening/settings.ts";
import { loadScreen } from "../../formats/load_screen.ts";
import type { Host } from "../../host/host.ts";
import type { Plan } from "../../plan.ts";
import { printable } from "../../render/text/printable.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { Invocation } from "../command.ts";
import { checkQueries } from "../replay/screening.ts";
import { databasePath } from "../shared/database_path.ts";
import { warn } from "../shared/messages.ts";
import { checkSource } from "../shared/source_option.ts";

/**
 * The plan with the settings of the source that `--source` names, as a further replay has them; what the options say
 * stands in their place.
 *
 * Errors: `Problem` "usage" for an unknown source, those of `checkQueries`, and those of opening the database.
 */
export async function withSettings(plan: Plan, { values }: Invocation, host: Host): Promise<Plan> {
  const stored = values.source === undefined ? NO_SCREENING : settingsOf(values.source, values.db, host);
  const asked: Screening = { ...stored, ...plan.givenScreening };
  checkQueries(plan.givenScreening, asked);
  if (!screensRecords(asked)) return plan;
  const bots = asked.bots === null ? null : (await host.lists()).botList;
  if (stored.bots !== null && bots !== stored.bots) {
    warn(host, `bots are known by ${bots} here, and were by ${printable(stored.bots)} in the database.`);
  }
  const screening = { ...asked, bots };
  return Object.freeze({ ...plan, screening, screen: await loadScreen(screening, host.lists) });
}

function settingsOf(source: string, database: string | undefined, host: Host): Screening {
  const path = databasePath(database, host);
  using reader = sqlite.read(path);
  checkSource(reader, source, path);
  const { rows: [row] } = reader.query(
    "SELECT filters, anonymize, keep_query FROM sources WHERE name = :source",
    { source },
  );
  return storedSettings(row[0], row[1], row[2]);
}
