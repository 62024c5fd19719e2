/** Turn after turn of a delivery that goes on for ever, and after a failure again, when the activity says so. */

import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  type SignalDefinition,
  setHandler,
} from '@temporalio/workflow';
import type { DeliveryAnswer } from '../activities/delivery/contract.ts';
import { STEP_DEFECT } from './contract.ts';

/** A run's history stays small; the next run goes on. */
const TURNS_A_RUN = 60;
/** After a defect: nothing but a new version of Capstan will mend it. */
const AFTER_DEFECT_MS = 5 * 60_000;

/** What deliveries to systems outside have in common as activities. */
export const DELIVERY_TIMES = {
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
} as const;

/**
 * @param changed what is delivered, or where to, has changed: there is nothing to wait for.
 * @returns whether another run should go on.
 */
export async function takeDeliveryTurns(
  changed: SignalDefinition,
  deliver: () => Promise<DeliveryAnswer>,
): Promise<boolean> {
  let hasChanged = false;
  setHandler(changed, () => {
    hasChanged = true;
  });
  for (let turn = 0; turn < TURNS_A_RUN; turn += 1) {
    hasChanged = false;
    const answer = await orWaiting(deliver);
    // Activated again at this very moment: whoever did it relies on this workflow.
    if (answer.state === 'stopped' && !hasChanged) return false;
    if (answer.state === 'failed') await condition(() => hasChanged, answer.retryAfterMs);
  }
  return true;
}

async function orWaiting(deliver: () => Promise<DeliveryAnswer>): Promise<DeliveryAnswer> {
  try {
    return await deliver();
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (!(cause instanceof ApplicationFailure) || cause.type !== STEP_DEFECT) throw error;
    return { state: 'failed', retryAfterMs: AFTER_DEFECT_MS };
  }
}
