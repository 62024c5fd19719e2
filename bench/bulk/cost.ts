/**
 * What an item of a rotation by a plan costs in small and in large jobs, and what worker and API occupy meanwhile. The
 * target is simulated, takes no time and is in the worker's own process: what is left is Capstan.
 */

import { randomUUID } from 'node:crypto';
import { Secret } from '../../domain/secret.ts';
import { silentProgress } from '../../launcher/progress.ts';
import { atMost, type BenchOptions, type Row, ratioOf, type Spread, spreadOf } from '../measurement.ts';
import { firstPasswordOf, type Simulation } from '../simulation/plan.ts';
import { wrongClaims } from '../simulation/questions.ts';
import { newSimulation, simulatedWorkerService } from '../simulation/service.ts';
import { type Stack, startStack } from '../stack.ts';
import { Accounts, type ManagedAccount } from './accounts.ts';
import { BulkJobs } from './jobs.ts';
import { storedAccounts } from './log-in.ts';
import { ProcessMemory } from './process-memory.ts';
import { withStore } from './with-store.ts';

interface Size {
  readonly accounts: number;
  /** How often it is run: what is short varies more. */
  readonly times: number;
}

const FULL: readonly Size[] = [
  { accounts: 1_000, times: 3 },
  { accounts: 10_000, times: 1 },
  { accounts: 100_000, times: 1 },
];
const QUICK: readonly Size[] = [
  { accounts: 8, times: 1 },
  { accounts: 16, times: 1 },
];

const MOST_GROWTH = 1.1;
/** Of ten times as many accounts: what is collected comes and goes in waves, and a leak of any one of them would show. */
const MOST_MEMORY_GROWTH = 1.25;
const PORT = 5432;
const DEVICES = 10;
const PARALLEL = 5;

interface Measured extends Size {
  readonly platformId: number;
  readonly managed: readonly ManagedAccount[];
  /** Milliseconds an item, of each run. */
  readonly preflight: number[];
  readonly rotation: number[];
  workerBytes: number;
  apiBytes: number;
}

/** @throws Error where anything fails, or the target does not take what is stored afterwards. */
export async function benchCost({ quick, progress }: BenchOptions): Promise<Row[]> {
  const simulation = await newSimulation({
    seed: randomUUID(),
    latency: { median: 0, p99: 0 },
    logins: { refuse: 0, unreachable: 0 },
    changes: { refuse: 0, unreachable: 0, lost_before: 0, lost_after: 0 },
  });
  let probePort = 0;
  const stack = await startStack(silentProgress, (options, port) => {
    probePort = port;
    return simulatedWorkerService(simulation, options, port);
  });
  try {
    const memory = {
      worker: new ProcessMemory(`http://127.0.0.1:${probePort}`),
      api: new ProcessMemory(stack.baseUrl),
    };
    const measured = measureAll(stack, simulation, memory, { quick, progress });
    return rowsOf(await Promise.race([measured, stack.broken]));
  } finally {
    await stack.stop();
  }
}

function measureAll(
  stack: Stack,
  simulation: Simulation,
  memory: { readonly worker: ProcessMemory; readonly api: ProcessMemory },
  { quick, progress }: BenchOptions,
): Promise<Measured[]> {
  return withStore(stack, async (store, vault) => {
    const accounts = new Accounts(store, vault);
    const all: Measured[] = [];
    // All of them first, so that each size finds a store that is as full.
    for (const size of quick ? QUICK : FULL) {
      progress(`registering ${size.accounts} simulated accounts`);
      all.push({
        ...size,
        ...(await register(accounts, simulation, size)),
        preflight: [],
        rotation: [],
        workerBytes: 0,
        apiBytes: 0,
      });
    }
    const jobs = new BulkJobs(stack);
    for (const size of all) {
      for (let time = 1; time <= size.times; time += 1) {
        progress(`rotating ${size.accounts} simulated accounts`);
        const [stopWorker, stopApi] = [memory.worker.watch(), memory.api.watch()];
        const planned = await jobs.preflight('rotate', size.platformId);
        size.preflight.push((planned.seconds * 1_000) / size.accounts);
        const seconds = await jobs.run('rotate', planned, size.accounts);
        size.rotation.push((seconds * 1_000) / size.accounts);
        size.workerBytes = Math.max(size.workerBytes, await stopWorker());
        size.apiBytes = Math.max(size.apiBytes, await stopApi());
      }
    }
    progress('asking the simulated target whether it takes what is stored');
    for (const { managed } of all) {
      for await (const stored of storedAccounts(store, vault, managed)) {
        const claims = stored.map(({ username, password }) => ({ ...atTarget(username), password: password.reveal() }));
        const wrong = await wrongClaims(simulation, claims);
        if (wrong.length > 0) throw new Error(`the target does not take what is stored of ${wrong.join(', ')}`);
      }
    }
    return all;
  });
}

