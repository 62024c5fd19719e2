/** What activating and deactivating protected information have in common. */

import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { informationToChange } from './change-information.ts';
import { presentInformation } from './present-information.ts';

export async function setProtectedInformationStatus(
  request: Request<'activateProtectedInformation' | 'deactivateProtectedInformation'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const information = await informationToChange(request, tx);
  if (information.status === status) return showing(200, information, presentInformation(information));
  const { protectedInformation } = request.means.store.models;
  const changed = await revise(protectedInformation, request, tx, information, { status });
  return showing(200, changed, presentInformation(changed));
}
