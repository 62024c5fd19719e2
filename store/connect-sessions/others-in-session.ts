/** Whether somebody else works with a credential in a session that lives. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import { LIVE_STATUSES } from '../../domain/connect-session.ts';
import type { Store } from '../store.ts';

export async function isUsedByOthers(
  { models }: Store,
  session: ClientSession,
  credentialId: number,
  { type, id }: Pick<AuditActor, 'type' | 'id'>,
): Promise<boolean> {
  const others = { $nor: [{ 'requester.type': type, 'requester.id': id }] };
  const live = { credential_id: credentialId, status: { $in: [...LIVE_STATUSES] }, ...others };
  return (await models.connectSessions.exists(live).session(session)) !== null;
}
