/** GET /v1/ledger/retention */

import { query } from '../../operation.ts';
import { findRetentionPolicy, showingRetention } from './find-retention-policy.ts';

export const getRetentionPolicy = query('getRetentionPolicy', async (request) =>
  showingRetention(request.organizationId, await findRetentionPolicy(request)),
);
