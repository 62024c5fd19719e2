/** Shows in a worker's metrics how far the read model of reports is behind. Every worker shows the same. */

import { Gauge, type Registry } from 'prom-client';
import type { ReportsInNumbers } from '../store/reporting/survey-reports.ts';
import { lookNowAndThen } from './look-now-and-then.ts';

/** Adds the gauges to `registry`; where `survey` gives no answer they are left out. */
export function measureReports(registry: Registry, survey: () => Promise<ReportsInNumbers>): void {
  const look = lookNowAndThen(survey);
  const gauge = (named: string, help: string, read: (found: ReportsInNumbers) => number | null) =>
    new Gauge({
      name: named,
      help,
      registers: [registry],
      async collect() {
        const found = await look();
        const value = found ? read(found) : null;
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  gauge(
    'capstan_report_lag_seconds',
    'How old the read model of reports is, of the organization that is furthest behind; left out while one is built for the first time.',
    ({ lagMs }) => (lagMs === null ? null : lagMs / 1_000),
  );
  gauge(
    'capstan_report_behind_records',
    'Audit records that the read model of reports has not followed yet, over all organizations.',
    ({ behind }) => behind,
  );
}
