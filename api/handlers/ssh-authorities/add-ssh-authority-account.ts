/** PUT /v1/ssh-certificate-authorities/{id}/accounts/{resource_id} */

import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { SshAuthorityDocument } from '../../../store/models/ssh-authority.ts';
import { findAuthorityVersion } from '../../../store/ssh-authorities/versions.ts';
import { placeOf } from '../../authorization/places.ts';
import { type Answer, command, type Request, type Transaction } from '../../operation.ts';
import { kindTaken, touchResource } from '../credentials/first-credential.ts';
import { requireIdle } from '../credentials/require-idle.ts';
import { requireFound } from '../found.ts';
import { firstRevision } from '../revision.ts';
import { findSshAuthority } from './find-ssh-authority.ts';
import { presentCertificateAccounts } from './present-certificate-account.ts';
import { stageWanted, takeRoom } from './room-at-authority.ts';
import { certifiedVersion } from './stage-authority-version.ts';

type AddRequest = Request<'addSshAuthorityAccount'>;

const FIRST_VERSION = 1;

/** Said to trust the authority already, as with a secret that is handed in: a verification finds out. */
export const addSshAuthorityAccount = command('addSshAuthorityAccount', async (request, tx) => {
  const { access, organizationId, path, means } = request;
  const { session } = tx;
  const authority = await findSshAuthority(request, session);
  const found = await means.store.models.resources
    .findOne({ _id: path.resource_id, organization_id: organizationId }, null, { session })
    .lean<ResourceDocument>();
  const resource = requireFound(access.permitted('resource', found, 'resource:read'));
  access.requireAlso('credential:write', placeOf('resource', resource));
  const active = await means.store.models.credentials
    .findOne({ resource_id: resource._id, organization_id: organizationId, status: 'active' }, null, { session })
    .lean<CredentialDocument>();
  if (active?.authority_id === authority._id) return showing(request, tx, authority, active, 'nothing to change');
  await requireIdle(means.store, tx, resource._id);
  if ((await kindTaken(request, tx, resource)).kind !== 'ssh_certificate') {
    throw new CapstanError('conflict', 'The platform of the resource does not have the connector ssh_certificate.');
  }
  if (active) {
    throw new CapstanError(
      'conflict',
      `The resource has an active credential already (${active._id}); deactivate it first.`,
    );
  }
  await takeRoom(request, tx, authority);
  const credential = await addCredential(request, tx, resource, authority);
  return showing(request, tx, authority, credential, `resource ${resource._id}`);
});

/** With the current version; the one that a rotation has made, if any, is tried first from now on. */
async function addCredential(
  request: AddRequest,
  tx: Transaction,
  resource: ResourceDocument,
  { _id: id }: SshAuthorityDocument,
): Promise<CredentialDocument> {
  const { store } = request.means;
  const { session } = tx;
  const credential: CredentialDocument = {
    _id: await store.nextId('credential'),
    organization_id: resource.organization_id,
    scope_id: resource.scope_id,
    resource_id: resource._id,
    kind: 'ssh_certificate',
    status: 'active',
    latest_version: FIRST_VERSION,
    failed_logins: [],
    open_logins: [],
    authority_id: id,
    ...firstRevision(request, tx),
  };
  const { version } = requireFound(await findAuthorityVersion(store, id, 'current', session));
  await store.models.credentials.create([credential], { session });
  const first = certifiedVersion(credential, FIRST_VERSION, { id, version }, request.now, 'current');
  await store.models.credentialVersions.create([first], { session });
  await stageWanted(request, tx, [credential], id);
  await touchResource(request, tx, resource);
  return credential;
}

async function showing(
  { means }: AddRequest,
  { session }: Transaction,
  { _id }: SshAuthorityDocument,
  credential: CredentialDocument,
  change: string,
): Promise<Answer> {
  const [account] = await presentCertificateAccounts(means.store, _id, [credential], session);
  return { status: 200, body: account, change };
}
