/**
 * Delivers the audit log of an organization to one collector, for as long as that is active: turn after turn, and after
 * a failure again, later and later, for ever. How far it has come stands in the collector's document and nowhere else.
 */

import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { DeliveryAnswer } from '../activities/delivery/contract.ts';
import type { Activities } from '../activities/index.ts';
import { COLLECTOR_CHANGED, DELIVERY_QUEUE, type DeliveryInput, STEP_DEFECT } from './contract.ts';

/** A run's history stays small; the next run goes on. */
const TURNS_A_RUN = 60;
/** After a defect: nothing but a new version of Capstan will mend it. */
const AFTER_DEFECT_MS = 5 * 60_000;

const { deliverBatches } = proxyActivities<Pick<Activities, 'deliverBatches'>>({
  taskQueue: DELIVERY_QUEUE,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

const collectorChanged = defineSignal(COLLECTOR_CHANGED);

export async function deliverLog(input: DeliveryInput): Promise<void> {
  let hasChanged = false;
  setHandler(collectorChanged, () => {
    hasChanged = true;
  });
  for (let turn = 0; turn < TURNS_A_RUN; turn += 1) {
    hasChanged = false;
    const answer = await deliver(input);
    // Activated again at this very moment: whoever did it relies on this workflow.
    if (answer.state === 'stopped' && !hasChanged) return;
    if (answer.state === 'failed') await condition(() => hasChanged, answer.retryAfterMs);
  }
  await continueAsNew<typeof deliverLog>(input);
}

async function deliver(input: DeliveryInput): Promise<DeliveryAnswer> {
  try {
    return await deliverBatches(input);
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (!(cause instanceof ApplicationFailure) || cause.type !== STEP_DEFECT) throw error;
    return { state: 'failed', retryAfterMs: AFTER_DEFECT_MS };
  }
}
