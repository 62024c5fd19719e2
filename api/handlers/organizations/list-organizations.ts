/** GET /v1/organizations */

import type { OrganizationDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentOrganization } from './present-organization.ts';
import { visibleOrganizations } from './visible-organizations.ts';

export const listOrganizations = query('listOrganizations', async (request) => {
  const { query: asked, means } = request;
  const page = openPage('listOrganizations', request);
  const visible = await visibleOrganizations(request);
  const found = await means.store.models.organizations
    .find({ $and: [visible, { ...equal('status', asked.status), ...namePrefix(asked.name) }, page.idAfter] })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<OrganizationDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { organizations: rows.map(presentOrganization), next_cursor: nextCursor } };
});
