/** Bytes on disk for each record, with all indexes and all that the ledger keeps, against the record by itself. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import { createLogger } from '../../runtime/logger.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { LedgerKeeper } from '../../store/ledger/signing/keeper.ts';
import { LedgerKeys } from '../../store/ledger/signing/ledger-keys.ts';
import { SignedElsewhere } from '../../store/ledger/signing/signed-elsewhere.ts';
import type { Store } from '../../store/store.ts';
import { type BenchOptions, type Row, spreadOf } from '../measurement.ts';
import { paceOf } from '../rounds.ts';
import type { Stack } from '../stack.ts';
import { inDatabase } from './database.ts';
import { preparePlaces, writeMixed } from './record-mix.ts';

const FULL_MS = 20_000;
const QUICK_MS = 200;
const CALLERS = 100;
const WITHIN_MS = 60_000;
const OF_THE_LEDGER = ['ledger_sequence', 'ledger_tiles', 'ledger_pending', 'ledger_heads', 'ledger_checkpoints'];

export function benchStorage(stack: Stack, { quick, progress }: BenchOptions): Promise<Row[]> {
  return inDatabase(stack, 'capstan_bench_storage', async (store) => {
    progress('bytes for each record');
    await write(stack, store, quick ? QUICK_MS : FULL_MS);
    const records = await store.auditCollection().countDocuments();
    const checkpoints = await ledgerCollections(store).checkpoints.countDocuments();
    await copyWithoutLedger(store);
    const [whole, alone] = [await sizeOf(store, ['audit_records']), await sizeOf(store, ['bench_records'])];
    const ledger = await sizeOf(store, OF_THE_LEDGER);
    const row = (what: string, bytes: number, plain: number | null = null): Row => ({
      what,
      unit: 'bytes',
      capstan: spreadOf([bytes]),
      plain: plain === null ? null : spreadOf([plain]),
      ratio: plain === null ? null : spreadOf([bytes / plain]),
      goal: null,
    });
    return [
      row('stored for each record, against the record without a ledger', (whole + ledger) / records, alone / records),
      row('  of it leaf, hash and disclosures, beside the record', (whole - alone) / records),
      row(
        `  of it order, tiles and checkpoints (one for ${Math.round(records / checkpoints)} records)`,
        ledger / records,
      ),
    ];
  });
}

async function write({ settings }: Stack, store: Store, forMs: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'capstan-bench-ledger-'));
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const keeper = new LedgerKeeper({
    store,
    keys: LedgerKeys.read(settings.ledgerKeyFile),
    elsewhere: new SignedElsewhere(directory),
    logger: createLogger({ service: 'worker', level: 'error', stream: silent }),
  });
  keeper.start();
  try {
    await preparePlaces(store);
    const writer = new AuditWriter(store);
    let n = 0;
    await paceOf({ concurrency: CALLERS, warmUpMs: 0, windowMs: forMs }, async () => {
      await writeMixed(store, writer, n++);
    });
    await signed(store);
  } finally {
    await keeper.stop();
    await rm(directory, { recursive: true });
  }
}

async function signed(store: Store): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  const { pending, heads } = ledgerCollections(store);
  for (;;) {
    const all = await heads.find({ _id: { $in: [PLATFORM_LOG, FIRST_ORGANIZATION_ID] } }).toArray();
    const isSigned = all.length === 2 && all.every(({ size, published_size }) => size === published_size);
    if (isSigned && (await pending.countDocuments()) === 0) return;
    if (performance.now() > deadline) throw new Error('records that were written were not signed');
  }
}

/** What the audit log would be without the ledger, with the same indexes. */
async function copyWithoutLedger(store: Store): Promise<void> {
  const audit = store.auditCollection();
  const copy = store.connection.getClient().db().collection('bench_records');
  for (const { v: _version, name: _name, key, ...options } of await audit.indexes()) {
    if (!('_id' in key) || Object.keys(key).length > 1) await copy.createIndex(key, options);
  }
  const plain = [{ $unset: ['leaf', 'leaf_hash', 'disclosures'] }, { $merge: { into: 'bench_records' } }];
  await audit.aggregate(plain).toArray();
}

/** After what a growing file has too much was given back. */
async function sizeOf(store: Store, collections: readonly string[]): Promise<number> {
  const db = store.connection.getClient().db();
  let bytes = 0;
  for (const name of collections) {
    await db.command({ compact: name, force: true });
    const { storageSize, totalIndexSize } = await db.command({ collStats: name });
    bytes += storageSize + totalIndexSize;
  }
  return bytes;
}
