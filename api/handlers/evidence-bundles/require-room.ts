/** How much of the database the evidence bundles of an organization, and those of one caller, may take up. */

import { CapstanError } from '../../../domain/errors.ts';
import {
  MAX_STORED_BUNDLE_BYTES,
  MAX_STORED_BUNDLE_BYTES_OF_REQUESTER,
  MAX_UNFINISHED_BUNDLES_OF_REQUESTER,
} from '../../../domain/evidence-bundle.ts';
import { storedBundleBytes } from '../../../store/evidence-bundles.ts';
import { unfinishedLedgerJobs } from '../../../store/ledger-job.ts';
import type { BundleRequester } from '../../../store/models/evidence-bundle.ts';
import type { Request, Transaction } from '../../operation.ts';

/**
 * Those that are being built may go beyond the bounds, by as many as may be under way: nobody knows their sizes before
 * they are there.
 * @throws CapstanError `conflict`, which says nothing of what others have asked for.
 */
export async function requireRoom(
  { means: { store }, organizationId }: Pick<Request, 'means' | 'organizationId'>,
  { session }: Transaction,
  requester: BundleRequester,
): Promise<void> {
  const most = MAX_UNFINISHED_BUNDLES_OF_REQUESTER;
  const unfinished = await unfinishedLedgerJobs(store, session, organizationId, 'evidence_bundle', most, requester);
  if (unfinished >= most) {
    throw new CapstanError(
      'conflict',
      `As many bundles of yours as may be are under way (${most}); wait until one is ready.`,
    );
  }
  const own = await storedBundleBytes(store, session, organizationId, requester);
  if (own >= MAX_STORED_BUNDLE_BYTES_OF_REQUESTER)
    throw full('that you have asked for', MAX_STORED_BUNDLE_BYTES_OF_REQUESTER);
  const all = await storedBundleBytes(store, session, organizationId);
  if (all >= MAX_STORED_BUNDLE_BYTES) throw full('of this organization', MAX_STORED_BUNDLE_BYTES);
}

function full(whose: string, most: number): CapstanError {
  return new CapstanError(
    'conflict',
    `The evidence bundles ${whose} take up as much as they may (${most / 1e9} GB). Each is removed within a minute when it is ` +
      'discarded (DELETE /v1/evidence-bundles/{id}), and 30 days after it was asked for; ask again then, or fetch the records ' +
      'with GET /v1/ledger/export, which stores nothing.',
  );
}
