/** Finds a session that whoever has asked for it may begin now: everything is asked here, and once more when it begins. */

import { CapstanError } from '../../../domain/errors.ts';
import { sessionObjection } from '../../../store/connect-sessions/session-objection.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { Request, Transaction } from '../../operation.ts';
import { findOwnSession } from './find-session.ts';

type Launching = Request<'launchConnectSession' | 'linkProxySession'>;

/**
 * @param now by the clock of the database.
 * @throws CapstanError `not_found`, `forbidden`, `policy_refused`; `conflict` where it may not be launched now.
 */
export async function requireLaunchable(
  request: Launching,
  tx: Transaction,
  now: Date,
): Promise<ConnectSessionDocument> {
  const session = await findOwnSession(request, tx.session);
  const { status, launch_by, scope_id: scopeId, resource_id: resourceId } = session;
  if (status !== 'pending_launch') throw new CapstanError('conflict', `It cannot be launched: it is ${status}.`);
  if (launch_by !== null && launch_by <= now) {
    throw new CapstanError('conflict', 'It cannot be launched any more: its time for that is over. Ask for a new one.');
  }
  request.access.requireAlso('resource:connect', { scopeId, resourceId });
  const objection = await sessionObjection(request.means.store, session, now, request.auditActor);
  if (objection !== null) {
    throw new CapstanError('policy_refused', `It cannot be launched: ${objection.detail}.`, {
      policy: objection.policy,
    });
  }
  return session;
}
