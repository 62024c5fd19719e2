/** Verify, rotate and reconcile Linux accounts at a real sshd, through Temporal and a worker process. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { Preflights } from '../support/preflights.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { type SshRegistration, SshTarget } from '../support/ssh-target.ts';

describe('operations on a Linux account', () => {
  let engines: Engines;
  let estate: Estate;
  let target: SshTarget;
  let worker: RoleProcess;

  before(async () => {
    target = await SshTarget.start();
    engines = await startEngines();
    estate = await Estate.open(engines);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  });

  after(async () => {
    await worker?.stop();
    await estate?.close();
    await engines?.stop();
    await target?.stop();
  });

  async function managedByPassword(how: SshRegistration = {}) {
    const { device, platform } = await target.register(estate, how);
    const { username, password } = await target.addAccount();
    const resource = await estate.addResource(
      { device_id: device, platform_id: platform, type: 'linux_account', username },
      { kind: 'password', secret: password },
    );
    return { resource, username, password };
  }

  async function managedByKey(how: SshRegistration = {}, foreignLines = '') {
    const { device, platform } = await target.register(estate, { ...how, connector: 'ssh_key' });
    const { username, key } = await target.addKeyAccount(foreignLines);
    const resource = await estate.addResource(
      { device_id: device, platform_id: platform, type: 'linux_account', username },
      { kind: 'ssh_key', secret: key.privateKey, publicKey: key.publicKey },
    );
    return { resource, username, key };
  }

  it('is planned for by asking whether the reconcile account may change it, whatever that one logs in with', async () => {
    const how = { changeBy: 'reconcile_account', reconcile: true } as const;
    const [byPassword, byKey] = [await managedByPassword(how), await managedByKey(how)];
    // It logs in, and is nobody who may change others.
    const [weakly, keeper] = [await managedByPassword(how), await managedByKey()];
    const { models } = estate.store;
    const device = (await models.resources.findById(weakly.resource).lean())?.device_id;
    assert.ok(device);
    await models.resources.updateOne({ _id: keeper.resource }, { $set: { device_id: device } });
    await models.devices.updateOne({ _id: device }, { $set: { reconcile_resource_id: keeper.resource } });
    const preflights = await Preflights.over(estate);
    const asked = [byPassword.resource, byKey.resource, weakly.resource];
    const { items } = await preflights.run('rotate', { resource_ids: asked });
    const told = items.map(({ resource_id, findings }) => {
      const found = findings.find(({ check }) => check === 'reconcile_account');
      return [resource_id, { outcome: found?.outcome, code: found?.code }] as const;
    });
    assert.deepEqual(
      new Map(told),
      new Map([
        [byPassword.resource, { outcome: 'passed', code: null }],
        [byKey.resource, { outcome: 'passed', code: null }],
        [weakly.resource, { outcome: 'failed', code: 'access_denied' }],
      ]),
    );
    const weak = items.find(({ resource_id }) => resource_id === weakly.resource);
    const detail = weak?.findings.find(({ check }) => check === 'reconcile_account')?.detail ?? '';
    assert.match(detail, /lets only root set passwords; use root, or set become to sudo/);
  });

  async function statusOf(resource: number): Promise<string | undefined> {
    return (await estate.store.models.resources.findById(resource).lean())?.status;
  }

  async function currentOf(resource: number): Promise<Secret> {
    const current = (await estate.secrets(resource)).filter(({ state }) => state === 'current');
    assert.ok(current[0] && current.length === 1);
    return current[0].secret;
  }

  describe('with a password', () => {
    it('verifies the one that works, and finds one that was changed behind its back out of sync', async () => {
      const { resource, username } = await managedByPassword();
      const good = await estate.run('verify', resource);
      assert.deepEqual([good.job.status, good.item.effect], ['succeeded', 'none']);
      assert.equal(await statusOf(resource), 'verified');
      await target.server.setPassword(username, new Secret('changed by somebody else'));
      const bad = await estate.run('verify', resource);
      assert.deepEqual([bad.job.status, bad.item.code], ['failed', 'credential_invalid']);
      assert.equal(await statusOf(resource), 'out_of_sync');
    });

    for (const [changeBy, program] of [
      ['self', 'passwd'],
      ['reconcile_account', 'chpasswd'],
    ] as const) {
      it(`rotates by ${changeBy} (${program}): the old password is refused, the stored one works`, async () => {
        const how = { changeBy, reconcile: changeBy === 'reconcile_account' };
        const { resource, username, password } = await managedByPassword(how);
        const { job, item, steps } = await estate.run('rotate', resource);
        assert.deepEqual([job.status, item.effect], ['succeeded', 'applied'], JSON.stringify(steps));
        assert.deepEqual(
          steps.map(({ step, outcome }) => `${step} ${outcome}`),
          ['begin succeeded', 'stage succeeded', 'apply succeeded', 'prove succeeded', 'promote succeeded'],
        );
        assert.equal(await statusOf(resource), 'verified');
        assert.equal(await target.accepts(username, password), false);
        assert.equal(await target.accepts(username, await currentOf(resource)), true);
      });
    }

    it('reconciles what is out of sync', async () => {
      const { resource, username } = await managedByPassword({ reconcile: true });
      await target.server.setPassword(username, new Secret('changed by somebody else'));
      const { job, steps } = await estate.run('reconcile', resource);
      assert.equal(job.status, 'succeeded', JSON.stringify(steps));
      assert.equal(await statusOf(resource), 'verified');
      assert.equal(await target.accepts(username, await currentOf(resource)), true);
    });

    it('rotates by itself with the help of the reconcile account where the stored password is refused', async () => {
      const { resource, username } = await managedByPassword({ reconcile: true });
      await target.server.setPassword(username, new Secret('changed by somebody else'));
      const { job, steps } = await estate.run('rotate', resource);
      assert.equal(job.status, 'succeeded', JSON.stringify(steps));
      assert.equal(await target.accepts(username, await currentOf(resource)), true);
    });
  });

  describe('with a key', () => {
    const FOREIGN = `# night shift\nfrom="10.0.0.0/8",no-pty ${makeEd25519KeyPair('anna@example.com').publicKey}\n`;

    /** What authorized_keys is to hold besides foreign lines: the public half of the current version, no other. */
    async function onlyCurrentIn(username: string, resource: number, foreignLines = ''): Promise<void> {
      const credential = await estate.store.models.credentials.findOne({ resource_id: resource }).lean();
      const current = await estate.store.models.credentialVersions
        .findOne({ credential_id: credential?._id ?? 0, state: 'current' })
        .lean();
      const keys = await target.readKeys(username);
      assert.ok(current?.public_key && keys.startsWith(foreignLines));
      const own = keys.slice(foreignLines.length).trimEnd().split('\n');
      assert.deepEqual(own, [current.public_key]);
    }

    for (const changeBy of ['self', 'reconcile_account'] as const) {
      it(`rotates by ${changeBy}: the old key is taken out, foreign lines stay as they are`, async () => {
        const how = { changeBy, reconcile: changeBy === 'reconcile_account' };
        const { resource, username, key } = await managedByKey(how, FOREIGN);
        const { job, item, steps } = await estate.run('rotate', resource);
        assert.deepEqual([job.status, item.effect, item.message], ['succeeded', 'applied', null]);
        assert.deepEqual(
          steps.map(({ step, outcome }) => `${step} ${outcome}`),
          ['begin', 'stage', 'apply', 'prove', 'promote', 'remove', 'finish'].map((step) => `${step} succeeded`),
        );
        assert.equal(await target.accepts(username, key.privateKey), false, 'the old key is refused');
        assert.equal(await target.accepts(username, await currentOf(resource)), true);
        await onlyCurrentIn(username, resource, FOREIGN);
      });
    }

    it('reconciles a key that somebody took out', async () => {
      const { resource, username } = await managedByKey({ reconcile: true }, FOREIGN);
      await target.writeKeys(username, FOREIGN);
      assert.equal((await estate.run('verify', resource)).item.code, 'credential_invalid');
      const { job, steps } = await estate.run('reconcile', resource);
      assert.equal(job.status, 'succeeded', JSON.stringify(steps));
      assert.equal(await target.accepts(username, await currentOf(resource)), true);
      await onlyCurrentIn(username, resource, FOREIGN);
    });

    it('notes an old key that could not be taken out, and the next rotation takes it out', async () => {
      const proxy = await startCuttingProxy(target.server.port);
      try {
        const { resource, username, key } = await managedByKey({ port: proxy.port });
        const due = () => estate.store.models.credentialVersions.find({ removal_due: true }).lean();
        // The first connection changes, the second proves; the third is to remove.
        proxy.cutAfter({ connections: 2 });
        const first = await estate.run('rotate', resource);
        assert.deepEqual([first.job.status, first.item.effect], ['succeeded', 'applied']);
        assert.match(first.item.message ?? '', /the old key is still on the target and is due for removal/);
        assert.equal(first.steps.find(({ step }) => step === 'remove')?.code, 'unreachable');
        assert.deepEqual(
          (await due()).map(({ public_key, state }) => [public_key, state]),
          [[key.publicKey, 'previous']],
        );
        assert.equal(await target.accepts(username, key.privateKey), true, 'the old key still works');
        assert.equal(await target.accepts(username, await currentOf(resource)), true);

        proxy.cutAfter({});
        const second = await estate.run('rotate', resource);
        assert.deepEqual([second.job.status, second.item.message], ['succeeded', null]);
        assert.deepEqual(await due(), []);
        for (const { state, secret } of await estate.secrets(resource)) {
          assert.equal(await target.accepts(username, secret), state === 'current', state);
        }
        await onlyCurrentIn(username, resource);
      } finally {
        await proxy.close();
      }
    });
  });
});
