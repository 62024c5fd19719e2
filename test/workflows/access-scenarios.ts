/** Every turn that access for a time can take. */

import type { AccessScript } from './scripted-access.ts';

export interface AccessScenario {
  /** Names the recorded history too. */
  readonly title: string;
  readonly script: AccessScript;
  /** What the workflow did, in order, with the seconds that it has waited before. */
  readonly calls: readonly string[];
  /** How many runs it takes. */
  readonly runs: number;
}

const MANY = 201;

export const ACCESS_SCENARIOS: readonly AccessScenario[] = [
  {
    title: 'access: it looks as late as it is told, until it is over',
    script: { looks: [{ quietSeconds: 30 }, { quietSeconds: 7 }, { quietSeconds: 0 }] },
    calls: ['look after 0 s', 'look after 30 s', 'look after 7 s', 'look after 0 s'],
    runs: 1,
  },
  {
    title: 'access: what somebody wants of it ends the wait',
    script: { looks: [{ quietSeconds: 3_600 }], changed: true },
    calls: ['look after 0 s', 'look after 0 s'],
    runs: 1,
  },
  {
    title: 'access: a step that is cut off is taken again',
    script: { looks: ['cut off', { quietSeconds: 30 }] },
    calls: ['look after 0 s', 'look after 0 s', 'look after 30 s'],
    runs: 1,
  },
  {
    title: 'access: a defect, or an answer about another job, waits for a new version and ends nothing',
    script: { looks: ['defect', 'foreign'] },
    calls: ['look after 0 s', 'look after 300 s', 'look after 300 s'],
    runs: 1,
  },
  {
    title: 'access: more looks than one run takes go on in the next run',
    script: { looks: Array.from({ length: MANY }, () => ({ quietSeconds: 30 })) },
    calls: ['look after 0 s', ...Array.from({ length: MANY }, () => 'look after 30 s')],
    runs: 2,
  },
];

export const HAND_OVER_TITLE = 'hand-over: a worker that dies over it is followed by another';

export function accessTitles({ title, runs }: AccessScenario): string[] {
  return runs === 1 ? [title] : Array.from({ length: runs }, (_, run) => `${title}, run ${run + 1}`);
}
