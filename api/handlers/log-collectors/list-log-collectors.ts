/** GET /v1/log-collectors */

import { query } from '../../operation.ts';
import { namedPage } from '../named-page.ts';
import { presentLogCollectors } from './present-log-collector.ts';

export const listLogCollectors = query('listLogCollectors', async (request) => {
  const { organizationId, means } = request;
  const { rows, nextCursor } = await namedPage('listLogCollectors', request, means.store.models.logCollectors);
  const shown = await presentLogCollectors(means.store, organizationId, rows);
  return { status: 200, body: { log_collectors: shown, next_cursor: nextCursor } };
});
