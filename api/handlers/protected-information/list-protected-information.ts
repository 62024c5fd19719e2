/** GET /v1/protected-information */

import type { ProtectedInformationDocument } from '../../../store/models/protected-information.ts';
import { query } from '../../operation.ts';
import { equal, inScope, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentInformation } from './present-information.ts';

export const listProtectedInformation = query('listProtectedInformation', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listProtectedInformation', request);
  const found = await means.store.models.protectedInformation
    .find({
      organization_id: organizationId,
      ...access.filter('protectedInformation'),
      ...equal('kind', asked.kind),
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...inScope(access, asked.scope_id),
      ...(asked.expires_before === undefined ? {} : { expires_at: { $lt: new Date(asked.expires_before) } }),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<ProtectedInformationDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { protected_information: rows.map(presentInformation), next_cursor: nextCursor } };
});
