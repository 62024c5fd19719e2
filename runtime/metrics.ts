/** What a process measures, in a registry of its own that Prometheus reads. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { VERSION } from './version.ts';

/** Label values come from closed sets (operationId, connector kind, step, code): never ids, names or addresses. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpRequestDuration: Histogram<'operation' | 'method' | 'status'>;
  /** From the acceptance of a job to its last state. */
  readonly jobDuration: Histogram<'operation' | 'status'>;
  /** One call of a connector; `outcome` is `ok` or the code of the `TargetFailure`. */
  readonly targetCallDuration: Histogram<'connector' | 'step' | 'outcome'>;
  /** Records that this process has put into the logs of the ledger. */
  readonly ledgerSequenced: Counter;
  /** Logs that are not signed any more. */
  readonly ledgerRefusals: Counter<'code'>;
}

/** @param service label of `capstan_build_info`. */
export function createMetrics(service: 'api' | 'worker' | 'gateway'): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'capstan_build_info',
    help: 'Constant 1, with the service and its version as labels.',
    labelNames: ['service', 'version'],
    registers,
  }).set({ service, version: VERSION }, 1);
  return {
    registry,
    httpRequestDuration: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the end of its response.',
      labelNames: ['operation', 'method', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    jobDuration: new Histogram({
      name: 'capstan_job_duration_seconds',
      help: 'Time from the acceptance of a job to its last state.',
      labelNames: ['operation', 'status'],
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 43_200],
      registers,
    }),
    targetCallDuration: new Histogram({
      name: 'capstan_target_call_duration_seconds',
      help: 'Time of one call of a connector, by step and outcome.',
      labelNames: ['connector', 'step', 'outcome'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    ledgerSequenced: new Counter({
      name: 'capstan_ledger_sequenced_total',
      help: 'Audit records and checkpoints that this process has put into the trees of their logs.',
      registers,
    }),
    ledgerRefusals: new Counter({
      name: 'capstan_ledger_refusals_total',
      help: 'Logs that this process found not to go on from what was signed.',
      labelNames: ['code'],
      registers,
    }),
  };
}
