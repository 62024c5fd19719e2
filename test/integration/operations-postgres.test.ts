/** Verify, rotate and reconcile against a real PostgreSQL, through Temporal and a worker process. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { takeLookTurn } from '../../store/discovery/look-turn.ts';
import { operationalEvents } from '../../store/operational-log.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { until } from '../support/until.ts';

describe('operations on a PostgreSQL role', () => {
  let engines: Engines;
  let estate: Estate;
  let target: PostgresTarget;
  let worker: RoleProcess;

  before(async () => {
    [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    estate = await Estate.open(engines);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  });

  after(async () => {
    await worker.stop();
    await estate.close();
    await Promise.all([engines.stop(), target.stop()]);
  });

  async function managedRole(how: Parameters<PostgresTarget['register']>[1] = {}) {
    const { device, platform } = await target.register(estate, how);
    const { username, password } = await target.addRole();
    const resource = await estate.addResource(
      { device_id: device, platform_id: platform, type: 'postgres_role', username },
      { kind: 'password', secret: password },
    );
    return { resource, username, password };
  }

  async function statusOf(resource: number): Promise<string | undefined> {
    return (await estate.store.models.resources.findById(resource).lean())?.status;
  }

  it('verifies a credential that works', async () => {
    const { resource } = await managedRole();
    const { job, item } = await estate.run('verify', resource);
    assert.equal(job.status, 'succeeded');
    assert.equal(item.effect, 'none');
    assert.equal(await statusOf(resource), 'verified');
  });

  it('finds a credential that was changed behind its back out of sync', async () => {
    const { resource, username } = await managedRole();
    await target.setPassword(username, new Secret('changed by somebody else'));
    const { job, item } = await estate.run('verify', resource);
    assert.equal(job.status, 'failed');
    assert.equal(item.code, 'credential_invalid');
    assert.equal(await statusOf(resource), 'out_of_sync');
  });

  for (const changeBy of ['self', 'reconcile_account'] as const) {
    it(`rotates by ${changeBy}: the old password is refused, the stored one works`, async () => {
      const { resource, username, password } = await managedRole({
        changeBy,
        reconcile: changeBy === 'reconcile_account',
      });
      const { job, item, steps } = await estate.run('rotate', resource);
      assert.equal(job.status, 'succeeded', JSON.stringify(steps));
      assert.equal(item.effect, 'applied');
      assert.deepEqual(
        steps.map(({ step, outcome }) => `${step} ${outcome}`),
        ['begin succeeded', 'stage succeeded', 'apply succeeded', 'prove succeeded', 'promote succeeded'],
      );
      const versions = await estate.secrets(resource);
      assert.deepEqual(
        versions.map(({ state }) => state),
        ['previous', 'current'],
      );
      assert.equal(await target.accepts(username, password), false);
      assert.equal(await target.accepts(username, versions[1]?.secret ?? password), true);
    });
  }

  it('reconciles what is out of sync', async () => {
    const { resource, username } = await managedRole({ reconcile: true });
    await target.setPassword(username, new Secret('changed by somebody else'));
    const { job } = await estate.run('reconcile', resource);
    assert.equal(job.status, 'succeeded');
    assert.equal(await statusOf(resource), 'verified');
    const current = (await estate.secrets(resource)).find(({ state }) => state === 'current');
    assert.ok(current && (await target.accepts(username, current.secret)));
  });

  it('refuses to reconcile without a reconcile account, and says so', async () => {
    const { resource } = await managedRole();
    const { item } = await estate.run('reconcile', resource);
    assert.equal(item.code, 'reconcile_account_missing');
    assert.equal(item.effect, 'none');
  });

  it('never logs in with a reconcile account of another device, whoever put the link there', async () => {
    const { resource, password } = await managedRole();
    const stranger = await managedRole();
    const { resources, devices, credentials } = estate.store.models;
    const device = (await resources.findById(resource).lean())?.device_id ?? 0;
    for (const link of [
      () => resources.updateOne({ _id: resource }, { $set: { reconcile_resource_id: stranger.resource } }),
      () => devices.updateOne({ _id: device }, { $set: { reconcile_resource_id: stranger.resource } }),
    ]) {
      await resources.updateOne({ _id: resource }, { $set: { reconcile_resource_id: null } });
      await link();
      const { job, item } = await estate.run('reconcile', resource);
      assert.deepEqual([job.status, item.code, item.effect], ['failed', 'reconcile_account_missing', 'none']);
    }
    const account = await credentials.findOne({ resource_id: stranger.resource }).lean();
    assert.deepEqual(account?.failed_logins, [], 'its secret was sent nowhere');
    const [stored, ...others] = await estate.secrets(resource);
    assert.deepEqual([stored?.secret.reveal(), others.length], [password.reveal(), 0]);
  });

  it('runs one operation at a time per resource, and every one ends', async () => {
    const { resource, username } = await managedRole();
    const jobs = await Promise.all(Array.from({ length: 5 }, () => estate.request('rotate', resource)));
    for (const job of jobs) assert.equal((await estate.ended(job)).job.status, 'succeeded');
    const current = (await estate.secrets(resource)).filter(({ state }) => state === 'current');
    assert.equal(current.length, 1);
    assert.ok(current[0] && (await target.accepts(username, current[0].secret)));
  });

  it('leaves intent and outcome of a change in the audit log, under the name of whoever asked', async () => {
    const { resource } = await managedRole();
    const { job } = await estate.run('rotate', resource);
    const records = await estate.store.models.auditRecords.find({ job_id: job._id }).sort({ _id: 1 }).lean();
    assert.deepEqual(
      records.map(({ operation, status }) => `${operation} ${status}`),
      ['rotate.begin succeeded', 'rotate.apply intended', 'rotate.apply succeeded', 'rotate succeeded'],
    );
    assert.ok(
      records.every(({ actor, correlation_id }) => actor.name === 'admin' && correlation_id === job.correlation_id),
    );
  });

  it('leaves each step and each call in the operational log, for whoever looks into it later', async () => {
    const { resource, username } = await managedRole();
    const { job } = await estate.run('rotate', resource);
    const told = await eventsOf(job._id, 7);
    const inWords = (kind: string) =>
      told
        .filter((event) => event.kind === kind)
        .map(({ level, step, attributes }) => [level, step, ...Object.values(attributes)].join(' '));
    const { device_id, scope_id } = (await estate.store.models.resources.findById(resource).lean()) ?? {};
    const credential = await estate.store.models.credentials.findOne({ resource_id: resource }).lean();
    assert.deepEqual(
      inWords('job.step'),
      ['begin', 'stage', 'apply', 'prove', 'promote'].map((step) => `info ${step} succeeded 1 1`),
    );
    assert.deepEqual(inWords('connector.outcome'), [
      `info apply change applied ${credential?._id}`,
      `info prove login none ${credential?._id}`,
    ]);
    for (const event of told) {
      assert.deepEqual(
        [event.source, event.organization_id, event.scope_id, event.resource_id, event.device_id, event.correlation_id],
        ['worker', 1, scope_id, resource, device_id, job.correlation_id],
      );
      assert.ok(event.duration_ms !== null && event.duration_ms >= 0);
    }

    await target.setPassword(username, new Secret('changed by somebody else'));
    const failed = await estate.run('verify', resource);
    const warnings = (await eventsOf(failed.job._id, 4)).filter(({ level }) => level === 'warn');
    assert.deepEqual(
      warnings.map(({ kind, step, code, connector }) => [kind, step, code, connector]),
      [
        ['connector.outcome', 'login', 'credential_invalid', 'postgres'],
        ['job.step', 'login', 'credential_invalid', null],
      ],
    );
  });

  it('finds which roles the server has and what has become of them, and leaves them as they are', async () => {
    const { device, platform } = await target.register(estate);
    const reader = await target.addRole('reader');
    const resource = await estate.addResource(
      { device_id: device, platform_id: platform, type: 'postgres_role', username: reader.username },
      { kind: 'password', secret: reader.password },
    );
    const [app, old] = [await target.addRole(), await target.addRole()];
    await estate.store.transaction((session) =>
      takeLookTurn(estate.store, session, { _id: device, organization_id: 1 }, { jobId: 0, now: new Date() }),
    );
    const { discoveredAccounts, deviceLooks } = estate.store.models;
    const look = async () => {
      const before = await target.roles();
      const { job, item } = await estate.run('discover', resource);
      assert.deepEqual([job.status, item.effect], ['succeeded', 'none'], item.message ?? '');
      assert.deepEqual(await target.roles(), before);
      const { last } = (await deviceLooks.findById(device).lean()) ?? {};
      assert.ok(last && last.job_id === job._id);
      return last;
    };
    const found = (name: string) => discoveredAccounts.findById(`${device}:${name}`).lean();

    const first = await look();
    assert.deepEqual([first.counts.new, first.counts.gone, first.counts.changed], [first.counts.seen, 0, 0]);
    assert.equal((await found(app.username))?.privileged, false);
    assert.equal(await statusOf(resource), 'verified');

    await target.sql(`ALTER ROLE ${app.username} SUPERUSER; DROP ROLE ${old.username}; CREATE ROLE strong CREATEROLE`);
    const second = await look();
    assert.deepEqual([second.counts.new, second.counts.gone, second.counts.changed], [1, 1, 1]);
    assert.deepEqual(second.codes, ['new_privileged_account', 'privileges_changed', 'unmanaged_privileged_account']);
    const changed = await found(app.username);
    assert.deepEqual([changed?.privileged, changed?.changed], [true, ['privileges']]);
    assert.deepEqual(changed?.privileges, [{ name: 'superuser', via: null }]);
    assert.ok((await found(old.username))?.gone_at);

    await target.sql(`DROP ROLE strong; ALTER ROLE ${app.username} NOSUPERUSER`);
    const third = await look();
    assert.deepEqual([third.counts.new, third.counts.gone, third.counts.changed], [0, 1, 1]);
    const again = await look();
    assert.deepEqual([again.counts.gone, again.counts.changed, again.counts.keys_changed], [0, 0, 0]);
  });

  it('sends nothing to the target that the policy has come to forbid since it was asked for', async () => {
    const { resource, username, password } = await managedRole();
    await estate.freeze(resource);
    const { job, item } = await estate.run('rotate', resource);
    assert.deepEqual([job.status, item.code, item.effect], ['failed', 'policy_refused', 'none']);
    assert.match(item.message ?? '', /a blackout holds; it opens at 2999/);
    assert.ok(await target.accepts(username, password));
    assert.equal((await estate.run('verify', resource)).job.status, 'succeeded');
  });

  /** The worker writes them a moment after the job has ended. */
  async function eventsOf(job: number, count: number) {
    return until(`${count} events of job ${job}`, async () => {
      const found = await operationalEvents(estate.store).find({ job_id: job }).sort({ _id: 1 }).toArray();
      return found.length >= count ? found : undefined;
    });
  }
});
