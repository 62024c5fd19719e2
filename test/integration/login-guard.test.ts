/** The login guard, counted where it matters: by the failed logins that the real servers have in their logs. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { type ManagedAccount, ManagedAccounts } from '../support/managed-accounts.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { SshTarget } from '../support/ssh-target.ts';

const WINDOW_SECONDS = 900;
const GUARDED = { platform: { login_guard: { max_failed_logins: 3, window_seconds: WINDOW_SECONDS } } };
const WRONG = new Secret('changed by somebody else');

describe('the login guard', () => {
  let engines: Engines;
  let estate: Estate;
  let postgres: PostgresTarget;
  let ssh: SshTarget;
  let worker: RoleProcess;
  let accounts: ManagedAccounts;

  before(async () => {
    [postgres, ssh] = await Promise.all([PostgresTarget.start(), SshTarget.start()]);
    engines = await startEngines();
    estate = await Estate.open(engines);
    accounts = new ManagedAccounts(estate, postgres, ssh);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  });

  after(async () => {
    await worker?.stop();
    await estate?.close();
    await engines?.stop();
    await Promise.all([postgres?.stop(), ssh?.stop()]);
  });

  /** Failed logins of the account that the server itself has noted. */
  async function failuresAtServer({ kind, username }: ManagedAccount): Promise<number> {
    const [log, failure] =
      kind === 'postgres'
        ? [await postgres.log(), `password authentication failed for user "${username}"`]
        : [await ssh.log(), `Failed password for ${username} `];
    return log.split(failure).length - 1;
  }

  async function codesOf(operation: 'verify' | 'rotate' | 'reconcile', resources: readonly number[]) {
    const codes: (string | null | undefined)[] = [];
    for (const resource of resources) codes.push((await estate.run(operation, resource)).item.code);
    return codes;
  }

  const repeated = ({ resource }: ManagedAccount, times: number) => Array.from({ length: times }, () => resource);

  /** Moves what was counted to before the window. */
  async function letWindowPass({ resource }: ManagedAccount): Promise<void> {
    const long = new Date(Date.now() - (WINDOW_SECONDS + 1) * 1_000);
    await estate.store.models.credentials.updateOne(
      { resource_id: resource, status: 'active' },
      { $set: { 'failed_logins.$[]': long } },
    );
  }

  for (const kind of ['role', 'login'] as const) {
    it(`stops verifications of a ${kind} after three failed logins, whoever goes on asking`, async () => {
      const account = await accounts[kind](GUARDED);
      await account.setPassword(WRONG);
      const codes = await codesOf('verify', repeated(account, 5));
      assert.deepEqual(codes, [...Array(3).fill('credential_invalid'), 'lockout_guard', 'lockout_guard']);
      assert.deepEqual(await codesOf('rotate', repeated(account, 2)), ['lockout_guard', 'lockout_guard']);
      assert.equal(await failuresAtServer(account), 3);
      assert.equal(await accounts.statusOf(account), 'out_of_sync', 'what was found out stays');

      await letWindowPass(account);
      await account.setPassword(account.password);
      assert.deepEqual(await codesOf('verify', repeated(account, 4)), Array(4).fill(null));
      assert.equal(await failuresAtServer(account), 3);
    });
  }

  it('counts failed rotations like failed verifications', async () => {
    const account = await accounts.role(GUARDED);
    await account.setPassword(WRONG);
    assert.deepEqual(await codesOf('rotate', repeated(account, 5)), [
      ...Array(3).fill('credential_invalid'),
      'lockout_guard',
      'lockout_guard',
    ]);
    assert.equal(await failuresAtServer(account), 3);
  });

  for (const kind of ['role', 'login'] as const) {
    it(`lets the reconcile account mend a ${kind} whose own logins are stopped`, async () => {
      const account = await accounts[kind]({ ...GUARDED, reconcile: true });
      await account.setPassword(WRONG);
      await codesOf('verify', repeated(account, 4));
      const { job, steps } = await estate.run('reconcile', account.resource);
      assert.equal(job.status, 'succeeded', JSON.stringify(steps));
      assert.equal(await accounts.statusOf(account), 'verified');
      assert.ok(await account.accepts(await accounts.currentOf(account)));
      assert.equal(await failuresAtServer(account), 3);
      assert.deepEqual(await codesOf('verify', repeated(account, 1)), [null], 'the count starts anew');
    });
  }

  it('keeps a reconcile account from being locked out by the many that need it', async () => {
    const reconciler = await accounts.role(GUARDED);
    const managed = await Promise.all(Array.from({ length: 5 }, () => accounts.role()));
    for (const account of managed) await accounts.reconcileBy(account, reconciler);
    await reconciler.setPassword(WRONG);
    assert.deepEqual(
      await codesOf(
        'reconcile',
        managed.map(({ resource }) => resource),
      ),
      [...Array(3).fill('reconcile_account_refused'), 'lockout_guard', 'lockout_guard'],
    );
    assert.equal(await failuresAtServer(reconciler), 3);
    for (const account of managed) await accounts.mustHoldWorkingSecret(account);
  });

  it('does not count a target that cannot be reached', async () => {
    const account = await accounts.role(GUARDED);
    const { devices } = estate.store.models;
    await devices.updateOne({ _id: account.device }, { $set: { port: 1 } });
    assert.deepEqual(await codesOf('verify', repeated(account, 5)), Array(5).fill('unreachable'));
    await devices.updateOne({ _id: account.device }, { $set: { port: postgres.server.port } });
    assert.deepEqual(await codesOf('verify', repeated(account, 1)), [null]);
  });
});
