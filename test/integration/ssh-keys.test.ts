/** SSH keys that accounts share, at a real sshd: deployed, proven and removed on each of them, through API, Temporal and worker. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isSamePublicKey } from '../../domain/ssh-key.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { Operator } from '../support/operator.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { SshTarget } from '../support/ssh-target.ts';

const PASSWORD = 'a password for this test alone';
/** What is on record of a certificate: serial, key id, and the fingerprint of the authority's key. */
const ISSUED =
  /^serial (\d+); key id "(.+?)"; principal \{username\}; valid from \S+Z to \S+Z; signed by version 1 of SSH certificate authority \d+, (\S+)$/;
const APPROVER_PASSWORD = 'another password for this test';

interface ShownKey {
  readonly id: number;
  readonly public_key: string;
  readonly current_version: number;
  readonly pending_version: number | null;
}

interface ShownJob {
  readonly status: string;
  readonly approval_id?: number | null;
  readonly result: { readonly run_job_id?: number } | null;
}

interface Account {
  readonly resource: number;
  readonly username: string;
}

describe('a shared SSH key', () => {
  let engines: Engines;
  let estate: Estate;
  let target: SshTarget;
  let worker: RoleProcess;
  let api: RoleProcess;
  let admin: Operator;
  let baseUrl: string;
  let place: { readonly scope_id: number; readonly device_id: number; readonly platform_id: number };

  before(async () => {
    [engines, target] = await Promise.all([startEngines(), SshTarget.start()]);
    const port = await freePort();
    baseUrl = `http://127.0.0.1:${port}`;
    const settings = { CAPSTAN_PORT: String(port), CAPSTAN_ADMIN_PASSWORD: PASSWORD };
    worker = startRole('worker/main.ts', environmentOf(engines));
    api = startRole('api/main.ts', { ...environmentOf(engines), ...settings });
    await Promise.all([worker.printed('Worker is ready'), api.printed('The API listens')]);
    admin = new Operator(baseUrl, 'admin', PASSWORD);
    estate = await Estate.open(engines);
    place = await register();
  });

  after(async () => {
    await Promise.all([worker?.stop(), api?.stop(), estate?.close()]);
    await Promise.all([engines?.stop(), target?.stop()]);
  });

  const make = <Made>(path: string, body: object) => admin.call<Made>(201, 'POST', path, body);
  const keyNow = (id: number) => admin.call<ShownKey>(200, 'GET', `/v1/ssh-keys/${id}`);
  const put = (id: number, resource: number) =>
    admin.call<{ state: string }>(200, 'PUT', `/v1/ssh-keys/${id}/placements/${resource}`);

  async function register() {
    const { scopes } = await admin.call<{ scopes: { id: number }[] }>(200, 'GET', '/v1/scopes');
    const scope_id = scopes[0]?.id ?? 0;
    const device = await make<{ id: number }>('/v1/devices', {
      name: 'a host',
      scope_id,
      kind: 'ssh',
      address: '127.0.0.1',
      port: target.server.port,
      trust: { kind: 'ssh_host_key', fingerprints: [target.server.hostKeyFingerprint] },
    });
    const platform = await make<{ id: number }>('/v1/platforms', {
      name: 'keys of this test',
      connector: 'ssh_key',
      settings: {},
      timeouts: { connect_ms: 5_000, operation_ms: 10_000, settle_ms: 5_000 },
    });
    return { scope_id, device_id: device.id, platform_id: platform.id };
  }

  async function newKey(fields: object = {}): Promise<ShownKey> {
    const { scope_id } = place;
    return make('/v1/ssh-keys', { scope_id, name: `key ${Date.now()} ${Math.random()}`, comment: 'shared', ...fields });
  }

  /** An account of the host under management; `authorized` is what it lets log in, besides a foreign line. */
  async function newAccount(authorized: string): Promise<Account> {
    const { username } = await target.addKeyAccount();
    await target.writeKeys(username, `# kept\n${authorized}\n`);
    const fields = { name: username, type: 'linux_account', username, ...place };
    return { resource: (await make<{ id: number }>('/v1/resources', fields)).id, username };
  }

  async function onAccounts(key: ShownKey, count: number): Promise<Account[]> {
    const accounts: Account[] = [];
    for (let made = 0; made < count; made += 1) {
      const account = await newAccount(key.public_key);
      assert.equal((await put(key.id, account.resource)).state, 'deployed');
      accounts.push(account);
    }
    return accounts;
  }

  const ended = async (id: number): Promise<ShownJob> => {
    await admin.ended(id, 90_000);
    return admin.call(200, 'GET', `/v1/jobs/${id}`);
  };

  /** The job that carries the rotation out, once its plan is made. */
  async function rotationOf(id: number) {
    const asked = await admin.call<{ job_id: number; version: number; resource_count: number }>(
      202,
      'POST',
      `/v1/ssh-keys/${id}/rotate`,
      { reason: 'a check' },
    );
    const { result } = await ended(asked.job_id);
    assert.ok(result?.run_job_id, JSON.stringify(result));
    return { ...asked, run: result.run_job_id };
  }

  async function holdsOnly(username: string, publicKey: string): Promise<void> {
    const [comment, line = '', ...more] = (await target.readKeys(username)).trimEnd().split('\n');
    assert.deepEqual([comment, more], ['# kept', []]);
    assert.ok(isSamePublicKey(line, publicKey), `${username} has ${line}`);
  }

  async function logsIn({ resource, username }: Account): Promise<void> {
    const current = (await estate.secrets(resource)).filter(({ state }) => state === 'current');
    assert.ok(current[0] && current.length === 1);
    assert.equal(await target.accepts(username, current[0].secret), true);
  }

  async function isOn(accounts: readonly Account[], key: ShownKey): Promise<void> {
    for (const account of accounts) {
      await holdsOnly(account.username, key.public_key);
      await logsIn(account);
    }
  }

  it('turns on all of its accounts: deployed, proven, and the old one taken off', async () => {
    const key = await newKey();
    const accounts = await onAccounts(key, 3);
    const [first] = accounts;
    assert.equal((await admin.ended(await admin.request('verify', first?.resource ?? 0), 30_000)).status, 'succeeded');
    const { run, version, resource_count } = await rotationOf(key.id);
    assert.deepEqual([version, resource_count], [2, 3]);
    assert.equal((await ended(run)).status, 'succeeded');
    const turned = await keyNow(key.id);
    assert.deepEqual([turned.current_version, turned.pending_version], [2, null]);
    assert.ok(!isSamePublicKey(turned.public_key, key.public_key));
    await isOn(accounts, turned);
    const records = await estate.store.models.auditRecords
      .find({ target_type: 'ssh_key', target_id: key.id, operation: 'ssh_key.rotate' })
      .sort({ _id: 1 })
      .lean();
    assert.deepEqual(
      records.map(({ status, change }) => [status, change]),
      [
        ['intended', records[0]?.change],
        ['succeeded', 'version 2 is on every account'],
      ],
    );
    const stored = await estate.store.models.sshKeyVersions.find({ ssh_key_id: key.id }).sort({ version: 1 }).lean();
    assert.deepEqual(
      stored.map(({ state, sealed }) => [state, sealed.form]),
      [
        ['previous', 'envelope'],
        ['current', 'envelope'],
      ],
      'what was used lies under the master key',
    );
    await isNowhereInClear(accounts);
  });

  /** What the processes have printed, and all that is stored. */
  async function isNowhereInClear(accounts: readonly Account[]): Promise<void> {
    const kept = [worker.output(), api.output()];
    for (const collection of await estate.store.connection.getClient().db().collections()) {
      kept.push(JSON.stringify(await collection.find().toArray()));
    }
    for (const { resource } of accounts) {
      for (const { secret } of await estate.secrets(resource)) {
        // The third line holds a part of the private half.
        const line = secret.reveal().split('\n')[3] ?? '';
        assert.equal(line.length, 70);
        assert.ok(kept.every((text) => !text.includes(line)));
      }
    }
  }

  it('leaves an account behind that it cannot reach, which goes on with the old version; the next one takes it along', async () => {
    const key = await newKey();
    const accounts = await onAccounts(key, 2);
    const [lost, other] = accounts;
    assert.ok(lost && other);
    await target.writeKeys(lost.username, '# kept\n');
    assert.equal((await ended((await rotationOf(key.id)).run)).status, 'succeeded');
    const halfway = await keyNow(key.id);
    assert.deepEqual([halfway.current_version, halfway.pending_version], [1, 2]);
    const { placements } = await admin.call<{ placements: { resource_id: number; state: string; version: number }[] }>(
      200,
      'GET',
      `/v1/ssh-keys/${key.id}/placements`,
    );
    assert.deepEqual(
      placements.map(({ resource_id, state, version }) => [resource_id, state, version]),
      [
        [lost.resource, 'outdated', 1],
        [other.resource, 'deployed', 2],
      ],
    );
    await logsIn(other);
    await target.writeKeys(lost.username, `# kept\n${key.public_key}\n`);
    await logsIn(lost);
    const again = await rotationOf(key.id);
    assert.deepEqual([again.version, again.resource_count], [2, 1]);
    assert.equal((await ended(again.run)).status, 'succeeded');
    const turned = await keyNow(key.id);
    assert.deepEqual([turned.current_version, turned.pending_version], [2, null]);
    await isOn(accounts, turned);
  });

  it('comes in place of the own key of an account by a rotation, and goes again the same way', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
    const passphrase = 'of the key';
    const options = { format: 'pem', type: 'pkcs1', cipher: 'aes-256-cbc', passphrase } as const;
    const key = await newKey({ private_key: String(privateKey.export(options)), passphrase });
    const { username, key: own } = await target.addKeyAccount('# kept\n');
    const fields = { name: username, type: 'linux_account', username, ...place };
    const { id: resource } = await make<{ id: number }>('/v1/resources', fields);
    await make('/v1/credentials', { resource_id: resource, secret: own.privateKey.reveal() });
    const account = { resource, username };
    const rotate = async () => (await admin.ended(await admin.request('rotate', resource), 60_000)).status;

    assert.equal((await put(key.id, resource)).state, 'to_deploy');
    await logsIn(account);
    assert.equal(await rotate(), 'succeeded');
    assert.equal((await put(key.id, resource)).state, 'deployed');
    await isOn([account], key);

    await admin.call(409, 'POST', `/v1/resources/${resource}/rotate`);
    const gone = await fetch(`${baseUrl}/v1/ssh-keys/${key.id}/placements/${resource}`, {
      method: 'DELETE',
      headers: { Authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}` },
    });
    assert.equal(gone.status, 204);
    await logsIn(account);
    assert.equal(await rotate(), 'succeeded');
    const lines = (await target.readKeys(username)).trimEnd().split('\n');
    assert.equal(lines.length, 2);
    assert.match(lines[1] ?? '', /^ssh-ed25519 /);
    await logsIn(account);
    assert.equal(
      (await admin.call<{ status: string }>(200, 'POST', `/v1/ssh-keys/${key.id}/deactivate`)).status,
      'inactive',
    );
  });

  it('is put on an account that lacks it by the reconcile account, and is not taken off as if it were an old one', async () => {
    const root = { name: 'root', type: 'linux_account', username: 'root', ...place };
    const { id: rootId } = await make<{ id: number }>('/v1/resources', root);
    await make('/v1/credentials', { resource_id: rootId, secret: target.root.privateKey.reveal() });
    const { username } = await target.addKeyAccount();
    await target.writeKeys(username, '# kept\n');
    const fields = { name: username, type: 'linux_account', username, reconcile_resource_id: rootId, ...place };
    const { id: resource } = await make<{ id: number }>('/v1/resources', fields);
    const key = await newKey();
    await put(key.id, resource);
    for (let time = 0; time < 2; time += 1) {
      const job = await admin.request('reconcile', resource);
      assert.equal((await admin.ended(job, 60_000)).status, 'succeeded');
      const item = await estate.store.models.jobItems.findOne({ job_id: job }).lean();
      assert.equal(item?.message, null, 'nothing is left to be removed');
      await isOn([{ resource, username }], key);
    }
  });

  it('turns once, on all accounts, though a worker is killed in the middle', async () => {
    const key = await newKey();
    const accounts = await onAccounts(key, 3);
    await worker.stop();
    const dying = { KILL_AT: 'after:apply', KILL_MARK: join(engines.directory, 'killed') };
    const victim = startRole('test/support/killing-worker.ts', { ...environmentOf(engines), ...dying });
    const asked = await admin.call<{ job_id: number }>(202, 'POST', `/v1/ssh-keys/${key.id}/rotate`);
    await victim.gone();
    assert.equal(victim.child.signalCode, 'SIGKILL', victim.output());
    for (const { username } of accounts) {
      const keys = await target.readKeys(username);
      assert.ok(keys.split('\n').length >= 2, 'something logs in at every moment');
    }
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
    const { result } = await ended(asked.job_id);
    assert.equal((await ended(result?.run_job_id ?? 0)).status, 'succeeded');
    const turned = await keyNow(key.id);
    assert.deepEqual([turned.current_version, turned.pending_version], [2, null]);
    await isOn(accounts, turned);
    const versions = await estate.store.models.sshKeyVersions.countDocuments({ ssh_key_id: key.id });
    assert.equal(versions, 2, 'no second key was made');
    const done = {
      target_type: 'ssh_key',
      target_id: key.id,
      operation: 'ssh_key.rotate',
      status: 'succeeded',
    } as const;
    assert.equal(await estate.store.models.auditRecords.countDocuments(done), 1);
  });

  it('waits for the consent that the policy wants', async () => {
    const key = await newKey();
    const accounts = await onAccounts(key, 2);
    const approver = await make<{ id: number }>('/v1/users', { name: 'bo', password: APPROVER_PASSWORD });
    await make('/v1/grants', {
      subject_type: 'user',
      subject_id: approver.id,
      role: 'approver',
      scope_id: place.scope_id,
    });
    const rules = { approvals: { rotate: { quorum: 1 } } };
    const policy = await make<{ id: number }>('/v1/policies', { name: 'four eyes', rules });
    const [first] = accounts;
    await make('/v1/policy-bindings', { policy_id: policy.id, target_type: 'resource', target_id: first?.resource });
    const { run } = await rotationOf(key.id);
    const held = await admin.call<ShownJob>(200, 'GET', `/v1/jobs/${run}`);
    assert.equal(held.status, 'awaiting_approval');
    await admin.call(409, 'POST', `/v1/ssh-keys/${key.id}/rotate`);
    const { approvals } = await admin.call<{ approvals: { id: number; job_id: number }[] }>(
      200,
      'GET',
      '/v1/approvals?status=pending',
    );
    const asked = approvals.find(({ job_id }) => job_id === run);
    assert.ok(asked);
    const other = new Operator(baseUrl, 'bo', APPROVER_PASSWORD);
    await other.call(200, 'POST', `/v1/approvals/${asked.id}/approve`, { comment: 'as agreed' });
    assert.equal((await ended(run)).status, 'succeeded');
    await isOn(accounts, await keyNow(key.id));
  });

  describe('in the place of which targets trust a certificate authority', () => {
    interface Authority {
      readonly id: number;
      readonly scope_id: number;
      readonly current: { readonly version: number; readonly fingerprint: string };
      readonly pending: { readonly version: number } | null;
      readonly trusted_keys: readonly string[];
    }

    const PATH = '/v1/ssh-certificate-authorities';
    const authorityNow = (id: number) => admin.call<Authority>(200, 'GET', `${PATH}/${id}`);
    const trust = (keys: readonly string[]) =>
      target.script('cat > /etc/ssh/trusted_user_ca_keys', '', keys.map((key) => `${key}\n`).join(''));
    const statesOf = async (id: number) => {
      const { accounts } = await admin.call<{ accounts: { state: string }[] }>(200, 'GET', `${PATH}/${id}/accounts`);
      return accounts.map(({ state }) => state);
    };
    const verified = async ({ resource }: Account) => {
      const job = await admin.request('verify', resource);
      assert.equal((await ended(job)).status, 'succeeded');
      return job;
    };
    const planned = async (operation: 'verify' | 'rotate', scope_id: number) => {
      const asked = { operation, selector: { scope_id } };
      type Plan = { job_id: number; plan_id: number };
      const { job_id, plan_id } = await admin.call<Plan>(202, 'POST', '/v1/bulk/preflight', asked);
      await ended(job_id);
      const { digest } = await admin.call<{ digest: string }>(200, 'GET', `/v1/bulk/plans/${plan_id}`);
      return { plan_id, digest };
    };
    const recordsOf = (filter: object) => estate.store.models.auditRecords.find(filter).sort({ _id: 1 }).lean();
    let platform_id: number;

    before(async () => {
      const settings = { name: 'certificates of this test', connector: 'ssh_certificate', settings: {} };
      platform_id = (await make<{ id: number }>('/v1/platforms', settings)).id;
    });

    /** In a scope of its own, as its accounts are. */
    async function newAuthority(): Promise<Authority> {
      const name = `ca ${Date.now()} ${Math.random()}`;
      const { id: scope_id } = await make<{ id: number }>('/v1/scopes', { name, parent_id: place.scope_id });
      const made = await make<Authority>(PATH, { scope_id, name });
      await trust(made.trusted_keys);
      return made;
    }

    /** `how.username` may be an account that is there. */
    async function certified(
      { id, scope_id }: Authority,
      how: { readonly username?: string; readonly platform_id?: number } = {},
    ): Promise<Account> {
      const username = how.username ?? (await target.addKeyAccount()).username;
      const fields = { name: `${username} by certificate`, type: 'linux_account', ...place, platform_id, scope_id };
      const { id: resource } = await make<{ id: number }>('/v1/resources', { ...fields, ...how, username });
      await admin.call(200, 'PUT', `${PATH}/${id}/accounts/${resource}`);
      return { resource, username };
    }

    it('logs in by a certificate that is made for the login, is on record here and in the log of the target', async () => {
      const authority = await newAuthority();
      const account = await certified(authority);
      const job = await verified(account);
      const resource = await admin.call<{ status: string }>(200, 'GET', `/v1/resources/${account.resource}`);
      assert.equal(resource.status, 'verified');
      const record = (await recordsOf({ job_id: job, operation: 'ssh_certificate.issue' })).at(-1);
      assert.deepEqual([record?.status, record?.resource_id], ['succeeded', account.resource]);
      const [, serial, keyId, fingerprint] = ISSUED.exec(record?.change ?? '') ?? [];
      assert.equal(keyId, `job:${job} resource:${account.resource}`);
      assert.equal(fingerprint, authority.current.fingerprint);
      assert.ok((await target.log()).includes(`ID ${keyId} (serial ${serial}) CA ED25519 ${fingerprint}`));
    });

    it('names the account as the platform words it, and the networks that it may come from', async () => {
      const authority = await newAuthority();
      await trust([]);
      const settings = { principal: 'capstan-{username}-{device_id}', source_addresses: ['127.0.0.0/8', '::1'] };
      const worded = { name: 'certificates of other names', connector: 'ssh_certificate', settings };
      const account = await certified(authority, {
        platform_id: (await make<{ id: number }>('/v1/platforms', worded)).id,
      });
      const principal = `capstan-${account.username}-${place.device_id}`;
      await target.writeKeys(
        account.username,
        `cert-authority,principals="${principal}" ${authority.trusted_keys[0]}\n`,
      );
      const issued = { job_id: await verified(account), operation: 'ssh_certificate.issue' };
      const change = (await recordsOf(issued)).at(-1)?.change ?? '';
      assert.match(change, /; principal capstan-\{username\}-\{device_id\}; .*; from 127\.0\.0\.0\/8 ::1 alone; /);
    });

    it('says what to look at where the target does not trust it', async () => {
      const account = await certified(await newAuthority());
      await trust([]);
      const job = await admin.request('verify', account.resource);
      assert.equal((await ended(job)).status, 'failed');
      const { items } = await admin.call<{ items: { code: string; message: string }[] }>(
        200,
        'GET',
        `/v1/jobs/${job}/items`,
      );
      assert.equal(items[0]?.code, 'credential_invalid');
      assert.match(items[0]?.message ?? '', /TrustedUserCAKeys.*principal.*clock/);
    });

    it('has nothing to rotate, to reconcile or to check out, alone and in plans', async () => {
      const authority = await newAuthority();
      const account = await certified(authority);
      for (const operation of ['rotate', 'reconcile']) {
        const { detail } = await admin.call<{ detail: string }>(
          409,
          'POST',
          `/v1/resources/${account.resource}/${operation}`,
        );
        assert.match(detail, /no secret/);
      }
      const { plan_id } = await planned('rotate', authority.scope_id);
      const { items } = await admin.call<{ items: { verdict: string; findings: { check: string; code: string }[] }[] }>(
        200,
        'GET',
        `/v1/bulk/plans/${plan_id}/items`,
      );
      assert.equal(items[0]?.verdict, 'blocked');
      assert.equal(items[0]?.findings.find(({ check }) => check === 'credential')?.code, 'not_supported');
    });

    it('turns its key without ever losing a way in, and ends by itself once each account has proven the next', async () => {
      const authority = await newAuthority();
      const accounts = [await certified(authority), await certified(authority)] as const;
      for (const account of accounts) await verified(account);
      const asked = await admin.call<Authority>(200, 'POST', `${PATH}/${authority.id}/rotate`);
      assert.deepEqual([asked.current.version, asked.pending?.version, asked.trusted_keys.length], [1, 2, 2]);
      // The targets do not know the next key yet.
      await verified(accounts[0]);
      assert.deepEqual(await statesOf(authority.id), ['unproven', 'unproven']);
      await trust(asked.trusted_keys);
      await verified(accounts[0]);
      assert.deepEqual(await statesOf(authority.id), ['proven', 'unproven']);
      const again = await admin.call<Authority>(200, 'POST', `${PATH}/${authority.id}/rotate`);
      assert.deepEqual(again.pending?.version, 2, 'it goes on with the same key');
      const plan = await planned('verify', authority.scope_id);
      const run = await admin.call<{ job_id: number }>(202, 'POST', '/v1/bulk/verify', plan);
      assert.equal((await ended(run.job_id)).status, 'succeeded');
      const done = await authorityNow(authority.id);
      assert.deepEqual([done.current.version, done.pending, done.trusted_keys.length], [2, null, 1]);
      const turned = { target_type: 'ssh_authority', target_id: authority.id, operation: 'ssh_authority.rotate' };
      const records = await recordsOf(turned);
      assert.match(records.at(-1)?.change ?? '', /every account has logged in by version 2/);
      await trust(done.trusted_keys);
      for (const account of accounts) await verified(account);
    });

    it('lets root set the credentials of others, as their reconcile account', async () => {
      const root = await certified(await newAuthority(), { username: 'root' });
      const platform = await make<{ id: number }>('/v1/platforms', {
        name: 'passwords set by a certificate',
        connector: 'ssh_password',
        change_by: 'reconcile_account',
        settings: {},
      });
      const { username, password } = await target.addAccount();
      const fields = { name: username, type: 'linux_account', username, ...place, platform_id: platform.id };
      const reconcile = { reconcile_resource_id: root.resource };
      const { id: resource } = await make<{ id: number }>('/v1/resources', { ...fields, ...reconcile });
      await make('/v1/credentials', { resource_id: resource, secret: password.reveal() });
      assert.equal((await ended(await admin.request('rotate', resource))).status, 'succeeded');
      await logsIn({ resource, username });
      assert.equal(await target.accepts(username, password), false);
    });
  });
});
