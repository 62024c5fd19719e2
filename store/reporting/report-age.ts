/** How far the read model lies behind what has happened. */

import { ledgerCollections } from '../ledger/collections.ts';
import type { ReportFeedDocument } from '../models/reporting.ts';
import type { Store } from '../store.ts';

export interface ReportAge {
  /** All that had happened by then is in it; null: it is being built for the first time. */
  readonly asOf: Date | null;
  /** Records that it has not followed. */
  readonly behind: number;
  /** How long ago `asOf` is; null where that is. */
  readonly lagMs: number | null;
}

const MOST_PENDING = 100_000;

/** What is asked of it afterwards is at least so new. @param now a time that has come already. */
export async function reportAge(store: Store, organizationId: number, now: Date): Promise<ReportAge> {
  const { heads, pending } = ledgerCollections(store);
  // In this order: what is put into the tree, or followed, meanwhile is counted nowhere, and was asked for before.
  const waiting = await pending.countDocuments({ log: organizationId }, { limit: MOST_PENDING });
  const head = await heads.findOne({ _id: organizationId }, { projection: { size: 1 } });
  const feed = await store.models.reportFeeds.findById(organizationId).lean<ReportFeedDocument>();
  return ageOf(feed, head?.size ?? 0, waiting, now);
}

/** @param waiting records that are in no log yet. */
export function ageOf(feed: ReportFeedDocument | null, size: number, waiting: number, now: Date): ReportAge {
  if (!feed) return { asOf: null, behind: size + waiting, lagMs: null };
  const behind = Math.max(0, size - feed.next_index) + waiting;
  if (behind === 0 && feed.building === null) return { asOf: now, behind, lagMs: 0 };
  if (feed.as_of.getTime() === 0) return { asOf: null, behind, lagMs: null };
  return { asOf: feed.as_of, behind, lagMs: Math.max(0, now.getTime() - feed.as_of.getTime()) };
}
