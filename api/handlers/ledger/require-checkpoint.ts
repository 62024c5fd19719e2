/** The published checkpoint that a request is about, or the problem that says why there is none. */

import { CapstanError } from '../../../domain/errors.ts';
import { checkpointAt, latestCheckpoint } from '../../../store/ledger/checkpoints.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { Store } from '../../../store/store.ts';

/** @throws CapstanError `not_ready` before the first one. */
export async function requireLatest(store: Store, log: number): Promise<LedgerCheckpointDocument> {
  const found = await latestCheckpoint(store, log);
  if (found) return found;
  throw new CapstanError('not_ready', 'The log has no checkpoint yet: it gets one within seconds once a worker runs.');
}

/** @throws CapstanError `unprocessable` where no checkpoint of that size was published. */
export async function requireOfSize(
  store: Store,
  log: number,
  size: number,
  pointer: string,
): Promise<LedgerCheckpointDocument> {
  const found = await checkpointAt(store, log, size);
  if (found) return found;
  throw new CapstanError(
    'unprocessable',
    `No checkpoint of ${size} records was published; the list has those that were.`,
    {
      errors: [{ pointer, detail: 'is not the size of a published checkpoint' }],
    },
  );
}
