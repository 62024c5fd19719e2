/** GET /v1/applications */

import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentApplication, SHOWN_FIELDS } from './present-application.ts';

export const listApplications = query('listApplications', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listApplications', request);
  const found = await means.store.models.applications
    .find(
      {
        organization_id: organizationId,
        ...equal('status', asked.status),
        ...namePrefix(asked.name),
        ...page.idAfter,
      },
      SHOWN_FIELDS,
    )
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { applications: rows.map(presentApplication), next_cursor: nextCursor } };
});
