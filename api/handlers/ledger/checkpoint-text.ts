/** The newest checkpoint of a log as the note that it is. */

import { cosignedNote } from '../../../store/ledger/checkpoints.ts';
import type { Store } from '../../../store/store.ts';
import type { Answer } from '../../operation.ts';
import { requireLatest } from './require-checkpoint.ts';

/** @throws CapstanError `not_ready` before the first one. */
export async function checkpointText(store: Store, log: number, organizationId: number): Promise<Answer> {
  const checkpoint = await requireLatest(store, log);
  return {
    status: 200,
    content: { type: 'text/plain; charset=utf-8', bytes: cosignedNote(checkpoint, organizationId) },
  };
}
