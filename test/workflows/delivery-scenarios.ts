/** Every turn that deliveries to log collectors and to notification channels can take. */

import type { DeliveryActivity, DeliveryScript } from './scripted-delivery.ts';

export interface DeliveryScenario {
  /** Names the recorded histories too. */
  readonly title: string;
  readonly script: DeliveryScript;
  /** Default: that of collectors. */
  readonly activity?: DeliveryActivity;
  /** What the workflow has waited before each call, the last one included, that finds the collector not active. */
  readonly waitsS: readonly number[];
  readonly runs: number;
}

const GOING_ON = { answer: { state: 'going_on' } } as const;
const failed = (seconds: number) => ({ state: 'failed', retryAfterMs: seconds * 1_000 }) as const;

export const DELIVERY_SCENARIOS: readonly DeliveryScenario[] = [
  {
    title: 'delivery: turn after turn, until the collector is not active any more',
    script: { answers: [GOING_ON, GOING_ON] },
    waitsS: [0, 0, 0],
    runs: 1,
  },
  {
    title: 'delivery: after each failure it waits as it is told, and goes on',
    script: { answers: [{ answer: failed(1) }, { answer: failed(2) }, { answer: failed(300) }, GOING_ON] },
    waitsS: [0, 1, 2, 300, 0],
    runs: 1,
  },
  {
    title: 'delivery: a change of the settings ends the wait',
    script: { answers: [{ answer: failed(300), changed: true }, GOING_ON] },
    waitsS: [0, 0, 0],
    runs: 1,
  },
  {
    title: 'delivery: a collector that is activated while its workflow ends is delivered to',
    script: { answers: [{ answer: { state: 'stopped' }, changed: true }, GOING_ON] },
    waitsS: [0, 0, 0],
    runs: 1,
  },
  {
    title: 'delivery: a worker that dies is followed by another',
    script: { answers: [{ answer: 'cut off' }, GOING_ON] },
    waitsS: [0, 1, 0],
    runs: 1,
  },
  {
    title: 'delivery: a defect waits for a new version and ends nothing',
    script: { answers: [{ answer: 'defect' }, GOING_ON] },
    waitsS: [0, 300, 0],
    runs: 1,
  },
  {
    title: 'delivery: more turns than one run takes go on in the next run',
    script: { answers: Array.from({ length: 61 }, () => GOING_ON) },
    waitsS: Array.from({ length: 62 }, () => 0),
    runs: 2,
  },
  {
    title:
      'notification: it goes on after failures, and at once where the channel has changed, until that is not active',
    script: { answers: [GOING_ON, { answer: failed(60) }, { answer: failed(86_400), changed: true }, GOING_ON] },
    activity: 'sendNotifications',
    waitsS: [0, 0, 60, 0, 0],
    runs: 1,
  },
  {
    title: 'notification: more turns than one run takes go on in the next run',
    script: { answers: Array.from({ length: 61 }, () => GOING_ON) },
    activity: 'sendNotifications',
    waitsS: Array.from({ length: 62 }, () => 0),
    runs: 2,
  },
];

/** Of the recorded histories: one a run. */
export function deliveryTitles({ title, runs }: DeliveryScenario): string[] {
  return runs === 1 ? [title] : Array.from({ length: runs }, (_, at) => `${title}, run ${at + 1}`);
}
