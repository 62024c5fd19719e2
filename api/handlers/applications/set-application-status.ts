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
  const revised = await reviseApplication(
    request,
    tx,
    application,
    status === 'inactive' ? { status, tokens_ended_at: now } : { status },
  );
  // Inactive applications get no tokens; whatever was given out before must not come back to life either.
  await dropTokens(request, tx, application);
  return showing(200, revised, presentApplication(revised, now));
}
