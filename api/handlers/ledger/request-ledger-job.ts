/** What asking for a job on the ledger has in common, whatever the job is to do. */

import { CapstanError } from '../../../domain/errors.ts';
import type { LedgerOperation } from '../../../domain/job.ts';
import { targetOf } from '../../../store/job-audit.ts';
import { insertLedgerJob, type JobPlace, unfinishedLedgerJobs } from '../../../store/ledger-job.ts';
import type { JobInput } from '../../../store/models/job.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';

/** How many may be under way in an organization: they walk over all of it, and two that prune would count the same. */
const MAX_UNFINISHED: Readonly<Record<LedgerOperation, number>> = {
  ledger_verify: 5,
  ledger_prune: 1,
  ledger_erase: 20,
  evidence_bundle: 20,
};

type LedgerRequest = Pick<Request, 'organizationId' | 'means' | 'now' | 'auditActor' | 'correlationId' | 'traceId'> & {
  readonly body?: { readonly reason?: string; readonly ticket_id?: string } | undefined;
};

/**
 * Writes the job; {@link dispatchSoon} after the commit tells the relay to look.
 * @param input ids, numbers and names of modes: what the batches of the job are to know.
 * @param place where the job lies; default: in the root scope.
 * @throws CapstanError `conflict` where too many of its kind are under way.
 */
export async function requestLedgerJob(
  request: LedgerRequest,
  { session, eventId }: Transaction,
  operation: LedgerOperation,
  input: JobInput,
  place?: JobPlace,
): Promise<Answer> {
  const { organizationId, means, now, auditActor: actor, correlationId, traceId, body } = request;
  const most = MAX_UNFINISHED[operation];
  // Two requests at the same moment may both see room; the bound is there against floods, not to be exact.
  const unfinished = await unfinishedLedgerJobs(means.store, session, organizationId, operation, most);
  if (unfinished >= most) {
    throw new CapstanError(
      'conflict',
      `As many jobs ${operation} as may be are under way (${most}); wait until one has ended.`,
    );
  }
  const [reason, ticketId] = [body?.reason ?? null, body?.ticket_id ?? null];
  const given = { reason, ticketId, place };
  const asked = { organizationId, operation, input, actor, ...given, correlationId, traceId, now, eventId };
  const job = await insertLedgerJob(means.store, session, asked);
  const accepted: components['schemas']['LedgerJobAccepted'] = { job_id: job._id, operation, status: 'queued' };
  return {
    status: 202,
    body: accepted,
    headers: { Location: `/v1/jobs/${job._id}` },
    target: targetOf(job),
    jobId: job._id,
    reason,
    ticketId,
    auditStatus: 'intended',
  };
}

export function dispatchSoon({ means }: Pick<Request, 'means'>): void {
  means.dispatchSoon();
}
