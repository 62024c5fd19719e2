/** GET /v1/log-collectors/{id} */

import type { LogCollectorDocument } from '../../../store/models/log-collector.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { presentLogCollector } from './present-log-collector.ts';

export const getLogCollector = query('getLogCollector', async ({ organizationId, path, means }) => {
  const found = await means.store.models.logCollectors
    .findOne({ _id: path.id, organization_id: organizationId })
    .lean<LogCollectorDocument>();
  const collector = requireFound(found);
  return showing(200, collector, await presentLogCollector(means.store, collector));
});
