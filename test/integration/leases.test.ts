/** Leases on a real MongoDB: one job per resource, as many per device as allowed, and no write of a fenced holder. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isLendingDue, type Lending, lend, NOTHING_LENT, noteWaiting } from '../../activities/bulk/lending.ts';
import { CrowdedDevices, DevicePlaces } from '../../activities/preflight/device-places.ts';
import type { Mongod } from '../../launcher/engines/mongod.ts';
import { BatchLeases, forgetAttempts } from '../../store/batch-leases.ts';
import { HeldSlots } from '../../store/held-slots.ts';
import { acquireLease, assertLease, type HeldLease, LeaseLost, releaseLease } from '../../store/leases.ts';
import { HAS_SLOT } from '../../store/models/lease.ts';
import {
  countPlaceWaits,
  doesPlanWait,
  endPlaceWait,
  endPlanWaits,
  notePlaceWait,
  notePlanWaits,
} from '../../store/place-waits.ts';
import { openStore, type Store } from '../../store/store.ts';
import { startTestMongod } from '../support/test-mongod.ts';
import { until } from '../support/until.ts';

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

  describe('that somebody waits for', () => {
    const most = 1;

    /** A batch at work on a device with one place. */
    async function working(jobId: number, device = nextDevice++) {
      const leases = await BatchLeases.begin(store, { jobId, wave: 1, batch: 1 });
      const held = await leases.takeSlots({ device }, most, 1);
      return { leases, device, count: { ...NOTHING_LENT, held, used: 1 } };
    }

    const look = async (count: Lending, device: number) =>
      noteWaiting(count, (await countPlaceWaits(store, [device])).get(device) ?? 0);

    it('are lent once nothing is at work in them, and taken back when they are free', async () => {
      const { leases, device, count } = await working(80);
      const [single, wait] = [nextResource++, { jobId: 81, resourceId: 1 }];
      assert.deepEqual(await take(single, 81, device, most), { busy: 'device' });
      await notePlaceWait(store, wait, device);
      await look(count, device);
      assert.equal(isLendingDue(count, 0), false, 'something is at work in it');
      count.used = 0;
      await lend(count, { device, most }, leases, 0);
      assert.deepEqual([count.held, count.lent], [0, 1]);
      const other = await BatchLeases.begin(store, { jobId: 82, wave: 1, batch: 1 });
      assert.equal(await other.takeSlots({ device }, most, 1), 0, 'it is for whoever waits');
      assert.deepEqual(
        await acquireLease(store, {
          resourceId: nextResource++,
          jobId: 83,
          deviceId: device,
          maxParallel: most,
          leavesFree: 1,
        }),
        { busy: 'device' },
      );
      const lease = held(await take(single, 81, device, most));
      await endPlaceWait(store, wait);
      await look(count, device);
      await lend(count, { device, most }, leases, 1);
      assert.equal(count.held, 0, 'it is in use');
      await release(lease);
      await look(count, device);
      await lend(count, { device, most }, leases, 2);
      assert.deepEqual([count.held, count.lent], [1, 0]);
    });

    it('are given to others again where whoever has waited is gone', async () => {
      const { leases, device, count } = await working(84);
      const wait = { jobId: 85, resourceId: 2 };
      await notePlaceWait(store, wait, device);
      await store.models.placeWaits.updateOne({ _id: '85:2' }, { $set: { expires_at: new Date() } });
      await look(count, device);
      assert.equal(count.giving, 0);
      await notePlaceWait(store, wait, device);
      await look(count, device);
      count.used = 0;
      await lend(count, { device, most }, leases, 0);
      assert.equal(count.lent, 1);
      await store.models.placeWaits.updateOne({ _id: '85:2' }, { $set: { expires_at: new Date() } });
      await look(count, device);
      await lend(count, { device, most }, leases, 1);
      assert.deepEqual([count.held, count.lent], [1, 0]);
    });

    it('are no longer counted on once they have been away for long', async () => {
      const { leases, device, count } = await working(86);
      await notePlaceWait(store, { jobId: 87, resourceId: 3 }, device);
      await look(count, device);
      count.used = 0;
      await lend(count, { device, most }, leases, 0);
      assert.equal(isLendingDue(count, 14_000), false);
      await lend(count, { device, most }, leases, 15_001);
      assert.deepEqual([count.held, count.lent], [0, 0]);
    });

    /** A job by a plan that has something to do on the device. */
    async function planned(jobId: number, device: number): Promise<BatchLeases> {
      const { jobs, jobItems } = store.models;
      await jobs.collection.insertOne(Object({ _id: jobId, status: 'running' }));
      const bulk = { device_id: device, position: 1, not_before: null };
      const item = { _id: `${jobId}:1`, job_id: jobId, resource_id: jobId, status: 'queued', bulk };
      await jobItems.collection.insertOne(Object(item));
      return BatchLeases.begin(store, { jobId, wave: 1, batch: 1 });
    }

    function preflight(jobId: number, crowded = new CrowdedDevices()) {
      const slots = new HeldSlots(store, jobId, `${jobId}/look/1/run/1`);
      return new DevicePlaces({ store, slots, signal: new AbortController().signal, jobId, crowded });
    }

    it('go from a preflight to a job by a plan, however rarely that looks, before it logs in further', async () => {
      const [device, happened] = [nextDevice++, [] as string[]];
      const job = await planned(101, device);
      const looking = preflight(102);
      let end = () => {};
      const first = new Promise<void>((resolve) => {
        end = resolve;
      });
      const login = looking.within(device, most, () => first);
      await until(
        'a login to be at work',
        async () => (await store.models.leases.exists({ device_id: device })) ?? undefined,
      );
      assert.equal(await job.takeSlots({ device }, most, 1), 0);
      await notePlanWaits(store, 101, [device]);
      const further = looking.within(device, most, async () => void happened.push('a further login'));
      // Another one gives up after some looks: by then the first has looked as often, and knows who waits.
      const crowded = new CrowdedDevices();
      crowded.note(103, device);
      const late = preflight(103, crowded);
      const inVain = () => late.within(device, most, async () => void happened.push('a login of another preflight'));
      assert.equal(await inVain(), null);
      end();
      await login;
      await until(
        'the place to be free',
        async () => (await store.models.leases.exists({ device_id: device })) === null || undefined,
      );
      assert.equal(await inVain(), null, 'it is free, and left so until the job looks again');
      assert.equal(await job.takeSlots({ device }, most, 1), 1);
      await endPlanWaits(store, 101, [device]);
      happened.push('the job');
      await job.leave([]);
      await further;
      assert.deepEqual(happened, ['the job', 'a further login']);
      await Promise.all([looking.close(), late.close()]);
    });

    it('are kept from preflights for a job by a plan only while it goes on and has something to do there', async () => {
      const [device, other] = [nextDevice++, nextDevice++];
      await planned(104, device);
      await notePlanWaits(store, 104, [device, other]);
      const { jobs, jobItems } = store.models;
      const setItem = (bulk: object) => jobItems.collection.updateOne(Object({ _id: '104:1' }), { $set: bulk });
      assert.deepEqual([await doesPlanWait(store, device), await doesPlanWait(store, other)], [true, false]);
      assert.equal((await countPlaceWaits(store, [device])).size, 0, 'work by a plan makes no way for it');
      await setItem({ 'bulk.not_before': new Date(Date.now() + 3_600_000) });
      assert.equal(await doesPlanWait(store, device), false, 'it waits for its window');
      await setItem({ 'bulk.not_before': new Date() });
      assert.equal(await doesPlanWait(store, device), true);
      await jobs.collection.updateOne(Object({ _id: 104 }), { $set: { status: 'paused' } });
      assert.equal(await doesPlanWait(store, device), false);
    });
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

  it('leave a slot of each device to single operations, also where batches look at once', async () => {
    const [jobId, most] = [90, 3];
    const held = async () => {
      const place = { device: nextDevice++ };
      const batches = await Promise.all(
        [1, 2, 3, 4].map((batch) => BatchLeases.begin(store, { jobId, wave: place.device, batch })),
      );
      const taken = await Promise.all(batches.map((leases) => leases.takeSlots(place, most, 2)));
      return taken.reduce((sum, count) => sum + count, 0);
    };
    assert.deepEqual(await Promise.all([held(), held(), held()]), [2, 2, 2]);
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
