/**
 * Shows in a worker's metrics how the logs are. One that stands still takes no worker out of rotation, since the others
 * go on there: it is for an alarm to notice. Every worker shows the same, which is what the database holds.
 */

import { Gauge, type Registry } from 'prom-client';
import { LEDGER_STATES } from '../domain/ledger.ts';
import type { LogsInNumbers } from '../store/ledger/survey-logs.ts';
import { lookNowAndThen } from './look-now-and-then.ts';

/** Adds the gauges to `registry`. Where `survey` gives no answer one says so, and the others are left out. */
export function measureLedger(registry: Registry, survey: () => Promise<LogsInNumbers>): void {
  const look = lookNowAndThen(survey);
  new Gauge({
    name: 'capstan_ledger_survey_up',
    help: 'Whether the database has said how the logs are (1), or has not and the other gauges of the ledger are left out (0).',
    registers: [registry],
    async collect() {
      this.set((await look()) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'capstan_ledger_oldest_pending_seconds',
    help: 'How long the oldest audit record or checkpoint waits to be put into the tree of its log, over all logs; 0: none waits.',
    registers: [registry],
    async collect() {
      const found = await look();
      if (found) this.set((found.oldestPendingMs ?? 0) / 1_000);
      else this.remove();
    },
  });
  new Gauge({
    name: 'capstan_ledger_logs',
    help: 'Logs of the ledger by state, as GET /v1/ledger calls it; the log of the platform is one of them.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const found = await look();
      this.reset();
      if (found) for (const state of LEDGER_STATES) this.set({ state }, found.states[state]);
    },
  });
}
