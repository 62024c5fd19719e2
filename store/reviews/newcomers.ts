/** Who has joined the groups of an access review since it began: a decision counts for those whom the reviewer was shown. */

import type { ClientSession } from 'mongoose';
import { digestOf } from '../approvals/digest.ts';
import type { AccessReviewItemDocument } from '../models/access-review.ts';
import { groupBy } from '../posture/group-by.ts';
import type { Store } from '../store.ts';

export interface Newcomers {
  readonly userIds: readonly number[];
  /** Stands for just these memberships. Ids of records are in it, so that nobody can try out who they are. */
  readonly digest: string;
}

/** By id of the item; of items of groups that nobody has joined there is none. */
export async function findNewcomers(
  { models }: Store,
  items: readonly AccessReviewItemDocument[],
  session?: ClientSession,
): Promise<ReadonlyMap<number, Newcomers>> {
  const ofGroups = items.filter(({ subject_type }) => subject_type === 'group');
  if (ofGroups.length === 0) return new Map();
  const memberships = await models.groupMembers
    .find(
      { group_id: { $in: [...new Set(ofGroups.map(({ subject_id }) => subject_id))] } },
      { group_id: 1, user_id: 1, last_event_id: 1 },
      session ? { session } : {},
    )
    .sort({ group_id: 1, user_id: 1 })
    .lean();
  const membersOf = groupBy(memberships, ({ group_id }) => group_id);
  return new Map(
    ofGroups.flatMap(({ _id, subject_id, member_ids }): [number, Newcomers][] => {
      const before = new Set(member_ids);
      const come = (membersOf.get(subject_id) ?? []).filter(({ user_id }) => !before.has(user_id));
      if (come.length === 0) return [];
      const joined = come.map(({ user_id, last_event_id }) => ({ user_id, last_event_id }));
      return [[_id, { userIds: come.map(({ user_id }) => user_id), digest: digestOf({ item_id: _id, joined }) }]];
    }),
  );
}

/** In the transaction that decides on the items. */
export async function keepNewcomers(
  { models }: Store,
  session: ClientSession,
  newcomers: ReadonlyMap<number, Newcomers>,
): Promise<void> {
  if (newcomers.size === 0) return;
  await models.accessReviewItems.bulkWrite(
    [...newcomers].map(([_id, { userIds }]) => ({
      updateOne: { filter: { _id }, update: { $set: { joined_ids: [...userIds] } } },
    })),
    { session },
  );
}
