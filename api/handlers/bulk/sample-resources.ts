/** Some of the resources that a job by a plan would work on: of each scope one, and others spread over the rest. */

import type { ClientSession } from 'mongoose';
import type { LeftStatus } from '../../../domain/bulk.ts';
import { RUNNABLE_VERDICTS } from '../../../domain/plan.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { PlanDocument } from '../../../store/models/plan.ts';
import { leftOver } from '../../../store/plans/left-over.ts';
import type { Store } from '../../../store/store.ts';

/** Whoever works on them asks the policy of each: a sample tells whoever asks for it, before it is worked on. */
const MOST = 50;

export async function sampleOfPlan(
  store: Store,
  session: ClientSession,
  plan: Pick<PlanDocument, '_id' | 'organization_id' | 'resource_count'>,
): Promise<ResourceDocument[]> {
  const runnable = { plan_id: plan._id, verdict: { $in: RUNNABLE_VERDICTS } };
  const { planItems } = store.models;
  const ofScopes = await planItems
    .aggregate<{ readonly resource_id: number }>([
      { $match: runnable },
      { $group: { _id: '$scope_id', resource_id: { $first: '$resource_id' } } },
      { $sort: { _id: 1 } },
      { $limit: MOST },
    ])
    .session(session);
  const positions = Array.from({ length: MOST }, (_, at) => 1 + Math.floor((at * plan.resource_count) / MOST));
  const spread = await planItems
    .find({ ...runnable, position: { $in: positions } }, { resource_id: 1 }, { session })
    .lean();
  return load(store, session, plan.organization_id, [...ofScopes, ...spread]);
}

/** Of what a job has left, as far as it has ended so. */
export async function sampleOfJob(
  store: Store,
  session: ClientSession,
  job: { readonly _id: number; readonly organization_id: number },
  statuses: readonly LeftStatus[],
): Promise<ResourceDocument[]> {
  const left = { job_id: job._id, ...leftOver(statuses) };
  const { jobItems } = store.models;
  const ofScopes = await jobItems
    .aggregate<{ readonly resource_id: number }>([
      { $match: left },
      { $group: { _id: '$bulk.scope_id', resource_id: { $first: '$resource_id' } } },
      { $sort: { _id: 1 } },
      { $limit: MOST },
    ])
    .session(session);
  const first = await jobItems.find(left, { resource_id: 1 }, { session }).limit(MOST).lean();
  return load(store, session, job.organization_id, [...ofScopes, ...first]);
}

async function load(
  { models }: Store,
  session: ClientSession,
  organizationId: number,
  items: readonly { readonly resource_id: number }[],
): Promise<ResourceDocument[]> {
  const ids = [...new Set(items.map(({ resource_id }) => resource_id))].slice(0, MOST);
  return models.resources
    .find({ _id: { $in: ids }, organization_id: organizationId }, null, { session })
    .sort({ _id: 1 })
    .lean<ResourceDocument[]>();
}
