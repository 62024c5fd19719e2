/**
 * Operational events get the numbers by which others read them once they are there, by whoever reads: in the order in which
 * they have become visible. Times would not do, for what is written at one moment may be seen after what is written later.
 */

import { operationalEvents } from '../operational-log.ts';
import type { Store } from '../store.ts';

const WAITING = 0;

/** @returns how many have got theirs; fewer than `limit`: none waits. */
export async function numberEvents(store: Store, organizationId: number, limit: number): Promise<number> {
  const events = operationalEvents(store);
  const waiting = { organization_id: organizationId, feed_index: WAITING };
  if (!(await events.findOne(waiting, { projection: { _id: 1 } }))) return 0;
  const { eventFeeds } = store.models;
  const _id = organizationId;
  await eventFeeds.updateOne({ _id }, { $setOnInsert: { size: 0 } }, { upsert: true });
  return store.transaction(async (session) => {
    const found = await events
      .find(waiting, { session, projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    if (found.length === 0) return 0;
    // Two that number at once meet here: one of them begins again, and finds what the other has left.
    const before = await eventFeeds.findOneAndUpdate({ _id }, { $inc: { size: found.length } }, { session }).lean();
    const size = before?.size ?? 0;
    await events.bulkWrite(
      found.map((event, at) => ({
        updateOne: { filter: { _id: event._id }, update: { $set: { feed_index: size + at + 1 } } },
      })),
      { session, ordered: false },
    );
    return found.length;
  });
}
