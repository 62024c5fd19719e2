/** How much of the database the evidence bundles of an organization may take up. */

import { CapstanError } from '../../../domain/errors.ts';
import { MAX_STORED_BUNDLE_BYTES } from '../../../domain/evidence-bundle.ts';
import { storedBundleBytes } from '../../../store/evidence-bundles.ts';
import type { Request, Transaction } from '../../operation.ts';

/**
 * Counts bundles that are ready. Those that are being built may go beyond the bound, by as many as may be under way:
 * nobody knows their sizes before they are there.
 * @throws CapstanError `conflict`, which says nothing of who has asked for how much.
 */
export async function requireRoom(
  { means, organizationId }: Pick<Request, 'means' | 'organizationId'>,
  { session }: Transaction,
): Promise<void> {
  const stored = await storedBundleBytes(means.store, session, organizationId);
  if (stored < MAX_STORED_BUNDLE_BYTES) return;
  throw new CapstanError(
    'conflict',
    `The evidence bundles of this organization take up as much as they may (${MAX_STORED_BUNDLE_BYTES / 1e9} GB). Each is ` +
      'removed 30 days after it was asked for; ask again then, or fetch the records with GET /v1/ledger/export, which stores nothing.',
  );
}
