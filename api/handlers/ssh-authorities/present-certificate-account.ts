/** Accounts of an SSH certificate authority on the wire. */

import type { ClientSession } from 'mongoose';
import type { CertificateAccountState } from '../../../domain/ssh-certificate.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import { liveVersionsOf } from '../../../store/ssh-authorities/accounts.ts';
import { findAuthorityVersion } from '../../../store/ssh-authorities/versions.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTimeOrNull } from '../wire-time.ts';

/** With two more queries for all of them. */
export async function presentCertificateAccounts(
  store: Store,
  authorityId: number,
  credentials: readonly CredentialDocument[],
  session?: ClientSession,
): Promise<components['schemas']['SshCertificateAccount'][]> {
  const live = await liveVersionsOf(
    store,
    credentials.map(({ _id }) => _id),
    session,
  );
  const wanted =
    (await findAuthorityVersion(store, authorityId, 'pending', session)) ??
    (await findAuthorityVersion(store, authorityId, 'current', session));
  return credentials.map(({ _id, resource_id }) => {
    const current = live.get(_id)?.current ?? null;
    const version = current?.authority?.version ?? null;
    const state: CertificateAccountState = version === wanted?.version ? 'proven' : 'unproven';
    return {
      resource_id,
      credential_id: _id,
      state,
      version,
      promoted_at: wireTimeOrNull(current?.promoted_at ?? null),
    };
  });
}
