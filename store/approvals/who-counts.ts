/** Whose words count: those of people who are still here. What somebody said who has left since is kept, and counts for nothing. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
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

/** Whether whoever has asked for consent could still ask. */
export async function isRequesterActive(
  store: Store,
  { requester }: Pick<ApprovalDocument, 'requester'>,
  session?: ClientSession,
): Promise<boolean> {
  return isActorActive(store, requester, session);
}

/** Whether whoever has asked for something is an active user or application by now. Capstan itself always is. */
export async function isActorActive(
  { models: { users, applications } }: Store,
  { type, id }: Pick<AuditActor, 'type' | 'id'>,
  session?: ClientSession,
): Promise<boolean> {
  const active = { _id: id, status: 'active' } as const;
  if (type === 'user') return (await users.exists(active).session(session ?? null)) !== null;
  if (type === 'application') return (await applications.exists(active).session(session ?? null)) !== null;
  return true;
}
