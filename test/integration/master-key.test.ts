/** Rotating the master key on a real database: every secret opens before, between and after the steps. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { startRole } from '../support/role-process.ts';

describe('npm run master-key', () => {
  let engines: Engines;
  let estate: Estate;
  const resources: number[] = [];

  before(async () => {
    engines = await startEngines();
    estate = await Estate.open(engines);
    for (let i = 0; i < 3; i += 1) resources.push(await addResource(`secret number ${i}`));
    await addCollector();
    await addChannel();
  });

  after(async () => {
    await estate.close();
    await engines.stop();
  });

  const addResource = async (text: string) =>
    estate.addResource(
      {
        device_id: await estate.addDevice({ kind: 'postgres', port: 5432, trust: { kind: 'loopback_plaintext' } }),
        platform_id: await estate.addPlatform({ connector: 'postgres' }),
        type: 'postgres_role',
        username: 'app',
      },
      { kind: 'password', secret: new Secret(text) },
    );

  const collector = { organizationId: 1, logCollectorId: 1, version: 1 };

  async function addCollector(): Promise<void> {
    const now = new Date();
    await estate.store.models.logCollectors.create({
      _id: collector.logCollectorId,
      organization_id: collector.organizationId,
      name: 'collector',
      kind: 'http',
      format: 'jsonl',
      url: 'https://logs.example',
      tls: { ca_pem: null, server_name: null },
      authorization: await estate.vault.seal(new Secret('Bearer of-a-collector'), collector),
      authorization_version: collector.version,
      status: 'paused',
      from_index: 0,
      next_index: 0,
      consecutive_failures: 0,
      batch_limit: 500,
      watch_due_at: now,
      told_revision: 0,
      created_at: now,
      updated_at: now,
      revision: 1,
      last_event_id: 'evt_test',
    });
  }

  /** While one secret is replaced there are two. */
  const versions = [2, 1];
  const channelOf = (version: number) => ({ organizationId: 1, notificationChannelId: 1, version });

  async function addChannel(): Promise<void> {
    const now = new Date();
    const sealed = (version: number) => estate.vault.seal(new Secret(`of a channel ${version}`), channelOf(version));
    const secrets = versions.map(async (version) => ({
      version,
      sealed: await sealed(version),
      created_at: now,
      expires_at: version === 2 ? null : now,
    }));
    await estate.store.models.notificationChannels.create({
      _id: 1,
      organization_id: 1,
      scope_id: 1,
      name: 'channel',
      kind: 'webhook',
      destination: { webhook: { url: 'https://hooks.example' } },
      tls: { ca_pem: null, server_name: null },
      filters: { types: null, min_severity: 'low' },
      secrets: await Promise.all(secrets),
      answerable: { type: 'user', id: 1 },
      status: 'paused',
      paused_for: 'asked',
      position: { index: 0, event: 0 },
      next_number: 1,
      consecutive_failures: 0,
      watch_due_at: now,
      told_revision: 0,
      created_at: now,
      updated_at: now,
      revision: 1,
      last_event_id: 'evt_test',
    });
  }

  async function masterKey(...args: string[]) {
    const role = startRole('worker/master-key.ts', environmentOf(engines), args);
    await role.gone();
    return { code: role.child.exitCode, output: role.output() };
  }

  const keyIds = () => estate.store.models.credentialVersions.distinct('sealed.kid');
  const bodies = async () =>
    (await estate.store.models.credentialVersions.find().sort({ _id: 1 }).lean()).map(({ sealed }) => sealed?.jwe);

  async function everySecretOpens(): Promise<void> {
    const fresh = await Estate.open(engines);
    try {
      for (const [i, resource] of resources.entries()) {
        const [version] = await fresh.secrets(resource);
        assert.equal(version?.secret.reveal(), `secret number ${i}`);
      }
      const stored = await fresh.store.models.logCollectors.findById(collector.logCollectorId).lean();
      assert.ok(stored?.authorization);
      assert.equal((await fresh.vault.open(stored.authorization, collector)).reveal(), 'Bearer of-a-collector');
      const channel = await fresh.store.models.notificationChannels.findById(1).lean();
      for (const { version, sealed } of channel?.secrets ?? []) {
        assert.equal((await fresh.vault.open(sealed, channelOf(version))).reveal(), `of a channel ${version}`);
      }
      assert.equal(channel?.secrets.length, versions.length);
    } finally {
      await fresh.close();
    }
  }

  it('adds, re-wraps without touching bodies, and drops the old key only when nothing is under it', async () => {
    const [old] = await keyIds();
    const before = await bodies();
    const added = await masterKey('add');
    assert.equal(added.code, 0, added.output);
    await everySecretOpens();

    const early = await masterKey('drop', String(old));
    assert.equal(early.code, 2);
    assert.match(early.output, /6 secrets are still under/);

    const rewrapped = await masterKey('rewrap');
    assert.equal(rewrapped.code, 0, rewrapped.output);
    assert.match(rewrapped.output, /^6 secrets wrapped anew/);
    assert.deepEqual(await bodies(), before, 'the encrypted bodies are the same to the byte');
    assert.ok(!(await keyIds()).includes(String(old)));

    const dropped = await masterKey('drop', String(old));
    assert.equal(dropped.code, 0, dropped.output);
    await everySecretOpens();
  });

  it('explains itself when it is asked for something else', async () => {
    const { code, output } = await masterKey('burn');
    assert.equal(code, 2);
    assert.match(output, /usage: npm run master-key/);
  });
});
