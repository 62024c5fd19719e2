/** Plans and the ends of jobs by them, as a worker would leave them: none runs in tests of the API alone. */

import { createHash } from 'node:crypto';
import type { CredentialOperation, ItemStatus } from '../../../domain/job.ts';
import { PLAN_VALID_MS } from '../../../domain/plan.ts';
import type { JobItemDocument } from '../../../store/models/job.ts';
import type { PlanDocument, PlanItemDocument } from '../../../store/models/plan.ts';
import type { Store } from '../../../store/store.ts';

export interface PlanOutline {
  readonly operation?: CredentialOperation;
  /** How many there are, none of which the store has. Default: 3. */
  readonly resources?: number;
  /** Or these. */
  readonly resourceIds?: readonly number[];
  /** What else is to be otherwise. */
  readonly fields?: Partial<PlanDocument>;
}

export interface MadePlan {
  readonly id: number;
  readonly digest: string;
}

const FIRST_ID_OF_NONE = 800_000;

/** A plan that can be carried out, unless `outline` says otherwise. */
export async function makePlan(
  store: Store,
  place: { readonly organizationId: number; readonly scopeId: number },
  { operation = 'rotate', resources = 3, resourceIds, fields = {} }: PlanOutline,
): Promise<MadePlan> {
  const id = await store.nextId('plan');
  const ids = resourceIds ?? Array.from({ length: resources }, (_, at) => FIRST_ID_OF_NONE + at);
  const digest = createHash('sha256').update(`plan ${id}`).digest('hex');
  const now = new Date();
  const selector = { device_id: null, platform_id: null, type: null, status: null, rotated_before: null } as const;
  const plan: PlanDocument = {
    _id: id,
    organization_id: place.organizationId,
    scope_id: place.scopeId,
    operation,
    selector: { ...selector, scope_id: place.scopeId, resource_ids: null },
    status: 'ready',
    actor: { type: 'user', id: 1, name: 'admin', organization_id: 1, authentication: 'basic', address: null },
    job_id: await store.nextId('job'),
    resource_count: ids.length,
    counts: { pending: 0, ready: ids.length, warned: 0, blocked: 0 },
    digest,
    estimated_seconds: 60,
    limits: {
      canary: 0,
      failure_budget: { count: null, percent: null, wave_percent: null, per_device: null },
      approvals: [],
    },
    expires_at: new Date(now.getTime() + PLAN_VALID_MS),
    runs_by_itself: false,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: 'evt_of_a_test',
    ...fields,
  };
  await store.models.plans.create(plan);
  const items = ids.map(
    (resource_id, at): PlanItemDocument => ({
      _id: `${id}:${resource_id}`,
      organization_id: place.organizationId,
      plan_id: id,
      resource_id,
      scope_id: place.scopeId,
      device_id: 700_000 + (at % 2),
      position: at + 1,
      verdict: 'ready',
      findings: [{ check: 'login', outcome: 'passed', code: null, detail: null }],
      fingerprint: digest,
    }),
  );
  await store.models.planItems.create(items);
  return { id, digest };
}

/** Ends a job by a plan with an item in each of these states, in the order of its plan. @param wave its last; 0: none. */
export async function endBulkJob(
  store: Store,
  jobId: number,
  statuses: readonly ItemStatus[],
  wave: 0 | 1 = 1,
): Promise<void> {
  const job = await store.models.jobs.findById(jobId).lean();
  const now = new Date();
  const items = statuses.map((status, at): JobItemDocument => {
    const resource_id = FIRST_ID_OF_NONE + at;
    const isDone = status === 'succeeded';
    return {
      _id: `${jobId}:${resource_id}`,
      organization_id: job?.organization_id ?? 0,
      job_id: jobId,
      resource_id,
      status,
      code: isDone || status === 'canceled' ? null : 'unreachable',
      effect: isDone ? 'applied' : 'none',
      message: null,
      started_at: now,
      ended_at: now,
      bulk: {
        scope_id: job?.scope_id ?? 0,
        device_id: 700_000,
        position: at + 1,
        wave,
        batch: wave,
        not_before: null,
        busy_since: null,
        handed: 0,
        fingerprint: '',
      },
    };
  });
  await store.models.jobItems.create(items);
  const count = (status: ItemStatus) => statuses.filter((one) => one === status).length;
  const counts = {
    queued: 0,
    succeeded: count('succeeded'),
    failed: count('failed'),
    unknown: count('unknown'),
    canceled: count('canceled'),
  };
  const ended = { status: 'completed_with_errors', started_at: now, ended_at: now, dispatch: 'started' } as const;
  await store.models.jobs.updateOne({ _id: jobId }, { $set: { ...ended, 'bulk.counts': counts, 'bulk.wave': wave } });
}
