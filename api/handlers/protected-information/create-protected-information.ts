/** POST /v1/protected-information */

import { tellingAfter } from '../../../domain/expiry-reminders.ts';
import type { ProtectedInformationDocument } from '../../../store/models/protected-information.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { addVersion } from './add-version.ts';
import { presentInformation } from './present-information.ts';
import { readContent } from './read-content.ts';
import { readExpiry, readRemindDays } from './read-expiry.ts';

const FIRST_VERSION = 1;

export const createProtectedInformation = command('createProtectedInformation', async (request, tx) => {
  const { access, organizationId, body, means, now } = request;
  access.requirePlace({ scopeId: body.scope_id, resourceId: null });
  const content = readContent(body.kind, body);
  const expiry = {
    expires_at: readExpiry(body.expires_at, now),
    remind_days_before: readRemindDays(body.remind_days_before),
  };
  const information: ProtectedInformationDocument = {
    _id: await means.store.nextId('protected_information'),
    organization_id: organizationId,
    scope_id: body.scope_id,
    name: body.name,
    kind: body.kind,
    description: body.description ?? null,
    status: 'active',
    current_version: FIRST_VERSION,
    latest_version: FIRST_VERSION,
    current: content.outline,
    ...expiry,
    ...tellingAfter(expiry, null),
    ...firstRevision(request, tx),
  };
  await means.store.models.protectedInformation.create([information], { session: tx.session });
  await addVersion(request, tx, information, FIRST_VERSION, content);
  return showingNew('protected_information', '/v1/protected-information', information, presentInformation(information));
});
