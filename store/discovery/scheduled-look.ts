/** A look that is due by policy, as it is asked for: the same job as by hand, in the name of Capstan, and the record of the intent. */

import type { AuditActor } from '../../domain/audit.ts';
import { LOOK_REASON } from '../../domain/look-schedule.ts';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import { freshJob } from '../fresh-job.ts';
import { insertJobOnResource } from '../insert-job.ts';
import { auditEntryOf } from '../job-audit.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import type { DueLook } from './due-looks.ts';
import { takeLookTurn } from './look-turn.ts';

const SCHEDULE: AuditActor = {
  type: 'system',
  id: null,
  name: 'discovery schedule',
  organization_id: null,
  authentication: 'none',
  address: null,
};

/** @returns the job; null where another one was asked for meanwhile, by a person or another process. */
export function requestScheduledLook(
  store: Store,
  { device, reader, lastJobId }: DueLook,
  now: Date,
): Promise<number | null> {
  return store.transaction(async (session) => {
    const look = await store.models.deviceLooks.findById(device._id, { job_id: 1 }, { session }).lean();
    if ((look?.job_id ?? null) !== lastJobId) return null;
    const eventId = newEventId();
    const job = freshJob({
      jobId: await store.nextId('job'),
      organizationId: device.organization_id,
      scopeId: reader.scope_id,
      resourceId: reader._id,
      operation: 'discover',
      actor: SCHEDULE,
      reason: LOOK_REASON,
      ticketId: null,
      correlationId: newEventId(),
      traceId: null,
      resourceCount: 1,
      input: null,
      now,
      eventId,
    });
    // Its turn is free: the look that was asked for last has ended, and none was since.
    await takeLookTurn(store, session, device, { jobId: job._id, now });
    await insertJobOnResource(store, session, job);
    const change = `look at device ${device._id}`;
    const intent = auditEntryOf(job, reader._id, { operation: 'discover', status: 'intended', change });
    await recordEffect(store, session, intent, eventId);
    return job._id;
  });
}

/** Whether {@link requestScheduledLook} has written the job: nobody has asked for it, so nobody's consent was asked. */
export function isScheduledLook({ operation, actor }: Pick<JobDocument, 'operation' | 'actor'>): boolean {
  return operation === 'discover' && actor.type === 'system';
}
