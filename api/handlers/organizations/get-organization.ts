/** GET /v1/organizations/{id} */

import type { OrganizationDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentOrganization } from './present-organization.ts';
import { visibleOrganizations } from './visible-organizations.ts';

export const getOrganization = query('getOrganization', async (request) => {
  const { path, means } = request;
  const visible = await visibleOrganizations(request);
  const found = await means.store.models.organizations
    .findOne({ $and: [{ _id: path.id }, visible] })
    .lean<OrganizationDocument>();
  const organization = requireFound(found);
  return showing(200, organization, presentOrganization(organization));
});
