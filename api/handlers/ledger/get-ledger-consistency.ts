/** GET /v1/ledger/consistency */

import { query } from '../../operation.ts';
import { proveConsistency } from './prove-consistency.ts';

export const getLedgerConsistency = query('getLedgerConsistency', async ({ means, organizationId, query: asked }) => ({
  status: 200,
  body: await proveConsistency(means.store, organizationId, organizationId, asked),
}));
