/** What activating and deactivating an application have in common. */

import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { dropTokens, reviseApplication, takeApplication } from './application-change.ts';
import { presentApplication } from './present-application.ts';

export async function setApplicationStatus(
  request: Request<'activateApplication' | 'deactivateApplication'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const { now } = request;
  const application = await takeApplication(request, tx);
  if (application.status === status) return showing(200, application, presentApplication(application, now));
  const ended = status === 'inactive' ? { token_epoch: application.token_epoch + 1 } : {};
  const revised = await reviseApplication(request, tx, application, { status, ...ended });
  // Inactive applications get no tokens; what was given out before is of an epoch that does not come back.
  await dropTokens(request, tx, application);
  return showing(200, revised, presentApplication(revised, now));
}
