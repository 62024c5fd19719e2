/** Delegations on the wire. */

import type { ApprovalDelegationDocument } from '../../../store/models/approval.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request } from '../../operation.ts';
import { showSubjects } from '../subjects.ts';
import { wireTime, wireTracked } from '../wire-time.ts';

type WireDelegation = components['schemas']['ApprovalDelegation'];
type Showing = Parameters<typeof showSubjects>[0] & Pick<Request, 'now'>;

export async function presentApprovalDelegations(
  request: Showing,
  delegations: readonly ApprovalDelegationDocument[],
): Promise<WireDelegation[]> {
  const users = delegations.flatMap(({ from_user_id, to_user_id }) => [from_user_id, to_user_id]);
  const show = await showSubjects(
    request,
    users.map((id) => ({ type: 'user', id })),
  );
  return delegations.map((delegation) => ({
    id: delegation._id,
    from_user_id: delegation.from_user_id,
    from_user: show({ type: 'user', id: delegation.from_user_id }).name,
    to_user_id: delegation.to_user_id,
    to_user: show({ type: 'user', id: delegation.to_user_id }).name,
    starts_at: wireTime(delegation.starts_at),
    ends_at: wireTime(delegation.ends_at),
    reason: delegation.reason,
    status: delegation.status,
    in_force: isInForce(delegation, request.now),
    ...wireTracked(delegation),
  }));
}

function isInForce({ status, starts_at, ends_at }: ApprovalDelegationDocument, now: Date): boolean {
  return status === 'active' && starts_at <= now && now < ends_at;
}
