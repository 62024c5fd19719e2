/** The rotation that follows a check-out, as it is asked for: the job, and the record of the intent. */

import type { ClientSession } from 'mongoose';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
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
  const job: JobDocument & { readonly resource_id: number } = {
    _id: await store.nextId('job'),
    organization_id: custody.organization_id,
    scope_id: resource.scope_id,
    resource_id: resource._id,
    operation: 'rotate',
    status: 'queued',
    actor: CUSTODY_ACTOR,
    // In Capstan's words: the holder's are theirs, and go with them when they are erased.
    reason: `after check-out ${custody._id}`,
    ticket_id: custody.ticket_id,
    correlation_id: custody.correlation_id,
    trace_id: custody.trace_id,
    cancel_requested: false,
    dispatch: 'accepted',
    dispatch_due_at: now,
    dispatch_attempts: 0,
    resource_count: 1,
    input: { check_out_id: custody._id },
    started_at: null,
    ended_at: null,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: eventId,
  };
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
