/** GET /v1/credentials/{id}/versions */

import { query } from '../../operation.ts';
import { openPage } from '../page.ts';
import { presentCredentialVersion, SHOWN_VERSION_FIELDS } from './present-credential.ts';

export const listCredentialVersions = query('listCredentialVersions', async (request) => {
  const { access, organizationId, path, means } = request;
  const { credentials, credentialVersions } = means.store.models;
  const inOrganization = { organization_id: organizationId };
  const found = await credentials.findOne({ _id: path.id, ...inOrganization }, { scope_id: 1, resource_id: 1 }).lean();
  const credential = access.requireFound('credential', found);
  const page = openPage('listCredentialVersions', request, { of: credential._id });
  const last = page.position?.['version'];
  const versions = await credentialVersions
    .find(
      {
        credential_id: credential._id,
        ...inOrganization,
        ...(typeof last === 'number' ? { version: { $lt: last } } : {}),
      },
      SHOWN_VERSION_FIELDS,
    )
    .sort({ version: -1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(versions, ({ version }) => ({ version }));
  return { status: 200, body: { versions: rows.map(presentCredentialVersion), next_cursor: nextCursor } };
});
