/**
 * How deliveries to a channel go: written once it is certain, and told to whoever reads operational events. Those name a
 * channel by its id and say a code: where it leads is for those who may read channels.
 */

import {
  blamesEvent,
  type ChannelPause,
  DEAD_AFTER_MS,
  type DeliveryEnd,
  isDoubtful,
  isInARow,
  KEPT_MS,
  MAX_ATTEMPTS_KEPT,
  MAX_HELD_OF_LINE,
  notSooner,
  retryEndpointMs,
  retryEventMs,
} from '../../domain/notification-channel.ts';
import type { EventLevel } from '../../domain/operational-event.ts';
import type {
  DeliveryAttempt,
  NotificationChannelDocument,
  NotificationDeliveryDocument,
} from '../../store/models/notification-channel.ts';
import { pauseChannel } from '../../store/notifications/pause-channel.ts';
import type { DeliveryFailed } from '../delivery/delivery-failed.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Taken } from './contract.ts';

type Timing = Pick<DeliveryAttempt, 'at' | 'duration_ms'>;

const GONE = 410;
const OF_DELIVERIES = /^capstan\.event\.delivery(?:\.|$)/;

export async function noteArrival(
  dependencies: Dependencies,
  channel: NotificationChannelDocument,
  delivery: NotificationDeliveryDocument,
  { receipt, status, ...timing }: Taken & Timing,
): Promise<void> {
  const now = new Date();
  await endDelivery(dependencies, delivery, 'delivered', { ...timing, status, code: null }, receipt);
  const { notificationChannels, notificationDeliveries } = dependencies.store.models;
  const { _id, revision, consecutive_failures: failures } = channel;
  const well = { failing_since: null, consecutive_failures: 0, last_error: null, retry_at: null };
  await notificationChannels.updateOne({ _id, revision }, { $set: { ...well, last_delivery_at: now } });
  if (!isDoubtful(failures)) return;
  // They have failed because the endpoint did: there is nothing that they still wait for.
  await notificationDeliveries.updateMany(
    { channel_id: _id, status: 'pending', next_attempt_at: { $gt: now } },
    { $set: { next_attempt_at: now } },
  );
  tell(dependencies, channel, 'info', `takes events again, after ${failures} failures`, null);
}

/** @returns whether the event is given up, so that those behind it go on. */
export async function noteFailure(
  dependencies: Dependencies,
  channel: NotificationChannelDocument,
  delivery: NotificationDeliveryDocument,
  failure: DeliveryFailed,
  timing: Timing,
): Promise<boolean> {
  const attempt = { ...timing, status: failure.status, code: failure.code };
  const isOver = await failDelivery(dependencies, channel, delivery, { attempt, askedMs: failure.retryAfterMs ?? 0 });
  await failChannel(dependencies, channel, failure);
  return isOver;
}

async function failDelivery(
  dependencies: Dependencies,
  channel: NotificationChannelDocument,
  delivery: NotificationDeliveryDocument,
  { attempt, askedMs }: { readonly attempt: DeliveryAttempt; readonly askedMs: number },
): Promise<boolean> {
  const now = new Date();
  const first_failed_at = delivery.first_failed_at ?? now;
  const { last_delivery_at } = (await asItIs(dependencies, channel)) ?? channel;
  const retryMs = retryEventMs({
    tries: delivery.tries + 1,
    blamesEvent: blamesEvent(attempt.status),
    takesOthers: last_delivery_at !== null && last_delivery_at > first_failed_at,
    // One that is busy refuses nothing: it says when it will take it.
    isCrowded: askedMs === 0 && (await isCrowded(dependencies, delivery)),
  });
  if (retryMs === null) {
    await endDelivery(dependencies, delivery, 'failed', attempt, null);
    // Told of deliveries as well, channels that refuse such events would give each other new ones for ever.
    if (!OF_DELIVERIES.test(delivery.event_type)) {
      tell(dependencies, channel, 'warn', `has not taken event ${delivery.event_id}, which is given up`, 'given_up');
    }
    return true;
  }
  const waitMs = Math.max(notSooner(channel.kind, retryMs), askedMs);
  await dependencies.store.models.notificationDeliveries.updateOne(
    { _id: delivery._id, status: 'pending' },
    {
      $set: { first_failed_at, next_attempt_at: new Date(now.getTime() + waitMs) },
      $inc: { tries: 1 },
      $push: { attempts: { $each: [attempt], $slice: -MAX_ATTEMPTS_KEPT } },
    },
  );
  return false;
}

