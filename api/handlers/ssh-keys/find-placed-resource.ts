/** The key and the resource of the path, with the active credential that is, or is to be, the key. */

import { CapstanError } from '../../../domain/errors.ts';
import { findVersion } from '../../../store/credential-versions.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { SshKeyDocument } from '../../../store/models/ssh-key.ts';
import type { Store } from '../../../store/store.ts';
import { placeOf } from '../../authorization/places.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireIdle } from '../credentials/require-idle.ts';
import { requireFound } from '../found.ts';
import { findSshKey } from './find-ssh-key.ts';

interface PlacedResource {
  readonly key: SshKeyDocument;
  readonly resource: ResourceDocument;
  /** null: the resource has none. */
  readonly credential: CredentialDocument | null;
}

/** No job is at work on it. @throws CapstanError `not_found`, `forbidden`, `conflict`. */
export async function findPlacedResource(
  request: Request<'placeSshKey' | 'removeSshKeyPlacement'>,
  tx: Transaction,
): Promise<PlacedResource> {
  const { access, organizationId, path, means } = request;
  const { resources, credentials } = means.store.models;
  const { session } = tx;
  const key = await findSshKey(request, session);
  const found = await resources
    .findOne({ _id: path.resource_id, organization_id: organizationId }, null, { session })
    .lean<ResourceDocument>();
  const resource = requireFound(access.permitted('resource', found, 'resource:read'));
  access.requireAlso('credential:write', placeOf('resource', resource));
  await requireIdle(means.store, tx, resource._id);
  const credential = await credentials
    .findOne({ resource_id: resource._id, organization_id: organizationId, status: 'active' }, null, { session })
    .lean<CredentialDocument>();
  return { key, resource, credential };
}

/**
 * Nobody knows what an account holds of which a rotation is not settled: it comes to no key, and is taken off none.
 * @throws CapstanError `conflict`.
 */
export async function requireSettled(
  store: Store,
  { session }: Transaction,
  { _id }: Pick<CredentialDocument, '_id'>,
): Promise<void> {
  if (!(await findVersion(store, _id, 'pending', session))) return;
  throw new CapstanError(
    'conflict',
    'A rotation of the resource is not settled: verify or rotate it first, so that it is known what it holds.',
  );
}
