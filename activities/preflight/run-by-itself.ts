/** The job that carries out a plan which runs by itself, made in the transaction in which the plan becomes ready. */

import type { ClientSession } from 'mongoose';
import { bulkOptionsOf } from '../../domain/bulk-options.ts';
import { insertApproval } from '../../store/approvals/insert-approval.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditOperationOf, bulkAuditEntryOf } from '../../store/job-audit.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanDocument, PlanLimits } from '../../store/models/plan.ts';
import { askedOfBulk } from '../../store/plans/asked-of-bulk.ts';
import { newBulkJob } from '../../store/plans/new-bulk-job.ts';
import type { Store } from '../../store/store.ts';

/**
 * Whether nobody is asked for consent: Capstan has made the plan itself, and the policy that makes rotations due is the
 * consent to them. A person's plan that runs by itself needs the consent that it would need otherwise.
 */
export function needsNobody({ runs_by_itself, actor }: Pick<PlanDocument, 'runs_by_itself' | 'actor'>): boolean {
  return runs_by_itself && actor.type === 'system';
}

/** In the name of whoever has asked for the plan, with the same reason. Where policies want consent, it waits for that. */
export async function runByItself(
  store: Store,
  session: ClientSession,
  preflight: JobDocument,
  plan: PlanDocument,
  jobId: number,
  now: Date,
): Promise<void> {
  const { _id: planId, operation, counts, limits, digest } = plan;
  if (!limits) throw new Error(`plan ${planId} has no limits`);
  const resources = counts.ready + counts.warned;
  const eventId = newEventId();
  const made = newBulkJob({
    jobId,
    organizationId: preflight.organization_id,
    scopeId: preflight.scope_id,
    operation: `bulk_${operation}`,
    planId,
    resources,
    run: { options: bulkOptionsOf({}, { limits, resources, earlier: null }), retry: null },
    isHeld: limits.approvals.length > 0,
    actor: preflight.actor,
    reason: preflight.reason,
    ticketId: preflight.ticket_id,
    correlationId: preflight.correlation_id,
    traceId: preflight.trace_id,
    now,
    eventId,
  });
  const approvalId = limits.approvals.length > 0 ? await askOthers(store, session, made, { ...plan, limits }) : null;
  const job: JobDocument = { ...made, approval_id: approvalId };
  await store.models.jobs.create([job], { session });
  const change = `${resources} resources of plan ${planId}, digest ${digest}`;
  const intent = { operation: auditOperationOf(job.operation), status: 'intended', change } as const;
  await recordEffect(store, session, bulkAuditEntryOf(job, intent), eventId);
}

/** @returns the id of the request for consent. */
async function askOthers(
  store: Store,
  session: ClientSession,
  job: JobDocument,
  plan: PlanDocument & { readonly limits: PlanLimits },
): Promise<number> {
  const rules = plan.limits.approvals.map(({ resources: _of, ...from }) => from);
  const approval = await insertApproval(store, session, {
    organizationId: job.organization_id,
    scopeId: job.scope_id,
    resourceId: null,
    operation: `bulk_${plan.operation}`,
    kind: 'consent',
    jobId: job._id,
    asked: askedOfBulk(job, plan),
    rules,
    requester: job.actor,
    reason: job.reason,
    ticketId: job.ticket_id,
    correlationId: job.correlation_id,
    traceId: job.trace_id,
    now: job.created_at,
    eventId: job.last_event_id,
    source: 'worker',
  });
  return approval._id;
}
