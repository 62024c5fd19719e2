/** GET /v1/ledger/platform/consistency */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { query } from '../../operation.ts';
import { proveConsistency } from './prove-consistency.ts';

export const getPlatformConsistency = query(
  'getPlatformConsistency',
  async ({ means, organizationId, query: asked }) => ({
    status: 200,
    body: await proveConsistency(means.store, PLATFORM_LOG, organizationId, asked),
  }),
);
