/** GET /v1/ledger/tile/{level}/{tile} */

import { query } from '../../operation.ts';
import { tileContent } from './tile-content.ts';

export const getLedgerTile = query('getLedgerTile', ({ means, organizationId, path }) =>
  tileContent(means.store, organizationId, path.level, path.tile),
);
