/** How far the read model lies behind what has happened. */

import { followedUntil, logStanding, type Unfollowed, unfollowed } from '../log-following/unfollowed.ts';
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

/** What is asked of it afterwards is at least so new. @param now a time that has come already. */
export async function reportAge(store: Store, organizationId: number, now: Date): Promise<ReportAge> {
  const standing = await logStanding(store, organizationId);
  const feed = await store.models.reportFeeds.findById(organizationId).lean<ReportFeedDocument>();
  return ageOf(feed, await unfollowed(store, organizationId, feed?.next_index ?? 0, standing), now);
}

export function ageOf(feed: ReportFeedDocument | null, missing: Unfollowed, now: Date): ReportAge {
  const behind = missing.records;
  if (!feed) return { asOf: null, behind, lagMs: null };
  if (behind === 0 && feed.building === null) return { asOf: now, behind, lagMs: 0 };
  if (feed.as_of.getTime() === 0) return { asOf: null, behind, lagMs: null };
  const asOf = feed.building === null ? followedUntil(feed.as_of, missing, now) : feed.as_of;
  return { asOf, behind, lagMs: Math.max(0, now.getTime() - asOf.getTime()) };
}
