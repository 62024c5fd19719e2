/** A plan as it is first written: what is to be looked at, and nothing of it known yet. */

import type { AuditActor } from '../../domain/audit.ts';
import type { PlanOptions } from '../../domain/bulk-options.ts';
import type { CredentialOperation } from '../../domain/job.ts';
import type { PlanSelector } from '../../domain/plan.ts';
import type { PlanDocument } from '../models/plan.ts';

export interface NewPlan {
  readonly planId: number;
  readonly organizationId: number;
  readonly scopeId: number;
  readonly operation: CredentialOperation;
  readonly selector: PlanSelector;
  readonly options?: PlanOptions;
  readonly actor: AuditActor;
  /** The job that makes it. */
  readonly jobId: number;
  /** Whether it is carried out by itself once it is ready. */
  readonly runsByItself: boolean;
  readonly now: Date;
  readonly eventId: string;
}

export function newPlan(asked: NewPlan): PlanDocument {
  const { now } = asked;
  return {
    _id: asked.planId,
    organization_id: asked.organizationId,
    scope_id: asked.scopeId,
    operation: asked.operation,
    selector: asked.selector,
    options: asked.options ?? null,
    status: 'preparing',
    actor: asked.actor,
    job_id: asked.jobId,
    resource_count: 0,
    counts: { pending: 0, ready: 0, warned: 0, blocked: 0 },
    digest: null,
    estimated_seconds: null,
    limits: null,
    expires_at: null,
    runs_by_itself: asked.runsByItself,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: asked.eventId,
  };
}
