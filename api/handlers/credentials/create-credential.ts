/** POST /v1/credentials */

import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import { requireHandIn } from '../../authorization/require-hand-in.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { kindTaken, touchResource } from './first-credential.ts';
import { presentCredentials } from './present-credential.ts';
import { readSecret } from './read-secret.ts';
import { sealVersion } from './seal-version.ts';

type CreateRequest = Request<'createCredential'>;

const FIRST_VERSION = 1;

export const createCredential = command('createCredential', async (request, tx) => {
  const { organizationId, body, means, access, now } = request;
  const { resources, credentials, credentialVersions } = means.store.models;
  const found = await resources
    .findOne({ _id: body.resource_id, organization_id: organizationId })
    .session(tx.session)
    .lean();
  const resource = requireNamed(access.permitted('resource', found, 'resource:read'), 'resource_id', 'resource');
  access.requirePlace({ scopeId: resource.scope_id, resourceId: resource._id }, 'resource_id', 'resource');
  const taken = await kindTaken(request, tx, resource);
  requireKind(body.kind, taken);
  const { kind } = taken;
  if (kind === 'ssh_certificate') {
    throw unusable('resource_id', 'names an account that logs in by certificates: PUT it to its certificate authority');
  }
  const policy = await requireHandIn(request, tx, resource, body);
  const secret = readSecret(kind, body.secret);
  await refuseSecond(request, tx, resource);
  const credential: CredentialDocument = {
    _id: await means.store.nextId('credential'),
    organization_id: organizationId,
    scope_id: resource.scope_id,
    resource_id: resource._id,
    kind,
    status: 'active',
    latest_version: FIRST_VERSION,
    failed_logins: [],
    open_logins: [],
    ...firstRevision(request, tx),
  };
  const version = await sealVersion(means.store, credential, FIRST_VERSION, secret, now);
  await credentials.create([credential], { session: tx.session });
  await credentialVersions.create([version], { session: tx.session });
  await touchResource(request, tx, resource);
  const [shown] = await presentCredentials(means.store, [credential], tx.session);
  return {
    ...showingNew('credential', '/v1/credentials', credential, shown),
    reason: body.reason ?? null,
    ticketId: body.ticket_id ?? null,
    policy,
  };
});

function requireKind(
  asked: CreateRequest['body']['kind'],
  { kind, connector }: Awaited<ReturnType<typeof kindTaken>>,
): void {
  if (asked === undefined || asked === kind) return;
  throw unusable('kind', `must be ${kind}: the platform of the resource has the connector ${connector}`);
}

async function refuseSecond({ means }: CreateRequest, tx: Transaction, resource: ResourceDocument): Promise<void> {
  const active = await means.store.models.credentials
    .exists({ resource_id: resource._id, organization_id: resource.organization_id, status: 'active' })
    .session(tx.session);
  if (active) {
    throw new CapstanError(
      'conflict',
      'The resource has an active credential already. Hand in a new secret for it, or deactivate it first.',
    );
  }
}
