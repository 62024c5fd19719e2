/** Every turn that the workflow of an access review can take. */

import type { ReviewScript } from './scripted-review.ts';

export interface ReviewScenario {
  /** Names the recorded histories too. */
  readonly title: string;
  readonly script: ReviewScript;
  /** What the workflow has waited before each look, the last one included, that finds the review ended. */
  readonly waitsS: readonly number[];
  readonly runs: number;
}

const DAY_S = 86_400;
const quiet = (quietS: number) => ({ answer: { quietS } }) as const;

export const REVIEW_SCENARIOS: readonly ReviewScenario[] = [
  {
    title: 'access review: it is looked at when its time has come, until it has ended',
    script: { looks: [quiet(60 * DAY_S), quiet(2 * DAY_S), quiet(DAY_S)] },
    waitsS: [0, 60 * DAY_S, 2 * DAY_S, DAY_S],
    runs: 1,
  },
  {
    title: 'access review: what was decided ends the wait',
    script: { looks: [{ ...quiet(60 * DAY_S), changed: true }] },
    waitsS: [0, 0],
    runs: 1,
  },
  {
    title: 'access review: what is still to be revoked is gone on with at once',
    script: { looks: [quiet(0), quiet(0)] },
    waitsS: [0, 0, 0],
    runs: 1,
  },
  {
    title: 'access review: a worker that dies is followed by another',
    script: { looks: [{ answer: 'cut off' }] },
    waitsS: [0, 0],
    runs: 1,
  },
  {
    title: 'access review: a defect waits for a new version and ends nothing',
    script: { looks: [{ answer: 'defect' }] },
    waitsS: [0, 300],
    runs: 1,
  },
  {
    title: 'access review: an answer about another review ends nothing',
    script: { looks: [{ answer: 'about another review' }] },
    waitsS: [0, 300],
    runs: 1,
  },
  {
    title: 'access review: more looks than one run takes go on in the next run',
    script: { looks: Array.from({ length: 61 }, () => quiet(0)) },
    waitsS: Array.from({ length: 62 }, () => 0),
    runs: 2,
  },
];

/** Of the recorded histories: one a run. */
export function reviewTitles({ title, runs }: ReviewScenario): string[] {
  return runs === 1 ? [title] : Array.from({ length: runs }, (_, at) => `${title}, run ${at + 1}`);
}
