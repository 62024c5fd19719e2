/** GET /v1/applications */

import { query } from '../../operation.ts';
import { placedPage } from '../placed-page.ts';
import { presentApplication } from './present-application.ts';

export const listApplications = query('listApplications', async (request) => {
  const { means, now } = request;
  const { rows, nextCursor } = await placedPage('listApplications', request, {
    kind: 'application',
    model: means.store.models.applications,
  });
  const applications = rows.map((application) => presentApplication(application, now));
  return { status: 200, body: { applications, next_cursor: nextCursor } };
});
