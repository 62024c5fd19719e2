/**
 * Writers and keepers of the ledger at once over a real replica set, while one thing after another is killed, stopped
 * or takes the lead from another. What came of it is for `oracle.ts` to judge.
 */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ReplicaSet, startReplicaSet } from '../../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../../launcher/engines/resolve-binary.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { createLedgerKeyFile, LedgerKeys } from '../../../store/ledger/signing/ledger-keys.ts';
import { openStore, type Store } from '../../../store/store.ts';
import { until } from '../until.ts';
import { KeptProcess } from './kept-process.ts';
import { type Observed, Observer } from './observer.ts';
import { Random } from './random.ts';

export interface RaceOptions {
  /** An empty directory. */
  readonly directory: string;
  readonly seed: number;
  /** How long things are disturbed. */
  readonly forMs: number;
  /** How long there is no primary at all, or an old one stands aside. */
  readonly withoutPrimaryMs: number;
  readonly note: (line: string) => void;
}

export interface RaceResult {
  readonly store: Store;
  readonly keys: LedgerKeys;
  /** Ids of the events that writers were told to be committed. */
  readonly acknowledged: readonly string[];
  readonly devices: readonly number[];
  readonly organizations: readonly number[];
  readonly observed: Observed;
  /** How often the lease has changed hands. */
  readonly takeovers: number;
  close(): Promise<void>;
}

const WRITERS = 3;
const KEEPERS = 3;
/**
 * Of two organizations. Few enough that writers meet on them, and enough that there are others while MongoDB keeps what
 * a killed writer had begun to change, which it does for a minute.
 */
const DEVICES = Array.from({ length: 24 }, (_, at) => ({ organization: 1 + (at % 2), device: at + 1 }));
/** Between two disturbances. */
const PEACE_MS = [500, 2_500] as const;
/** Longer than the lease lasts: who is paused wakes up without it. */
const PAUSE_MS = [1_000, 8_000] as const;
/** What a writer waits for, that is locked by one that was killed, may take longer; then it is killed too. */
const LAST_WORDS_MS = 3_000;
/** MongoDB demands more than it gives the others to catch up. */
const SHORTEST_STEP_DOWN_S = 6;
const SETTLED_WITHIN_MS = 60_000;

/** @throws Error where a process ends by itself, or the ledger does not come to rest. */
export async function runRace(options: RaceOptions): Promise<RaceResult> {
  const { directory, note } = options;
  const { path: binary } = await resolveBinary('mongod');
  const mongodb = await startReplicaSet({ binary, directory: join(directory, 'mongodb') });
  const store = await openStore(mongodb.uri);
  const close = async () => {
    await store.close();
    for (const { pid } of mongodb.members) resume(pid);
    await mongodb.kill();
  };
  const processes: KeptProcess[] = [];
  const homes = Array.from({ length: KEEPERS }, (_, at) => join(directory, `keeper-${at}`));
  const observer = new Observer(mongodb.uri, homes);
  try {
    await store.prepare();
    await store.models.devices.insertMany(DEVICES.map(documentOf));
    const keyFile = join(directory, 'ledger.json');
    createLedgerKeyFile(keyFile);
    await observer.start();
    const keepers = homes.map((home) => keeperOf(mongodb.uri, keyFile, home));
    const files = Array.from({ length: WRITERS }, (_, at) => join(directory, `acknowledged-${at}`));
    const writers = files.map((file) => writerOf(mongodb.uri, file));
    processes.push(...keepers, ...writers);

    await disturb({ ...options, mongodb, store, keepers, writers });

    note('the writers stop, and the rest is put into the trees and signed');
    await Promise.all(writers.map((writer) => writer.stop(LAST_WORDS_MS)));
    await settled(store);
    await Promise.all(keepers.map((keeper) => keeper.stop()));
    const lease = await store.models.ledgerLeases.findById('keeper').lean();
    return {
      store,
      keys: LedgerKeys.read(keyFile),
      acknowledged: files.flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1)),
      devices: DEVICES.map(({ device }) => device),
      organizations: [...new Set(DEVICES.map(({ organization }) => organization))],
      observed: await observer.stop(),
      takeovers: lease?.token ?? 0,
      close,
    };
  } catch (error) {
    await observer.abandon();
    await Promise.allSettled(processes.map((process) => process.stop(0)));
    await close();
    throw error;
  }
}

function documentOf({ organization, device }: (typeof DEVICES)[number]) {
  const now = new Date();
  return {
    _id: device,
    public_id: `dev_${device}`,
    organization_id: organization,
    scope_id: 1,
    name: `device-${device}`,
    kind: 'postgres' as const,
    address: '127.0.0.1',
    port: 5432,
    trust: { kind: 'loopback' as const },
    reconcile_resource_id: null,
    status: 'active' as const,
    created_at: now,
    updated_at: now,
    revision: 0,
    last_event_id: 'none yet',
  };
}

