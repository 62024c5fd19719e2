/** Queues for a channel what has happened since, as far as it wants to hear of it: rows and position in one transaction. */

import { isFromBefore, MAX_PENDING, MAX_PENDING_OF_LINE, MAX_QUEUED } from '../../domain/notification-channel.ts';
import { isWanted, type NotificationEvent } from '../../domain/notification-event.ts';
import type { FeedPosition, NotificationChannelDocument } from '../../store/models/notification-channel.ts';
import { channelReach } from '../../store/notifications/channel-reach.ts';
import { newDelivery } from '../../store/notifications/deliveries.ts';
import { readFeed } from '../../store/notifications/feed.ts';
import type { Store } from '../../store/store.ts';
import type { Dependencies } from '../dependencies.ts';

/** Of each source at once. */
const MAX_LOOK = 250;

/** @returns whether there may be more. What a full queue has no room for stays where it is. */
export async function collect({ store }: Dependencies, channel: NotificationChannelDocument): Promise<boolean> {
  const { organization_id, position } = channel;
  const room = Math.min(MAX_LOOK, Math.floor((await roomOf(store, channel)) / 2));
  if (room <= 0) return false;
  const { events, next, isMore } = await readFeed(store, organization_id, position, room);
  if (isSame(position, next)) return false;
  const wanted = await wantedOf(
    store,
    channel,
    events.map(({ event }) => event),
  );
  await queue(store, channel, wanted, next);
  return isMore;
}

/** A line that is held up takes a part of the room alone: what lies beyond is queued, and counts for nothing until far later. */
async function roomOf(store: Store, { _id }: NotificationChannelDocument): Promise<number> {
  const [queued] = await store.models.notificationDeliveries.aggregate<{ counted: number; total: number }>([
    { $match: { channel_id: _id, status: 'pending' } },
    { $group: { _id: '$line', size: { $sum: 1 } } },
    {
      $group: {
        _id: null,
        counted: { $sum: { $min: ['$size', MAX_PENDING_OF_LINE] } },
        total: { $sum: '$size' },
      },
    },
  ]);
  return Math.min(MAX_PENDING - (queued?.counted ?? 0), MAX_QUEUED - (queued?.total ?? 0));
}

async function wantedOf(
  store: Store,
  channel: NotificationChannelDocument,
  events: readonly NotificationEvent[],
): Promise<readonly NotificationEvent[]> {
  const { _id, filters, since } = channel;
  const isNews = ({ source, time, channelId }: NotificationEvent) =>
    // Its own failures would follow each other for ever; records are read from its beginning on.
    channelId !== _id && (source === 'audit' || !isFromBefore(since, time));
  const wanted = events.filter((event) => isWanted(filters, event) && isNews(event));
  if (wanted.length === 0) return wanted;
  const reaches = await channelReach(store, channel);
  return wanted.filter(reaches);
}

/** Where the channel has changed meanwhile nothing is queued, and the same events are looked at again. */
async function queue(
  store: Store,
  channel: NotificationChannelDocument,
  events: readonly NotificationEvent[],
  next: FeedPosition,
): Promise<void> {
  const { notificationChannels, notificationDeliveries } = store.models;
  const { _id, revision, position, next_number } = channel;
  const asRead = {
    _id,
    revision,
    next_number,
    status: 'active',
    'position.index': position.index,
    'position.event': position.event,
  } as const;
  const deliveries = events.map((event, at) => newDelivery(channel, event, next_number + at));
  const moved = { $set: { position: next, next_number: next_number + deliveries.length } };
  await store.transaction(async (session) => {
    const { modifiedCount } = await notificationChannels.updateOne(asRead, moved, { session });
    if (modifiedCount === 0 || deliveries.length === 0) return;
    // The record of a test is queued by the request itself.
    const known = await notificationDeliveries
      .find({ _id: { $in: deliveries.map((delivery) => delivery._id) } }, { _id: 1 }, { session })
      .lean();
    const queued = new Set(known.map((delivery) => delivery._id));
    const fresh = deliveries.filter((delivery) => !queued.has(delivery._id));
    if (fresh.length > 0) await notificationDeliveries.insertMany(fresh, { session });
  });
}

function isSame(one: FeedPosition, other: FeedPosition): boolean {
  return one.index === other.index && one.event === other.event;
}
