/** The request for consent of the path, where the caller may do with it what the operation needs. */

import type { ClientSession } from 'mongoose';
import type { ApprovalDocument } from '../../../store/models/approval.ts';
import type { Request } from '../../operation.ts';

type ApprovalRequest = Pick<Request, 'access' | 'organizationId' | 'means'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findApproval(
  { access, organizationId, path, means }: ApprovalRequest,
  session?: ClientSession,
): Promise<ApprovalDocument> {
  const found = await means.store.models.approvals
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(session ?? null)
    .lean<ApprovalDocument>();
  return access.requireFound('approval', found);
}
