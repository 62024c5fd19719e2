/** PATCH /v1/protected-information/{id} */

import { tellingAfter } from '../../../domain/expiry-reminders.ts';
import type { ProtectedInformationDocument } from '../../../store/models/protected-information.ts';
import { requireNoGain } from '../../access-changes/require-no-gain.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { changeInWords, differences, nextRevision, revise, showing } from '../revision.ts';
import { informationToChange } from './change-information.ts';
import { presentInformation } from './present-information.ts';
import { readExpiry, readRemindDays } from './read-expiry.ts';

type UpdateRequest = Request<'updateProtectedInformation'>;

export const updateProtectedInformation = command('updateProtectedInformation', async (request, tx) => {
  const { access, means } = request;
  const information = await informationToChange(request, tx);
  const changed = differences(information, wantedOf(request, information));
  const change = changeInWords(changed);
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, information, presentInformation(information)), change };
  }
  if (changed.scope_id !== undefined) {
    access.requirePlace({ scopeId: changed.scope_id, resourceId: null });
    await requireNoGain(request, tx, { scopeId: information.scope_id, resourceId: null }, changed.scope_id);
    await moveRetrievals(request, tx, information, changed.scope_id);
  }
  // Another end is told of anew; other days before the same end only as far as they were not told.
  const told = changed.expires_at === undefined ? information.told_days : null;
  const fields = { ...changed, ...tellingAfter({ ...information, ...changed }, told) };
  const revised = await revise(means.store.models.protectedInformation, request, tx, information, fields);
  return { ...showing(200, revised, presentInformation(revised)), change };
});

/** Those that have not ended: whoever may see or end them answers for the information where it lies now. */
async function moveRetrievals(
  request: UpdateRequest,
  tx: Transaction,
  { _id: information_id, organization_id }: ProtectedInformationDocument,
  scope_id: number,
): Promise<void> {
  await request.means.store.models.retrievals.updateMany(
    { organization_id, information_id, ended_at: null },
    nextRevision(request, tx, { scope_id }),
    { session: tx.session },
  );
}

function wantedOf({ body, now }: UpdateRequest, { expires_at }: ProtectedInformationDocument) {
  const { expires_at: end, remind_days_before: days, ...plain } = body;
  // The same moment in any spelling is no change, though it may be past.
  const isOther = end !== undefined && timeOf(end) !== timeOf(expires_at);
  return {
    ...plain,
    ...(isOther ? { expires_at: readExpiry(end, now) } : {}),
    ...(days ? { remind_days_before: readRemindDays(days) } : {}),
  };
}

function timeOf(moment: string | Date | null): number | null {
  return moment === null ? null : new Date(moment).getTime();
}
