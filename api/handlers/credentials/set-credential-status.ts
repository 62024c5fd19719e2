/** What activating and deactivating a credential have in common. */

import { CapstanError } from '../../../domain/errors.ts';
import { isDuplicateKey } from '../../../store/duplicate-key.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import { requireMatch } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise } from '../revision.ts';
import { rejoinAuthority } from '../ssh-authorities/room-at-authority.ts';
import { rejoinKey } from '../ssh-keys/room-on-key.ts';
import { requireIdle } from './require-idle.ts';
import { requireUnheld } from './require-unheld.ts';
import { showCredential } from './show-credential.ts';

type StatusRequest = Request<'activateCredential' | 'deactivateCredential'>;

export async function setCredentialStatus(
  request: StatusRequest,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const { access, organizationId, path, means, ifMatch } = request;
  const { credentials } = means.store.models;
  const found = await credentials.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const credential = access.requireFound('credential', found);
  requireMatch(ifMatch, credential.revision);
  if (credential.status === status) return showCredential(means.store, credential, tx);
  await requireIdle(means.store, tx, credential.resource_id);
  requireUnheld(credential);
  if (status === 'active' && typeof credential.ssh_key_id === 'number') {
    await rejoinKey(request, tx, credential.ssh_key_id);
  }
  const revised = await reviseStatus(request, tx, credential, status);
  if (status === 'active' && typeof credential.authority_id === 'number') {
    await rejoinAuthority(request, tx, credential, credential.authority_id);
  }
  return showCredential(means.store, revised, tx);
}

async function reviseStatus(
  request: StatusRequest,
  tx: Transaction,
  credential: CredentialDocument,
  status: 'active' | 'inactive',
): Promise<CredentialDocument> {
  try {
    return await revise(request.means.store.models.credentials, request, tx, credential, { status });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new CapstanError('conflict', 'The resource has another active credential; deactivate that one first.', {
      cause: error,
    });
  }
}
