/** PATCH /v1/applications/{id} */

import type { ApplicationDocument } from '../../../store/models/identity.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { requireNoGain } from '../../access-changes/require-no-gain.ts';
import { requireNotOwn } from '../../access-changes/require-not-own.ts';
import { requireOwnRules } from '../../access-changes/require-own-rules.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { findApplication, reviseApplication } from './application-change.ts';
import { presentApplication } from './present-application.ts';
import { readAuthorizedResources } from './read-authorized-resources.ts';

type UpdateRequest = Request<'updateApplication'>;

export const updateApplication = command('updateApplication', async (request, tx) => {
  const { access, body, now } = request;
  const application = await findApplication(request, tx);
  const { authorized_resources: rules, ...plain } = body;
  const wanted = rules ? { authorized_resources: await readAuthorizedResources(request, tx.session, rules) } : {};
  const changed: Partial<ApplicationDocument> = differences(application, { ...plain, ...wanted });
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, application, presentApplication(application, now)), change: changeInWords(changed) };
  }
  if (changed.scope_id !== undefined) {
    access.requirePlace({ scopeId: changed.scope_id, resourceId: null });
    await requireNoGain(request, tx, { scopeId: application.scope_id, resourceId: null }, changed.scope_id);
  }
  if (changed.authorized_resources) await checkNewLimits(request, tx, application, changed.authorized_resources);
  const revised = await reviseApplication(request, tx, application, changed);
  return { ...showing(200, revised, presentApplication(revised, now)), change: changeInWords(changed) };
});

/** They limit what it holds, so they are a part of its rights. */
async function checkNewLimits(
  request: UpdateRequest,
  tx: Transaction,
  { _id }: ApplicationDocument,
  rules: ApplicationDocument['authorized_resources'],
): Promise<void> {
  const subject = { type: 'application', id: _id } as const;
  await requireNotOwn(request, tx, subject);
  await requireControl(request, tx, subject);
  await requireOwnRules(request, tx, rules);
}
