/** How long after its commit a record is in the tree, and under a signed checkpoint, at several rates. */

import { setTimeout as delay } from 'node:timers/promises';
import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { LedgerSequenceDocument } from '../../store/models/ledger.ts';
import type { Store } from '../../store/store.ts';
import { atLeast, atMost, type BenchOptions, type Goal, quantile, type Row, spreadOf } from '../measurement.ts';
import type { Stack } from '../stack.ts';
import { HeadWatch } from './head-watch.ts';
import { type Committed, offer } from './offer.ts';

interface Scale {
  readonly rounds: number;
  readonly seconds: number;
}

const FULL: Scale = { rounds: 3, seconds: 10 };
const QUICK: Scale = { rounds: 1, seconds: 1 };
interface Load {
  readonly what: string;
  readonly perSecond: number | null;
  readonly organizations: number;
}

const LOADS: readonly Load[] = [
  { what: 'at 100/s', perSecond: 100, organizations: 1 },
  { what: 'at 500/s', perSecond: 500, organizations: 1 },
  { what: 'at 500/s in 100 logs', perSecond: 500, organizations: 100 },
  { what: 'at the highest rate', perSecond: null, organizations: 1 },
];
/** At this rate the goals hold. */
const GOAL_RATE = 500;
const GOAL_INTEGRATED_MS = 1_000;
const GOAL_PUBLISHED_MS = 2_000;
const WITHIN_MS = 60_000;

interface Measured {
  readonly perSecond: number;
  /** Ascending, in ms. */
  readonly integrated: readonly number[];
  readonly published: readonly number[];
}

export async function benchLatency(stack: Stack, store: Store, { quick, progress }: BenchOptions): Promise<Row[]> {
  const { rounds, seconds } = quick ? QUICK : FULL;
  const measured = new Map<Load, Measured[]>(LOADS.map((load) => [load, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const load of LOADS) {
      progress(`records into the tree, ${load.what}`);
      measured.get(load)?.push(await measure(stack, store, load, seconds));
    }
  }
  return [...measured].flatMap(([load, of]) => rowsOf(load, of));
}

async function measure(stack: Stack, store: Store, load: Load, seconds: number): Promise<Measured> {
  const watch = await HeadWatch.start(store);
  try {
    const { committed, perSecond } = await offer({ mongodbUri: stack.mongodbUri, seconds, ...load });
    const rows = await rowsOfTree(store, committed);
    await untilPublished(watch, rows);
    const waits = (at: (row: LedgerSequenceDocument) => number | undefined) =>
      committed
        .map(([id, atMs]) => {
          const row = rows.get(id);
          const seen = row && at(row);
          if (seen === undefined) throw new Error(`${id} was not seen to come into the tree`);
          return Math.max(0, seen - atMs);
        })
        .toSorted((one, other) => one - other);
    return {
      perSecond,
      integrated: waits((row) => watch.integratedAt(row)),
      published: waits((row) => watch.publishedAt(row)),
    };
  } finally {
    await watch.close();
  }
}

/** Once all are in the tree. @throws Error where one does not get there. */
async function rowsOfTree(store: Store, committed: readonly Committed[]): Promise<Map<string, LedgerSequenceDocument>> {
  const deadline = performance.now() + WITHIN_MS;
  const { pending, sequence } = ledgerCollections(store);
  while ((await pending.countDocuments({ log: { $ne: PLATFORM_LOG } })) > 0) {
    if (performance.now() > deadline) throw new Error('records that were written did not get into the tree');
    await delay(20);
  }
  const rows = await sequence.find({ _id: { $in: committed.map(([id]) => id) } }).toArray();
  if (rows.length !== committed.length)
    throw new Error(`${committed.length - rows.length} records are not in the tree`);
  return new Map(rows.map((row) => [row._id, row]));
}

async function untilPublished(watch: HeadWatch, rows: ReadonlyMap<string, LedgerSequenceDocument>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  for (const row of rows.values()) {
    while (watch.publishedAt(row) === undefined) {
      if (performance.now() > deadline) throw new Error(`${row._id} is under no checkpoint`);
      await delay(20);
    }
  }
}

function rowsOf({ what, perSecond }: Load, measured: readonly Measured[]): Row[] {
  const row = (text: string, unit: Row['unit'], values: readonly number[], goalOf?: (median: number) => Goal): Row => {
    const spread = spreadOf(values);
    return { what: text, unit, capstan: spread, plain: null, ratio: null, goal: goalOf?.(spread.median) ?? null };
  };
  const share = (of: 'integrated' | 'published', quantileAt: number) =>
    measured.map((round) => quantile(round[of], quantileAt));
  const hasGoal = perSecond === GOAL_RATE;
  const within = (limit: number) => (hasGoal ? (median: number) => atMost(limit, median, ' ms') : undefined);
  return [
    row(
      `records written ${what}`,
      '/s',
      measured.map((round) => round.perSecond),
      perSecond === null ? undefined : (median) => atLeast(Math.round(perSecond * 0.95), median),
    ),
    row('  from commit to the tree, p50', 'ms', share('integrated', 0.5)),
    row('  from commit to the tree, p99', 'ms', share('integrated', 0.99), within(GOAL_INTEGRATED_MS)),
    row('  from commit to a signed checkpoint, p50', 'ms', share('published', 0.5)),
    row('  from commit to a signed checkpoint, p99', 'ms', share('published', 0.99), within(GOAL_PUBLISHED_MS)),
  ];
}
