/** Has a worker hand a secret over to whoever waits for it: what is asked for, and for whom it is sealed, stands in the store. */

import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { HandOverAnswer } from '../activities/hand-over/contract.ts';
import type { Activities } from '../activities/index.ts';
import type { HandOverInput } from './contract.ts';

/** Whoever asks waits for seconds, not longer; what is not done by then is asked for anew. */
const { handOverSecret: handOver } = proxyActivities<Pick<Activities, 'handOverSecret'>>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: { initialInterval: '100ms', maximumInterval: '1s' },
});

export async function handOverSecret(input: HandOverInput): Promise<HandOverAnswer> {
  const answer = await handOver(input);
  if (answer.intentId === input.intentId) return answer;
  throw ApplicationFailure.create({
    type: 'ForeignAnswer',
    message: 'an answer to another request',
    nonRetryable: true,
  });
}
