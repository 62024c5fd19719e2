/** Writes the job of a ledger operation: the outbox entry, from which the relay starts its workflow. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../domain/audit.ts';
import type { LedgerOperation } from '../domain/job.ts';
import { freshJob } from './fresh-job.ts';
import type { JobDocument, JobInput } from './models/job.ts';
import type { Store } from './store.ts';

export interface JobPlace {
  readonly scopeId: number;
  readonly resourceId: number | null;
}

export interface NewLedgerJob {
  readonly organizationId: number;
  readonly operation: LedgerOperation;
  readonly input: JobInput;
  readonly actor: AuditActor;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly correlationId: string;
  readonly traceId: string | null;
  readonly now: Date;
  /** Where it lies; default: in the root scope, so that who may see it may see the organization as a whole. */
  readonly place?: JobPlace | undefined;
  /** The audit record of its intent, which the caller writes in the same transaction. */
  readonly eventId: string;
}

export async function insertLedgerJob(store: Store, session: ClientSession, asked: NewLedgerJob): Promise<JobDocument> {
  const { organizationId } = asked;
  const place = asked.place ?? (await rootOf(store, session, organizationId));
  const job = freshJob({
    jobId: await store.nextId('job'),
    organizationId,
    scopeId: place.scopeId,
    resourceId: place.resourceId,
    operation: asked.operation,
    actor: asked.actor,
    reason: asked.reason,
    ticketId: asked.ticketId,
    correlationId: asked.correlationId,
    traceId: asked.traceId,
    resourceCount: 0,
    input: asked.input,
    now: asked.now,
    eventId: asked.eventId,
  });
  await store.models.jobs.create([job], { session });
  return job;
}

export async function rootOf(store: Store, session: ClientSession, organizationId: number): Promise<JobPlace> {
  const root = await store.models.scopes
    .findOne({ organization_id: organizationId, parent_id: null }, { _id: 1 }, { session })
    .lean();
  if (!root) throw new Error(`organization ${organizationId} has no root scope`);
  return { scopeId: root._id, resourceId: null };
}

/** How many jobs of this kind, or those of them that `actor` has asked for, have not ended, counted up to `limit`. */
export function unfinishedLedgerJobs(
  store: Store,
  session: ClientSession,
  organizationId: number,
  operation: LedgerOperation,
  limit: number,
  actor?: Pick<AuditActor, 'type' | 'id'>,
): Promise<number> {
  const own = actor ? { 'actor.type': actor.type, 'actor.id': actor.id } : {};
  return store.models.jobs.countDocuments(
    { organization_id: organizationId, operation, status: { $in: ['queued', 'running'] }, ...own },
    { session, limit },
  );
}
