/** GET /v1/ssh-keys/{id}/placements */

import type { CredentialDocument } from '../../../store/models/credential.ts';
import { ofKey, withCurrentVersions } from '../../../store/ssh-keys/placements.ts';
import { versionToDeploy } from '../../../store/ssh-keys/versions.ts';
import { query } from '../../operation.ts';
import { byId, openPage } from '../page.ts';
import { findSshKey } from './find-ssh-key.ts';
import { presentPlacement } from './present-ssh-key.ts';

/** Those that the caller may see: the key may be on accounts elsewhere, too. */
export const listSshKeyPlacements = query('listSshKeyPlacements', async (request) => {
  const { access, organizationId, means } = request;
  const key = await findSshKey(request);
  const page = openPage('listSshKeyPlacements', request, { of: key._id });
  const found = await means.store.models.credentials
    .find({
      ...ofKey(organizationId, key._id),
      ...access.filterWith('credential', 'credential:read'),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<CredentialDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const { version } = await versionToDeploy(means.store, key._id);
  const placements = (await withCurrentVersions(means.store, rows)).map((one) =>
    presentPlacement(key._id, one, version),
  );
  return { status: 200, body: { placements, next_cursor: nextCursor } };
});
