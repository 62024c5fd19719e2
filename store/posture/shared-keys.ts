/** With which SSH keys several accounts log in: by what their credentials are now, and not by what they are to be. */

import type { ClientSession } from 'mongoose';
import type { PostureFacts } from '../../domain/posture/suspicions.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../models/credential.ts';
import type { Store } from '../store.ts';

type SharedKey = NonNullable<NonNullable<PostureFacts['credential']>['sharedKey']>;

/** By credential; those with a secret of their own are left out. */
export async function sharedKeys(
  { models }: Store,
  session: ClientSession,
  credentials: readonly Pick<CredentialDocument, '_id' | 'kind'>[],
): Promise<ReadonlyMap<number, SharedKey>> {
  const withKeys = credentials.filter(({ kind }) => kind === 'ssh_key').map(({ _id }) => _id);
  if (withKeys.length === 0) return new Map();
  const current = { state: 'current', 'ssh_key.id': { $gt: 0 } } as const;
  const held = await models.credentialVersions
    .find({ credential_id: { $in: withKeys }, ...current }, { credential_id: 1, ssh_key: 1 }, { session })
    .lean<Pick<CredentialVersionDocument, 'credential_id' | 'ssh_key'>[]>();
  const ids = [...new Set(held.flatMap(({ ssh_key }) => ssh_key?.id ?? []))];
  if (ids.length === 0) return new Map();
  const ofActive = [{ $match: { status: 'active' } }, { $project: { _id: 1 } }] as const;
  const counted = await models.credentialVersions.aggregate<{ readonly _id: number; readonly accounts: number }>(
    [
      { $match: { ...current, 'ssh_key.id': { $in: ids } } },
      {
        $lookup: {
          from: 'credentials',
          localField: 'credential_id',
          foreignField: '_id',
          as: 'active',
          pipeline: [...ofActive],
        },
      },
      { $match: { 'active.0': { $exists: true } } },
      { $group: { _id: '$ssh_key.id', accounts: { $sum: 1 } } },
    ],
    { session },
  );
  const accounts = new Map(counted.map(({ _id, accounts: count }) => [_id, count]));
  return new Map(
    held.flatMap(({ credential_id, ssh_key }) =>
      ssh_key ? [[credential_id, { id: ssh_key.id, accounts: accounts.get(ssh_key.id) ?? 1 }] as const] : [],
    ),
  );
}

/** Shared keys that these resources do not log in with any more, since their last change: others still may. */
export async function keysLeft({ models }: Store, resourceIds: readonly number[]): Promise<number[]> {
  if (resourceIds.length === 0) return [];
  const credentials = await models.credentials.distinct('_id', {
    resource_id: { $in: [...resourceIds] },
    kind: 'ssh_key',
    status: 'active',
  });
  if (credentials.length === 0) return [];
  const versions = await models.credentialVersions
    .find(
      { credential_id: { $in: credentials }, state: { $in: ['current', 'previous'] } },
      { credential_id: 1, state: 1, ssh_key: 1 },
    )
    .lean<Pick<CredentialVersionDocument, 'credential_id' | 'state' | 'ssh_key'>[]>();
  const current = new Map(
    versions.flatMap(({ credential_id, state, ssh_key }) =>
      state === 'current' ? [[credential_id, ssh_key?.id]] : [],
    ),
  );
  const left = versions.flatMap(({ credential_id, state, ssh_key }) =>
    state === 'previous' && ssh_key && current.get(credential_id) !== ssh_key.id ? ssh_key.id : [],
  );
  return [...new Set(left)];
}

/** Resources that log in with the keys by now, whether they are to or not. */
export async function resourcesLoggingInWith(
  { models }: Store,
  organization_id: number,
  keys: readonly number[],
): Promise<number[]> {
  if (keys.length === 0) return [];
  const held = { 'ssh_key.id': { $in: [...keys] }, state: 'current' } as const;
  const credentials = await models.credentialVersions.distinct('credential_id', held);
  return models.credentials.distinct('resource_id', { _id: { $in: credentials }, organization_id });
}
