/** What the platform log says of a checkpoint: its own checkpoint, and the proof that the other one is a leaf of it. */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { bytesOf } from '../../../store/ledger/bytes.ts';
import { cosignedNote, headOf, latestCheckpoint } from '../../../store/ledger/checkpoints.ts';
import { indexOf } from '../../../store/ledger/entries.ts';
import { inclusionMembers } from '../../../store/ledger/inclusion-members.ts';
import { hashLeaf } from '../../../store/ledger/merkle.ts';
import { isIncluded } from '../../../store/ledger/proof-check.ts';
import { inclusionProof } from '../../../store/ledger/proofs.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { Store } from '../../../store/store.ts';
import { damaged } from './bundle-records.ts';

export interface PlatformPart {
  /** The note of the platform's checkpoint, with what witnesses have added. */
  readonly checkpoint: string;
  readonly vkeys: readonly string[];
  /** In JSON. */
  readonly proof: string;
}

/**
 * @returns null while the platform log has not got the checkpoint, or has not signed that.
 * @throws StepDefect `ledger_damaged` where its proof does not hold.
 */
export async function platformPart(
  store: Store,
  { _id, log, note }: LedgerCheckpointDocument,
): Promise<PlatformPart | null> {
  const index = await indexOf(store, PLATFORM_LOG, _id);
  const [head, checkpoint] = await Promise.all([headOf(store, PLATFORM_LOG), latestCheckpoint(store, PLATFORM_LOG)]);
  if (index === null || !head || !checkpoint || index >= checkpoint.size) return null;
  if (head.origin !== checkpoint.origin) return null;
  const leaf = Buffer.from(note);
  const [leafHash, root] = [hashLeaf(leaf), bytesOf(checkpoint.root)];
  const hashes = await inclusionProof(store, PLATFORM_LOG, index, checkpoint.size);
  if (!isIncluded(leafHash, index, checkpoint.size, hashes, root)) {
    throw damaged(`the platform log does not prove checkpoint ${_id}, which it is said to hold`);
  }
  const proof = {
    leaf: leaf.toString('base64'),
    ...inclusionMembers({ leafHash, index, size: checkpoint.size, root, hashes }),
  };
  return { checkpoint: cosignedNote(checkpoint, log), vkeys: head.vkeys, proof: JSON.stringify(proof) };
}
