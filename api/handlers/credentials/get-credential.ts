/** GET /v1/credentials/{id} */

import { query } from '../../operation.ts';
import { showCredential } from './show-credential.ts';

export const getCredential = query('getCredential', async ({ access, organizationId, path, means }) => {
  const { credentials } = means.store.models;
  const found = await credentials.findOne({ _id: path.id, organization_id: organizationId }).lean();
  return showCredential(means.store, access.requireFound('credential', found));
});
