/** How far what is known of posture lies behind what has happened. */

import { ledgerCollections } from '../ledger/collections.ts';
import type { PostureFeedDocument } from '../models/posture.ts';
import type { Store } from '../store.ts';

export interface PostureAge {
  /** All that had happened by then was looked at; null: a first look is not through. */
  readonly asOf: Date | null;
  /** Records that were not looked at. */
  readonly behind: number;
}

const MOST_PENDING = 100_000;

export async function postureAge(store: Store, organizationId: number, now: Date): Promise<PostureAge> {
  const { heads, pending } = ledgerCollections(store);
  const feed = await store.models.postureFeeds.findById(organizationId).lean<PostureFeedDocument>();
  const [head, waiting, organization] = await Promise.all([
    heads.findOne({ _id: organizationId }, { projection: { size: 1 } }),
    pending.countDocuments({ log: organizationId }, { limit: MOST_PENDING }),
    store.models.organizations.findById(organizationId, { policy_epoch: 1 }).lean(),
  ]);
  const size = head?.size ?? 0;
  if (!feed) return { asOf: null, behind: size + waiting };
  const behind = Math.max(0, size - feed.next_index) + waiting;
  const isSwept = feed.sweeping_after === null && feed.policy_epoch === (organization?.policy_epoch ?? 0);
  if (behind === 0 && isSwept) return { asOf: now, behind };
  return { asOf: feed.as_of.getTime() === 0 ? null : feed.as_of, behind };
}
