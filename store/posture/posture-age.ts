/** How far what is known of posture lies behind what has happened. */

import { followedUntil, logStanding, unfollowed } from '../log-following/unfollowed.ts';
import type { PostureFeedDocument } from '../models/posture.ts';
import type { Store } from '../store.ts';

export interface PostureAge {
  /** All that had happened by then was looked at; null: a first look is not through. */
  readonly asOf: Date | null;
  /** Records that were not looked at. */
  readonly behind: number;
}

/** What is asked of it afterwards is at least so new. @param now a time that has come already. */
export async function postureAge(store: Store, organizationId: number, now: Date): Promise<PostureAge> {
  const standing = await logStanding(store, organizationId);
  const organization = await store.models.organizations.findById(organizationId, { policy_epoch: 1 }).lean();
  const feed = await store.models.postureFeeds.findById(organizationId).lean<PostureFeedDocument>();
  const missing = await unfollowed(store, organizationId, feed?.next_index ?? 0, standing);
  const behind = missing.records;
  if (!feed) return { asOf: null, behind };
  const isSwept = feed.sweeping_after === null && feed.policy_epoch === (organization?.policy_epoch ?? 0);
  if (behind === 0 && isSwept) return { asOf: now, behind };
  if (feed.as_of.getTime() === 0) return { asOf: null, behind };
  return { asOf: isSwept ? followedUntil(feed.as_of, missing, now) : feed.as_of, behind };
}
