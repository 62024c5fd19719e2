/** Leases on a real MongoDB: one job per resource, as many per device as allowed, and no write of a fenced holder. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Mongod } from '../../launcher/engines/mongod.ts';
import { BatchLeases, forgetAttempts } from '../../store/batch-leases.ts';
import { acquireLease, assertLease, type HeldLease, LeaseLost, releaseLease } from '../../store/leases.ts';
import { HAS_SLOT } from '../../store/models/lease.ts';
import { openStore, type Store } from '../../store/store.ts';
import { startTestMongod } from '../support/test-mongod.ts';

describe('leases', () => {
  let directory: string;
  let mongod: Mongod;
  let store: Store;
  let nextResource = 1;
  let nextDevice = 1;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
    mongod = await startTestMongod(join(directory, 'mongodb'));
    store = await openStore(mongod.uri);
    await store.prepare();
  });

  after(async () => {
    await store.close();
    await mongod.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const take = (resourceId: number, jobId: number, deviceId = 1_000 + resourceId, maxParallel = 8) =>
    acquireLease(store, { resourceId, jobId, deviceId, maxParallel });
  const held = (answer: Awaited<ReturnType<typeof take>>): HeldLease => {
    assert.ok(!('busy' in answer), `expected a lease, got ${JSON.stringify(answer)}`);
    return answer;
  };
  const release = (lease: HeldLease) => store.transaction((session) => releaseLease(store, lease, session));
  const expire = (resourceId: number) =>
    store.models.leases.updateOne({ _id: resourceId }, { $set: { expires_at: new Date(0) } });

  it('go to one of fifty jobs that ask at once', async () => {
    const resource = nextResource++;
    const answers = await Promise.all(Array.from({ length: 50 }, (_, job) => take(resource, job + 1)));
    assert.equal(answers.filter((answer) => !('busy' in answer)).length, 1);
  });

  it('are kept by the job that asks again, with the same token', async () => {
    const resource = nextResource++;
    const first = held(await take(resource, 1));
    assert.deepEqual(await take(resource, 1), first);
  });

  it('go to the next job once released, with a higher token', async () => {
    const resource = nextResource++;
    const first = held(await take(resource, 1));
    assert.deepEqual(await take(resource, 2), { busy: 'resource' });
    await release(first);
    assert.ok(held(await take(resource, 2)).token > first.token);
  });

  it('of a holder that was cut off go to another job, and fence the first', async () => {
    const resource = nextResource++;
    const first = held(await take(resource, 1));
    await expire(resource);
    held(await take(resource, 2));
    await assert.rejects(assertLease(store, first), LeaseLost);
    await release(first);
    assert.deepEqual(await take(resource, 3), { busy: 'resource' }, 'a fenced holder releases nothing');
  });

  it('never exceed what the device allows, however many ask at once', async () => {
    const device = nextDevice++;
    const resources = Array.from({ length: 20 }, () => nextResource++);
    const answers = await Promise.all(resources.map((resource) => take(resource, resource, device, 3)));
    const taken = answers.filter((answer): answer is HeldLease => !('busy' in answer));
    assert.ok(taken.length >= 1 && taken.length <= 3, `${taken.length} of 3 places taken`);
    const holding = await store.models.leases.countDocuments({ device_id: device, slot: { $ne: null } });
    assert.equal(holding, taken.length);
  });

  it('free their place at the device when they are released or their holder is gone', async () => {
    const device = nextDevice++;
    const [a, b, c] = [nextResource++, nextResource++, nextResource++];
    const first = held(await take(a, 1, device, 1));
    assert.deepEqual(await take(b, 2, device, 1), { busy: 'device' });
    await release(first);
    held(await take(b, 2, device, 1));
    assert.deepEqual(await take(c, 3, device, 1), { busy: 'device' });
    await expire(b);
    held(await take(c, 3, device, 1));
  });

  it('are taken by no attempt at a batch once a later one has begun, however often it asks', async () => {
    const [one, two, three] = [nextResource++, nextResource++, nextResource++];
    const place = { device: nextDevice++ };
    const batch = { jobId: 70, wave: 1, batch: 1 };
    const earlier = await BatchLeases.begin(store, batch);
    await earlier.ensure([one, two, three]);
    assert.equal(await earlier.takeSlots(place, 8, 1), 1);
    assert.deepEqual([...(await earlier.take([one]))], [one]);
    const later = await BatchLeases.begin(store, batch);
    await assert.rejects(earlier.take([two]), LeaseLost);
    await assert.rejects(earlier.takeSlots(place, 8, 1), LeaseLost);
    assert.equal(await store.models.leases.countDocuments({ device_id: place.device }), 0, 'its slots are free');
    await later.takeSlots(place, 8, 1);
    assert.equal((await later.take([one, two])).size, 2);
    await assert.rejects(earlier.assert([one]), LeaseLost);
    await later.leave([]);
    await forgetAttempts(store, batch.jobId);
    await assert.rejects(later.takeSlots(place, 8, 1), LeaseLost);
    assert.equal(await store.models.leases.countDocuments({ job_id: batch.jobId }), 0);
    assert.equal(await store.models.counters.countDocuments({ _id: /attempts/ }), 0);
  });

  it('of a batch are left to other batches of the same job, and to operations of their own', async () => {
    const [one, two] = [nextResource++, nextResource++];
    const place = { device: nextDevice++ };
    const batches = await Promise.all([1, 11].map((batch) => BatchLeases.begin(store, { jobId: 71, wave: 1, batch })));
    const [first, other] = batches;
    assert.ok(first && other);
    for (const leases of batches) await leases.takeSlots(place, 8, 2);
    await first.ensure([one, two]);
    assert.deepEqual([...(await first.take([one]))], [one]);
    held(await take(two, 71));
    assert.deepEqual([...(await other.take([one, two]))], []);
    await expire(one);
    assert.deepEqual([...(await other.take([one]))], [one]);
    for (const leases of batches) await leases.leave([]);
  });

  it('give back slots above what is wanted', async () => {
    const place = { platform: nextDevice++ };
    const leases = await BatchLeases.begin(store, { jobId: 72, wave: 1, batch: 1 });
    assert.equal(await leases.takeSlots(place, 8, 5), 5);
    assert.equal(await leases.takeSlots(place, 2, 2), 2);
    assert.equal(await store.models.leases.countDocuments({ device_id: -place.platform, slot: { $ne: null } }), 2);
    await leases.leaveSlots();
    assert.equal(await store.models.leases.countDocuments({ device_id: -place.platform, slot: { $ne: null } }), 0);
  });

  it('are not read one and all where somebody looks for a place at a device', async () => {
    const leases = store.connection.getClient().db().collection('leases');
    const plan = await leases.find({ device_id: 1, ...HAS_SLOT }).explain('queryPlanner');
    assert.match(JSON.stringify(plan), /one_job_per_slot/);
  });
});
