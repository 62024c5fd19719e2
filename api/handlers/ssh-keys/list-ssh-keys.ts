/** GET /v1/ssh-keys */

import type { SshKeyDocument } from '../../../store/models/ssh-key.ts';
import { query } from '../../operation.ts';
import { equal, inScope, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentSshKeys } from './present-ssh-key.ts';

export const listSshKeys = query('listSshKeys', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listSshKeys', request);
  const found = await means.store.models.sshKeys
    .find({
      organization_id: organizationId,
      ...access.filter('sshKey'),
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...inScope(access, asked.scope_id),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<SshKeyDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { ssh_keys: await presentSshKeys(means.store, rows), next_cursor: nextCursor } };
});
