/** GET /v1/check-outs */

import type { CustodyDocument } from '../../../store/models/custody.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentCheckOut } from './present-check-out.ts';

/** The newest first. */
export const listCheckOuts = query('listCheckOuts', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listCheckOuts', request);
  const found = await means.store.models.custodies
    .find({
      organization_id: organizationId,
      ...access.filter('checkOut'),
      ...equal('credential_id', asked.credential_id),
      ...equal('resource_id', asked.resource_id),
      ...equal('job_id', asked.job_id),
      ...equal('status', asked.status),
      ...page.idBefore,
    })
    .sort({ _id: -1 })
    .limit(page.fetch)
    .lean<CustodyDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { check_outs: rows.map(presentCheckOut), next_cursor: nextCursor } };
});
