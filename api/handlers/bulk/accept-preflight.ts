/** Writes a plan, and the job that makes it, and answers that they are there. */

import type { PlanOptions } from '../../../domain/bulk-options.ts';
import type { CredentialOperation } from '../../../domain/job.ts';
import { newBulkJob } from '../../../store/plans/new-bulk-job.ts';
import { newPlan } from '../../../store/plans/new-plan.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { askerOf } from './asker.ts';
import type { Selected } from './plan-selection.ts';
import { requirePreflightRoom } from './require-preflight-room.ts';

export interface AskedPreflight {
  readonly operation: CredentialOperation;
  readonly selected: Selected;
  readonly options?: PlanOptions;
}

type Accepted = components['schemas']['PreflightAccepted'];

/** @throws CapstanError `conflict` while many are under way. */
export async function acceptPreflight(
  request: Request<'preflightBulk' | 'remedyFindings'>,
  tx: Transaction,
  { operation, selected, options }: AskedPreflight,
): Promise<Answer & { readonly body: Accepted; readonly change: string }> {
  await requirePreflightRoom(request, tx);
  const { store } = request.means;
  const { jobs, plans } = store.models;
  const [jobId, planId] = [await store.nextId('job'), await store.nextId('plan')];
  const { selector, scopeId, named: resourceCount } = selected;
  const made = { jobId, planId, scopeId, ...askerOf(request, tx) };
  const run = { operation: 'bulk_preflight', resources: resourceCount, run: null, isHeld: false } as const;
  const job = newBulkJob({ ...made, ...run });
  await jobs.create([job], { session: tx.session });
  const asked = options === undefined ? {} : { options };
  await plans.create([newPlan({ ...made, operation, selector, ...asked, runsByItself: false })], {
    session: tx.session,
  });
  const what = resourceCount > 0 ? `${resourceCount} named resources` : 'what a selector chooses';
  return {
    status: 202,
    body: { job_id: jobId, plan_id: planId, operation: 'bulk_preflight', status: 'queued' },
    headers: { Location: `/v1/jobs/${jobId}` },
    target: { type: 'job', id: jobId },
    jobId,
    reason: job.reason,
    ticketId: job.ticket_id,
    change: `plan ${planId}: ${operation}, ${what} at and below scope ${scopeId}`,
    auditStatus: 'intended',
  };
}
