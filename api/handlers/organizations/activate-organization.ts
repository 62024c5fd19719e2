/** POST /v1/organizations/{id}/activate */

import { command } from '../../operation.ts';
import { setOrganizationStatus } from './set-organization-status.ts';

export const activateOrganization = command('activateOrganization', (request, tx) =>
  setOrganizationStatus(request, tx, 'active'),
);
