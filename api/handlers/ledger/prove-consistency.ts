/** A consistency proof between two sizes of a log's tree, with the checkpoints of those sizes. */

import { CapstanError } from '../../../domain/errors.ts';
import { checkpointAt, cosignedNote } from '../../../store/ledger/checkpoints.ts';
import { consistencyProof, rootAt } from '../../../store/ledger/proofs.ts';
import { TreeNodes } from '../../../store/ledger/tile-store.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { requireLatest } from './require-checkpoint.ts';

/** @throws CapstanError `unprocessable` where the sizes are not those of published trees, the older one first. */
export async function proveConsistency(
  store: Store,
  log: number,
  organizationId: number,
  asked: { readonly from?: number; readonly to?: number },
): Promise<components['schemas']['ConsistencyProof']> {
  const latest = await requireLatest(store, log);
  const { from = 0, to = latest.size } = asked;
  if (to > latest.size) throw outOfRange('/query/to', `is larger than the published tree of ${latest.size} records`);
  if (from > to) throw outOfRange('/query/from', `is larger than \`to\`, ${to}`);
  const nodes = new TreeNodes(store, log);
  const [hashes, fromRoot, toRoot, older, younger] = await Promise.all([
    consistencyProof(store, log, from, to, nodes),
    rootAt(store, log, from, nodes),
    rootAt(store, log, to, nodes),
    checkpointAt(store, log, from),
    checkpointAt(store, log, to),
  ]);
  return {
    from,
    to,
    from_root_hash: fromRoot.toString('base64'),
    to_root_hash: toRoot.toString('base64'),
    hashes: hashes.map((hash) => hash.toString('base64')),
    from_checkpoint: older && cosignedNote(older, organizationId),
    to_checkpoint: younger && cosignedNote(younger, organizationId),
  };
}

function outOfRange(pointer: string, detail: string): CapstanError {
  return new CapstanError('unprocessable', 'The log has no published trees of these sizes.', {
    errors: [{ pointer, detail }],
  });
}
