/** The activity of access reviews, answering what a script says. */

import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../activities/index.ts';
import { REVIEW_CHANGED, type ReviewInput } from '../../workflows/contract.ts';
import { waitedSeconds } from './waited-seconds.ts';

/** How long nothing can happen; null: it has ended. */
type ReviewAnswer = { readonly quietS: number | null } | 'defect' | 'cut off' | 'about another review';

export interface ScriptedLook {
  readonly answer: ReviewAnswer;
  /** Something is decided while this is under way. */
  readonly changed?: true;
}

export interface ReviewScript {
  /** One after the other; afterwards the review has ended. */
  readonly looks: readonly ScriptedLook[];
}

export interface ReviewRecording {
  /** How long the workflow has waited before each look, in whole seconds. */
  readonly waitsS: number[];
}

export const REVIEW_INPUT: ReviewInput = { organizationId: 1, reviewId: 1, correlationId: 'evt_test' };
const AFTER_DEFECT_S = 300;

interface Means {
  /** In the workflow's time. */
  readonly now: () => Promise<number>;
  readonly signal: (name: string) => Promise<void>;
}

export function scriptedReview(
  { looks }: ReviewScript,
  { now, signal }: Means,
): { activities: Pick<Activities, 'passAccessReviewTime'>; recording: ReviewRecording } {
  const recording: ReviewRecording = { waitsS: [] };
  let answeredMs: number | undefined;
  let toldS: number | undefined;
  const activities: Pick<Activities, 'passAccessReviewTime'> = {
    async passAccessReviewTime({ reviewId }) {
      const calledMs = await now();
      recording.waitsS.push(waitedSeconds(calledMs - (answeredMs ?? calledMs), toldS));
      const { answer, changed } = looks[recording.waitsS.length - 1] ?? { answer: { quietS: null } };
      if (changed) await signal(REVIEW_CHANGED);
      answeredMs = await now();
      toldS = typeof answer === 'object' ? (answer.quietS ?? undefined) : answer === 'cut off' ? 0 : AFTER_DEFECT_S;
      if (answer === 'cut off') throw ApplicationFailure.create({ type: 'StepInterrupted' });
      if (answer === 'defect') throw ApplicationFailure.create({ type: 'StepDefect', nonRetryable: true });
      if (answer === 'about another review') return { reviewId: reviewId + 1, quietMs: null };
      return { reviewId, quietMs: answer.quietS === null ? null : answer.quietS * 1_000 };
    },
  };
  return { activities, recording };
}
