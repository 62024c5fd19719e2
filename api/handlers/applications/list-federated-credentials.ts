/** GET /v1/applications/{id}/federated-credentials */

import type { ApplicationDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentFederatedCredential } from './present-federated-credential.ts';

export const listFederatedCredentials = query(
  'listFederatedCredentials',
  async ({ access, organizationId, path, means }) => {
    const found = await means.store.models.applications
      .findOne({ _id: path.id, organization_id: organizationId })
      .lean<ApplicationDocument>();
    const application = access.requireFound('application', found);
    const credentials = application.federated_credentials.map(presentFederatedCredential);
    return showing(200, application, { federated_credentials: credentials, next_cursor: null });
  },
);
