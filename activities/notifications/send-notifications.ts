/**
 * One turn of telling a channel of events: what is new is queued for it, what is queued is sent, and what does not arrive
 * is tried again later; for a minute, as with log collectors.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { restsUntil } from '../../domain/notification-channel.ts';
import type { NotificationChannelDocument } from '../../store/models/notification-channel.ts';
import { isAnsweredFor } from '../../store/notifications/answerable.ts';
import type { NotifyInput } from '../../workflows/contract.ts';
import { asTurn } from '../delivery/as-turn.ts';
import type { DeliveryAnswer } from '../delivery/contract.ts';
import { SendPlaces } from '../delivery/send-places.ts';
import type { Dependencies } from '../dependencies.ts';
import { collect } from './collect.ts';
import { pauseAndTell } from './progress.ts';
import { sendPending } from './send-pending.ts';

const TURN_MS = 60_000;
/** Between two looks while nothing comes: longer and longer. */
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 2_000;
/** Sending at the same time in a process. */
const AT_ONCE = { total: 64, ofOrganization: 16 } as const;

export function sendNotifications(dependencies: Dependencies) {
  const places = new SendPlaces(AT_ONCE);
  return (input: NotifyInput): Promise<DeliveryAnswer> =>
    asTurn(dependencies, { notification_channel_id: input.channelId }, (signal) =>
      takeTurn(dependencies, places, input, signal),
    );
}

async function takeTurn(
  dependencies: Dependencies,
  places: SendPlaces,
  input: NotifyInput,
  signal: AbortSignal,
): Promise<DeliveryAnswer> {
  const endMs = performance.now() + TURN_MS;
  let waitMs = FIRST_WAIT_MS;
  if (!(await isStillAnsweredFor(dependencies, input))) return { state: 'stopped' };
  while (performance.now() < endMs) {
    // Read anew each time: whoever changes or pauses a channel is heard at once.
    const channel = await activeChannel(dependencies, input);
    if (!channel) return { state: 'stopped' };
    const retryAfterMs = (restsUntil(channel)?.getTime() ?? 0) - Date.now();
    if (retryAfterMs > 0) return { state: 'failed', retryAfterMs };
    const isMore = await collect(dependencies, channel);
    const { tried, dueInMs } = await sendPending(dependencies, places, channel, { signal, endMs });
    if (!isMore && tried === 0) await delay(Math.min(waitMs, dueInMs), undefined, { signal });
    waitMs = isMore || tried > 0 ? FIRST_WAIT_MS : Math.min(MAX_WAIT_MS, waitMs * 2);
  }
  return { state: 'going_on' };
}

function activeChannel(
  { store }: Dependencies,
  { organizationId, channelId }: NotifyInput,
): Promise<NotificationChannelDocument | null> {
  return store.models.notificationChannels
    .findOne({ _id: channelId, organization_id: organizationId, status: 'active' })
    .lean<NotificationChannelDocument>()
    .exec();
}

/** Asked once a turn: rights that somebody has lost end what rests on them within about a minute. */
async function isStillAnsweredFor(dependencies: Dependencies, input: NotifyInput): Promise<boolean> {
  const channel = await activeChannel(dependencies, input);
  if (!channel) return false;
  if (await isAnsweredFor(dependencies.store, channel, new Date())) return true;
  await pauseAndTell(dependencies, channel, 'not_permitted');
  return false;
}
