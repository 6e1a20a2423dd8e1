// Role: the registry of kinds of notifiers. A new kind is one file and one line here, and its name in
// `src/domain/rules/definition.ts`. Read by `commands` alone.

import { alertmanager } from "./alertmanager.ts";
import type { NotifierKind } from "./notifier.ts";
import { pagerduty } from "./pagerduty.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

/** All kinds of notifiers. */
export const NOTIFIERS: readonly NotifierKind[] = [alertmanager, pagerduty, slack, webhook] as const;
