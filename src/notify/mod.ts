// Role: the registry of kinds of notifiers. A new kind is one file and one line here, and its name in
// `domain/rules/definition.ts`. Read by `commands` alone.

import { alertmanager } from "./kinds/alertmanager.ts";
import type { NotifierKind } from "./notifier.ts";
import { pagerduty } from "./kinds/pagerduty.ts";
import { slack } from "./kinds/slack.ts";
import { webhook } from "./kinds/webhook.ts";

/** All kinds of notifiers. */
export const NOTIFIERS: readonly NotifierKind[] = [alertmanager, pagerduty, slack, webhook] as const;
