/** GET /v1/log-collectors */

import type { LogCollectorDocument } from '../../../store/models/log-collector.ts';
import { query } from '../../operation.ts';
import { equal, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentLogCollectors } from './present-log-collector.ts';

export const listLogCollectors = query('listLogCollectors', async (request) => {
  const { organizationId, query: asked, means } = request;
  const page = openPage('listLogCollectors', request);
  const found = await means.store.models.logCollectors
    .find({
      organization_id: organizationId,
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean<LogCollectorDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const shown = await presentLogCollectors(means.store, organizationId, rows);
  return { status: 200, body: { log_collectors: shown, next_cursor: nextCursor } };
});
