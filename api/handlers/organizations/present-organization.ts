/** An organization on the wire. */

import type { OrganizationDocument } from '../../../store/models/identity.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export function presentOrganization(organization: OrganizationDocument): components['schemas']['Organization'] {
  return {
    id: organization._id,
    name: organization.name,
    status: organization.status,
    step_up_minutes: organization.step_up_minutes,
    user_token_minutes: organization.user_token_minutes,
    ...wireTracked(organization),
  };
}
