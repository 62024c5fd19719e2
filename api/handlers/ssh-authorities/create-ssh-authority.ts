/** POST /v1/ssh-certificate-authorities */

import type { SshAuthorityDocument } from '../../../store/models/ssh-authority.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { presentSshAuthorities } from './present-ssh-authority.ts';
import { sealAuthorityVersion } from './seal-authority-version.ts';

const FIRST_VERSION = 1;

export const createSshAuthority = command('createSshAuthority', async (request, tx) => {
  const { access, organizationId, body, means, now } = request;
  access.requirePlace({ scopeId: body.scope_id, resourceId: null });
  const { store } = means;
  const authority: SshAuthorityDocument = {
    _id: await store.nextId('ssh_authority'),
    organization_id: organizationId,
    scope_id: body.scope_id,
    name: body.name,
    status: 'active',
    latest_version: FIRST_VERSION,
    ...firstRevision(request, tx),
  };
  const version = await sealAuthorityVersion(store, authority, { version: FIRST_VERSION, state: 'current', now });
  await store.models.sshAuthorities.create([authority], { session: tx.session });
  await store.models.sshAuthorityVersions.create([version], { session: tx.session });
  const [shown] = await presentSshAuthorities(store, [authority], tx.session);
  const change = `made with ${version.fingerprint}`;
  return { ...showingNew('ssh_authority', '/v1/ssh-certificate-authorities', authority, shown), change };
});
