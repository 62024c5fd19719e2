/** The rotation that follows a check-out, as it is asked for: the job, and the record of the intent. */

import type { ClientSession } from 'mongoose';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import { freshJob } from '../fresh-job.ts';
import { insertJobOnResource } from '../insert-job.ts';
import { auditEntryOf } from '../job-audit.ts';
import type { CustodyDocument } from '../models/custody.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { CUSTODY_ACTOR } from './custody-audit.ts';

/** @returns the id of the job; the relay finds it. */
export async function insertTurningJob(
  store: Store,
  session: ClientSession,
  custody: CustodyDocument,
  resource: ResourceDocument,
  now: Date,
): Promise<number> {
  const eventId = newEventId();
  const job = freshJob({
    jobId: await store.nextId('job'),
    organizationId: custody.organization_id,
    scopeId: resource.scope_id,
    resourceId: resource._id,
    operation: 'rotate',
    actor: CUSTODY_ACTOR,
    // In Capstan's words: the holder's are theirs, and go with them when they are erased.
    reason: `after check-out ${custody._id}`,
    ticketId: custody.ticket_id,
    correlationId: custody.correlation_id,
    traceId: custody.trace_id,
    resourceCount: 1,
    input: { check_out_id: custody._id },
    now,
    eventId,
  });
  await insertJobOnResource(store, session, job);
  const intent = auditEntryOf(job, resource._id, { operation: 'rotate', status: 'intended' });
  await recordEffect(store, session, intent, eventId);
  return job._id;
}

/** Whether {@link insertTurningJob} has written the job: it changes what somebody must not know any more. */
export function turnsAfterCustody({
  operation,
  actor,
  input,
}: Pick<JobDocument, 'operation' | 'actor' | 'input'>): boolean {
  return operation === 'rotate' && actor.type === 'system' && typeof input?.['check_out_id'] === 'number';
}
