/** What giving a credential back and taking it away have in common. */

import { type CustodyEnd, isPendingCustody } from '../../../domain/custody.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { endCustody } from '../../../store/custody/end-custody.ts';
import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentCheckOut } from './present-check-out.ts';

/**
 * From here on nobody is shown the secret by it; the credential is changed next, by its workflow.
 * @throws CapstanError `conflict` where it is not held.
 */
export async function endCheckOut(
  request: Pick<Request, 'means' | 'now' | 'auditActor'>,
  tx: Transaction,
  custody: CustodyDocument,
  { status, reason }: { readonly status: CustodyEnd; readonly reason: string | null },
): Promise<Answer> {
  const { means, now, auditActor: by } = request;
  if (custody.status !== 'held') throw notHeld(custody);
  const end = { status, by, reason, detail: null };
  const ended = await endCustody(means.store, tx.session, custody, end, { now, eventId: tx.eventId });
  return {
    ...showing(200, ended, presentCheckOut(ended)),
    jobId: custody.job_id,
    approvalId: custody.approval_id,
    reason,
    ticketId: custody.ticket_id,
    change: `credential ${custody.credential_id} is ${ended.turning?.status === 'not_wanted' ? 'left as it is' : 'to be changed'}`,
  };
}

function notHeld({ status }: CustodyDocument): CapstanError {
  const what = isPendingCustody(status) ? 'It is not held yet; cancel its job instead' : `It has ended: ${status}`;
  return new CapstanError('conflict', `${what}.`);
}
