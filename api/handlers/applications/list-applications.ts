/** GET /v1/applications */

import type { ApplicationDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { equal, inScope, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentApplication } from './present-application.ts';

export const listApplications = query('listApplications', async (request) => {
  const { access, organizationId, query: asked, means, now } = request;
  const page = openPage('listApplications', request);
  const found = await means.store.models.applications
    .find({
      organization_id: organizationId,
      ...access.filter('application'),
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...inScope(access, asked.scope_id),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<ApplicationDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const applications = rows.map((application) => presentApplication(application, now));
  return { status: 200, body: { applications, next_cursor: nextCursor } };
});
