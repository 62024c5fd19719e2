/** The certificate authority that the path names, where the caller may do with it what the operation does. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import type { SshAuthorityDocument } from '../../../store/models/ssh-authority.ts';
import type { OperationId, Request } from '../../operation.ts';

type AuthorityRequest = Pick<Request<OperationId>, 'access' | 'organizationId' | 'means'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findSshAuthority(
  { access, organizationId, path, means }: AuthorityRequest,
  session?: ClientSession,
): Promise<SshAuthorityDocument> {
  const found = await means.store.models.sshAuthorities
    .findOne({ _id: path.id, organization_id: organizationId }, null, session ? { session } : {})
    .lean<SshAuthorityDocument>();
  return access.requireFound('sshAuthority', found);
}

/** @throws CapstanError `resource_inactive`. */
export function requireActiveAuthority({ status }: SshAuthorityDocument): void {
  if (status === 'inactive') throw new CapstanError('resource_inactive', 'The certificate authority is inactive.');
}
