/** Plans asked for as the API would, and what became of them; what is bound to resources and scopes beside them. */

import type { PlanOptions } from '../../domain/bulk-options.ts';
import type { CredentialOperation } from '../../domain/job.ts';
import { NO_SELECTION, type PlanSelector } from '../../domain/plan.ts';
import type { BindingTarget } from '../../domain/policy/effective.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import { newEventId } from '../../store/event-ids.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { PlanDocument, PlanItemDocument } from '../../store/models/plan.ts';
import { newBulkJob } from '../../store/plans/new-bulk-job.ts';
import { newPlan } from '../../store/plans/new-plan.ts';
import { changePolicies } from '../../store/policy/policy-book.ts';
import type { Store } from '../../store/store.ts';
import { TASK_QUEUE, WORKFLOW_OF, workflowIdOf } from '../../workflows/contract.ts';
import { BulkEstate } from './bulk-estate.ts';
import type { Estate } from './estate.ts';
import { until } from './until.ts';

const ORGANIZATION = 1;
const tracked = () => ({ created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' });

export interface EndedPreflight {
  readonly job: JobDocument;
  readonly plan: PlanDocument;
  /** In the order of their positions. */
  readonly items: readonly PlanItemDocument[];
}

/** Binds a policy that says `rules`. @returns its binding, which has the number of the policy. */
export async function bindPolicy(
  store: Store,
  rules: PolicyRules,
  target: { readonly type: BindingTarget; readonly id: number },
): Promise<number> {
  const _id = await store.nextId('policy');
  const own = { organization_id: ORGANIZATION, status: 'active', ...tracked() } as const;
  const said = { name: `policy ${_id}`, description: null, version: 1, rules, conditions: null };
  const place = { scope_id: target.type === 'scope' ? target.id : 1 };
  const resource_id = target.type === 'resource' ? target.id : null;
  await store.transaction(async (session) => {
    await store.models.policies.create([{ _id, ...own, ...said }], { session });
    const bound = { policy_id: _id, target_type: target.type, target_id: target.id, resource_id };
    await store.models.policyBindings.create([{ _id, ...own, ...bound, ...place }], { session });
    await changePolicies(store, session, ORGANIZATION);
  });
  return _id;
}

export class Preflights {
  readonly bulk: BulkEstate;
  readonly #estate: Estate;

  private constructor(estate: Estate, bulk: BulkEstate) {
    this.#estate = estate;
    this.bulk = bulk;
  }

  static async over(estate: Estate): Promise<Preflights> {
    return new Preflights(estate, await BulkEstate.over(estate));
  }

  /** @returns the job that makes the plan. */
  async request(
    operation: CredentialOperation,
    selector: Partial<PlanSelector>,
    options: PlanOptions = {},
  ): Promise<number> {
    const { store } = this.#estate;
    const [jobId, planId] = [await store.nextId('job'), await store.nextId('plan')];
    const actor = {
      type: 'user',
      id: 1,
      name: 'admin',
      organization_id: ORGANIZATION,
      authentication: 'basic',
      address: null,
    } as const;
    const made = {
      jobId,
      planId,
      organizationId: ORGANIZATION,
      scopeId: 1,
      actor,
      now: new Date(),
      eventId: newEventId(),
    };
    await store.models.jobs.create(
      newBulkJob({
        ...made,
        operation: 'bulk_preflight',
        resources: 0,
        run: null,
        isHeld: false,
        reason: null,
        ticketId: null,
        correlationId: `evt_test_${jobId}`,
        traceId: null,
      }),
    );
    const chosen = { ...NO_SELECTION, ...selector };
    await store.models.plans.create(newPlan({ ...made, operation, selector: chosen, options, runsByItself: false }));
    await this.start(jobId);
    return jobId;
  }

  /** As the relay would. */
  async start(jobId: number): Promise<void> {
    const { client, store } = this.#estate;
    const job = await store.models.jobs
      .findOneAndUpdate({ _id: jobId }, { $set: { dispatch: 'started' } })
      .lean<JobDocument>();
    if (!job || (job.operation !== 'bulk_preflight' && job.operation !== 'bulk_rotate')) throw new Error('no such job');
    const { operation, correlation_id: correlationId } = job;
    await client.workflow.start(WORKFLOW_OF[operation], {
      taskQueue: TASK_QUEUE,
      workflowId: workflowIdOf(jobId),
      args: [{ organizationId: ORGANIZATION, jobId, operation, correlationId }],
    });
  }

  planOf(jobId: number): Promise<PlanDocument> {
    return this.planThat('exists', jobId, () => true);
  }

  /** Once it holds. */
  planThat(what: string, jobId: number, holds: (plan: PlanDocument) => boolean): Promise<PlanDocument> {
    return until(`the plan of job ${jobId} that ${what}`, async () => {
      const plan = await this.#estate.store.models.plans.findOne({ job_id: jobId }).lean<PlanDocument>();
      return plan && holds(plan) ? plan : undefined;
    });
  }

  async ended(jobId: number, limitMs = 60_000): Promise<EndedPreflight> {
    const { jobs, planItems } = this.#estate.store.models;
    const job = await until(
      `preflight ${jobId} to end`,
      async () => (await jobs.findOne({ _id: jobId, ended_at: { $ne: null } }).lean<JobDocument>()) ?? undefined,
      limitMs,
    );
    const plan = await this.planOf(jobId);
    const items = await planItems.find({ plan_id: plan._id }).sort({ position: 1 }).lean<PlanItemDocument[]>();
    return { job, plan, items };
  }

  async run(...asked: Parameters<Preflights['request']>): Promise<EndedPreflight> {
    return this.ended(await this.request(...asked));
  }
}
