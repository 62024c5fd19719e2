/** POST /v1/organizations/{id}/deactivate */

import { command } from '../../operation.ts';
import { setOrganizationStatus } from './set-organization-status.ts';

export const deactivateOrganization = command('deactivateOrganization', (request, tx) =>
  setOrganizationStatus(request, tx, 'inactive'),
);
