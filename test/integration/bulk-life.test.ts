/** Work on many from the question to the end: a plan, the consent to exactly that, a canary, waves, and what becomes of the rest. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { type Answer, ConsentEstate, type Person } from '../support/consent-estate.ts';
import { until } from '../support/until.ts';

describe('work by a plan that wants consent', () => {
  let estate: ConsentEstate;
  let reviewers: number;
  let operator: Person;
  let reviewer: Person;

  before(async () => {
    estate = await ConsentEstate.start();
    reviewers = await estate.group();
    operator = await estate.person('operator');
    reviewer = await estate.person('approver', reviewers);
  });

  after(() => estate.stop());

  interface ManagedScope {
    readonly scope: number;
    readonly usernames: readonly string[];
    readonly resources: readonly number[];
  }

  /** Roles of the target in a scope of their own, whose policy wants consent, by that rule, and a canary. */
  async function scopeWith(
    count: number,
    by: 'bulk_rotate' | 'rotate' = 'bulk_rotate',
    how: Parameters<ConsentEstate['target']['register']>[1] = {},
  ): Promise<ManagedScope> {
    const body = { name: `scope-${randomUUID()}`, parent_id: 1 };
    const { id: scope } = await estate.expect(201, 'POST', '/v1/scopes', { body });
    const { device, platform } = await estate.target.register(estate.estate, how);
    const usernames: string[] = [];
    const resources: number[] = [];
    for (let added = 0; added < count; added += 1) {
      const { username, password } = await estate.target.addRole();
      const fields = { device_id: device, platform_id: platform, type: 'postgres_role', username, scope_id: scope };
      resources.push(
        await estate.estate.addResource({ ...fields, type: 'postgres_role' }, { kind: 'password', secret: password }),
      );
      usernames.push(username);
    }
    const approvals = { [by]: { quorum: 1, approver_group_ids: [reviewers] } };
    const rules = { approvals, canary: { count: 2 }, failure_budget: { percent: 10 } };
    const policy = await estate.expect(201, 'POST', '/v1/policies', {
      body: { name: `policy-${randomUUID()}`, rules },
    });
    const binding = { policy_id: policy.id, target_type: 'scope', target_id: scope };
    await estate.expect(201, 'POST', '/v1/policy-bindings', { body: binding });
    return { scope, usernames, resources };
  }

  async function plan(scope: number, operation: 'rotate' | 'reconcile' = 'rotate'): Promise<Answer['body']> {
    const body = { operation, selector: { scope_id: scope } };
    const asked = await estate.expect(202, 'POST', '/v1/bulk/preflight', { as: operator, body });
    await ended(asked.job_id);
    return estate.expect(200, 'GET', `/v1/bulk/plans/${asked.plan_id}`, { as: operator });
  }

  const ended = (job: number) => estate.jobWhere(job, `job ${job} to end`, ({ ended_at }) => ended_at !== null);

  const rotate = (body: object): Promise<Answer['body']> =>
    estate.expect(202, 'POST', '/v1/bulk/rotate', { as: operator, body });

  async function assertStoredPasswordsWork({ resources, usernames }: ManagedScope): Promise<void> {
    for (const [at, resource] of resources.entries()) {
      const current = (await estate.estate.secrets(resource)).find(({ state }) => state === 'current');
      assert.ok(current && (await estate.target.accepts(usernames[at] ?? '', current.secret)), usernames[at]);
    }
  }

  it('waits for it, does exactly what was consented to, and names it in every record', async () => {
    const managed = await scopeWith(12);
    const { id, digest, counts, limits } = await plan(managed.scope);
    assert.equal(counts.ready + counts.warned, 12);
    assert.equal(limits.approvals.length, 1);
    const weaker = { plan_id: id, digest, canary: 1 };
    assert.equal((await estate.call('POST', '/v1/bulk/rotate', { as: operator, body: weaker })).status, 422);
    const asked = await rotate({ plan_id: id, digest, canary: 3, wave_size: 5, reason: 'yearly' });
    assert.equal(asked.status, 'awaiting_approval');
    const { asked: what } = await estate.approval(asked.approval_id);
    assert.equal(what.plan_digest, digest);
    assert.equal(what.options.canary, 3);
    assert.equal((await estate.say('approve', asked.approval_id, { as: reviewer })).status, 200);
    const job = await ended(asked.job_id);
    assert.equal(job.status, 'succeeded', JSON.stringify(job));
    assert.deepEqual(job.progress, { done: 12, total: 12 });
    await assertStoredPasswordsWork(managed);
    const records = await estate.recordsOf(asked.approval_id);
    assert.equal(records.filter((record) => record === 'rotate succeeded').length, 12);
    assert.ok(records.includes('bulk.rotate intended') && records.includes('bulk.rotate succeeded'));
  });

  it('pauses at a canary that fails, is resumed by a person, and asks anew before it does again what failed', async () => {
    const managed = await scopeWith(12, 'rotate');
    const { id, digest } = await plan(managed.scope);
    const [first = 0] = managed.resources;
    const original = (await estate.estate.secrets(first))[0]?.secret;
    assert.ok(original);
    await estate.target.setPassword(managed.usernames[0] ?? '', new Secret('changed by somebody else'));
    const asked = await rotate({ plan_id: id, digest });
    await estate.say('approve', asked.approval_id, { as: reviewer });
    const paused = await estate.jobWhere(asked.job_id, 'the job to pause', ({ status }) => status === 'paused');
    assert.equal(paused.bulk.paused.kind, 'canary');
    await estate.expect(200, 'POST', `/v1/jobs/${asked.job_id}/resume`, { as: operator });
    const job = await ended(asked.job_id);
    assert.equal(job.status, 'completed_with_errors');
    assert.equal(job.bulk.counts.succeeded, 11);
    const { items } = await estate.expect(200, 'GET', `/v1/jobs/${asked.job_id}/items?status=failed`);
    assert.deepEqual(
      items.map(({ resource_id, code }: Answer['body']) => [resource_id, code]),
      [[first, 'credential_invalid']],
    );

    await estate.target.setPassword(managed.usernames[0] ?? '', original);
    const retry = await estate.expect(202, 'POST', `/v1/jobs/${asked.job_id}/retry`, { as: operator });
    assert.equal(retry.status, 'awaiting_approval');
    assert.notEqual(retry.approval_id, asked.approval_id);
    await estate.say('approve', retry.approval_id, { as: reviewer });
    assert.equal((await ended(retry.job_id)).status, 'succeeded');
    await assertStoredPasswordsWork(managed);
  });

  it('is ended by a revocation while it runs, with nothing left half-way, and a retry does the rest', async () => {
    const managed = await scopeWith(30);
    const { id, digest } = await plan(managed.scope);
    const asked = await rotate({ plan_id: id, digest, wave_size: 2 });
    await estate.say('approve', asked.approval_id, { as: reviewer });
    await estate.jobWhere(asked.job_id, 'the job to have begun', ({ bulk }) => bulk.counts.succeeded > 0);
    const body = { reason: 'not tonight after all' };
    assert.equal((await estate.say('revoke', asked.approval_id, { as: reviewer, body })).status, 200);
    const job = await ended(asked.job_id);
    assert.ok(job.bulk.counts.canceled > 0, JSON.stringify(job.bulk.counts));
    assert.equal(job.bulk.counts.succeeded + job.bulk.counts.canceled, 30);
    assert.equal(await estate.estate.store.models.credentialVersions.countDocuments({ state: 'pending' }), 0);
    await assertStoredPasswordsWork(managed);

    const saying = { as: operator, body: { statuses: ['canceled'], wave_size: 30 } };
    const retry = await estate.expect(202, 'POST', `/v1/jobs/${asked.job_id}/retry`, saying);
    assert.equal((await estate.say('approve', retry.approval_id, { as: reviewer })).status, 200);
    const rest = await ended(retry.job_id);
    assert.deepEqual([rest.status, rest.progress.done], ['succeeded', job.bulk.counts.canceled]);
    const rotated = { resource_id: { $in: managed.resources }, operation: 'rotate', status: 'succeeded' } as const;
    const records = await estate.estate.store.models.auditRecords.find(rotated).lean();
    assert.deepEqual(
      records.map(({ resource_id }) => resource_id).toSorted(),
      managed.resources.toSorted(),
      'each was rotated once, by one or the other',
    );
    await assertStoredPasswordsWork(managed);
  });

  it('is not asked for where only rotations need it: a reconciliation by a plan mends what was changed elsewhere', async () => {
    const managed = await scopeWith(4, 'rotate', { reconcile: true });
    const [strayed = '', ...others] = managed.usernames;
    await estate.target.setPassword(strayed, new Secret('changed by somebody else'));
    const { id, digest, counts, limits } = await plan(managed.scope, 'reconcile');
    assert.deepEqual([counts.ready, counts.warned, counts.blocked], [others.length, 1, 0]);
    assert.deepEqual(limits.approvals, []);
    const body = { plan_id: id, digest, reason: 'after the restore' };
    const asked = await estate.expect(202, 'POST', '/v1/bulk/reconcile', { as: operator, body });
    assert.deepEqual([asked.operation, asked.approval_id], ['bulk_reconcile', null]);
    const job = await ended(asked.job_id);
    assert.deepEqual([job.status, job.bulk.counts.succeeded], ['succeeded', 4], JSON.stringify(job));
    await assertStoredPasswordsWork(managed);
    assert.ok(!(await estate.target.accepts(strayed, new Secret('changed by somebody else'))));
    const { resources, auditRecords } = estate.estate.store.models;
    const mended = { _id: { $in: managed.resources }, status: 'verified' } as const;
    assert.equal(await resources.countDocuments(mended), 4);
    const reconciled = { job_id: asked.job_id, operation: 'reconcile', status: 'succeeded' } as const;
    assert.equal(await auditRecords.countDocuments(reconciled), 4);
  });

  it('that is refused never begins, and its plan is free for another request', async () => {
    const managed = await scopeWith(2);
    const { id, digest } = await plan(managed.scope);
    const asked = await rotate({ plan_id: id, digest });
    const body = { comment: 'not before the release' };
    assert.equal((await estate.say('deny', asked.approval_id, { as: reviewer, body })).status, 200);
    assert.equal((await ended(asked.job_id)).status, 'failed');
    assert.equal((await estate.estate.secrets(managed.resources[0] ?? 0)).length, 1);
    const again = await rotate({ plan_id: id, digest, reason: 'after the release' });
    assert.equal(again.status, 'awaiting_approval');
    await until(
      'the plan to be asked for anew',
      async () => (await estate.approval(again.approval_id)).status === 'pending' || undefined,
    );
  });
});
