/** Proofs that count once: DPoP proofs and client assertions, by the hash of what identifies them. */

import { createHash } from 'node:crypto';
import { isDuplicateKey } from '../../store/duplicate-key.ts';
import type { Store } from '../../store/store.ts';

export type ProofKind = 'dpop' | 'client_assertion';

/**
 * Marks a proof as used. Of several that try at once, one is told yes.
 * @param signer whose ids they are; `id` is unique with each.
 * @param until after which the proof is refused for its age anyway.
 */
export async function useProofOnce(
  store: Store,
  kind: ProofKind,
  { signer, id, until }: { readonly signer: string; readonly id: string; readonly until: Date },
): Promise<boolean> {
  const hash = createHash('sha256')
    .update(JSON.stringify([signer, id]))
    .digest('hex');
  try {
    await store.models.usedProofs.create({ _id: `${kind}:${hash}`, expires_at: until });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
