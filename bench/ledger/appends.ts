/** Records per second against inserts of one document of their size, in a transaction each, into the same MongoDB. */

import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { AuditWriter } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { Store } from '../../store/store.ts';
import { atLeast, type BenchOptions, type Row, ratioOf, spreadOf } from '../measurement.ts';
import { inTurns, type Pace, paceOf } from '../rounds.ts';
import { changePlace, preparePlaces, writeRead } from './record-mix.ts';

interface Scale {
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
}

const FULL: Scale = { rounds: 5, warmUpMs: 500, windowMs: 4_000 };
const QUICK: Scale = { rounds: 1, warmUpMs: 0, windowMs: 200 };
const CHANGERS = 32;
const READERS = 100;
/** A change writes three documents where the plain insert writes one, and the keeper works beside it. */
const GOAL_CHANGES = 0.33;
/** Reads share their commits. */
const GOAL_READS = 2;
const WITHIN_MS = 120_000;

export async function benchAppends(store: Store, { quick, progress }: BenchOptions): Promise<Row[]> {
  const { rounds, warmUpMs, windowMs } = quick ? QUICK : FULL;
  progress('records in transactions of a change, and in shared ones');
  await preparePlaces(store);
  const writer = new AuditWriter(store);
  const plain = await plainInsert(store, writer);
  let n = 0;
  const pace = (concurrency: number, append: (caller: number) => Promise<unknown>) => () =>
    paceOf({ concurrency, warmUpMs, windowMs }, async (caller) => void (await append(caller)));
  const measured = await inTurns(rounds, {
    changes: pace(CHANGERS, (caller) => changePlace(store, caller, n++)),
    plainChanges: pace(CHANGERS, plain),
    reads: pace(READERS, () => writeRead(writer, n++)),
    plainReads: pace(READERS, plain),
  });
  const drained = await drainedIn(store);
  const row = (what: string, capstan: readonly Pace[], other: readonly Pace[], goal: number): Row => {
    const paces = (of: readonly Pace[]) => of.map(({ perSecond }) => perSecond);
    const ratio = ratioOf(paces(capstan), paces(other));
    return {
      what,
      unit: '/s',
      capstan: spreadOf(paces(capstan)),
      plain: spreadOf(paces(other)),
      ratio,
      goal: atLeast(goal, ratio.median),
    };
  };
  const { changes, plainChanges, reads, plainReads } = measured;
  return [
    row(`changes with their records, ${CHANGERS} at once, against plain inserts`, changes, plainChanges, GOAL_CHANGES),
    row(`records of reads, ${READERS} at once, against plain inserts`, reads, plainReads, GOAL_READS),
    {
      what: '  until all of them were in the tree, after the last one',
      unit: 'ms',
      capstan: spreadOf([drained]),
      plain: null,
      ratio: null,
      goal: null,
    },
  ];
}

/** As many bytes as a record has, in one collection without further indexes. */
async function plainInsert(store: Store, writer: AuditWriter): Promise<() => Promise<unknown>> {
  const id = await writeRead(writer, 0);
  const record = await store.auditCollection().findOne({ _id: id });
  if (!record) throw new Error('a record that was written is not there');
  const bytes = mongo.BSON.calculateObjectSize(record);
  const collection = store.connection.getClient().db().collection<{ _id: string; body: Buffer }>('bench_plain');
  await collection.deleteMany({});
  const overhead = mongo.BSON.calculateObjectSize({ _id: id, body: Buffer.alloc(0) });
  const body = randomBytes(bytes - overhead);
  return () => store.transaction((session) => collection.insertOne({ _id: newEventId(), body }, { session }));
}

/** The keeper works while records are written; how far behind it is at their end shows whether the pace can be kept. */
async function drainedIn(store: Store): Promise<number> {
  const began = performance.now();
  const { pending } = ledgerCollections(store);
  while ((await pending.countDocuments()) > 0) {
    if (performance.now() - began > WITHIN_MS) throw new Error('records that were written did not get into the tree');
  }
  return performance.now() - began;
}
