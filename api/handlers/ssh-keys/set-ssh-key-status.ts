/** What activating and deactivating an SSH key have in common. */

import { CapstanError } from '../../../domain/errors.ts';
import { countUses } from '../../../store/ssh-keys/placements.ts';
import { requireMatch } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise } from '../revision.ts';
import { findSshKey } from './find-ssh-key.ts';
import { showSshKey } from './present-ssh-key.ts';

export async function setSshKeyStatus(
  request: Request<'activateSshKey' | 'deactivateSshKey'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const { means, organizationId, ifMatch } = request;
  const key = await findSshKey(request, tx.session);
  requireMatch(ifMatch, key.revision);
  if (key.status === status) return showSshKey(means.store, key, tx);
  // Whoever places the key at this moment writes it too, so that one of the two is done again.
  const uses = status === 'inactive' ? await countUses(means.store, organizationId, key._id, tx.session) : 0;
  if (uses > 0) {
    throw new CapstanError(
      'conflict',
      `Accounts still log in with the key, or are to (${uses}): take it off them, and rotate each, first.`,
    );
  }
  return showSshKey(means.store, await revise(means.store.models.sshKeys, request, tx, key, { status }), tx);
}
