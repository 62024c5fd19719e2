/** GET /v1/applications/{id} */

import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentApplication, SHOWN_FIELDS } from './present-application.ts';

export const getApplication = query('getApplication', async ({ organizationId, path, means }) => {
  const application = requireFound(
    await means.store.models.applications
      .findOne({ _id: path.id, organization_id: organizationId }, SHOWN_FIELDS)
      .lean(),
  );
  return showing(200, application, presentApplication(application));
});
