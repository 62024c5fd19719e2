/** What holds of every account that comes to an authority, anew or with a credential that becomes active again. */

import { CapstanError } from '../../../domain/errors.ts';
import { MOST_ACCOUNTS } from '../../../domain/ssh-certificate.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { SshAuthorityDocument } from '../../../store/models/ssh-authority.ts';
import { ofAuthority } from '../../../store/ssh-authorities/accounts.ts';
import { findAuthorityVersion } from '../../../store/ssh-authorities/versions.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { nextRevision } from '../revision.ts';
import { requireActiveAuthority } from './find-ssh-authority.ts';
import { stageAuthorityVersion } from './stage-authority-version.ts';

type AuthorityRequest = Pick<Request, 'organizationId' | 'now' | 'means'>;

/**
 * Written too, so that a deactivation or a rotation at the same moment is done again.
 * @throws CapstanError `resource_inactive`, `conflict`.
 */
export async function takeRoom(
  request: AuthorityRequest,
  tx: Transaction,
  authority: SshAuthorityDocument,
): Promise<void> {
  const { means, organizationId } = request;
  const { credentials, sshAuthorities } = means.store.models;
  requireActiveAuthority(authority);
  const { _id } = authority;
  const accounts = await credentials.countDocuments(ofAuthority(organizationId, _id), { session: tx.session });
  if (accounts >= MOST_ACCOUNTS) {
    throw new CapstanError('conflict', `An authority has ${MOST_ACCOUNTS} accounts at most; make another one.`);
  }
  await sshAuthorities.updateOne({ _id }, nextRevision(request, tx, {}), { session: tx.session });
}

/** The credential of an account becomes active again. @throws CapstanError `resource_inactive`, `conflict`. */
export async function rejoinAuthority(
  request: AuthorityRequest,
  tx: Transaction,
  credential: CredentialDocument,
  authorityId: number,
): Promise<void> {
  const { means, organizationId } = request;
  const authority = requireFound(
    await means.store.models.sshAuthorities
      .findOne({ _id: authorityId, organization_id: organizationId }, null, { session: tx.session })
      .lean<SshAuthorityDocument>(),
  );
  await takeRoom(request, tx, authority);
  await stageWanted(request, tx, [credential], authorityId);
}

/** The version of a rotation that is under way, until then the current one. */
export async function stageWanted(
  request: AuthorityRequest,
  tx: Transaction,
  credentials: readonly CredentialDocument[],
  authorityId: number,
): Promise<void> {
  const { store } = request.means;
  const wanted =
    (await findAuthorityVersion(store, authorityId, 'pending', tx.session)) ??
    (await findAuthorityVersion(store, authorityId, 'current', tx.session));
  if (!wanted) throw new Error(`SSH certificate authority ${authorityId} has no version`);
  await stageAuthorityVersion(request, tx, credentials, { id: authorityId, version: wanted.version });
}