function atTarget(username: string) {
  return { address: '127.0.0.1', port: PORT, username };
}

async function register(accounts: Accounts, { plan: { seed } }: Simulation, { accounts: count }: Size) {
  const account = (username: string) => ({
    username,
    password: new Secret(firstPasswordOf(seed, atTarget(username))),
  });
  const platformId = await accounts.addPlatform({ change_by: 'reconcile_account', max_parallel_per_device: PARALLEL });
  const trust = { kind: 'loopback_plaintext' } as const;
  const places = [];
  for (let device = 0; device < DEVICES; device += 1) {
    const deviceId = await accounts.addDevice({ port: PORT, trust }, account(`reconciler_${count}_${device}`));
    places.push({ deviceId, platformId });
  }
  const names = Array.from({ length: count }, (_, at) => account(`account_${count}_${at}`));
  return { platformId, managed: await accounts.addAccounts(names, places) };
}

function rowsOf(all: readonly Measured[]): Row[] {
  const [smallest] = all;
  if (!smallest) throw new RangeError('nothing was measured');
  return all.flatMap((size) => [
    costRow(
      `a rotation by a plan of ${inWords(size)}, simulated target`,
      size.rotation,
      size,
      smallest.rotation,
      smallest,
    ),
    costRow(`  its preflight, an item`, size.preflight, size, smallest.preflight, smallest),
    memoryRow('worker', ({ workerBytes }) => workerBytes, size, all),
    memoryRow('API', ({ apiBytes }) => apiBytes, size, all),
  ]);
}

/**
 * The largest job against the one before it: the first of all finds processes that have not yet had anything to do, and have
 * yet to take the memory that any work takes.
 */
function memoryRow(of: string, bytes: (size: Measured) => number, size: Measured, all: readonly Measured[]): Row {
  const what = `  memory of the ${of}, at most`;
  const row = { what, unit: 'bytes', capstan: spreadOf([bytes(size)]), plain: null, ratio: null, goal: null } as const;
  const before = all.at(-2);
  if (!before || size !== all.at(-1)) return row;
  const ratio = ratioOf([bytes(size)], [bytes(before)]);
  return {
    ...row,
    what: `${what}, against ${inWords(before)}`,
    plain: spreadOf([bytes(before)]),
    ratio,
    goal: atMost(MOST_MEMORY_GROWTH, ratio.median),
  };
}

function inWords({ accounts }: Size): string {
  return accounts.toLocaleString('en');
}

/** A larger job against the smallest: the median of its runs, which are its rounds. */
function costRow(what: string, cost: readonly number[], size: Size, least: readonly number[], smallest: Size): Row {
  const row = { what, unit: 'ms', capstan: spreadOf(cost), plain: null, ratio: null, goal: null } as const;
  if (size === smallest) return row;
  const plain: Spread = spreadOf(least);
  const ratio = ratioOf([row.capstan.median], [plain.median]);
  return {
    ...row,
    what: `${what}, against ${inWords(smallest)}`,
    plain,
    ratio,
    goal: atMost(MOST_GROWTH, ratio.median),
  };
}
