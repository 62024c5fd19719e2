/** GET /v1/ledger/platform/checkpoint */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { query } from '../../operation.ts';
import { checkpointText } from './checkpoint-text.ts';

export const getPlatformCheckpoint = query('getPlatformCheckpoint', ({ means, organizationId }) =>
  checkpointText(means.store, PLATFORM_LOG, organizationId),
);
