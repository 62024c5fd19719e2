/** The activity of deliveries, to collectors or to channels, answering what a script says. */

import { ApplicationFailure } from '@temporalio/common';
import type { DeliveryAnswer } from '../../activities/delivery/contract.ts';
import type { Activities } from '../../activities/index.ts';
import { CHANNEL_CHANGED, COLLECTOR_CHANGED } from '../../workflows/contract.ts';
import { waitedSeconds } from './waited-seconds.ts';

export interface DeliveryScript {
  /** One after the other; afterwards the collector is not active any more. */
  readonly answers: readonly ScriptedDelivery[];
}

interface ScriptedDelivery {
  readonly answer: DeliveryAnswer | 'defect' | 'cut off';
  /** The settings change while this is under way. */
  readonly changed?: true;
}

export type DeliveryActivity = 'deliverBatches' | 'sendNotifications';

const CHANGED: Readonly<Record<DeliveryActivity, string>> = {
  deliverBatches: COLLECTOR_CHANGED,
  sendNotifications: CHANNEL_CHANGED,
};

export interface DeliveryRecording {
  /** How long the workflow has waited before each call, in whole seconds. */
  readonly waitsS: number[];
}

interface Means {
  /** In the workflow's time. */
  readonly now: () => Promise<number>;
  readonly signal: (name: string) => Promise<void>;
}

export function scriptedDelivery(
  activity: DeliveryActivity,
  { answers }: DeliveryScript,
  { now, signal }: Means,
): { activities: Partial<Pick<Activities, DeliveryActivity>>; recording: DeliveryRecording } {
  const recording: DeliveryRecording = { waitsS: [] };
  let answeredMs: number | undefined;
  let toldS: number | undefined;
  const turn = async (): Promise<DeliveryAnswer> => {
    const calledMs = await now();
    recording.waitsS.push(waitedSeconds(calledMs - (answeredMs ?? calledMs), toldS));
    const { answer, changed } = answers[recording.waitsS.length - 1] ?? { answer: { state: 'stopped' } };
    if (changed) await signal(CHANGED[activity]);
    answeredMs = await now();
    toldS = toldSeconds(answer);
    if (answer === 'cut off') throw ApplicationFailure.create({ type: 'StepInterrupted' });
    if (answer === 'defect') throw ApplicationFailure.create({ type: 'StepDefect', nonRetryable: true });
    return answer;
  };
  return { activities: { [activity]: turn }, recording };
}

/** How long the workflow is to wait after an answer; undefined where it is not told. */
function toldSeconds(answer: ScriptedDelivery['answer']): number | undefined {
  if (answer === 'cut off') return 1;
  return typeof answer === 'object' && answer.state === 'failed' ? answer.retryAfterMs / 1_000 : undefined;
}
