/** Accounts whose targets trust an SSH certificate authority, and which of its versions each logs in by. */

import type { ClientSession } from 'mongoose';
import type { CredentialDocument, CredentialVersionDocument } from '../models/credential.ts';
import { waitedFor } from '../ssh-keys/placements.ts';
import type { Store } from '../store.ts';

/** Of active credentials; whether their resources are active is another matter. */
export function ofAuthority(organizationId: number, authorityId: number) {
  return { organization_id: organizationId, authority_id: authorityId, status: 'active' } as const;
}

/** By credential: the versions that are current, or pending. */
export async function liveVersionsOf(
  { models }: Store,
  credentialIds: readonly number[],
  session?: ClientSession,
): Promise<ReadonlyMap<number, LiveVersions>> {
  const found = await models.credentialVersions
    .find(
      { credential_id: { $in: credentialIds }, state: { $in: ['pending', 'current'] } },
      { credential_id: 1, version: 1, state: 1, authority: 1, promoted_at: 1 },
      session ? { session } : {},
    )
    .lean<LiveVersion[]>();
  const live = new Map<number, { pending: LiveVersion | null; current: LiveVersion | null }>();
  for (const version of found) {
    const of = live.get(version.credential_id) ?? { pending: null, current: null };
    live.set(version.credential_id, { ...of, [version.state]: version });
  }
  return live;
}

type LiveVersion = Pick<
  CredentialVersionDocument,
  '_id' | 'credential_id' | 'version' | 'state' | 'authority' | 'promoted_at'
>;

interface LiveVersions {
  readonly pending: LiveVersion | null;
  readonly current: LiveVersion | null;
}

/**
 * Those that have not logged in by version `version` yet, by the id of their resource. Nobody waits for accounts that
 * nothing is done to: those of inactive resources, and of inactive devices.
 */
export async function unprovenAccounts(
  store: Store,
  organizationId: number,
  { id, version }: { readonly id: number; readonly version: number },
  session?: ClientSession,
): Promise<CredentialDocument[]> {
  const found = await store.models.credentials
    .find(ofAuthority(organizationId, id), null, session ? { session } : {})
    .lean<CredentialDocument[]>();
  const live = await liveVersionsOf(
    store,
    found.map(({ _id }) => _id),
    session,
  );
  const unproven = found.filter(({ _id }) => live.get(_id)?.current?.authority?.version !== version);
  return waitedFor(store, organizationId, unproven, session);
}
