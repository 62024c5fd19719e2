/** POST /v1/applications */

import { createHash, randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { ApplicationDocument } from '../../../store/models/identity.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { presentApplication } from './present-application.ts';

/** Prefix by which scanners recognise a leaked secret. */
const SECRET_PREFIX = 'cap_cs_';

export const createApplication = command('createApplication', async (request, tx) => {
  const { organizationId, body, means } = request;
  const clientSecret = `${SECRET_PREFIX}${randomBytes(32).toString('base64url')}`;
  const application: ApplicationDocument = {
    _id: await means.store.nextId('application'),
    organization_id: organizationId,
    name: body.name,
    client_id: `cap_ci_${ulid().toLowerCase()}`,
    secret_hash: createHash('sha256').update(clientSecret).digest('hex'),
    role: body.role,
    status: 'active',
    ...firstRevision(request, tx),
  };
  await means.store.models.applications.create([application], { session: tx.session });
  return showingNew('application', '/v1/applications', application, {
    ...presentApplication(application),
    client_secret: clientSecret,
  });
});
