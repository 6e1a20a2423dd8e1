// Role: the commands that people wait for less, as one module. In a bundle it is one file, which a replay or a query does not
// load; one file each would share its code in eighty pieces, and each piece costs every start a little.

export { backtestCommand } from "./backtest/backtest.ts";
export { backup } from "./database/backup.ts";
export { doctor } from "./database/doctor.ts";
export { prune } from "./database/prune.ts";
export { undo } from "./database/undo.ts";
export { notify } from "./notify/notify.ts";
export { report } from "./report/report.ts";
export { rules } from "./rules/rules.ts";
export { serve } from "./serve/serve.ts";
export { watchCommand } from "./watch/watch.ts";
