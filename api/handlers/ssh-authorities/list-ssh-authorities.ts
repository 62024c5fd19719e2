/** GET /v1/ssh-certificate-authorities */

import type { SshAuthorityDocument } from '../../../store/models/ssh-authority.ts';
import { query } from '../../operation.ts';
import { equal, inScope, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentSshAuthorities } from './present-ssh-authority.ts';

export const listSshAuthorities = query('listSshAuthorities', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listSshAuthorities', request);
  const found = await means.store.models.sshAuthorities
    .find({
      organization_id: organizationId,
      ...access.filter('sshAuthority'),
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...inScope(access, asked.scope_id),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<SshAuthorityDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const authorities = await presentSshAuthorities(means.store, rows);
  return { status: 200, body: { ssh_certificate_authorities: authorities, next_cursor: nextCursor } };
});
