/**
 * Writers and keepers of the ledger at once over a real replica set, while one thing after another is killed, stopped
 * or takes the lead from another. What came of it is for `oracle.ts` to judge.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startReplicaSet } from '../../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../../launcher/engines/resolve-binary.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { createLedgerKeyFile, LedgerKeys } from '../../../store/ledger/signing/ledger-keys.ts';
import { openStore, type Store } from '../../../store/store.ts';
import { until } from '../until.ts';
import { disturb } from './disturb.ts';
import type { Faults } from './faults.ts';
import type { KeptProcess } from './kept-process.ts';
import { primaryOf, resume } from './members.ts';
import { type Observed, Observer } from './observer.ts';
import { DEVICES, deviceDocuments, keeperOf, writerOf } from './participants.ts';

export interface RaceOptions {
  /** An empty directory. */
  readonly directory: string;
  readonly seed: number;
  /** How long things are disturbed; every kind of disturbance is tried once, however long that takes. */
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
  /** What was done to them, as far as it was seen. */
  readonly faults: Faults;
  /** Of the primary at the end. */
  readonly lastTerm: number;
  close(): Promise<void>;
}

const WRITERS = 3;
const KEEPERS = 3;
/** What a writer waits for, that is locked by one that was killed, may take longer; then it is killed too. */
const LAST_WORDS_MS = 3_000;
const SETTLED_WITHIN_MS = 60_000;

/** @throws Error where a process ends by itself, or the ledger does not come to rest. */
export async function runRace(options: RaceOptions): Promise<RaceResult> {
  const { directory, note } = options;
  const { path: binary } = await resolveBinary('mongod');
  const mongodb = await startReplicaSet({ binary, directory: join(directory, 'mongodb') });
  const store = await openStore(mongodb.uri);
  const close = async () => {
    await store.close();
    for (const member of mongodb.members) resume(member);
    await mongodb.kill();
  };
  const processes: KeptProcess[] = [];
  const homes = Array.from({ length: KEEPERS }, (_, at) => join(directory, `keeper-${at}`));
  const observer = new Observer(mongodb.uri, homes);
  try {
    await store.prepare();
    await store.models.devices.insertMany(deviceDocuments());
    const keyFile = join(directory, 'ledger.json');
    createLedgerKeyFile(keyFile);
    await observer.start();
    const keepers = homes.map((home) => keeperOf(mongodb.uri, keyFile, home));
    const files = Array.from({ length: WRITERS }, (_, at) => join(directory, `acknowledged-${at}`));
    const writers = files.map((file) => writerOf(mongodb.uri, file));
    processes.push(...keepers, ...writers);

    const faults = await disturb({ ...options, mongodb, store, keepers, writers });

    note('the writers stop, and the rest is put into the trees and signed');
    await Promise.all(writers.map((writer) => writer.stop(LAST_WORDS_MS)));
    // What one that was killed had sent last, the server may carry out at any time until then.
    await store.connection.getClient().db('admin').command({ killSessions: [] });
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
      faults,
      lastTerm: (await primaryOf(store, mongodb)).term,
      close,
    };
  } catch (error) {
    await observer.abandon();
    await Promise.allSettled(processes.map((process) => process.stop(0)));
    await close();
    throw error;
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