async function isCrowded(
  { store }: Dependencies,
  { channel_id, line }: NotificationDeliveryDocument,
): Promise<boolean> {
  const ofLine = { channel_id, status: 'pending', line } as const;
  const limit = MAX_HELD_OF_LINE + 1;
  return (await store.models.notificationDeliveries.countDocuments(ofLine, { limit })) === limit;
}

/** Of several that fail side by side one counts: each says no more than the others. */
async function failChannel(
  dependencies: Dependencies,
  channel: NotificationChannelDocument,
  { code, message, status, retryAfterMs }: DeliveryFailed,
): Promise<void> {
  const now = new Date();
  const { _id, revision, consecutive_failures } = channel;
  const { notificationChannels } = dependencies.store.models;
  if (retryAfterMs !== null) {
    // Of several that are under way, whichever asks for the longest time; nothing that arrives beside them ends it.
    const held_until = new Date(now.getTime() + retryAfterMs);
    await notificationChannels.updateOne({ _id, revision, status: 'active' }, { $max: { held_until } });
  }
  const goesOn = isInARow(channel.last_error?.at ?? null, now);
  const failures = goesOn ? consecutive_failures + 1 : 1;
  const failing_since = (goesOn ? channel.failing_since : null) ?? now;
  const asksMs = retryEndpointMs(failures, blamesEvent(status));
  const retryMs = asksMs === null ? null : notSooner(channel.kind, asksMs);
  const { modifiedCount } = await notificationChannels.updateOne(
    { _id, revision, status: 'active', consecutive_failures },
    {
      $set: {
        consecutive_failures: failures,
        failing_since,
        last_error: { code, message, at: now },
        retry_at: retryMs === null ? null : new Date(now.getTime() + retryMs),
      },
    },
  );
  if (modifiedCount === 0) return;
  if (status === GONE) return pauseAndTell(dependencies, channel, 'gone');
  if (now.getTime() - failing_since.getTime() > DEAD_AFTER_MS) return pauseAndTell(dependencies, channel, 'dead');
  if (isDoubtful(failures) && !isDoubtful(consecutive_failures)) {
    tell(dependencies, channel, 'warn', `takes nothing (${code})`, code);
  }
}

export async function noteBegin(
  { store }: Dependencies,
  { _id }: NotificationDeliveryDocument,
  begun_at: Date,
): Promise<void> {
  await store.models.notificationDeliveries.updateOne({ _id }, { $set: { begun_at } });
}

/** Nothing is sent. */
export async function noteEnd(
  dependencies: Dependencies,
  delivery: NotificationDeliveryDocument,
  code: DeliveryEnd,
  timing: Timing,
): Promise<void> {
  await endDelivery(dependencies, delivery, 'failed', { ...timing, status: null, code }, null);
}

export async function pauseAndTell(
  dependencies: Dependencies,
  channel: NotificationChannelDocument,
  reason: Exclude<ChannelPause, 'asked'>,
): Promise<void> {
  if (!(await pauseChannel(dependencies.store, channel, reason))) return;
  tell(dependencies, channel, 'error', `is paused (${reason}): what comes waits until it is activated`, reason);
}

async function endDelivery(
  { store }: Dependencies,
  { _id }: NotificationDeliveryDocument,
  status: 'delivered' | 'failed',
  attempt: DeliveryAttempt,
  receipt: string | null,
): Promise<void> {
  const now = new Date();
  const expires_at = new Date(now.getTime() + KEPT_MS[status]);
  await store.models.notificationDeliveries.updateOne(
    { _id, status: 'pending' },
    {
      $set: { status, ended_at: now, next_attempt_at: null, receipt, expires_at },
      $inc: { tries: 1 },
      $push: { attempts: { $each: [attempt], $slice: -MAX_ATTEMPTS_KEPT } },
    },
  );
}

async function asItIs(
  { store }: Dependencies,
  { _id }: NotificationChannelDocument,
): Promise<NotificationChannelDocument | null> {
  return store.models.notificationChannels.findById(_id).lean<NotificationChannelDocument>();
}

function tell(
  { operationalLog }: Dependencies,
  { _id, organization_id, scope_id }: NotificationChannelDocument,
  level: EventLevel,
  what: string,
  code: string | null,
): void {
  operationalLog.add({
    organization_id,
    scope_id,
    level,
    kind: 'delivery',
    message: `Notification channel ${_id} ${what}`,
    code,
    attributes: { notification_channel_id: _id },
  });
}
