/** The activity of deliveries, answering what a script says. */

import { ApplicationFailure } from '@temporalio/common';
import type { DeliveryAnswer } from '../../activities/delivery/contract.ts';
import type { Activities } from '../../activities/index.ts';
import { COLLECTOR_CHANGED } from '../../workflows/contract.ts';
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

export type DeliveryActivity = 'deliverBatches';

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
  { answers }: DeliveryScript,
  { now, signal }: Means,
): { activities: Pick<Activities, DeliveryActivity>; recording: DeliveryRecording } {
  const recording: DeliveryRecording = { waitsS: [] };
  let answeredMs: number | undefined;
  let toldS: number | undefined;
  const activities: Pick<Activities, DeliveryActivity> = {
    async deliverBatches() {
      const calledMs = await now();
      recording.waitsS.push(waitedSeconds(calledMs - (answeredMs ?? calledMs), toldS));
      const { answer, changed } = answers[recording.waitsS.length - 1] ?? { answer: { state: 'stopped' } };
      if (changed) await signal(COLLECTOR_CHANGED);
      answeredMs = await now();
      toldS = toldSeconds(answer);
      if (answer === 'cut off') throw ApplicationFailure.create({ type: 'StepInterrupted' });
      if (answer === 'defect') throw ApplicationFailure.create({ type: 'StepDefect', nonRetryable: true });
      return answer;
    },
  };
  return { activities, recording };
}

/** How long the workflow is to wait after an answer; undefined where it is not told. */
function toldSeconds(answer: ScriptedDelivery['answer']): number | undefined {
  if (answer === 'cut off') return 1;
  return typeof answer === 'object' && answer.state === 'failed' ? answer.retryAfterMs / 1_000 : undefined;
}
