/** How long a proof takes in a log of a million records, against reading a single row by its id. */

import { randomBytes, randomInt } from 'node:crypto';
import { newEventId } from '../../store/event-ids.ts';
import { binaryOf } from '../../store/ledger/bytes.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { consistencyProof, inclusionProof } from '../../store/ledger/proofs.ts';
import { sequencePending } from '../../store/ledger/sequencer.ts';
import type { Store } from '../../store/store.ts';
import { atMost, type BenchOptions, quantile, type Row, ratioOf, spreadOf } from '../measurement.ts';
import { inTurns } from '../rounds.ts';
import type { Stack } from '../stack.ts';
import { inDatabase } from './database.ts';

interface Scale {
  readonly records: number;
  readonly rounds: number;
  /** Of each kind, per round. */
  readonly proofs: number;
}

const FULL: Scale = { records: 1_000_000, rounds: 3, proofs: 400 };
const QUICK: Scale = { records: 1_000, rounds: 1, proofs: 10 };
const LOG = 1;
const FED_AT_ONCE = 10_000;
/** A proof reads up to a dozen tiles. */
const GOAL_P99_MS = 50;

export function benchProofs(stack: Stack, { quick, progress }: BenchOptions): Promise<Row[]> {
  const { records, rounds, proofs } = quick ? QUICK : FULL;
  return inDatabase(stack, 'capstan_bench_proofs', async (store) => {
    progress(`a log of ${records} records`);
    const { perSecond, ids } = await grow(store, records);
    progress('proofs');
    const timed = (prove: () => Promise<unknown>) => async () => {
      const took: number[] = [];
      for (let done = 0; done < proofs; done += 1) {
        const began = performance.now();
        await prove();
        took.push(performance.now() - began);
      }
      return took.toSorted((one, other) => one - other);
    };
    const { sequence } = ledgerCollections(store);
    const measured = await inTurns(rounds, {
      inclusion: timed(() => inclusionProof(store, LOG, randomInt(records), records)),
      consistency: timed(() => consistencyProof(store, LOG, randomInt(1, records), records)),
      row: timed(() => sequence.findOne({ _id: ids[randomInt(ids.length)] ?? '' })),
    });
    const of = (kind: 'inclusion' | 'consistency' | 'row', share: number) =>
      measured[kind].map((took) => quantile(took, share));
    const row = (what: string, kind: 'inclusion' | 'consistency', share: number): Row => ({
      what,
      unit: 'ms',
      capstan: spreadOf(of(kind, share)),
      plain: spreadOf(of('row', share)),
      ratio: ratioOf(of(kind, share), of('row', share)),
      goal: share === 0.99 ? atMost(GOAL_P99_MS, spreadOf(of(kind, share)).median, ' ms') : null,
    });
    const inclusion = `proof of inclusion in ${records}, against reading a row`;
    return [
      row(`${inclusion}, p50`, 'inclusion', 0.5),
      row('  p99', 'inclusion', 0.99),
      row('  of consistency, p50', 'consistency', 0.5),
      row('  of consistency, p99', 'consistency', 0.99),
      {
        what: 'leaves that one sequencer puts into a tree',
        unit: '/s',
        capstan: spreadOf(perSecond),
        plain: null,
        ratio: null,
        goal: null,
      },
    ];
  });
}

/** Feeds hashes straight to the sequencer: where they come from makes no difference to the tree. */
async function grow(store: Store, records: number): Promise<{ perSecond: number[]; ids: string[] }> {
  const nameLog = () => ({ origin: 'bench/1', vkeys: [] });
  const ids: string[] = [];
  const perSecond: number[] = [];
  const atOnce = Math.min(FED_AT_ONCE, records);
  for (let fed = 0; fed < records; fed += atOnce) {
    const hashes = Array.from({ length: atOnce }, () => ({
      _id: newEventId(),
      log: LOG,
      leaf_hash: binaryOf(randomBytes(32)),
    }));
    await ledgerCollections(store).pending.insertMany(hashes, { ordered: false });
    ids.push(hashes[0]?._id ?? '');
    const began = performance.now();
    while ((await sequencePending(store, 1, nameLog)).done.length > 0);
    perSecond.push((atOnce * 1_000) / (performance.now() - began));
  }
  return { perSecond, ids };
}
