/** SSH certificate authorities and their accounts on the wire; nothing here reads a private half. */

import type { ClientSession } from 'mongoose';
import type { SshAuthorityDocument, SshAuthorityVersionDocument } from '../../../store/models/ssh-authority.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { wireTime, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];
type ShownVersion = Omit<SshAuthorityVersionDocument, 'sealed'>;

/** With one more query for the versions of all of them. */
export async function presentSshAuthorities(
  { models }: Store,
  authorities: readonly SshAuthorityDocument[],
  session?: ClientSession,
): Promise<Schemas['SshAuthority'][]> {
  const versions: ShownVersion[] = await models.sshAuthorityVersions
    .find(
      { authority_id: { $in: authorities.map(({ _id }) => _id) }, state: { $in: ['pending', 'current'] } },
      { sealed: 0 },
      session ? { session } : {},
    )
    .lean();
  return authorities.map((authority) =>
    presentSshAuthority(
      authority,
      versions.filter(({ authority_id }) => authority_id === authority._id),
    ),
  );
}

function presentSshAuthority(
  authority: SshAuthorityDocument,
  versions: readonly ShownVersion[],
): Schemas['SshAuthority'] {
  const current = versions.find(({ state }) => state === 'current');
  const pending = versions.find(({ state }) => state === 'pending');
  if (!current) throw new Error(`SSH certificate authority ${authority._id} has no current version`);
  return {
    id: authority._id,
    scope_id: authority.scope_id,
    name: authority.name,
    status: authority.status,
    current: presentVersion(current),
    pending: pending ? presentVersion(pending) : null,
    trusted_keys: [current, pending].flatMap((version) => version?.public_key ?? []),
    ...wireTracked(authority),
  };
}

function presentVersion({
  version,
  public_key,
  fingerprint,
  created_at,
}: ShownVersion): Schemas['SshAuthorityVersion'] {
  return { version, public_key, fingerprint, created_at: wireTime(created_at) };
}

/** The answer that shows one authority as it is, or as a transaction leaves it. */
export async function showSshAuthority(
  store: Store,
  authority: SshAuthorityDocument,
  tx?: Transaction,
): Promise<Answer> {
  const [shown] = await presentSshAuthorities(store, [authority], tx?.session);
  return showing(200, authority, shown);
}
