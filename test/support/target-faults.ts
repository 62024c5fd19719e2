/** Faults of real targets, one at a time: how each comes about, what a job must say of it, and how it is mended. */

import assert from 'node:assert/strict';
import type { CredentialOperation, ItemFailureCode } from '../../domain/job.ts';
import { DEFAULT_PASSWORD_RULES } from '../../domain/password-rules.ts';
import type { ResourceStatus } from '../../domain/resource.ts';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import type { DeviceDocument } from '../../store/models/inventory.ts';
import type { Estate } from './estate.ts';
import type { ManagedAccount, ManagedAccounts } from './managed-accounts.ts';
import type { PostgresTarget } from './postgres-target.ts';
import type { SshTarget } from './ssh-target.ts';

/** An account whose target has a fault, and how the fault goes away. */
export interface Faulty {
  readonly account: ManagedAccount;
  mend(): Promise<unknown>;
}

/** What the faults are made with. */
export interface FaultWorld {
  readonly estate: Estate;
  readonly accounts: ManagedAccounts;
  readonly postgres: PostgresTarget;
  readonly ssh: SshTarget;
  /** Port of a listener that never says a word. */
  readonly silentPort: number;
}

export interface Fault {
  readonly title: string;
  readonly operations: readonly CredentialOperation[];
  arrange(world: FaultWorld): Promise<Faulty>;
  readonly code: ItemFailureCode;
  /** What the resource is afterwards; null: what it was. */
  readonly status: ResourceStatus | null;
  /** While the account is locked nothing logs in. */
  readonly locked?: true;
  /** Others at the same server would feel it. */
  readonly alone?: true;
}

const PATIENT = { connect_ms: 10_000, operation_ms: 10_000, settle_ms: 1_500 };
const IMPATIENT = { platform: { timeouts: { ...PATIENT, operation_ms: 1_000 } } };
/** Where no connection can come about anyway. */
const HASTY = { platform: { timeouts: { ...PATIENT, connect_ms: 700 } } };
const UNSEEN_KEY = `SHA256:${'A'.repeat(43)}`;

/** The device points elsewhere, or trusts another, until it is put right. */
async function misdirected(
  { estate }: FaultWorld,
  account: ManagedAccount,
  wrong: Partial<DeviceDocument>,
): Promise<Faulty> {
  const { devices } = estate.store.models;
  const right = await devices.findById(account.device).lean();
  await devices.updateOne({ _id: account.device }, { $set: wrong });
  const mend = async () => {
    await devices.updateOne({ _id: account.device }, { $set: { port: right?.port, trust: right?.trust } });
    await waitPatiently(estate, account);
  };
  return { account, mend };
}

async function waitPatiently({ store }: Estate, { platform }: ManagedAccount): Promise<void> {
  await store.models.platforms.updateOne({ _id: platform }, { $set: { timeouts: PATIENT } });
}

