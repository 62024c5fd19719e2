/** A keeper of the ledger beside a test's store: it sequences and signs as in a worker. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLogger } from '../../runtime/logger.ts';
import { latestCheckpoint } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { type KeeperParts, LedgerKeeper } from '../../store/ledger/signing/keeper.ts';
import { createLedgerKeyFile, LedgerKeys } from '../../store/ledger/signing/ledger-keys.ts';
import { SignedElsewhere } from '../../store/ledger/signing/signed-elsewhere.ts';
import type { LedgerCheckpointDocument } from '../../store/models/ledger.ts';
import type { Store } from '../../store/store.ts';
import { until } from './until.ts';

export interface TestLedger {
  readonly keys: LedgerKeys;
  /** Where the last checkpoints lie, apart from the database. */
  readonly directory: string;
  readonly keyFile: string;
  /** Starts another keeper with the same keys, whose files lie in `directory`. */
  another(directory?: string, parts?: Partial<KeeperParts>): LedgerKeeper;
  /** The checkpoint that is newest once nothing of the log waits any more, and all that is in it is signed. */
  settled(log: number): Promise<LedgerCheckpointDocument>;
  stop(): Promise<void>;
}

export function silentLogger() {
  return createLogger({ service: 'worker', level: 'error', stream: new Writable({ write: (_c, _e, done) => done() }) });
}

/** Everything goes below `within`, which exists. */
export function keepLedger(store: Store, within: string, start = true): TestLedger {
  const home = mkdtempSync(join(within, 'ledger-'));
  const keyFile = join(home, 'ledger.json');
  createLedgerKeyFile(keyFile);
  const keys = LedgerKeys.read(keyFile);
  const directory = join(home, 'checkpoints');
  const running: LedgerKeeper[] = [];
  const another = (of = directory, parts: Partial<KeeperParts> = {}) => {
    const keeper = new LedgerKeeper({
      store,
      keys,
      elsewhere: new SignedElsewhere(of),
      logger: silentLogger(),
      // Tests wait for signatures many times.
      publishEveryMs: 50,
      ...parts,
    });
    running.push(keeper);
    keeper.start();
    return keeper;
  };
  if (start) another();
  return {
    keys,
    directory,
    keyFile,
    another,
    settled: (log) =>
      until(`log ${log} is signed to its end`, async () => {
        const { pending, heads } = ledgerCollections(store);
        if ((await pending.countDocuments({ log })) > 0) return undefined;
        const head = await heads.findOne({ _id: log });
        if (!head || head.size !== head.published_size) return undefined;
        return (await latestCheckpoint(store, log)) ?? undefined;
      }),
    async stop() {
      for (const keeper of running) await keeper.stop();
    },
  };
}
