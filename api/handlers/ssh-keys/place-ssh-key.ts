/** PUT /v1/ssh-keys/{id}/placements/{resource_id} */

import { CapstanError } from '../../../domain/errors.ts';
import { isSamePublicKey } from '../../../domain/ssh-key.ts';
import { findVersion } from '../../../store/credential-versions.ts';
import { custodyOf } from '../../../store/custody/hold.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../../store/models/credential.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { SshKeyDocument, SshKeyVersionDocument } from '../../../store/models/ssh-key.ts';
import { withCurrentVersions } from '../../../store/ssh-keys/placements.ts';
import { findKeyVersion, versionToDeploy } from '../../../store/ssh-keys/versions.ts';
import { type Answer, command, type Request, type Transaction } from '../../operation.ts';
import { kindTaken, touchResource } from '../credentials/first-credential.ts';
import { unverifyResource } from '../credentials/unverify-resource.ts';
import { requireFound } from '../found.ts';
import { firstRevision, revise } from '../revision.ts';
import { findPlacedResource, requireSettled } from './find-placed-resource.ts';
import { requireActiveKey } from './find-ssh-key.ts';
import { presentPlacement } from './present-ssh-key.ts';
import { requireRoom, touchKey } from './room-on-key.ts';

type PlaceRequest = Request<'placeSshKey'>;

/**
 * An account without a credential is said to have the key already, as with a secret that is handed in. One that has a key
 * of its own goes on with that until it is rotated, which deploys the shared one; where both are the same key there is
 * nothing to deploy.
 */
export const placeSshKey = command('placeSshKey', async (request, tx) => {
  const { means } = request;
  const { key, resource, credential } = await findPlacedResource(request, tx);
  requireActiveKey(key);
  if (credential?.ssh_key_id === key._id) return showing(request, tx, key, credential, 'nothing to change');
  await requireKeyPlatform(request, tx, resource);
  if (credential) await requireSettled(means.store, tx, credential);
  await requireRoom(request, tx, key);
  const current = requireFound(await findKeyVersion(means.store, key._id, 'current', tx.session));
  const placed = credential
    ? await placeOnCredential(request, tx, key, current, credential)
    : await placeOnNew(request, tx, resource, current);
  await touchKey(request, tx, key);
  return showing(request, tx, key, placed, `placed on resource ${resource._id}`);
});

async function showing(
  { means }: PlaceRequest,
  { session }: Transaction,
  { _id }: SshKeyDocument,
  credential: CredentialDocument,
  change: string,
): Promise<Answer> {
  const { version } = await versionToDeploy(means.store, _id, session);
  const [placement] = await withCurrentVersions(means.store, [credential], session);
  return { status: 200, body: placement && presentPlacement(_id, placement, version), change };
}

async function requireKeyPlatform(request: PlaceRequest, tx: Transaction, resource: ResourceDocument): Promise<void> {
  if ((await kindTaken(request, tx, resource)).kind === 'ssh_key') return;
  throw new CapstanError('conflict', 'The platform of the resource does not manage SSH keys.');
}

async function placeOnNew(
  request: PlaceRequest,
  tx: Transaction,
  resource: ResourceDocument,
  current: SshKeyVersionDocument,
): Promise<CredentialDocument> {
  const { store } = request.means;
  const credential: CredentialDocument = {
    _id: await store.nextId('credential'),
    organization_id: resource.organization_id,
    scope_id: resource.scope_id,
    resource_id: resource._id,
    kind: 'ssh_key',
    status: 'active',
    latest_version: 1,
    failed_logins: [],
    open_logins: [],
    ssh_key_id: current.ssh_key_id,
    ...firstRevision(request, tx),
  };
  await store.models.credentials.create([credential], { session: tx.session });
  const version = referringTo(current, credential, credential.latest_version, request.now);
  await store.models.credentialVersions.create([version], { session: tx.session });
  await touchResource(request, tx, resource);
  return credential;
}

async function placeOnCredential(
  request: PlaceRequest,
  tx: Transaction,
  key: SshKeyDocument,
  current: SshKeyVersionDocument,
  credential: CredentialDocument,
): Promise<CredentialDocument> {
  const { credentials, credentialVersions } = request.means.store.models;
  const { session } = tx;
  if (typeof credential.ssh_key_id === 'number') {
    throw new CapstanError(
      'conflict',
      `The credential of the resource is SSH key ${credential.ssh_key_id}; take that one off it first.`,
    );
  }
  const held = await findVersion(request.means.store, credential._id, 'current', session);
  if (held?.ssh_key?.id === key._id) {
    // Taken off, and not rotated since: nobody could have it checked out meanwhile.
    const custody = { ...custodyOf(credential), turning_due: false };
    return revise(credentials, request, tx, credential, { ssh_key_id: key._id, custody });
  }
  await requireNotCheckedOut(request, tx, credential);
  const own = { credential_id: credential._id, organization_id: credential.organization_id };
  const isSame = held?.public_key ? isSamePublicKey(held.public_key, current.public_key) : false;
  if (!isSame) {
    await unverifyResource(request, tx, credential.resource_id);
    return revise(credentials, request, tx, credential, { ssh_key_id: key._id });
  }
  const number = credential.latest_version + 1;
  const revised = await revise(credentials, request, tx, credential, { ssh_key_id: key._id, latest_version: number });
  const retired = { $set: { state: 'retired', retired_at: request.now } } as const;
  await credentialVersions.updateMany({ ...own, state: 'previous' }, retired, { session });
  await credentialVersions.updateMany({ ...own, state: 'current' }, { $set: { state: 'previous' } }, { session });
  const version = referringTo(current, credential, number, request.now);
  await credentialVersions.create([version], { session });
  return revised;
}

/** Whoever may have the secret of one account may not come to have that of all. @throws CapstanError `conflict`. */
async function requireNotCheckedOut(
  { means }: PlaceRequest,
  { session }: Transaction,
  credential: CredentialDocument,
): Promise<void> {
  const open = { credential_id: credential._id, status: { $in: ['pending_approval', 'pending', 'held'] as const } };
  const isAsked = await means.store.models.custodies.exists(open).session(session);
  if (!isAsked && !custodyOf(credential).turning_due) return;
  throw new CapstanError(
    'conflict',
    'The credential is checked out, or is to be, or has not been changed since: recall it, and rotate the resource, first.',
  );
}

/** A version of the credential that holds no secret: it is the key's. */
function referringTo(
  { ssh_key_id: id, version, public_key }: SshKeyVersionDocument,
  credential: Pick<CredentialDocument, '_id' | 'organization_id'>,
  number: number,
  now: Date,
): CredentialVersionDocument {
  return {
    _id: `${credential._id}:${number}`,
    organization_id: credential.organization_id,
    credential_id: credential._id,
    version: number,
    state: 'current',
    rotation_id: null,
    sealed: null,
    ssh_key: { id, version },
    public_key,
    removal_due: false,
    created_at: now,
    promoted_at: now,
    retired_at: null,
  };
}
