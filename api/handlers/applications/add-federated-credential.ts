/** POST /v1/applications/{id}/federated-credentials */

import { ulid } from 'ulid';
import { CapstanError } from '../../../domain/errors.ts';
import type { FederatedCredential } from '../../../store/models/identity.ts';
import { etagOf } from '../../etag.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { requireNamed } from '../found.ts';
import { requireAuthentication, reviseApplication, takeApplication } from './application-change.ts';
import { presentFederatedCredential } from './present-federated-credential.ts';

const MAX_CREDENTIALS = 20;

type AddRequest = Request<'addFederatedCredential'>;

export const addFederatedCredential = command('addFederatedCredential', async (request, tx) => {
  const { body, now } = request;
  const application = await takeApplication(request, tx);
  requireAuthentication(application, 'workload_identity', 'federated credentials');
  await requireIssuer(request, tx);
  if (application.federated_credentials.length >= MAX_CREDENTIALS) {
    throw new CapstanError(
      'conflict',
      `The application has ${MAX_CREDENTIALS} federated credentials; remove one first.`,
    );
  }
  const credential: FederatedCredential = {
    id: `fed_${ulid().toLowerCase()}`,
    workload_issuer_id: body.workload_issuer_id,
    claims: body.claims,
    created_at: now,
  };
  const revised = await reviseApplication(request, tx, application, {
    federated_credentials: [...application.federated_credentials, credential],
  });
  return {
    status: 201,
    body: presentFederatedCredential(credential),
    headers: {
      ETag: etagOf(revised.revision),
      Location: `/v1/applications/${application._id}/federated-credentials/${credential.id}`,
    },
    target: { type: 'federated_credential', id: credential.id },
    change: `of application ${application._id}`,
  };
});

/** Who sees no issuers learns of none by trying ids. */
async function requireIssuer(
  { access, organizationId, body, means }: AddRequest,
  { session }: Transaction,
): Promise<void> {
  const maySee = access.allowsSomewhere('workload_issuer:read');
  const id = maySee ? body.workload_issuer_id : 0;
  const found = await means.store.models.workloadIssuers
    .exists({ _id: id, organization_id: organizationId })
    .session(session);
  requireNamed(found, 'workload_issuer_id', 'workload issuer');
}
