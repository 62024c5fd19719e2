/**
 * Sees an access review through: looks at it whenever something was decided, or its time has come, until it has ended. All
 * that counts stands in the store.
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
import type { Activities } from '../activities/index.ts';
import { REVIEW_CHANGED, type ReviewInput, STEP_DEFECT } from './contract.ts';
import { UNTIL_STORED } from './stamped-answer.ts';

/** A run's history stays small; the next run goes on. */
const LOOKS_A_RUN = 60;
/** After a defect, or an answer about another review: nothing but a new version of Capstan will mend it. */
const AFTER_DEFECT_MS = 5 * 60_000;

const { passAccessReviewTime } = proxyActivities<Pick<Activities, 'passAccessReviewTime'>>({
  startToCloseTimeout: '2 minutes',
  retry: UNTIL_STORED,
});

const reviewChanged = defineSignal(REVIEW_CHANGED);

/** Nothing from outside cuts it short: a review ends in the store. */
export function reviewAccess(input: ReviewInput): Promise<void> {
  return CancellationScope.nonCancellable(() => seeThrough(input));
}

async function seeThrough(input: ReviewInput): Promise<void> {
  let hasChanged = false;
  setHandler(reviewChanged, () => {
    hasChanged = true;
  });
  for (let look = 0; look < LOOKS_A_RUN; look += 1) {
    hasChanged = false;
    const quietMs = await quietOf(input);
    if (quietMs === null) return;
    if (quietMs > 0) await condition(() => hasChanged, quietMs);
  }
  await continueAsNew<typeof reviewAccess>(input);
}

/** null: it has ended. */
async function quietOf(input: ReviewInput): Promise<number | null> {
  try {
    const answer = await passAccessReviewTime(input);
    return answer.reviewId === input.reviewId ? answer.quietMs : AFTER_DEFECT_MS;
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (!(cause instanceof ApplicationFailure) || cause.type !== STEP_DEFECT) throw error;
    return AFTER_DEFECT_MS;
  }
}
