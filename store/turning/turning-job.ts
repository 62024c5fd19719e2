/** The rotation that follows access to a credential, as it is asked for: the job, and the record of the intent. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import { freshJob } from '../fresh-job.ts';
import { insertJobOnResource } from '../insert-job.ts';
import { auditEntryOf } from '../job-audit.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';

/** Access that has ended. */
export interface TurningSubject {
  readonly organization_id: number;
  readonly resource_id: number;
  readonly credential_id: number;
  readonly ticket_id: string | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
  /** In whose name Capstan rotates. */
  readonly actor: AuditActor;
  /** What it was, in Capstan's words: whoever had it gave words of their own, which go with them when they are erased. */
  readonly words: string;
  readonly input: TurningInput;
}

type TurningInput = { readonly check_out_id: number } | { readonly session_id: string };

/** @returns the id of the job; the relay finds it. */
export async function insertTurningJob(
  store: Store,
  session: ClientSession,
  subject: TurningSubject,
  resource: ResourceDocument,
  now: Date,
): Promise<number> {
  const eventId = newEventId();
  const job = freshJob({
    jobId: await store.nextId('job'),
    organizationId: subject.organization_id,
    scopeId: resource.scope_id,
    resourceId: resource._id,
    operation: 'rotate',
    actor: subject.actor,
    reason: `after ${subject.words}`,
    ticketId: subject.ticket_id,
    correlationId: subject.correlation_id,
    traceId: subject.trace_id,
    resourceCount: 1,
    input: subject.input,
    now,
    eventId,
  });
  await insertJobOnResource(store, session, job);
  const intent = auditEntryOf(job, resource._id, { operation: 'rotate', status: 'intended' });
  await recordEffect(store, session, intent, eventId);
  return job._id;
}

/** Whether {@link insertTurningJob} has written the job: it changes what somebody must not use any more. */
export function isTurningJob({ operation, actor, input }: Pick<JobDocument, 'operation' | 'actor' | 'input'>): boolean {
  if (operation !== 'rotate' || actor.type !== 'system') return false;
  return typeof input?.['check_out_id'] === 'number' || typeof input?.['session_id'] === 'string';
}
