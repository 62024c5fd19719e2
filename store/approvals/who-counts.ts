/** Whose words count: those of people who are still here. What somebody said who has left since is kept, and counts for nothing. */

import type { ClientSession } from 'mongoose';
import type { ApprovalDocument } from '../models/approval.ts';
import type { Store } from '../store.ts';

type Decided = Pick<ApprovalDocument, 'decisions'>;

/** Those who have decided on one of these requests and are active users by now. */
export async function activeDeciders(
  store: Store,
  approvals: readonly Decided[],
  session?: ClientSession,
): Promise<ReadonlySet<number>> {
  const ids = new Set(approvals.flatMap(({ decisions }) => decisions.map(({ user_id }) => user_id)));
  if (ids.size === 0) return ids;
  const active = store.models.users.find({ _id: { $in: [...ids] }, status: 'active' }).session(session ?? null);
  return new Set(await active.distinct('_id'));
}

/** The request with no other words on it than theirs. */
export function countingOnly<Request extends Decided>(request: Request, active: ReadonlySet<number>): Request {
  return { ...request, decisions: request.decisions.filter(({ user_id }) => active.has(user_id)) };
}

/** Whether whoever has asked could still ask. Capstan itself always can. */
export async function isRequesterActive(
  store: Store,
  { requester }: Pick<ApprovalDocument, 'requester'>,
  session?: ClientSession,
): Promise<boolean> {
  const { users, applications } = store.models;
  const active = { _id: requester.id, status: 'active' } as const;
  if (requester.type === 'user') return (await users.exists(active).session(session ?? null)) !== null;
  if (requester.type === 'application') return (await applications.exists(active).session(session ?? null)) !== null;
  return true;
}
