/** POST /v1/bulk/preflight */

import { newBulkJob } from '../../../store/plans/new-bulk-job.ts';
import { newPlan } from '../../../store/plans/new-plan.ts';
import type { components } from '../../generated/openapi.ts';
import { command } from '../../operation.ts';
import { askerOf } from './asker.ts';
import { requireSelected } from './plan-selection.ts';
import { requirePreflightRoom } from './require-preflight-room.ts';

export const preflightBulk = command(
  'preflightBulk',
  async (request, tx) => {
    const { body, means } = request;
    const selected = await requireSelected(request, tx);
    await requirePreflightRoom(request, tx);
    const { jobs, plans } = means.store.models;
    const [jobId, planId] = [await means.store.nextId('job'), await means.store.nextId('plan')];
    const { selector, scopeId, named: resourceCount } = selected;
    const made = { jobId, planId, scopeId, ...askerOf(request, tx) };
    const run = { operation: 'bulk_preflight', resources: resourceCount, run: null, isHeld: false } as const;
    const job = newBulkJob({ ...made, ...run });
    await jobs.create([job], { session: tx.session });
    const options = body.options === undefined ? {} : { options: body.options };
    const plan = newPlan({ ...made, operation: body.operation, selector, ...options, runsByItself: false });
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
