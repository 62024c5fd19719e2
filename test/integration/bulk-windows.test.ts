/** Which items of a job by a plan are put off for their maintenance windows before waves are formed, on a real MongoDB. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { loadBulkJob } from '../../activities/bulk/bulk-job.ts';
import { lookAtWindows } from '../../activities/bulk/look-at-windows.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { bulkOptionsOf } from '../../domain/bulk-options.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import type { ApprovalDocument } from '../../store/models/approval.ts';
import type { BulkItemState, BulkState } from '../../store/models/job.ts';
import { newBulkJob } from '../../store/plans/new-bulk-job.ts';
import { PolicyBooks } from '../../store/policy/policy-book.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { bindPolicy } from '../support/preflights.ts';

const MINUTE_MS = 60_000;
const [OPEN_SCOPE, CLOSED_SCOPE] = [2, 3];
const [OPEN, CLOSED, GONE] = [11, 12, 13];
const NO_BUDGET = { count: null, percent: null, wave_percent: null, per_device: null };
const ACTOR = {
  type: 'user',
  id: 1,
  name: 'admin',
  organization_id: 1,
  authentication: 'basic',
  address: null,
} as const;

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS);
const tracked = () => ({ created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' });

function closed(from: Date, until: Date): PolicyRules {
  return { blackouts: [{ from: from.toISOString(), until: until.toISOString(), note: null }] };
}

describe('the windows of what a job by a plan is still to do', () => {
  let database: Database;
  let dependencies: Dependencies;
  let opensAt: Date;

  before(async () => {
    database = await startDatabase();
  });
  after(() => database.stop());

  beforeEach(async () => {
    const { store } = database;
    dependencies = { store, policyBooks: new PolicyBooks(store) } as unknown as Dependencies;
    const db = store.connection.getClient().db();
    for (const collection of await db.collections()) await collection.deleteMany({});
    const name = { name: 'default', status: 'active' };
    await db.collection<{ _id: number }>('organizations').insertOne({ _id: 1, ...name, ...tracked() });
    const scope = { organization_id: 1, parent_id: 1, ancestors: [1], ...tracked() };
    await store.models.scopes.create([
      { _id: 1, ...scope, name: 'all', parent_id: null, ancestors: [] },
      { _id: OPEN_SCOPE, ...scope, name: 'open' },
      { _id: CLOSED_SCOPE, ...scope, name: 'closed' },
    ]);
    const resources = db.collection<{ _id: number }>('resources');
    await resources.insertMany([
      { _id: OPEN, ...{ organization_id: 1, scope_id: OPEN_SCOPE, name: 'open' } },
      { _id: CLOSED, ...{ organization_id: 1, scope_id: CLOSED_SCOPE, name: 'closed' } },
    ]);
    opensAt = inMinutes(60);
    await bindPolicy(store, closed(inMinutes(-5), opensAt), { type: 'scope', id: CLOSED_SCOPE });
  });

  /** One that is to work on all three, all of which lay in the open scope when it was planned. */
  async function job(operation: 'bulk_rotate' | 'bulk_verify', items: Partial<BulkItemState> = {}): Promise<number> {
    const { store } = database;
    const jobId = await store.nextId('job');
    const limits = { canary: 0, failure_budget: NO_BUDGET };
    const made = newBulkJob({
      ...{ jobId, organizationId: 1, scopeId: 1, operation, planId: 1, resources: 3, isHeld: false, actor: ACTOR },
      ...{ reason: null, ticketId: null, correlationId: 'evt_test', traceId: null, now: new Date() },
      run: { options: bulkOptionsOf({}, { limits, resources: 3, earlier: null }), retry: null },
      eventId: 'evt_test',
    });
    await store.models.jobs.create({ ...made, status: 'running', started_at: new Date() });
    const own = { organization_id: 1, job_id: jobId, status: 'queued' } as const;
    const state = { scope_id: OPEN_SCOPE, device_id: 1, wave: 0, batch: 0, not_before: null, busy_since: null };
    await store.models.jobItems.create(
      [OPEN, CLOSED, GONE].map((resource_id, at) => ({
        _id: `${jobId}:${resource_id}`,
        resource_id,
        ...own,
        bulk: { ...state, position: at + 1, handed: 0, fingerprint: '', ...items },
      })),
    );
    return jobId;
  }

  /** @returns until when each is put off, and what the job has kept of it. */
  async function look(jobId: number) {
    const { store } = database;
    await lookAtWindows(dependencies, await loadBulkJob(store, { jobId, organizationId: 1 }));
    const items = await store.models.jobItems.find({ job_id: jobId }).sort({ resource_id: 1 }).lean();
    const { bulk } = await loadBulkJob(store, { jobId, organizationId: 1 });
    const seen: BulkState['windows_seen'] = bulk.windows_seen;
    return { putOff: items.map((item) => item.bulk?.not_before ?? null), seen };
  }

  it('are those of where it lies now; what is gone is left to a batch', async () => {
    const { putOff, seen } = await look(await job('bulk_rotate'));
    assert.deepEqual(putOff, [null, opensAt, null]);
    assert.equal(seen?.policy_epoch, 1);
  });

  it('are looked at again once policies have changed, and not before', async () => {
    const jobId = await job('bulk_rotate');
    const first = await look(jobId);
    const { resources, jobItems } = database.store.models;
    await resources.updateOne({ _id: CLOSED }, { $set: { scope_id: OPEN_SCOPE } });
    assert.deepEqual(await look(jobId), first);
    await bindPolicy(database.store, { reason_required: true }, { type: 'scope', id: 1 });
    assert.deepEqual((await look(jobId)).putOff, [null, null, null]);
    assert.equal(await jobItems.countDocuments({ job_id: jobId, 'bulk.not_before': { $ne: null } }), 0);
  });

  it('hold until the first that is open closes, and for ten minutes at most', async () => {
    const within = inMinutes(10);
    const long = (await look(await job('bulk_rotate'))).seen;
    assert.ok(long && long.until >= within && long.until <= inMinutes(10));
    const closesAt = inMinutes(4);
    await bindPolicy(database.store, closed(closesAt, inMinutes(5)), { type: 'scope', id: OPEN_SCOPE });
    assert.deepEqual((await look(await job('bulk_rotate'))).seen?.until, closesAt);
  });

  it('leave alone what waits for another job, unless it is closed', async () => {
    const until = inMinutes(1);
    const { putOff } = await look(await job('bulk_rotate', { not_before: until, busy_since: new Date() }));
    assert.deepEqual(putOff, [until, opensAt, until]);
  });

  it('take back what was put off, also where no policy has any windows by now', async () => {
    await database.store.models.policies.updateMany({}, { $set: { rules: { reason_required: true } } });
    const { putOff } = await look(await job('bulk_rotate', { not_before: opensAt }));
    assert.deepEqual(putOff, [null, null, null]);
  });

  it('do not concern a verification, nor an emergency', async () => {
    assert.deepEqual((await look(await job('bulk_verify'))).putOff, [null, null, null]);
    const jobId = await job('bulk_rotate');
    const { jobs } = database.store.models;
    const approvals = database.store.connection.getClient().db().collection<Partial<ApprovalDocument>>('approvals');
    await approvals.insertOne({ _id: 9, job_id: jobId, kind: 'review' });
    await jobs.updateOne({ _id: jobId }, { $set: { approval_id: 9 } });
    assert.deepEqual((await look(jobId)).putOff, [null, null, null]);
  });
});
