/** Has accounts try a version of their authority at their next verification, while they go on with the one that they have. */

import type { CredentialDocument, CredentialVersionDocument } from '../../../store/models/credential.ts';
import { liveVersionsOf } from '../../../store/ssh-authorities/accounts.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireIdle } from '../credentials/require-idle.ts';

/**
 * Gives each credential that does not log in by the version a pending one that names it, where it has none yet.
 * @throws CapstanError `conflict` where a job is at work on an account whose pending version is another one.
 */
export async function stageAuthorityVersion(
  { means, now }: Pick<Request, 'means' | 'now'>,
  tx: Transaction,
  credentials: readonly CredentialDocument[],
  wanted: { readonly id: number; readonly version: number },
): Promise<void> {
  const { store } = means;
  const { credentials: all, credentialVersions } = store.models;
  const { session } = tx;
  const live = await liveVersionsOf(
    store,
    credentials.map(({ _id }) => _id),
    session,
  );
  const lacking = credentials.filter(({ _id }) => live.get(_id)?.current?.authority?.version !== wanted.version);
  const unstaged = lacking.filter(({ _id }) => live.get(_id)?.pending?.authority?.version !== wanted.version);
  for (const { _id, resource_id } of unstaged) {
    const stale = live.get(_id)?.pending;
    if (!stale) continue;
    // A job that has just logged in by it would take the next one for what it has proven.
    await requireIdle(store, tx, resource_id);
    const retired = { $set: { state: 'retired', retired_at: now } } as const;
    await credentialVersions.updateOne({ _id: stale._id }, retired, { session });
  }
  if (unstaged.length === 0) return;
  const ids = unstaged.map(({ _id }) => _id);
  await all.updateMany({ _id: { $in: ids } }, { $inc: { latest_version: 1 } }, { session });
  const staged = unstaged.map((credential) => certifiedVersion(credential, credential.latest_version + 1, wanted, now));
  await credentialVersions.insertMany(staged, { session });
}

/** A version of a credential that holds no secret: an authority certifies its logins. */
export function certifiedVersion(
  { _id, organization_id }: Pick<CredentialDocument, '_id' | 'organization_id'>,
  version: number,
  authority: { readonly id: number; readonly version: number },
  now: Date,
  state: 'current' | 'pending' = 'pending',
): CredentialVersionDocument {
  return {
    _id: `${_id}:${version}`,
    organization_id,
    credential_id: _id,
    version,
    state,
    rotation_id: null,
    sealed: null,
    ssh_key: null,
    authority,
    public_key: null,
    removal_due: false,
    created_at: now,
    promoted_at: state === 'current' ? now : null,
    retired_at: null,
  };
}
