/** POST /v1/bulk/preflight */

import { CapstanError } from '../../../domain/errors.ts';
import type { PlanDocument } from '../../../store/models/plan.ts';
import type { components } from '../../generated/openapi.ts';
import { command, type Transaction } from '../../operation.ts';
import { firstRevision } from '../revision.ts';
import { newJob } from './new-job.ts';
import { type PreflightRequest, requireSelected, type Selected } from './plan-selection.ts';

/** Of an organization, beside what is due by policy: they log in at targets, thousands of them. */
const MOST_UNFINISHED = 5;

export const preflightBulk = command(
  'preflightBulk',
  async (request, tx) => {
    const { body, means } = request;
    const selected = await requireSelected(request, tx);
    await requireRoom(request, tx);
    const { jobs, plans } = means.store.models;
    const [jobId, planId] = [await means.store.nextId('job'), await means.store.nextId('plan')];
    const { scopeId, named: resourceCount } = selected;
    const facts = { id: jobId, scopeId, resourceCount, input: { plan_id: planId }, bulk: null, isHeld: false };
    const job = newJob(request, tx, { ...facts, operation: 'bulk_preflight' });
    await jobs.create([job], { session: tx.session });
    await plans.create([newPlan(request, tx, selected, { planId, jobId })], { session: tx.session });
    const accepted: components['schemas']['PreflightAccepted'] = {
      job_id: jobId,
      plan_id: planId,
      operation: 'bulk_preflight',
      status: 'queued',
    };
    const what = resourceCount > 0 ? `${resourceCount} named resources` : 'what a selector chooses';
    return {
      status: 202,
      body: accepted,
      headers: { Location: `/v1/jobs/${jobId}` },
      target: { type: 'job', id: jobId },
      jobId,
      reason: job.reason,
      ticketId: job.ticket_id,
      change: `plan ${planId}: ${body.operation}, ${what} at and below scope ${scopeId}`,
      auditStatus: 'intended',
    };
  },
  ({ means }) => means.dispatchSoon(),
);

/** Two requests at the same moment may both see room; the bound is there against floods, not to be exact. */
async function requireRoom({ organizationId, means }: PreflightRequest, { session }: Transaction): Promise<void> {
  const unfinished = await means.store.models.jobs.countDocuments(
    {
      organization_id: organizationId,
      operation: 'bulk_preflight',
      status: { $in: ['queued', 'running'] },
      'actor.type': { $ne: 'system' },
    },
    { session, limit: MOST_UNFINISHED },
  );
  if (unfinished < MOST_UNFINISHED) return;
  throw new CapstanError(
    'conflict',
    `As many preflights as may be are under way (${MOST_UNFINISHED}); wait until one has ended, or cancel one.`,
  );
}

function newPlan(
  request: PreflightRequest,
  tx: Transaction,
  { selector, scopeId }: Selected,
  { planId, jobId }: { readonly planId: number; readonly jobId: number },
): PlanDocument {
  return {
    _id: planId,
    organization_id: request.organizationId,
    scope_id: scopeId,
    operation: request.body.operation,
    selector,
    status: 'preparing',
    actor: request.auditActor,
    job_id: jobId,
    resource_count: 0,
    counts: { pending: 0, ready: 0, warned: 0, blocked: 0 },
    digest: null,
    estimated_seconds: null,
    limits: null,
    expires_at: null,
    runs_by_itself: false,
    ...firstRevision(request, tx),
  };
}
