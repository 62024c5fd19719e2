/** How a job by a plan goes on after a pause or a wait, and what another one does of what it has left. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accepted, assertConflict, assertPointer, BulkDesk, limits } from './bulk-desk.ts';
import { endBulkJob } from './made-plan.ts';

let desk: BulkDesk;

before(async () => {
  desk = await BulkDesk.open();
});
after(() => desk.close());

const retry = (id: number, body?: object) => desk.post(`/v1/jobs/${id}/retry`, body);

async function stored(id: number) {
  return (await desk.api.store.models.jobs.findById(id).lean())?.bulk;
}

describe('a job by a plan that goes on', () => {
  const standing = (id: number, fields: object) =>
    desk.api.store.models.jobs.updateOne(
      { _id: id },
      { $set: { started_at: new Date(), dispatch: 'started', ...fields } },
    );

  it('is done with its canary only where it had paused for that, and looks at windows anew', async () => {
    const isWaivedAfter = async (...pauses: string[]) => {
      const id = await desk.world.bulkJob();
      const windows_seen = { policy_epoch: 3, until: new Date(Date.now() + 600_000) };
      for (const kind of pauses) {
        await standing(id, {
          status: 'paused',
          'bulk.paused': { kind, detail: '' },
          'bulk.windows_seen': windows_seen,
        });
        await desk.post(`/v1/jobs/${id}/resume`);
      }
      const bulk = await stored(id);
      assert.equal(bulk?.windows_seen, null);
      return bulk?.is_canary_waived;
    };
    for (const kind of ['requested', 'internal', 'failure_budget']) assert.equal(await isWaivedAfter(kind), false);
    assert.equal(await isWaivedAfter('canary'), true);
    assert.equal(await isWaivedAfter('canary', 'internal'), true, 'what was said about it once holds');
  });

  it('is forgiven no failures where it had paused for a defect of Capstan', async () => {
    const id = await desk.world.bulkJob();
    await standing(id, { status: 'paused', 'bulk.paused': { kind: 'internal', detail: '' } });
    await desk.post(`/v1/jobs/${id}/resume`);
    assert.equal((await stored(id))?.resumed_at, null);
  });

  it('tells no pace while it waits for its window', async () => {
    const id = await desk.world.bulkJob({ resources: 100 });
    const counts = { queued: 60, succeeded: 40, failed: 0, unknown: 0, canceled: 0 };
    const began = { started_at: new Date(Date.now() - 120_000), updated_at: new Date() };
    await standing(id, { status: 'running', ...began, 'bulk.counts': counts });
    assert.equal((await desk.job(id)).bulk.rate_per_minute, 20);
    await standing(id, { ...began, 'bulk.waiting_until': new Date(Date.now() + 3_600_000) });
    const { rate_per_minute, estimated_seconds_left } = (await desk.job(id)).bulk;
    assert.deepEqual([rate_per_minute, estimated_seconds_left], [null, null]);
  });
});

describe('what a job by a plan has left', () => {
  it('goes by the canary that was wanted of the whole plan, in the same proportion', async () => {
    const { id: plan_id, digest } = await desk.world.plan({ resources: 100, fields: limits({ canary: 50 }) });
    const first = await accepted(desk.post('/v1/bulk/rotate', { plan_id, digest }));
    assert.equal((await desk.job(first.job_id)).bulk.options.canary, 50);
    await endBulkJob(desk.api.store, first.job_id, [
      ...Array.from({ length: 90 }, () => 'succeeded' as const),
      ...Array.from({ length: 9 }, () => 'failed' as const),
      'unknown',
    ]);
    assertPointer(await retry(first.job_id, { canary: 4 }), '/body/canary', /let 5 or more go first/);
    assert.equal((await desk.job((await accepted(retry(first.job_id))).job_id)).bulk.options.canary, 5);
  });

  it('is the whole plan, free again, where everything was put off until somebody canceled it', async () => {
    const { id: plan_id, digest } = await desk.world.plan();
    const first = await accepted(desk.post('/v1/bulk/rotate', { plan_id, digest }));
    await endBulkJob(desk.api.store, first.job_id, ['canceled', 'canceled', 'canceled']);
    assertConflict(await retry(first.job_id), /before it began/);
    const second = await accepted(desk.post('/v1/bulk/rotate', { plan_id, digest }));
    await endBulkJob(desk.api.store, second.job_id, ['failed', 'canceled', 'canceled']);
    assertConflict(await desk.post('/v1/bulk/rotate', { plan_id, digest }), /has worked by this plan/);
    const all = { statuses: ['failed', 'canceled'] };
    assert.equal((await desk.job((await accepted(retry(second.job_id, all))).job_id)).resource_count, 3);
  });
});
