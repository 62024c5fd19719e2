/** GET /v1/ssh-certificate-authorities/{id}/accounts */

import type { CredentialDocument } from '../../../store/models/credential.ts';
import { ofAuthority } from '../../../store/ssh-authorities/accounts.ts';
import { query } from '../../operation.ts';
import { byId, openPage } from '../page.ts';
import { findSshAuthority } from './find-ssh-authority.ts';
import { presentCertificateAccounts } from './present-certificate-account.ts';

/** Those that the caller may see: others may be elsewhere. */
export const listSshAuthorityAccounts = query('listSshAuthorityAccounts', async (request) => {
  const { access, organizationId, means } = request;
  const authority = await findSshAuthority(request);
  const page = openPage('listSshAuthorityAccounts', request, { of: authority._id });
  const found = await means.store.models.credentials
    .find({
      ...ofAuthority(organizationId, authority._id),
      ...access.filterWith('credential', 'credential:read'),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<CredentialDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const accounts = await presentCertificateAccounts(means.store, authority._id, rows);
  return { status: 200, body: { accounts, next_cursor: nextCursor } };
});
