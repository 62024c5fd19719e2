/** The address of a person among those whom notification channels write to goes when the person is erased. */

import type { JobDocument } from '../../store/models/job.ts';
import type { NotificationChannelDocument } from '../../store/models/notification-channel.ts';
import { pauseChannel } from '../../store/notifications/pause-channel.ts';
import type { Store } from '../../store/store.ts';
import { changedBy, type Person } from './erase-objects.ts';

/** Somebody may change a channel at the same moment; nobody does so again and again. */
const MAX_ROUNDS = 20;

/**
 * A channel that wrote to nobody else is paused before. To be done while the user still has the address; harmless to
 * repeat.
 */
export async function eraseInNotifications(store: Store, person: Person, erasure: JobDocument): Promise<void> {
  const user = await store.models.users.findById(person.userId, { email: 1 }).lean();
  const address = user?.email?.toLowerCase();
  if (!address) return;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const channels = await writingTo(store, person, address);
    if (channels.length === 0) return;
    for (const channel of channels) await eraseIn(store, channel, address, erasure);
  }
  throw new Error('notification channels that write to the person are changed all the time');
}

async function writingTo(
  { models }: Store,
  { organizationId }: Person,
  address: string,
): Promise<readonly NotificationChannelDocument[]> {
  const channels = await models.notificationChannels
    .find({ organization_id: organizationId, kind: 'email' })
    .lean<NotificationChannelDocument[]>();
  return channels.filter(({ destination: { email } }) => email?.to.some((to) => to.toLowerCase() === address));
}

async function eraseIn(
  store: Store,
  channel: NotificationChannelDocument,
  address: string,
  erasure: JobDocument,
): Promise<void> {
  const left = channel.destination.email?.to.filter((to) => to.toLowerCase() !== address) ?? [];
  // It is another revision then, and comes again in the next round.
  if (left.length === 0 && (await pauseChannel(store, channel, 'no_recipient'))) return;
  await store.models.notificationChannels.updateOne(
    { _id: channel._id, revision: channel.revision },
    { $set: { 'destination.email.to': left, ...changedBy(erasure) }, $inc: { revision: 1 } },
  );
}
