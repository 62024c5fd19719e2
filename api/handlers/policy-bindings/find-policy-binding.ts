/** The binding of the path, where the caller may do with it what the operation needs. */

import type { ClientSession } from 'mongoose';
import type { PolicyBindingDocument } from '../../../store/models/policy.ts';
import type { Request } from '../../operation.ts';

type BindingRequest = Pick<Request, 'access' | 'organizationId' | 'means'> & { readonly path: { readonly id: number } };

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findPolicyBinding(
  { access, organizationId, path, means }: BindingRequest,
  session?: ClientSession,
): Promise<PolicyBindingDocument> {
  const found = await means.store.models.policyBindings
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(session ?? null)
    .lean<PolicyBindingDocument>();
  return access.requireFound('policyBinding', found);
}
