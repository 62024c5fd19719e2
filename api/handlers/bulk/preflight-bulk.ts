/** POST /v1/bulk/preflight */

import { CapstanError } from '../../../domain/errors.ts';
import { newBulkJob } from '../../../store/plans/new-bulk-job.ts';
import { newPlan } from '../../../store/plans/new-plan.ts';
import type { components } from '../../generated/openapi.ts';
import { command, type Transaction } from '../../operation.ts';
import { askerOf } from './asker.ts';
import { type PreflightRequest, requireSelected } from './plan-selection.ts';

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
    const { selector, scopeId, named: resourceCount } = selected;
    const made = { jobId, planId, scopeId, ...askerOf(request, tx) };
    const run = { operation: 'bulk_preflight', resources: resourceCount, run: null, isHeld: false } as const;
    const job = newBulkJob({ ...made, ...run });
    await jobs.create([job], { session: tx.session });
    const plan = newPlan({ ...made, operation: body.operation, selector, runsByItself: false });
    await plans.create([plan], { session: tx.session });
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
