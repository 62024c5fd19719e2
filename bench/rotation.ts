/** Rotations through the API and the workflow, against the same ALTER ROLE and login by a plain script. */

import { openStore } from '../store/store.ts';
import { FileKeyRing } from '../store/vault/file-key-ring.ts';
import { Vault } from '../store/vault/vault.ts';
import { atMost, type BenchOptions, quantile, type Row, ratioOf, spreadOf } from './measurement.ts';
import { accessToken, type ManagedRole, registerTarget, rotate } from './operator.ts';
import { type Account, PlainScript } from './plain-script.ts';
import { inTurns, type Pace, paceOf } from './rounds.ts';
import type { Stack } from './stack.ts';

interface Scale {
  readonly rounds: number;
  readonly concurrencies: readonly number[];
  /** Roles per side; a multiple of each concurrency, so that no two callers meet on one. */
  readonly roles: number;
  readonly capstan: { readonly warmUpMs: number; readonly windowMs: number };
  readonly plain: { readonly warmUpMs: number; readonly windowMs: number };
}

const FULL: Scale = {
  rounds: 3,
  concurrencies: [1, 8, 32],
  roles: 96,
  capstan: { warmUpMs: 2_000, windowMs: 6_000 },
  plain: { warmUpMs: 500, windowMs: 2_000 },
};
const QUICK: Scale = {
  rounds: 1,
  concurrencies: [1, 4],
  roles: 4,
  capstan: { warmUpMs: 0, windowMs: 300 },
  plain: { warmUpMs: 0, windowMs: 50 },
};
const GOAL_MEDIAN_MS = 500;
const REGISTER_AT_ONCE = 4;

/** @throws Error where a rotation fails, or a role does not log in with its stored password afterwards. */
export async function benchRotation(stack: Stack, { quick, progress }: BenchOptions): Promise<Row[]> {
  const scale = quick ? QUICK : FULL;
  const script = new PlainScript(stack.postgres, Math.max(...scale.concurrencies));
  try {
    progress(`registering ${scale.roles} roles`);
    const accounts = await script.createRoles('script', scale.roles);
    const managed = await registerRoles(stack, script, scale.roles);
    const bearer = await accessToken(stack);
    const rows: Row[] = [];
    let rotations = 0;
    for (const concurrency of scale.concurrencies) {
      progress(`rotations, ${concurrency} at once`);
      const measured = await compare(scale, concurrency, {
        capstan: (role) => rotate(stack, bearer, pick(managed, role)),
        plain: (role) => script.rotate(pick(accounts, role)),
        alike: (role) => script.rotateAsItself(pick(accounts, role)),
      });
      rotations += measured.capstan.reduce((sum, { operations }) => sum + operations, 0);
      rows.push(...rowsOf(concurrency, measured));
    }
    progress('checking that every role logs in with its stored password');
    await expectAllProven(stack, script, managed, rotations);
    return rows;
  } finally {
    await script.close();
  }
}

async function registerRoles(stack: Stack, script: PlainScript, count: number): Promise<ManagedRole[]> {
  const register = await registerTarget(stack);
  const waiting = await script.createRoles('managed', count);
  const managed: ManagedRole[] = [];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) managed.push(await register(next));
  };
  await Promise.all(Array.from({ length: REGISTER_AT_ONCE }, work));
  return managed;
}

type Sides = 'capstan' | 'plain' | 'alike';

function compare(
  { rounds, roles, ...scale }: Scale,
  concurrency: number,
  rotations: Readonly<Record<Sides, (role: number) => Promise<void>>>,
): Promise<Record<Sides, Pace[]>> {
  const side = (name: Sides) => {
    const turns = Array.from({ length: concurrency }, () => 0);
    const window = name === 'capstan' ? scale.capstan : scale.plain;
    return () =>
      paceOf({ concurrency, ...window }, (caller) => {
        const turn = turns[caller] ?? 0;
        turns[caller] = turn + 1;
        return rotations[name]((caller + turn * concurrency) % roles);
      });
  };
  return inTurns(rounds, { plain: side('plain'), capstan: side('capstan'), alike: side('alike') });
}

/** No goal for the pace: that is for bulk jobs, which spread what a job costs over many accounts. */
function rowsOf(concurrency: number, measured: Record<Sides, Pace[]>): Row[] {
  const pace = (side: Sides) => measured[side].map(({ perSecond }) => perSecond);
  const against = (side: Sides, what: string): Row => ({
    what: `rotations, ${concurrency} at once, against ${what}`,
    unit: '/s',
    capstan: spreadOf(pace('capstan')),
    plain: spreadOf(pace(side)),
    ratio: ratioOf(pace('capstan'), pace(side)),
    goal: null,
  });
  const rows = [against('plain', 'ALTER ROLE + login'), against('alike', 'login + ALTER ROLE + login')];
  if (concurrency !== 1) return rows;
  const latency = (share: number) => spreadOf(measured.capstan.map(({ latenciesMs }) => quantile(latenciesMs, share)));
  const median = latency(0.5);
  return [
    ...rows,
    {
      what: 'from POST to succeeded, 1 at once, p50',
      unit: 'ms',
      capstan: median,
      plain: null,
      ratio: null,
      goal: atMost(GOAL_MEDIAN_MS, median.median, ' ms'),
    },
    {
      what: 'from POST to succeeded, 1 at once, p95',
      unit: 'ms',
      capstan: latency(0.95),
      plain: null,
      ratio: null,
      goal: null,
    },
  ];
}

/** Reads past the API, since it gives no secret away: what counts is what the vault holds and the target takes. */
async function expectAllProven(
  { mongodbUri, settings }: Stack,
  script: PlainScript,
  managed: readonly ManagedRole[],
  rotations: number,
): Promise<void> {
  const ring = FileKeyRing.read(settings.masterKeyFile);
  const vault = new Vault(ring, ring.inbox);
  const store = await openStore(mongodbUri);
  try {
    const { jobs, credentialVersions } = store.models;
    const succeeded = await jobs.countDocuments({ operation: 'rotate', status: 'succeeded' });
    const all = await jobs.countDocuments({ operation: 'rotate' });
    if (succeeded !== rotations || all !== rotations) {
      throw new Error(`${rotations} rotations were asked for; ${all} jobs are stored, ${succeeded} of them succeeded`);
    }
    for (const { credentialId, username } of managed) {
      const [current, ...more] = await credentialVersions
        .find({ credential_id: credentialId, state: 'current' })
        .lean();
      if (!current || more.length > 0)
        throw new Error(`${username} has ${more.length} current versions too many, or none`);
      const { organization_id: organizationId, version, sealed } = current;
      if (!sealed) throw new Error(`${username} has no secret of its own`);
      const password = await vault.open(sealed, { organizationId, credentialId, version });
      await script.logIn({ username, password });
    }
  } finally {
    await store.close();
  }
}

function pick<Role extends Account | ManagedRole>(roles: readonly Role[], index: number): Role {
  const role = roles[index];
  if (!role) throw new RangeError(`there is no role ${index}`);
  return role;
}
