/** Jobs by a plan against a real PostgreSQL, and the same changes and logins by a plain script, in turns. */

import type { CredentialOperation } from '../../domain/job.ts';
import { atLeast, type BenchOptions, type Row, ratioOf, spreadOf } from '../measurement.ts';
import { type Account, PlainScript } from '../plain-script.ts';
import { inTurns } from '../rounds.ts';
import type { Stack } from '../stack.ts';
import { Accounts, type ManagedAccount } from './accounts.ts';
import { BulkJobs } from './jobs.ts';
import { LeastEvidence } from './least-evidence.ts';
import { expectAllLogIn } from './log-in.ts';
import { withStore } from './with-store.ts';

interface Scale {
  readonly rounds: number;
  readonly concurrencies: readonly number[];
  /** Accounts of each side, all of which a turn goes through: enough that beginning and ending count for little. */
  readonly accounts: number;
}

const FULL: Scale = { rounds: 3, concurrencies: [8, 32], accounts: 2_000 };
const QUICK: Scale = { rounds: 1, concurrencies: [4], accounts: 4 };

/** One comparison: what a job does, what somebody would write instead, and the least that it is to reach of that. */
interface Contest {
  readonly what: string;
  readonly against: string;
  readonly operation: CredentialOperation;
  readonly changeBy: 'self' | 'reconcile_account';
  readonly plain: (script: PlainScript, account: Account) => Promise<void>;
  readonly goal: number | null;
}

const CONTESTS: readonly Contest[] = [
  {
    what: 'rotations by a plan',
    against: 'ALTER ROLE + login',
    operation: 'rotate',
    changeBy: 'reconcile_account',
    plain: (script, account) => script.rotate(account),
    goal: 0.8,
  },
  {
    what: 'rotations by a plan, each account by itself',
    against: 'login + ALTER ROLE + login',
    operation: 'rotate',
    changeBy: 'self',
    plain: (script, account) => script.rotateAsItself(account),
    goal: null,
  },
  {
    what: 'verifications by a plan',
    against: 'logins',
    operation: 'verify',
    changeBy: 'reconcile_account',
    plain: (script, account) => script.logIn(account),
    goal: 0.9,
  },
];

/** @throws Error where anything fails, or an account does not log in with its stored password afterwards. */
export function benchRates(stack: Stack, { quick, progress }: BenchOptions): Promise<Row[]> {
  const scale = quick ? QUICK : FULL;
  return withStore(stack, async (store, vault) => {
    const script = new PlainScript(stack.postgres, Math.max(...scale.concurrencies));
    try {
      progress(`registering ${scale.accounts} accounts for each measurement of jobs by a plan`);
      const plain = await script.createRoles('plain', scale.accounts);
      const evidence = new LeastEvidence(store, vault, script);
      const accounts = new Accounts(store, vault);
      const { port, caPem: ca_pem, superuser } = stack.postgres;
      const deviceId = await accounts.addDevice({ port, trust: { kind: 'tls', ca_pem, server_name: null } }, superuser);
      const rows: Row[] = [];
      const managed: ManagedAccount[] = [];
      for (const [at, contest] of CONTESTS.entries()) {
        for (const concurrency of scale.concurrencies) {
          progress(`${contest.what}, ${concurrency} at once`);
          // One place of a device is kept for whoever waits for an answer.
          const most = { change_by: contest.changeBy, max_parallel_per_device: concurrency + 1 };
          const platformId = await accounts.addPlatform(most);
          const made = await script.createRoles(`planned_${at}_${concurrency}`, scale.accounts);
          managed.push(...(await accounts.addAccounts(made, [{ deviceId, platformId }])));
          const ring = { ...scale, concurrency, platformId, script, evidence, plain };
          rows.push(...(await measure(stack, contest, ring)));
        }
      }
      progress('checking that every account logs in with its stored password');
      await expectAllLogIn(store, vault, managed, (account) => script.logIn(account));
      return rows;
    } finally {
      await script.close();
    }
  });
}

interface Ring extends Scale {
  readonly concurrency: number;
  readonly platformId: number;
  readonly script: PlainScript;
  readonly evidence: LeastEvidence;
  readonly plain: readonly Account[];
}

async function measure(stack: Stack, contest: Contest, ring: Ring): Promise<Row[]> {
  const { rounds, accounts: count, concurrency, platformId, evidence, plain } = ring;
  const jobs = new BulkJobs(stack);
  const preflights: number[] = [];
  const plainScript = () => plainPace(contest, ring);
  const capstan = async () => {
    const planned = await jobs.preflight(contest.operation, platformId);
    preflights.push(count / planned.seconds);
    return count / (await jobs.run(contest.operation, planned, count));
  };
  const compare = (what: string, capstan: readonly number[], other: readonly number[]): Row => ({
    what,
    unit: '/s',
    capstan: spreadOf(capstan),
    plain: spreadOf(other),
    ratio: ratioOf(capstan, other),
    goal: null,
  });
  const what = `${contest.what}, ${concurrency} at once, against ${contest.against}`;
  if (contest.goal === null) {
    const paces = await inTurns(rounds, { plain: plainScript, capstan });
    return [compare(what, paces.capstan, paces.plain)];
  }
  const least = () => evidence.pace(plain, concurrency, contest.operation !== 'verify');
  const paces = await inTurns(rounds, { plain: plainScript, least, capstan });
  return [
    {
      ...compare(what, paces.capstan, paces.plain),
      goal: atLeast(contest.goal, ratioOf(paces.capstan, paces.plain).median),
    },
    compare('  the same, against a script that leaves the least evidence', paces.capstan, paces.least),
    ...(contest.operation === 'verify'
      ? [compare(`  preflights of them, against ${contest.against}`, preflights, paces.plain)]
      : []),
  ];
}

/** All accounts once, so many at a time. @returns how many a second. */
async function plainPace({ plain: work }: Contest, { concurrency, script, plain }: Ring): Promise<number> {
  const began = performance.now();
  const waiting = [...plain];
  const lane = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await work(script, next);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return (plain.length / (performance.now() - began)) * 1_000;
}
