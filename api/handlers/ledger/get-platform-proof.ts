/** GET /v1/ledger/platform/proof */

import { CapstanError } from '../../../domain/errors.ts';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { indexOf } from '../../../store/ledger/entries.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { Store } from '../../../store/store.ts';
import { query } from '../../operation.ts';
import { proveInclusion } from './prove-inclusion.ts';
import { requireLatest, requireOfSize } from './require-checkpoint.ts';

/** How many of the newest checkpoints are looked at for one that the platform's log holds already. */
const NEWEST = 100;

export const getPlatformProof = query(
  'getPlatformProof',
  async ({ means: { store }, organizationId, query: asked }) => {
    const platform = await requireLatest(store, PLATFORM_LOG);
    const candidates =
      asked.size === undefined
        ? await newest(store, organizationId)
        : [await requireOfSize(store, organizationId, asked.size, '/query/size')];
    for (const { _id } of candidates) {
      const index = await indexOf(store, PLATFORM_LOG, _id);
      if (index === null || index >= platform.size) continue;
      return { status: 200, body: await proveInclusion(store, platform, index, organizationId) };
    }
    throw new CapstanError('not_ready', 'The checkpoint is not in the platform’s log yet; ask again in a second.');
  },
);

function newest(store: Store, log: number): Promise<LedgerCheckpointDocument[]> {
  return ledgerCollections(store).checkpoints.find({ log }).sort({ created_at: -1 }).limit(NEWEST).toArray();
}
