/** Finds a session of the caller's organization. */

import type { ClientSession } from 'mongoose';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { RequestAccess } from '../../authorization/request-access.ts';
import type { Means, Request } from '../../operation.ts';
import { requireFound } from '../found.ts';

interface SessionRequest {
  readonly access: RequestAccess;
  readonly organizationId: number;
  readonly path: { readonly id: string };
  readonly means: Pick<Means, 'store'>;
}

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findSession(
  { access, organizationId, path, means }: SessionRequest,
  within?: ClientSession,
): Promise<ConnectSessionDocument> {
  const found = await means.store.models.connectSessions
    .findOne({ _id: path.id, organization_id: organizationId }, null, within ? { session: within } : {})
    .lean<ConnectSessionDocument>();
  return access.requireFound('connectSession', found);
}

type OwnSessionOperation =
  | 'launchConnectSession'
  | 'endConnectSession'
  | 'extendConnectSession'
  | 'linkProxySession'
  | 'terminateProxySession';

/**
 * One that the caller has asked for; those of others are not there for what only they do.
 * @throws CapstanError `not_found`.
 */
export async function findOwnSession(
  { access, actor, organizationId, path, means }: Request<OwnSessionOperation>,
  within?: ClientSession,
): Promise<ConnectSessionDocument> {
  const own = { 'requester.type': actor.type, 'requester.id': actor.id } as const;
  const found = await means.store.models.connectSessions
    .findOne({ _id: path.id, organization_id: organizationId, ...own }, null, within ? { session: within } : {})
    .lean<ConnectSessionDocument>();
  const session = requireFound(found);
  access.settleAt({ scopeId: session.scope_id, resourceId: session.resource_id });
  return session;
}
