/** An inclusion proof of one leaf, as the proof endpoints answer it. */

import { bytesOf } from '../../../store/ledger/bytes.ts';
import { cosignedNote } from '../../../store/ledger/checkpoints.ts';
import { readEntries } from '../../../store/ledger/entries.ts';
import { inclusionMembers } from '../../../store/ledger/inclusion-members.ts';
import { inclusionProof } from '../../../store/ledger/proofs.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';

export type InclusionProof = components['schemas']['InclusionProof'];

/** Proves the leaf at `index`, which is below the size of the checkpoint. */
export async function proveInclusion(
  store: Store,
  checkpoint: LedgerCheckpointDocument,
  index: number,
  organizationId: number,
): Promise<InclusionProof> {
  const { log, size, root } = checkpoint;
  const [[entry], hashes] = await Promise.all([
    readEntries(store, log, index, index + 1),
    inclusionProof(store, log, index, size),
  ]);
  if (!entry) throw new Error(`log ${log} has no entry at index ${index}`);
  return {
    event_id: entry.eventId,
    leaf: entry.leaf?.toString('base64') ?? null,
    ...inclusionMembers({ leafHash: entry.leafHash, index, size, root: bytesOf(root), hashes }),
    checkpoint: cosignedNote(checkpoint, organizationId),
    disclosures: [...entry.disclosures],
  };
}

/** The same as text (C2SP tlog-proof), with the leaf as its extra data. */
export function tlogProof({ leaf, leaf_index, hashes, checkpoint }: InclusionProof): string {
  const extra = leaf === null ? [] : [`extra ${leaf}`];
  return ['c2sp.org/tlog-proof@v1', ...extra, `index ${leaf_index}`, ...hashes, '', checkpoint].join('\n');
}
