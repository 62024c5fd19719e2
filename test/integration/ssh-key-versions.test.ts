/** Versions of shared SSH keys in the store: how a rotation becomes complete, and how their secrets lie there. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Certified, certify } from '../../activities/certify.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { openSshKey } from '../../activities/open-ssh-key.ts';
import { splitCertificate } from '../../domain/ssh-certificate.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { promoteCandidate } from '../../store/credential-versions.ts';
import { sweepable } from '../../store/plans/sweepable.ts';
import { completeKeyRotation } from '../../store/ssh-keys/complete-rotation.ts';
import { addActiveKey, createMasterKeyFile, FileKeyRing } from '../../store/vault/file-key-ring.ts';
import { sealForVault } from '../../store/vault/seal-for-vault.ts';
import { Vault } from '../../store/vault/vault.ts';
import { VaultError } from '../../store/vault/vault-error.ts';
import { rewrapSecrets, secretsUnder } from '../../worker/rewrap-secrets.ts';
import { type Database, startDatabase } from '../support/database.ts';

const tracked = () => ({ created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' });

describe('a shared SSH key in the store', () => {
  let database: Database;
  let masterKeyFile: string;

  before(async () => {
    database = await startDatabase();
    masterKeyFile = join(database.directory, 'master.json');
    createMasterKeyFile(masterKeyFile);
  });
  after(() => database.stop());

  const models = () => database.store.models;
  const vaultNow = () => {
    const ring = FileKeyRing.read(masterKeyFile);
    return new Vault(ring, ring.inbox);
  };

  /** With a current version, and a pending one. */
  async function addKey(organizationId = 1): Promise<number> {
    const _id = await database.store.nextId('ssh_key');
    const own = { organization_id: organizationId, scope_id: 1, name: `key ${_id}`, comment: '' };
    await models().sshKeys.create({ _id, ...own, status: 'active', latest_version: 2, ...tracked() });
    for (const [version, state] of [
      [1, 'current'],
      [2, 'pending'],
    ] as const) {
      const { privateKey, publicKey } = makeEd25519KeyPair('');
      const context = { organizationId, sshKeyId: _id, version };
      await models().sshKeyVersions.create({
        _id: `${_id}:${version}`,
        organization_id: organizationId,
        ssh_key_id: _id,
        version,
        state,
        origin: 'generated',
        algorithm: 'ed25519',
        sealed: await sealForVault(vaultNow().inboxPublicKey().jwk, privateKey, context),
        public_key: publicKey,
        fingerprint: `SHA256:${version}`,
        created_at: new Date(),
      });
    }
    return _id;
  }

  /** An account that logs in with the first version, and has the second one as its candidate. */
  async function addPlacement(sshKeyId: number, status: 'verified' | 'inactive' = 'verified'): Promise<number> {
    const [resource, _id] = [await database.store.nextId('resource'), await database.store.nextId('credential')];
    const own = { organization_id: 1, scope_id: 1 };
    const at = {
      device_id: 1,
      platform_id: 1,
      type: 'linux_account' as const,
      username: 'app',
      public_id: `res_${resource}`,
    };
    await models().resources.create({
      _id: resource,
      ...own,
      ...at,
      name: `account ${resource}`,
      status,
      ...tracked(),
    });
    const kept = { kind: 'ssh_key', status: 'active', latest_version: 2, failed_logins: [], open_logins: [] } as const;
    await models().credentials.create({
      _id,
      resource_id: resource,
      ssh_key_id: sshKeyId,
      ...own,
      ...kept,
      ...tracked(),
    });
    for (const [version, state] of [
      [1, 'current'],
      [2, 'pending'],
    ] as const) {
      await models().credentialVersions.create({
        _id: `${_id}:${version}`,
        organization_id: 1,
        credential_id: _id,
        version,
        state,
        ssh_key: { id: sshKeyId, version },
        public_key: `ssh-ed25519 ${version}`,
        removal_due: false,
        created_at: new Date(),
      });
    }
    return _id;
  }

  async function addJob(): Promise<number> {
    const _id = await database.store.nextId('job');
    const actor = { type: 'user', id: 1, name: 'admin', organization_id: 1, authentication: 'basic', address: null };
    const asked = {
      operation: 'bulk_rotate',
      status: 'running',
      actor,
      correlation_id: 'evt_test',
      cancel_requested: false,
    };
    const sent = { dispatch: 'started', dispatch_due_at: new Date(), dispatch_attempts: 1, resource_count: 2 };
    await models().jobs.collection.insertOne({
      ...({ _id } as object),
      organization_id: 1,
      scope_id: 1,
      reason: 'a check',
      ticket_id: null,
      trace_id: null,
      ...asked,
      ...sent,
      ...tracked(),
    } as never);
    return _id;
  }

  /** As a worker promotes the candidate of one account. */
  async function promote(credentialId: number, jobId: number): Promise<void> {
    await database.store.transaction((session) =>
      promoteCandidate(database.store, session, credentialId, new Date(), true),
    );
    await completeKeyRotation(database.store, { credentialId, jobId });
  }

  const statesOf = async (sshKeyId: number) =>
    (await models().sshKeyVersions.find({ ssh_key_id: sshKeyId }).sort({ version: 1 }).lean()).map(
      ({ state }) => state,
    );
  const records = (sshKeyId: number) =>
    models().auditRecords.find({ target_type: 'ssh_key', target_id: sshKeyId }).lean();

  it('has its new version as the current one once every active account does, and not before', async () => {
    const key = await addKey();
    const [first, second, jobId] = [await addPlacement(key), await addPlacement(key), await addJob()];
    await addPlacement(key, 'inactive');
    await promote(first, jobId);
    assert.deepEqual(await statesOf(key), ['current', 'pending']);
    assert.equal((await records(key)).length, 0);
    await promote(second, jobId);
    assert.deepEqual(await statesOf(key), ['previous', 'current']);
    const [record] = await records(key);
    const said = [record?.operation, record?.status, record?.job_id, record?.reason, record?.scope_id];
    assert.deepEqual(said, ['ssh_key.rotate', 'succeeded', jobId, 'a check', 1]);
    const stored = await models().sshKeys.findById(key).lean();
    assert.deepEqual([stored?.revision, stored?.last_event_id], [2, record?._id]);
    await completeKeyRotation(database.store, { credentialId: second, jobId });
    assert.equal((await records(key)).length, 1, 'a step that is taken again finds nothing to do');
  });

  it('is complete once, whichever of many accounts is the last', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [key, jobId] = [await addKey(), await addJob()];
      const accounts = await Promise.all(Array.from({ length: 6 }, () => addPlacement(key)));
      await Promise.all(accounts.map((account) => promote(account, jobId)));
      assert.deepEqual(await statesOf(key), ['previous', 'current']);
      assert.equal((await records(key)).length, 1);
    }
  });

  it('is complete also where the step was cut off between the account and the key', async () => {
    const [key, jobId] = [await addKey(), await addJob()];
    const account = await addPlacement(key);
    await database.store.transaction((session) => promoteCandidate(database.store, session, account, new Date(), true));
    assert.deepEqual(await statesOf(key), ['current', 'pending']);
    await completeKeyRotation(database.store, { credentialId: account, jobId });
    assert.deepEqual(await statesOf(key), ['previous', 'current']);
  });

  it('is not turned for one of its accounts by the schedule', async () => {
    const key = await addKey();
    const credential = await models()
      .credentials.findById(await addPlacement(key))
      .lean();
    await models().devices.updateOne(
      { _id: 1 },
      {
        $set: {
          organization_id: 1,
          scope_id: 1,
          name: 'a device',
          kind: 'ssh',
          status: 'active',
          ...DEVICE,
          ...tracked(),
        },
      },
      { upsert: true },
    );
    const resource = await models()
      .resources.findById(credential?.resource_id ?? 0)
      .lean();
    assert.ok(resource);
    const due = [{ resource, intervalDays: 1, dueAt: new Date(0) }];
    const now = new Date(Date.now() + 10 * 86_400_000);
    assert.deepEqual(await sweepable(database.store, 1, due, now), []);
    await models().credentials.updateOne({ _id: credential?._id ?? 0 }, { $set: { ssh_key_id: null } });
    assert.deepEqual(await sweepable(database.store, 1, due, now), [resource._id], 'one that is its own is');
  });

  it('opens for its own organization alone, and moves under the master key when it is first opened', async () => {
    const vault = vaultNow();
    const dependencies = { store: database.store, vault } as unknown as Dependencies;
    const [own, foreign] = [await addKey(), await addKey(2)];
    const secret = await openSshKey(dependencies, 1, { id: own, version: 1 });
    assert.match(secret.reveal(), /^-----BEGIN OPENSSH PRIVATE KEY-----/);
    const forms = async () =>
      (await models().sshKeyVersions.find({ ssh_key_id: own }).sort({ version: 1 }).lean()).map(
        ({ sealed }) => sealed.form,
      );
    assert.deepEqual(await forms(), ['envelope', 'inbox']);
    assert.equal((await openSshKey(dependencies, 1, { id: own, version: 1 })).reveal(), secret.reveal());
    const integrity = (error: unknown) => error instanceof VaultError && error.code === 'vault_integrity';
    await assert.rejects(openSshKey(dependencies, 1, { id: foreign, version: 1 }), integrity);
    const { sealed } = (await models().sshKeyVersions.findById(`${own}:1`).lean()) ?? {};
    await models().sshKeyVersions.updateOne({ _id: `${own}:2` }, { $set: { sealed } });
    await assert.rejects(openSshKey(dependencies, 1, { id: own, version: 2 }), integrity);
    await models().sshKeyVersions.deleteOne({ _id: `${own}:2` });
  });

  it('moves under a new master key, and its accounts hold nothing that would have to', async () => {
    const key = await addKey();
    await addPlacement(key);
    const before = vaultNow();
    const old = FileKeyRing.read(masterKeyFile).activeKeyId();
    await rewrapSecrets(database.store, before);
    const [count, all] = [await secretsUnder(database.store, old), await models().sshKeyVersions.countDocuments()];
    assert.equal(count, all, 'out of the inbox');
    addActiveKey(masterKeyFile);
    const { rewrapped, resealed } = await rewrapSecrets(database.store, vaultNow());
    assert.deepEqual([rewrapped, resealed, await secretsUnder(database.store, old)], [all, 0, 0]);
    const dependencies = { store: database.store, vault: vaultNow() } as unknown as Dependencies;
    assert.match((await openSshKey(dependencies, 1, { id: key, version: 2 })).reveal(), /OPENSSH/);
  });

  async function addAuthority(organizationId: number): Promise<number> {
    const _id = await database.store.nextId('ssh_authority');
    const { privateKey, publicKey } = makeEd25519KeyPair('');
    const context = { organizationId, sshAuthorityId: _id, version: 1 };
    await models().sshAuthorityVersions.create({
      _id: `${_id}:1`,
      organization_id: organizationId,
      authority_id: _id,
      version: 1,
      state: 'current',
      sealed: await sealForVault(vaultNow().inboxPublicKey().jwk, privateKey, context),
      public_key: publicKey,
      fingerprint: 'SHA256:1',
      created_at: new Date(),
    });
    return _id;
  }

  it('has beside it the key of an authority, which certifies for its own organization alone and moves the same way', async () => {
    const [own, foreign] = [await addAuthority(1), await addAuthority(2)];
    const resource = { _id: 1, organization_id: 1, device_id: 1, username: 'app-of-somebody' };
    const account = { resource, platform: { settings: {} } } as unknown as Certified;
    const certified = (id: number) => {
      const dependencies = { store: database.store, vault: vaultNow() } as unknown as Dependencies;
      return certify(dependencies, account, { id, version: 1 }, { keyId: 'a login', extensions: [] });
    };
    const { secret, said } = await certified(own);
    assert.match(splitCertificate(secret.reveal())?.certificate ?? '', /^ssh-ed25519-cert-v01@openssh\.com /);
    assert.match(
      said,
      /^serial \d+; key id "a login"; principal \{username\}; .* SSH certificate authority \d+, SHA256:1$/,
    );
    assert.ok(!said.includes(resource.username), 'what stays when a person is erased names nobody');
    const sealed = async () => (await models().sshAuthorityVersions.findById(`${own}:1`).lean())?.sealed;
    assert.equal((await sealed())?.form, 'envelope');
    const integrity = (error: unknown) => error instanceof VaultError && error.code === 'vault_integrity';
    await assert.rejects(certified(foreign), integrity);
    const old = FileKeyRing.read(masterKeyFile).activeKeyId();
    addActiveKey(masterKeyFile);
    await rewrapSecrets(database.store, vaultNow());
    assert.equal(await secretsUnder(database.store, old), 0);
    assert.ok((await certified(own)).secret);
  });
});

const DEVICE = { public_id: 'dev_1', address: '127.0.0.1', port: 22, trust: {}, reconcile_resource_id: null };
