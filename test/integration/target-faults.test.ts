/**
 * What goes wrong at a target, one fault at a time: the job ends in the stated code and effect, the
 * secret that works is still in the vault, and once the fault is mended the next operation succeeds.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JobOperation } from '../../domain/job.ts';
import { DEFAULT_PASSWORD_RULES } from '../../domain/password-rules.ts';
import type { ResourceStatus } from '../../domain/resource.ts';
import type { TargetFailureCode } from '../../domain/target-failure.ts';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { type ManagedAccount, ManagedAccounts } from '../support/managed-accounts.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { type SilentServer, startSilentServer } from '../support/silent-server.ts';
import { SshTarget } from '../support/ssh-target.ts';

/** An account whose target has a fault, and how the fault goes away. */
interface Faulty {
  readonly account: ManagedAccount;
  mend(): Promise<unknown>;
}

interface Fault {
  readonly title: string;
  readonly operations: readonly JobOperation[];
  arrange(): Promise<Faulty>;
  readonly code: TargetFailureCode | 'reconcile_account_refused';
  readonly status: ResourceStatus;
  /** While the account is locked nothing logs in. */
  readonly locked?: true;
  /** Default: rotate. */
  readonly mended?: JobOperation;
}

describe('a fault of the target', () => {
  let engines: Engines;
  let estate: Estate;
  let postgres: PostgresTarget;
  let ssh: SshTarget;
  let silent: SilentServer;
  let worker: RoleProcess;
  let accounts: ManagedAccounts;

  before(async () => {
    [postgres, ssh, silent] = await Promise.all([PostgresTarget.start(), SshTarget.start(), startSilentServer()]);
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
    await Promise.all([postgres?.stop(), ssh?.stop(), silent?.close()]);
  });

  const IMPATIENT = { timeouts: { connect_ms: 700, operation_ms: 700, settle_ms: 1_500 } };
  const UNSEEN_KEY = `SHA256:${'A'.repeat(43)}`;

  /** The device points elsewhere, or trusts another, until it is put right. */
  async function misdirected(account: ManagedAccount, wrong: Record<string, unknown>): Promise<Faulty> {
    const { devices } = estate.store.models;
    const right = await devices.findById(account.device).lean();
    await devices.updateOne({ _id: account.device }, { $set: wrong });
    return {
      account,
      mend: () => devices.updateOne({ _id: account.device }, { $set: { port: right?.port, trust: right?.trust } }),
    };
  }

  /** After a rotation somebody restored the target from a backup: the former password is in force again. */
  async function restored(account: ManagedAccount): Promise<Faulty> {
    const { password } = account;
    const { job } = await estate.run('rotate', account.resource);
    assert.equal(job.status, 'succeeded');
    await account.setPassword(password);
    const current = await accounts.currentOf(account);
    return { account, mend: () => account.setPassword(current) };
  }

  const DOWN: Omit<Fault, 'title' | 'arrange'> = {
    operations: ['verify', 'rotate', 'reconcile'],
    code: 'unreachable',
    status: 'unreachable',
  };
  const FAULTS: readonly Fault[] = [
    {
      ...DOWN,
      title: 'PostgreSQL is down',
      arrange: async () => misdirected(await accounts.role({ reconcile: true }), { port: await freePort() }),
    },
    {
      ...DOWN,
      title: 'sshd is down',
      arrange: async () => misdirected(await accounts.login({ reconcile: true }), { port: await freePort() }),
    },
    {
      title: 'the SSH server shows another host key than the pinned one',
      operations: ['verify', 'rotate', 'reconcile'],
      arrange: async () =>
        misdirected(await accounts.login({ reconcile: true }), {
          trust: { kind: 'ssh_host_key', fingerprints: [UNSEEN_KEY] },
        }),
      code: 'host_key_mismatch',
      status: 'unreachable',
    },
    {
      title: 'the certificate of PostgreSQL is signed by an authority that the device does not trust',
      operations: ['verify', 'rotate', 'reconcile'],
      arrange: async () =>
        misdirected(await accounts.role({ reconcile: true }), {
          trust: {
            kind: 'tls',
            ca_pem: makeServerCertificate('Another authority', ['127.0.0.1']).caPem,
            server_name: null,
          },
        }),
      code: 'tls_untrusted',
      status: 'unreachable',
    },
    {
      title: 'PostgreSQL takes the connection and says nothing',
      operations: ['verify', 'rotate'],
      arrange: async () => misdirected(await accounts.role({ platform: IMPATIENT }), { port: silent.port }),
      code: 'timeout',
      status: 'unreachable',
    },
    {
      title: 'sshd takes the connection and says nothing',
      operations: ['verify', 'rotate'],
      arrange: async () => misdirected(await accounts.login({ platform: IMPATIENT }), { port: silent.port }),
      code: 'timeout',
      status: 'unreachable',
    },
    {
      title: 'PostgreSQL holds the change up behind a lock of another session',
      operations: ['rotate'],
      arrange: async () => {
        const account = await accounts.role({ platform: IMPATIENT });
        return { account, mend: await postgres.holdRoles() };
      },
      code: 'timeout',
      status: 'unreachable',
    },
    {
      title: 'PostgreSQL holds a former password of the role',
      operations: ['verify', 'rotate'],
      arrange: async () => restored(await accounts.role()),
      code: 'credential_invalid',
      status: 'out_of_sync',
    },
    {
      title: 'the host holds a former password of the Linux account',
      operations: ['verify', 'rotate'],
      arrange: async () => restored(await accounts.login()),
      code: 'credential_invalid',
      status: 'out_of_sync',
    },
    {
      title: 'the role is NOLOGIN',
      operations: ['verify', 'rotate', 'reconcile'],
      arrange: async () => {
        const account = await accounts.role({ reconcile: true });
        await postgres.sql(`ALTER ROLE ${account.username} NOLOGIN`);
        return { account, mend: () => postgres.sql(`ALTER ROLE ${account.username} LOGIN`) };
      },
      code: 'account_locked_out',
      status: 'locked_out',
      locked: true,
    },
    {
      title: 'the Linux account is locked, which sshd does not tell from a wrong password',
      operations: ['verify', 'rotate'],
      arrange: async () => {
        const account = await accounts.login();
        await ssh.script('passwd -l "$1"', account.username);
        return { account, mend: () => ssh.script('passwd -u "$1"', account.username) };
      },
      code: 'credential_invalid',
      status: 'out_of_sync',
      locked: true,
    },
    {
      title: 'the Linux account is locked, which the reconcile account can see',
      operations: ['reconcile'],
      arrange: async () => {
        const account = await accounts.login({ reconcile: true });
        await ssh.script('passwd -l "$1"', account.username);
        return { account, mend: () => ssh.script('passwd -u "$1"', account.username) };
      },
      code: 'account_locked_out',
      status: 'locked_out',
      locked: true,
    },
    {
      title: 'the password rules of the platform are weaker than those that passwd keeps',
      operations: ['rotate'],
      arrange: async () => {
        const rules = { ...DEFAULT_PASSWORD_RULES, length: 5, min_lowercase: 1, min_uppercase: 1, min_digits: 1 };
        const account = await accounts.login({ platform: { password_rules: { ...rules, min_symbols: 1 } } });
        const { platforms } = estate.store.models;
        const mend = () =>
          platforms.updateOne({ _id: account.platform }, { $set: { password_rules: DEFAULT_PASSWORD_RULES } });
        return { account, mend };
      },
      code: 'password_rejected',
      status: 'verified',
    },
    {
      title: 'the host asks for longer passwords than the platform makes',
      operations: ['rotate'],
      arrange: async () => {
        const account = await accounts.login();
        await ssh.script(
          'cp /etc/pam.d/common-password /etc/pam.d/kept; sed -i "s/obscure/minlen=60 &/" /etc/pam.d/common-password',
        );
        return { account, mend: () => ssh.script('mv /etc/pam.d/kept /etc/pam.d/common-password') };
      },
      code: 'password_rejected',
      status: 'verified',
    },
    {
      title: 'the reconcile account of PostgreSQL may not alter roles',
      operations: ['reconcile'],
      arrange: async () => {
        const account = await accounts.role();
        const weak = await accounts.role();
        await accounts.reconcileBy(account, weak);
        return { account, mend: () => postgres.sql(`ALTER ROLE ${weak.username} SUPERUSER`) };
      },
      code: 'access_denied',
      status: 'verified',
      mended: 'reconcile',
    },
    {
      title: 'the reconcile account of the host is not root',
      operations: ['reconcile'],
      arrange: async () => {
        const account = await accounts.login();
        const weak = await accounts.login();
        await accounts.reconcileBy(account, weak);
        return { account, mend: () => accounts.reconcileByRoot(account) };
      },
      code: 'access_denied',
      status: 'verified',
      mended: 'reconcile',
    },
    {
      title: 'the target refuses the reconcile account, which says nothing of the managed one',
      operations: ['reconcile'],
      arrange: async () => {
        const account = await accounts.role();
        const weak = await accounts.role();
        await accounts.reconcileBy(account, weak);
        const password = await accounts.currentOf(weak);
        await postgres.sql(`ALTER ROLE ${weak.username} SUPERUSER PASSWORD 'another one'`);
        return { account, mend: () => weak.setPassword(password) };
      },
      code: 'reconcile_account_refused',
      status: 'verified',
      mended: 'reconcile',
    },
  ];

  for (const { title, operations, arrange, code, status, locked, mended = 'rotate' } of FAULTS) {
    for (const operation of operations) {
      it(`${title}: ${operation} ends as ${code}, without effect, and the vault holds what works`, async () => {
        const { account, mend } = await arrange();
        const { resource } = account;
        if (status === 'verified') {
          await estate.store.models.resources.updateOne({ _id: resource }, { $set: { status: 'verified' } });
        }
        const before = await accounts.statesOf(account);
        const { job, item, steps } = await estate.run(operation, resource).finally(() => (locked ? mend() : undefined));
        assert.deepEqual(
          { job: job.status, item: item.status, code: item.code, effect: item.effect },
          { job: 'failed', item: 'failed', code, effect: 'none' },
          JSON.stringify(steps),
        );
        assert.ok(item.message, 'the item says what to do');
        assert.equal(await accounts.statusOf(account), status);
        assert.deepEqual(
          await accounts.statesOf(account),
          operation === 'verify' ? before : [...before, 'retired'],
          'a candidate that never arrived is set aside, and nothing else moves',
        );
        await accounts.mustHoldWorkingSecret(account);

        if (!locked) await mend();
        for (const next of ['verify', mended] as const) {
          const again = await estate.run(next, resource);
          assert.equal(again.job.status, 'succeeded', `${next}: ${JSON.stringify(again.steps)}`);
        }
        assert.equal(await accounts.statusOf(account), 'verified');
        assert.ok(await account.accepts(await accounts.currentOf(account)));
      });
    }
  }
});
