/** What activating and deactivating an SSH certificate authority have in common. */

import { CapstanError } from '../../../domain/errors.ts';
import { ofAuthority } from '../../../store/ssh-authorities/accounts.ts';
import { requireMatch } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise } from '../revision.ts';
import { findSshAuthority } from './find-ssh-authority.ts';
import { showSshAuthority } from './present-ssh-authority.ts';

export async function setSshAuthorityStatus(
  request: Request<'activateSshAuthority' | 'deactivateSshAuthority'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const { means, organizationId, ifMatch } = request;
  const { sshAuthorities, credentials } = means.store.models;
  const authority = await findSshAuthority(request, tx.session);
  requireMatch(ifMatch, authority.revision);
  if (authority.status === status) return showSshAuthority(means.store, authority, tx);
  // Whoever brings an account to it at this moment writes it too, so that one of the two is done again.
  const accounts =
    status === 'inactive'
      ? await credentials.countDocuments(ofAuthority(organizationId, authority._id), { session: tx.session })
      : 0;
  if (accounts > 0) {
    throw new CapstanError(
      'conflict',
      `Accounts log in by its certificates (${accounts}): deactivate their credentials first.`,
    );
  }
  return showSshAuthority(means.store, await revise(sshAuthorities, request, tx, authority, { status }), tx);
}
