/** POST /v1/approval-delegations */

import { CapstanError } from '../../../domain/errors.ts';
import type { ApprovalDelegationDocument } from '../../../store/models/approval.ts';
import { command, type Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { findSubject } from '../subjects.ts';
import { presentApprovalDelegations } from './present-approval-delegation.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 90;

type CreateRequest = Request<'createApprovalDelegation'>;

/** Lends the caller's own place, and none that was lent to the caller: the groups of the delegate's delegates do not count. */
export const createApprovalDelegation = command('createApprovalDelegation', async (request, tx) => {
  const { body, means, organizationId, actor } = request;
  requireMember(request);
  const named = { type: 'user', id: body.to_user_id, publicId: body.to_user_public_id } as const;
  if (body.to_user_id !== undefined && body.to_user_public_id !== undefined) {
    throw unusable('to_user_id', 'and to_user_public_id exclude each other');
  }
  const field = body.to_user_id === undefined ? 'to_user_public_id' : 'to_user_id';
  const found = await findSubject(request, named, tx.session);
  const isOneOfUs = found?.organizationId === organizationId && found.isActive;
  const to = requireNamed(isOneOfUs ? found : null, field, 'active user of the organization');
  if (to.id === actor.id) throw unusable(field, 'names yourself');
  const delegation: ApprovalDelegationDocument = {
    _id: await means.store.nextId('approval_delegation'),
    organization_id: organizationId,
    from_user_id: actor.id,
    to_user_id: to.id,
    ...periodOf(request),
    reason: body.reason ?? null,
    status: 'active',
    ...firstRevision(request, tx),
  };
  await means.store.models.approvalDelegations.create([delegation], { session: tx.session });
  const [shown] = await presentApprovalDelegations(request, [delegation]);
  const { starts_at, ends_at } = delegation;
  return {
    ...showingNew('approval_delegation', '/v1/approval-delegations', delegation, shown),
    reason: delegation.reason,
    change: `user ${to.id} decides in the place of user ${actor.id} from ${starts_at.toISOString()} until ${ends_at.toISOString()}`,
  };
});

/** @throws CapstanError `forbidden`. */
function requireMember({ actor, organizationId }: CreateRequest): void {
  if (actor.type === 'user' && actor.homeOrganizationId === organizationId) return;
  throw new CapstanError('forbidden', 'Only a person of this organization has a place here that could be lent.');
}

/** @throws CapstanError `unprocessable`. */
function periodOf({ body, now }: CreateRequest): Pick<ApprovalDelegationDocument, 'starts_at' | 'ends_at'> {
  const starts_at = body.starts_at === undefined ? now : new Date(body.starts_at);
  const ends_at = new Date(body.ends_at);
  if (Number.isNaN(starts_at.getTime())) throw unusable('starts_at', 'is no time that a clock shows');
  if (Number.isNaN(ends_at.getTime())) throw unusable('ends_at', 'is no time that a clock shows');
  if (ends_at <= now || ends_at <= starts_at) throw unusable('ends_at', 'must be after starts_at, and in the future');
  if (ends_at.getTime() - now.getTime() > LONGEST_DAYS * DAY_MS) {
    throw unusable('ends_at', `must be within ${LONGEST_DAYS} days`);
  }
  return { starts_at, ends_at };
}
