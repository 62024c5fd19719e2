/** POST /v1/ssh-certificate-authorities/{id}/rotate */

import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { SshAuthorityDocument } from '../../../store/models/ssh-authority.ts';
import { ofAuthority } from '../../../store/ssh-authorities/accounts.ts';
import { completeIfProven } from '../../../store/ssh-authorities/complete-rotation.ts';
import { findAuthorityVersion } from '../../../store/ssh-authorities/versions.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';
import { findSshAuthority, requireActiveAuthority } from './find-ssh-authority.ts';
import { showSshAuthority } from './present-ssh-authority.ts';
import { stageWanted } from './room-at-authority.ts';
import { sealAuthorityVersion } from './seal-authority-version.ts';

type RotateRequest = Request<'rotateSshAuthority'>;

/**
 * Makes the next key, or goes on with the one that is pending. Where no active account is left that has not logged in by
 * it (or there is none at all), it becomes current at once.
 */
export const rotateSshAuthority = command('rotateSshAuthority', async (request, tx) => {
  const { means, organizationId, now } = request;
  const { store } = means;
  const { session } = tx;
  const found = await findSshAuthority(request, session);
  requireActiveAuthority(found);
  const { authority, version, isFresh } = await nextVersion(request, tx, found);
  const accounts = await store.models.credentials
    .find(ofAuthority(organizationId, authority._id), null, { session })
    .lean<CredentialDocument[]>();
  await stageWanted(request, tx, accounts, authority._id);
  const isCurrent = (await completeIfProven(store, session, authority, { eventId: tx.eventId, now })) !== null;
  const shown = isCurrent ? requireFound(await reread(request, tx)) : authority;
  const change = `version ${version} was ${isFresh ? 'made' : 'there'}; it is ${isCurrent ? 'current' : 'pending'}`;
  return { ...(await showSshAuthority(store, shown, tx)), change };
});

async function nextVersion(request: RotateRequest, tx: Transaction, found: SshAuthorityDocument) {
  const { store } = request.means;
  const { sshAuthorities, sshAuthorityVersions } = store.models;
  const pending = await findAuthorityVersion(store, found._id, 'pending', tx.session);
  const version = pending?.version ?? found.latest_version + 1;
  // Written in any case, so that an account that comes to it at the same moment is staged by one of the two.
  const authority = await revise(sshAuthorities, request, tx, found, {
    latest_version: Math.max(found.latest_version, version),
  });
  if (!pending) {
    const next = await sealAuthorityVersion(store, found, { version, state: 'pending', now: request.now });
    await sshAuthorityVersions.create([next], { session: tx.session });
  }
  return { authority, version, isFresh: !pending };
}

function reread({ means, path }: RotateRequest, { session }: Transaction): Promise<SshAuthorityDocument | null> {
  return means.store.models.sshAuthorities.findById(path.id, null, { session }).lean<SshAuthorityDocument>();
}