/** After a rotation somebody restored the target from a backup: the former password is in force again. */
async function restored({ estate, accounts }: FaultWorld, account: ManagedAccount): Promise<Faulty> {
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
export const FAULTS: readonly Fault[] = [
  {
    ...DOWN,
    title: 'PostgreSQL is down',
    arrange: async (world) =>
      misdirected(world, await world.accounts.role({ reconcile: true }), { port: await freePort() }),
  },
  {
    ...DOWN,
    title: 'sshd is down',
    arrange: async (world) =>
      misdirected(world, await world.accounts.login({ reconcile: true }), { port: await freePort() }),
  },
  {
    title: 'the SSH server shows another host key than the pinned one',
    operations: ['verify', 'rotate', 'reconcile'],
    arrange: async (world) =>
      misdirected(world, await world.accounts.login({ reconcile: true }), {
        trust: { kind: 'ssh_host_key', fingerprints: [UNSEEN_KEY] },
      }),
    code: 'host_key_mismatch',
    status: 'unreachable',
  },
  {
    title: 'the certificate of PostgreSQL is signed by an authority that the device does not trust',
    operations: ['verify', 'rotate', 'reconcile'],
    arrange: async (world) =>
      misdirected(world, await world.accounts.role({ reconcile: true }), {
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
    arrange: async (world) => misdirected(world, await world.accounts.role(HASTY), { port: world.silentPort }),
    code: 'timeout',
    status: 'unreachable',
  },
  {
    title: 'sshd takes the connection and says nothing',
    operations: ['verify', 'rotate'],
    arrange: async (world) => misdirected(world, await world.accounts.login(HASTY), { port: world.silentPort }),
    code: 'timeout',
    status: 'unreachable',
  },
  {
    title: 'PostgreSQL holds the change up behind a lock of another session',
    alone: true,
    operations: ['rotate'],
    arrange: async ({ estate, accounts, postgres }) => {
      const account = await accounts.role(IMPATIENT);
      const release = await postgres.holdRoles();
      return { account, mend: () => Promise.all([release(), waitPatiently(estate, account)]) };
    },
    code: 'timeout',
    status: 'unreachable',
  },
  {
    title: 'PostgreSQL holds a former password of the role',
    operations: ['verify', 'rotate'],
    arrange: async (world) => restored(world, await world.accounts.role()),
    code: 'credential_invalid',
    status: 'out_of_sync',
  },
  {
    title: 'the host holds a former password of the Linux account',
    operations: ['verify', 'rotate'],
    arrange: async (world) => restored(world, await world.accounts.login()),
    code: 'credential_invalid',
    status: 'out_of_sync',
  },
  {
    title: 'the role is NOLOGIN',
    operations: ['verify', 'rotate', 'reconcile'],
    arrange: async ({ accounts, postgres }) => {
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
    arrange: async ({ accounts, ssh }) => {
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
    arrange: async ({ accounts, ssh }) => {
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
    arrange: async ({ estate, accounts }) => {
      const rules = { ...DEFAULT_PASSWORD_RULES, length: 5, min_lowercase: 1, min_uppercase: 1, min_digits: 1 };
      const account = await accounts.login({ platform: { password_rules: { ...rules, min_symbols: 1 } } });
      const { platforms } = estate.store.models;
      const mend = () =>
        platforms.updateOne({ _id: account.platform }, { $set: { password_rules: DEFAULT_PASSWORD_RULES } });
      return { account, mend };
    },
    code: 'password_rejected',
    status: null,
  },
  {
    title: 'the host asks for longer passwords than the platform makes',
    alone: true,
    operations: ['rotate'],
    arrange: async ({ accounts, ssh }) => {
      const account = await accounts.login();
      await ssh.script(
        'cp /etc/pam.d/common-password /etc/pam.d/kept; sed -i "s/obscure/minlen=60 &/" /etc/pam.d/common-password',
      );
      return { account, mend: () => ssh.script('mv /etc/pam.d/kept /etc/pam.d/common-password') };
    },
    code: 'password_rejected',
    status: null,
  },
  {
    title: 'the reconcile account of PostgreSQL may not alter roles',
    operations: ['reconcile'],
    arrange: async ({ accounts, postgres }) => {
      const account = await accounts.role();
      const weak = await accounts.role();
      await accounts.reconcileBy(account, weak);
      return { account, mend: () => postgres.sql(`ALTER ROLE ${weak.username} SUPERUSER`) };
    },
    code: 'access_denied',
    status: null,
  },
  {
    title: 'the reconcile account of the host is not root',
    operations: ['reconcile'],
    arrange: async ({ accounts }) => {
      const account = await accounts.login();
      const weak = await accounts.login();
      await accounts.reconcileBy(account, weak);
      return { account, mend: () => accounts.reconcileByRoot(account) };
    },
    code: 'access_denied',
    status: null,
  },
  {
    title: 'the target refuses the reconcile account, which says nothing of the managed one',
    operations: ['reconcile'],
    arrange: async ({ accounts, postgres }) => {
      const account = await accounts.role();
      const weak = await accounts.role();
      await accounts.reconcileBy(account, weak);
      const password = await accounts.currentOf(weak);
      await postgres.sql(`ALTER ROLE ${weak.username} SUPERUSER PASSWORD 'another one'`);
      return { account, mend: () => weak.setPassword(password) };
    },
    code: 'reconcile_account_refused',
    status: null,
  },
  {
    title: 'the reconcile account is NOLOGIN, which says nothing of the managed one',
    operations: ['reconcile'],
    arrange: async ({ accounts, postgres }) => {
      const account = await accounts.role();
      const weak = await accounts.role();
      await accounts.reconcileBy(account, weak);
      await postgres.sql(`ALTER ROLE ${weak.username} SUPERUSER NOLOGIN`);
      return { account, mend: () => postgres.sql(`ALTER ROLE ${weak.username} LOGIN`) };
    },
    code: 'reconcile_account_refused',
    status: null,
  },
];
