/** GET /v1/applications/{id} */

import type { ApplicationDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentApplication } from './present-application.ts';

export const getApplication = query('getApplication', async ({ access, organizationId, path, means, now }) => {
  const found = await means.store.models.applications
    .findOne({ _id: path.id, organization_id: organizationId })
    .lean<ApplicationDocument>();
  const application = access.requireFound('application', found);
  return showing(200, application, presentApplication(application, now));
});
