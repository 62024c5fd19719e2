/** GET /v1/ledger/platform/tile/{level}/{tile} */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { query } from '../../operation.ts';
import { tileContent } from './tile-content.ts';

export const getPlatformTile = query('getPlatformTile', ({ means, path }) =>
  tileContent(means.store, PLATFORM_LOG, path.level, path.tile),
);
