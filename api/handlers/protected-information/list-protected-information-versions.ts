/** GET /v1/protected-information/{id}/versions */

import type { InformationVersionDocument } from '../../../store/models/protected-information.ts';
import { loadInformation } from '../../../store/protected-information.ts';
import { query } from '../../operation.ts';
import { openPage } from '../page.ts';
import { presentInformationVersion } from './present-information.ts';

export const listProtectedInformationVersions = query('listProtectedInformationVersions', async (request) => {
  const { access, organizationId, path, means } = request;
  const found = await loadInformation(means.store, organizationId, path.id);
  const information = access.requireFound('protectedInformation', found);
  const page = openPage('listProtectedInformationVersions', request, { of: information._id });
  const last = page.position?.['version'];
  const versions = await means.store.models.informationVersions
    .find({
      information_id: information._id,
      organization_id: organizationId,
      ...(typeof last === 'number' ? { version: { $lt: last } } : {}),
    })
    .sort({ version: -1 })
    .limit(page.fetch)
    .lean<InformationVersionDocument[]>();
  const { rows, nextCursor } = page.close(versions, ({ version }) => ({ version }));
  const shown = rows.map((version) => presentInformationVersion(version, information));
  return { status: 200, body: { versions: shown, next_cursor: nextCursor } };
});
