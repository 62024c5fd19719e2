/** Who follows an organization's log: one at a time, and whoever was overtaken moves nothing any more. */

import { randomUUID } from 'node:crypto';
import type { ClientSession, mongo } from 'mongoose';
import { databaseTime } from '../database-clock.ts';
import { isDuplicateKey } from '../duplicate-key.ts';
import type { Store } from '../store.ts';

/** What every feed has. */
export interface HeldFeed {
  /** Of the organization. */
  readonly _id: number;
  readonly held_until: Date;
  /** Of who follows it now; whoever has another one writes nothing here any more. */
  readonly token: string;
}

export interface FeedLease {
  readonly collection: string;
  /** Whoever follows is believed to be at it for so long; a piece of work takes far less. */
  readonly holdMs: number;
}

/** @param fresh what a new one begins with. @returns null: another worker has it. */
export async function takeFeed<Feed extends HeldFeed>(
  store: Store,
  { collection, holdMs }: FeedLease,
  _id: number,
  fresh: Omit<Feed, keyof HeldFeed>,
): Promise<Feed | null> {
  // Rounds go from one organization to the next: their beginning may be long ago.
  const at = await databaseTime(store);
  const held = { held_until: new Date(at.getTime() + holdMs), token: randomUUID() };
  try {
    return (await feeds(store, collection).findOneAndUpdate(
      { _id, held_until: { $lte: at } },
      { $set: held, $setOnInsert: fresh },
      { upsert: true, returnDocument: 'after' },
    )) as Feed | null;
  } catch (error) {
    // It is there, and held.
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

/** How far it has come. @returns whether it was still held. */
export function moveFeed<Feed extends HeldFeed>(
  store: Store,
  lease: FeedLease,
  feed: HeldFeed,
  progress: Partial<Omit<Feed, keyof HeldFeed>>,
  session: ClientSession,
): Promise<boolean> {
  return write(store, lease, feed, progress, { session });
}

/** Holds it for longer, in the transaction of a part of what is to be done. @returns whether it was still held. */
export async function holdFeed(
  store: Store,
  { collection, holdMs }: FeedLease,
  { _id, token }: HeldFeed,
  session: ClientSession,
): Promise<boolean> {
  const held = [{ $set: { held_until: { $add: ['$$NOW', holdMs] } } }];
  const { matchedCount } = await feeds(store, collection).updateOne({ _id, token }, held, { session });
  return matchedCount === 1;
}

/** The same as {@link moveFeed}, and lets it go. */
export function leaveFeed<Feed extends HeldFeed>(
  store: Store,
  lease: FeedLease,
  feed: HeldFeed,
  progress: Partial<Omit<Feed, keyof HeldFeed>>,
): Promise<boolean> {
  return write(store, lease, feed, { ...progress, held_until: new Date(0) }, {});
}

async function write(
  store: Store,
  { collection }: FeedLease,
  { _id, token }: HeldFeed,
  fields: object,
  options: mongo.UpdateOptions,
): Promise<boolean> {
  const { matchedCount } = await feeds(store, collection).updateOne({ _id, token }, { $set: fields }, options);
  return matchedCount === 1;
}

function feeds(store: Store, name: string): mongo.Collection<HeldFeed> {
  return store.connection.getClient().db().collection<HeldFeed>(name);
}
