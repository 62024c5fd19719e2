/** What giving a credential back and taking it away have in common. */

import type { CustodyEnd } from '../../../domain/custody.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { endCustody } from '../../../store/custody/end-custody.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentCheckOut } from './present-check-out.ts';

/**
 * From here on nobody is shown the secret by it; the credential is changed next, by its workflow.
 * @throws CapstanError `conflict` where it is not held.
 */
export async function endCheckOut(
  { means, auditActor: by }: Pick<Request, 'means' | 'auditActor'>,
  tx: Transaction,
  custody: CustodyDocument,
  { status, reason }: { readonly status: CustodyEnd; readonly reason: string | null },
): Promise<Answer> {
  if (custody.status !== 'held') throw new CapstanError('conflict', `It is not held: it is ${custody.status}.`);
  const end = { status, by, reason, detail: null };
  const moment = { now: await databaseTime(means.store), eventId: tx.eventId };
  const ended = await endCustody(means.store, tx.session, custody, end, moment);
  const left = ended.turning?.status === 'not_wanted' ? 'left as it is' : 'to be changed';
  return { ...answerOf(ended, reason), change: `credential ${custody.credential_id} is ${left}` };
}

/** Answer that shows a check-out which has come to its end. */
export function answerOf(custody: CustodyDocument, reason: string | null): Answer {
  return {
    ...showing(200, custody, presentCheckOut(custody)),
    jobId: custody.job_id,
    approvalId: custody.approval_id,
    reason,
    ticketId: custody.ticket_id,
  };
}
