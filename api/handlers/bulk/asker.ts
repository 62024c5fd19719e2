/** Who asks for a job about many resources, when, and with which words. */

import type { NewBulkJob } from '../../../store/plans/new-bulk-job.ts';
import type { Request, Transaction } from '../../operation.ts';

type AskingRequest = Pick<Request, 'organizationId' | 'auditActor' | 'correlationId' | 'traceId' | 'now'> & {
  readonly body?: { readonly reason?: string; readonly ticket_id?: string } | undefined;
};

export type Asker = Pick<
  NewBulkJob,
  'organizationId' | 'actor' | 'reason' | 'ticketId' | 'correlationId' | 'traceId' | 'now' | 'eventId'
>;

export function askerOf(
  { organizationId, auditActor: actor, correlationId, traceId, now, body }: AskingRequest,
  { eventId }: Transaction,
): Asker {
  const [reason, ticketId] = [body?.reason ?? null, body?.ticket_id ?? null];
  return { organizationId, actor, reason, ticketId, correlationId, traceId, now, eventId };
}
