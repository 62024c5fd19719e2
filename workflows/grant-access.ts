/**
 * Looks after what somebody was given for a time, from the request to what follows the end of it. All that counts stands in
 * the store, so it can begin anew at any moment; what it adds is that time passes, whatever dies meanwhile.
 */

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { AccessTimeAnswer } from '../activities/access/contract.ts';
import type { Activities } from '../activities/index.ts';
import { type AccessInput, JOB_CHANGED, STEP_DEFECT } from './contract.ts';
import { UNTIL_STORED } from './stamped-answer.ts';

/** After a defect: nothing but a new version of Capstan will mend it. */
const AFTER_DEFECT_MS = 5 * 60_000;
/** A run's history stays small; the next run goes on. */
const LOOKS_A_RUN = 200;

const { passAccessTime } = proxyActivities<Pick<Activities, 'passAccessTime'>>({
  startToCloseTimeout: '30 seconds',
  retry: UNTIL_STORED,
});

const jobChanged = defineSignal(JOB_CHANGED);

/** Nothing from outside cuts it short: access ends in the store. */
export async function grantAccess(input: AccessInput): Promise<void> {
  let hasChanged = false;
  setHandler(jobChanged, () => {
    hasChanged = true;
  });
  const isOver = await CancellationScope.nonCancellable(async () => {
    for (let looks = 0; looks < LOOKS_A_RUN; looks += 1) {
      hasChanged = false;
      const time = await timeOf(input);
      if (time?.quietMs === null) return true;
      await condition(() => hasChanged, Math.max(1, time?.quietMs ?? AFTER_DEFECT_MS));
    }
    return false;
  });
  if (!isOver) await continueAsNew<typeof grantAccess>(input);
}

/** null: it cannot be read at present. */
async function timeOf(input: AccessInput): Promise<AccessTimeAnswer | null> {
  try {
    const answer = await passAccessTime(input);
    if (answer.jobId === input.jobId) return answer;
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (!(cause instanceof ApplicationFailure) || cause.type !== STEP_DEFECT) throw error;
  }
  return null;
}
