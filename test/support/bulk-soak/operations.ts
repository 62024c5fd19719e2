/** The life of a rotation by a plan as people bring it about, through the public API. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Operator } from '../operator.ts';
import { until } from '../until.ts';
import { persistently, type Stage } from './stage.ts';

interface Accepted {
  readonly job_id: number;
  readonly status: string;
  readonly approval_id: number | null;
}

interface Plan {
  readonly id: number;
  readonly status: string;
  readonly digest: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly estimated_seconds: number;
}

export interface ShownJob {
  readonly status: string;
  readonly bulk: {
    readonly counts: Readonly<Record<'queued' | 'succeeded' | 'failed' | 'unknown' | 'canceled', number>>;
    readonly paused: { readonly kind: string; readonly detail: string } | null;
  };
}

const PLANNED_WITHIN_MS = 30 * 60_000;

export class BulkOperations {
  readonly #stage: Stage;
  readonly #reviewer: Operator;
  readonly #scopeId: number;

  private constructor(stage: Stage, reviewer: Operator, scopeId: number) {
    this.#stage = stage;
    this.#reviewer = reviewer;
    this.#scopeId = scopeId;
  }

  /** Where rotations by a plan need the consent of a second person, who is there. */
  static async under(stage: Stage): Promise<BulkOperations> {
    const { admin, baseUrl } = stage;
    const { scopes } = await admin.call<{ scopes: { id: number }[] }>(200, 'GET', '/v1/scopes');
    const scopeId = scopes[0]?.id ?? 0;
    const rules = { approvals: { bulk_rotate: { quorum: 1 } }, reason_required: true };
    const policy = await admin.call<{ id: number }>(201, 'POST', '/v1/policies', { name: 'two people', rules });
    const binding = { policy_id: policy.id, target_type: 'scope', target_id: scopeId };
    await admin.call(201, 'POST', '/v1/policy-bindings', binding);
    const name = 'reviewer';
    const person = await admin.call<{ id: number; password: string }>(201, 'POST', '/v1/users', { name });
    const grant = { subject_type: 'user', subject_id: person.id, role: 'approver', scope_id: scopeId };
    await admin.call(201, 'POST', '/v1/grants', grant);
    return new BulkOperations(stage, new Operator(baseUrl, name, person.password), scopeId);
  }

  /** @returns the plan, once it is ready. @throws AssertionError where it has become something else. */
  async preflight(): Promise<Plan> {
    const { admin, platformId } = this.#stage;
    const selector = { scope_id: this.#scopeId, platform_id: platformId };
    const body = { operation: 'rotate', selector, reason: 'soak' };
    const { plan_id } = await admin.call<{ plan_id: number }>(202, 'POST', '/v1/bulk/preflight', body);
    return until(
      `plan ${plan_id} is ready`,
      async () => {
        const plan = await admin.call<Plan>(200, 'GET', `/v1/bulk/plans/${plan_id}`);
        assert.ok(['preparing', 'ready'].includes(plan.status), `plan ${plan_id} is ${plan.status}`);
        return plan.status === 'ready' ? plan : undefined;
      },
      PLANNED_WITHIN_MS,
    );
  }

  /** Asks for it, and has it approved by the other person. @returns the job. */
  async rotate({ id: plan_id, digest }: Plan, options: Readonly<Record<string, unknown>>): Promise<number> {
    const body = { plan_id, digest, reason: 'soak', ...options };
    return this.#approved(await this.#asked('/v1/bulk/rotate', body));
  }

  /** Asks for what a job has left to be done again, with consent given anew. @returns the new job. */
  async retry(jobId: number): Promise<number> {
    return this.#approved(await this.#asked(`/v1/jobs/${jobId}/retry`, { reason: 'soak, repaired' }));
  }

  async resume(jobId: number): Promise<void> {
    const key = randomUUID();
    await persistently(() => this.#stage.admin.call(200, 'POST', `/v1/jobs/${jobId}/resume`, undefined, key));
  }

  job(jobId: number): Promise<ShownJob> {
    return persistently(() => this.#stage.admin.call<ShownJob>(200, 'GET', `/v1/jobs/${jobId}`));
  }

  #asked(path: string, body: object): Promise<Accepted> {
    const key = randomUUID();
    return persistently(() => this.#stage.admin.call<Accepted>(202, 'POST', path, body, key));
  }

  async #approved({ job_id, status, approval_id }: Accepted): Promise<number> {
    assert.equal(status, 'awaiting_approval');
    const path = `/v1/approvals/${approval_id}/approve`;
    await assert.rejects(
      this.#stage.admin.call(200, 'POST', path),
      /own_request/,
      'nobody approves what they asked for',
    );
    const key = randomUUID();
    const approval = await persistently(() =>
      this.#reviewer.call<{ status: string }>(200, 'POST', path, undefined, key),
    );
    assert.equal(approval.status, 'approved');
    return job_id;
  }
}
