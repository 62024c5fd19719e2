/** GET /v1/ssh-keys/{id}/versions */

import { query } from '../../operation.ts';
import { openPage } from '../page.ts';
import { findSshKey } from './find-ssh-key.ts';
import { presentKeyVersion, SHOWN_KEY_VERSION_FIELDS, type ShownKeyVersion } from './present-ssh-key.ts';

export const listSshKeyVersions = query('listSshKeyVersions', async (request) => {
  const { means } = request;
  const { _id: ssh_key_id } = await findSshKey(request);
  const page = openPage('listSshKeyVersions', request, { of: ssh_key_id });
  const last = page.position?.['version'];
  const before = typeof last === 'number' ? { version: { $lt: last } } : {};
  const versions: ShownKeyVersion[] = await means.store.models.sshKeyVersions
    .find({ ssh_key_id, ...before }, SHOWN_KEY_VERSION_FIELDS)
    .sort({ version: -1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(versions, ({ version }) => ({ version }));
  return { status: 200, body: { versions: rows.map(presentKeyVersion), next_cursor: nextCursor } };
});