function keeperOf(uri: string, keyFile: string, home: string): KeptProcess {
  mkdirSync(home, { recursive: true });
  return new KeptProcess('test/support/ledger-race/keeper-process.ts', {
    KEEPER_MONGODB_URI: uri,
    KEEPER_KEY_FILE: keyFile,
    KEEPER_DIRECTORY: home,
  });
}

function writerOf(uri: string, file: string): KeptProcess {
  return new KeptProcess('test/support/ledger-race/writer-process.ts', {
    WRITER_MONGODB_URI: uri,
    WRITER_ACKNOWLEDGED: file,
    WRITER_DEVICES: DEVICES.map(({ organization, device }) => `${organization}:${device}`).join(','),
  });
}

interface Stage extends RaceOptions {
  readonly mongodb: ReplicaSet;
  readonly store: Store;
  readonly keepers: readonly KeptProcess[];
  readonly writers: readonly KeptProcess[];
}

/** Each kind of disturbance once a round, in an order of its own each round. */
async function disturb(stage: Stage): Promise<void> {
  const random = new Random(stage.seed);
  const end = performance.now() + stage.forMs;
  while (performance.now() < end) {
    for (const name of random.shuffled(ROUND)) {
      if (performance.now() >= end) break;
      stage.note(name);
      await DISTURBANCES[name](stage, random);
      await delay(random.between(...PEACE_MS));
    }
  }
}

type Disturbance = (stage: Stage, random: Random) => Promise<void>;

const DISTURBANCES = {
  'a writer is killed': async ({ writers }, random) => random.pick(writers).kill(),
  'the keeper at work is killed': async (stage) => (await atWork(stage)).kill(),
  'a keeper is killed': async ({ keepers }, random) => random.pick(keepers).kill(),
  'the keeper at work stands still': async (stage, random) => (await atWork(stage)).pause(random.between(...PAUSE_MS)),
  'a writer stands still': async ({ writers }, random) => random.pick(writers).pause(random.between(...PAUSE_MS)),
  'the primary is killed': async ({ mongodb, store }) => {
    await mongodb.restart(await primaryOf(store, mongodb));
  },
  'the primary steps down': async ({ mongodb, withoutPrimaryMs, note }) => {
    const seconds = Math.max(SHORTEST_STEP_DOWN_S, Math.ceil(withoutPrimaryMs / 1_000));
    await until('the primary steps down', async () => {
      try {
        await mongodb.stepDown(seconds);
        return true;
      } catch (error) {
        // No other member has caught up yet, or there is no primary at the moment.
        note(`  not yet: ${error}`);
        return undefined;
      }
    });
  },
  'the primary loses the others': async ({ mongodb, store, withoutPrimaryMs }) => {
    const primary = await primaryOf(store, mongodb);
    const others = mongodb.members.filter((_, at) => at !== primary);
    for (const { pid } of others) process.kill(pid, 'SIGSTOP');
    await delay(withoutPrimaryMs);
    for (const { pid } of others) resume(pid);
    await until('a primary is there again', () => hello(store));
  },
} satisfies Record<string, Disturbance>;

/** What is cheap happens more often. */
const ROUND: readonly (keyof typeof DISTURBANCES)[] = [
  'a writer is killed',
  'a writer is killed',
  'the keeper at work is killed',
  'a keeper is killed',
  'the keeper at work stands still',
  'a writer stands still',
  'the primary is killed',
  'the primary steps down',
  'the primary loses the others',
];

/** The one that holds the lease; waits until one does. */
async function atWork({ store, keepers }: Stage): Promise<KeptProcess> {
  return until('a keeper holds the lease', async () => {
    const lease = await store.models.ledgerLeases.findById('keeper').lean().catch(ignoreOutage);
    const pid = Number(lease?.holder.split(':')[1]);
    return lease && lease.expires_at > new Date() ? keepers.find((keeper) => keeper.pid === pid) : undefined;
  });
}

async function primaryOf(store: Store, { members }: ReplicaSet): Promise<number> {
  const address = await until('a primary is there', () => hello(store));
  const found = members.findIndex(({ port }) => address.endsWith(`:${port}`));
  if (found < 0) throw new Error(`the primary ${address} is none of the members`);
  return found;
}

async function hello(store: Store): Promise<string | undefined> {
  const answer = await store.connection.getClient().db('admin').command({ hello: 1 }).catch(ignoreOutage);
  return answer?.['isWritablePrimary'] ? answer['primary'] : undefined;
}

/** The servers are being killed: whoever asks asks again. */
function ignoreOutage(): undefined {
  return undefined;
}

function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Nothing waits, and what is in the trees is signed; the platform's log comes to rest last. */
async function settled(store: Store): Promise<void> {
  const { pending, heads } = ledgerCollections(store);
  await until(
    'nothing waits and everything is signed',
    async () => {
      const [waiting, all] = await Promise.all([pending.countDocuments(), heads.find().toArray()]);
      const isSigned = all.every(({ size, published_size, refusal }) => size === published_size || refusal !== null);
      return waiting === 0 && isSigned ? true : undefined;
    },
    SETTLED_WITHIN_MS,
  );
}
