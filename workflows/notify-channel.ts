/**
 * Tells one notification channel of events, for as long as that is active: turn after turn, and where it takes nothing
 * again, later and later. What it has been told of stands in the store and nowhere else.
 */

import { continueAsNew, defineSignal, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { CHANNEL_CHANGED, DELIVERY_QUEUE, type NotifyInput } from './contract.ts';
import { DELIVERY_TIMES, takeDeliveryTurns } from './take-delivery-turns.ts';

const { sendNotifications } = proxyActivities<Pick<Activities, 'sendNotifications'>>({
  taskQueue: DELIVERY_QUEUE,
  ...DELIVERY_TIMES,
});

const channelChanged = defineSignal(CHANNEL_CHANGED);

export async function notifyChannel(input: NotifyInput): Promise<void> {
  const goesOn = await takeDeliveryTurns(channelChanged, () => sendNotifications(input));
  if (goesOn) await continueAsNew<typeof notifyChannel>(input);
}
