/** GET /v1/compliance/findings */

import type { FindingDocument } from '../../../store/models/posture.ts';
import { query } from '../../operation.ts';
import { equal, inScope } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentFindings } from './present-finding.ts';

export const listFindings = query('listFindings', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listFindings', request);
  const found = await means.store.models.findings
    .find({
      organization_id: organizationId,
      ...access.filter('finding'),
      ...inScope(access, asked.scope_id),
      ...equal('resource_id', asked.resource_id),
      ...equal('device_id', asked.device_id),
      ...equal('signal', asked.signal),
      ...equal('severity', asked.severity),
      ...equal('status', asked.status),
      ...equal('owner_user_id', asked.owner_user_id),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<FindingDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { findings: await presentFindings(means.store, rows), next_cursor: nextCursor } };
});
