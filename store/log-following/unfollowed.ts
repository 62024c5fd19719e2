/** What has happened in an organization and is not followed yet: how much, and since when. */

import { timeOfId } from '../event-time.ts';
import { ledgerCollections } from '../ledger/collections.ts';
import type { Store } from '../store.ts';

export interface Unfollowed {
  readonly records: number;
  /** All that had happened before then is followed; null: nobody has looked, or it is too much to tell. */
  readonly since: Date | null;
}

/** An organization as it stands: what waits to be put into its log, and what is in it. */
export interface LogStanding {
  readonly size: number;
  readonly waiting: number;
  /** Of what waits; null: nothing does. */
  readonly oldestWaiting: string | null;
}

const MOST_PENDING = 100_000;
/** Of more than that nobody asks for the oldest: whoever is so far behind is so for some time. */
const MOST_READ = 1_000;

/** To be read before what has been followed: what is put into the tree, or followed, meanwhile is counted nowhere. */
export async function logStanding(store: Store, organizationId: number): Promise<LogStanding> {
  const { heads, pending } = ledgerCollections(store);
  const log = organizationId;
  const oldest = await pending.findOne({ log }, { projection: { _id: 1 }, sort: { _id: 1 } });
  const waiting = oldest === null ? 0 : await pending.countDocuments({ log }, { limit: MOST_PENDING });
  const head = await heads.findOne({ _id: organizationId }, { projection: { size: 1 } });
  return { size: head?.size ?? 0, waiting, oldestWaiting: oldest?._id ?? null };
}

/** @param nextIndex of the first record that was not followed. */
export async function unfollowed(
  store: Store,
  organizationId: number,
  nextIndex: number,
  { size, waiting, oldestWaiting }: LogStanding,
): Promise<Unfollowed> {
  const inLog = Math.max(0, size - nextIndex);
  const records = inLog + waiting;
  if (inLog > MOST_READ) return { records, since: null };
  const ids = inLog === 0 ? [] : await idsFrom(store, organizationId, nextIndex);
  if (oldestWaiting !== null) ids.push(oldestWaiting);
  return { records, since: ids.length === 0 ? null : new Date(Math.min(...ids.map(timeOfId))) };
}

async function idsFrom(store: Store, log: number, index: number): Promise<string[]> {
  const { sequence } = ledgerCollections(store);
  const rows = await sequence
    .find({ log, index: { $gte: index } })
    .sort({ index: 1 })
    .limit(MOST_READ)
    .toArray();
  return rows.map(({ _id }) => _id);
}

/** The later of what was noted when the end of the log was reached, and of the moment since which something is missing. */
export function followedUntil(noted: Date, { since }: Unfollowed, now: Date): Date {
  const known = since === null ? noted.getTime() : Math.min(since.getTime(), now.getTime());
  return new Date(Math.max(noted.getTime(), known));
}
