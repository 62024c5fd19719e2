/** What activating, pausing and deactivating a notification channel have in common. */

import { CapstanError } from '../../../domain/errors.ts';
import { type ChannelStatus, KEPT_MS, restsUntil } from '../../../domain/notification-channel.ts';
import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import { feedSize } from '../../../store/notifications/feed.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';
import { showing } from '../revision.ts';
import { answerFor, requireChannelPlace, reviseChannel, takeChannel } from './channel-change.ts';
import { checkDestination } from './check-destination.ts';
import { presentChannel } from './present-channel.ts';

type StatusRequest = Request<
  'activateNotificationChannel' | 'pauseNotificationChannel' | 'deactivateNotificationChannel'
>;

/** @throws CapstanError `not_found`, `precondition_failed`, `conflict` where an inactive one is to be paused. */
export async function setChannelStatus(
  request: StatusRequest,
  tx: Transaction,
  status: ChannelStatus,
): Promise<Answer> {
  const channel = await takeChannel(request, tx);
  const { store } = request.means;
  // Whoever activates an active one that waits for its next try wants it tried now.
  const isWaiting = status === 'active' && (channel.failing_since !== null || isResting(channel, request.now));
  if (channel.status === status && !isWaiting) {
    return { ...showing(200, channel, await presentChannel(store, channel)), change: 'nothing to change' };
  }
  if (status === 'paused' && channel.status === 'inactive') {
    throw new CapstanError('conflict', 'The notification channel is inactive: there is nothing to pause.');
  }
  const fields = {
    status,
    paused_for: status === 'paused' ? ('asked' as const) : null,
    ...(status === 'active' ? await activation(request, tx, channel) : {}),
  };
  const revised = await reviseChannel(request, tx, channel, fields);
  if (status === 'inactive') await giveUpPending(request, tx, channel);
  const shown = await presentChannel(store, revised, tx.session);
  return { ...showing(200, revised, shown), change: `notification channel ${channel._id} is ${status}` };
}

function isResting(channel: NotificationChannelDocument, now: Date): boolean {
  return (restsUntil(channel) ?? now) > now;
}

/** One that was ended begins with what happens from now on. */
async function activation(
  request: StatusRequest,
  tx: Transaction,
  channel: NotificationChannelDocument,
): Promise<Partial<NotificationChannelDocument>> {
  // What may be asked for at all may have changed since it was made.
  checkDestination(request.means, channel);
  if (channel.destination.email?.to.length === 0) throw unusable('email.to', 'is empty: give an address by a change');
  const answering = answerFor(request, channel);
  if (channel.status !== 'inactive') return answering;
  await requireChannelPlace(request, tx);
  const position = await feedSize(request.means.store, request.organizationId);
  return { ...answering, position, since: request.now };
}

async function giveUpPending(
  { means, now }: StatusRequest,
  { session }: Transaction,
  { _id }: NotificationChannelDocument,
): Promise<void> {
  await means.store.models.notificationDeliveries.updateMany(
    { channel_id: _id, status: 'pending' },
    {
      $set: {
        status: 'failed',
        ended_at: now,
        next_attempt_at: null,
        expires_at: new Date(now.getTime() + KEPT_MS.failed),
      },
    },
    { session },
  );
}
