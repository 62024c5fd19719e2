/** GET /v1/ledger/checkpoint */

import { query } from '../../operation.ts';
import { checkpointText } from './checkpoint-text.ts';

export const getLedgerCheckpoint = query('getLedgerCheckpoint', ({ means, organizationId }) =>
  checkpointText(means.store, organizationId, organizationId),
);
