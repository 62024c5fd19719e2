/** The key that the path names, where the caller may do with it what the operation does. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import type { SshKeyDocument } from '../../../store/models/ssh-key.ts';
import type { OperationId, Request } from '../../operation.ts';

type KeyRequest = Pick<Request<OperationId>, 'access' | 'organizationId' | 'means'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findSshKey(
  { access, organizationId, path, means }: KeyRequest,
  session?: ClientSession,
): Promise<SshKeyDocument> {
  const found = await means.store.models.sshKeys
    .findOne({ _id: path.id, organization_id: organizationId }, null, session ? { session } : {})
    .lean<SshKeyDocument>();
  return access.requireFound('sshKey', found);
}

/** @throws CapstanError `resource_inactive`. */
export function requireActiveKey({ status }: SshKeyDocument): void {
  if (status === 'inactive') throw new CapstanError('resource_inactive', 'The SSH key is inactive.');
}
