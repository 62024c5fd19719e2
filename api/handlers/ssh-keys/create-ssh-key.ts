/** POST /v1/ssh-keys */

import type { SshKeyDocument } from '../../../store/models/ssh-key.ts';
import { generateKey, type KeyMaterial, sealKeyVersion } from '../../key-rotations/seal-key-version.ts';
import { command, type Request } from '../../operation.ts';
import { unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { presentSshKeys } from './present-ssh-key.ts';
import { readPrivateKey } from './read-private-key.ts';

const FIRST_VERSION = 1;

export const createSshKey = command('createSshKey', async (request, tx) => {
  const { access, organizationId, body, means, now } = request;
  access.requirePlace({ scopeId: body.scope_id, resourceId: null });
  const comment = body.comment ?? '';
  const material = materialOf(body, comment);
  const key: SshKeyDocument = {
    _id: await means.store.nextId('ssh_key'),
    organization_id: organizationId,
    scope_id: body.scope_id,
    name: body.name,
    status: 'active',
    comment,
    latest_version: FIRST_VERSION,
    rotation_job_id: null,
    ...firstRevision(request, tx),
  };
  const origin = body.private_key === undefined ? 'generated' : 'imported';
  const version = await sealKeyVersion(means.store, key, material, {
    version: FIRST_VERSION,
    state: 'current',
    origin,
    now,
  });
  await means.store.models.sshKeys.create([key], { session: tx.session });
  await means.store.models.sshKeyVersions.create([version], { session: tx.session });
  const [shown] = await presentSshKeys(means.store, [key], tx.session);
  const change = `${origin}: ${version.algorithm}, ${version.fingerprint}`;
  return { ...showingNew('ssh_key', '/v1/ssh-keys', key, shown), change };
});

function materialOf(body: Request<'createSshKey'>['body'], comment: string): KeyMaterial {
  const { private_key, passphrase } = body;
  if (private_key !== undefined) {
    return readPrivateKey({ private_key, ...(passphrase === undefined ? {} : { passphrase }) }, comment);
  }
  if (passphrase !== undefined) throw unusable('passphrase', 'goes with a private_key that it opens');
  return generateKey(comment);
}
