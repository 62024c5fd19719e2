/** All logs at once, in numbers: how many are in which state, and how long the oldest has waited. Cheap enough to ask often. */

import { type LedgerState, ledgerStateOf, PLATFORM_LOG, STALLED_AFTER_MS } from '../../domain/ledger.ts';
import { firstIdOf, timeOfId } from '../event-time.ts';
import type { Store } from '../store.ts';
import { ledgerCollections } from './collections.ts';

export interface LogsInNumbers {
  /** Every state is there. The platform's log counts as well; one that has no head yet does not. */
  readonly states: Readonly<Record<LedgerState, number>>;
  /** For how long the one has waited that has waited longest, of any log; null: none waits. */
  readonly oldestPendingMs: number | null;
}

/** Server time for each question: whoever measures is not to make a loaded database worse. */
const WITHIN_MS = 2_000;
/** Checkpoints that wait for the platform's log have no time in their ids; as many are looked up. */
const MAX_CHECKPOINTS = 1_000;
/** Of all events, since ids of checkpoints begin with a digit. */
const FIRST_EVENT = firstIdOf(0);

export async function surveyLogs(store: Store, now: Date): Promise<LogsInNumbers> {
  const { heads, pending } = ledgerCollections(store);
  const [all, overdue, oldestEvent, platformSince] = await Promise.all([
    heads.find({}, { projection: { refusal: 1, published_at: 1 }, maxTimeMS: WITHIN_MS }).toArray(),
    overdueSince(store, now),
    pending.findOne({ _id: { $gte: FIRST_EVENT } }, { sort: { _id: 1 }, maxTimeMS: WITHIN_MS }),
    platformWaitsSince(store),
  ]);
  const ageOf = (since: number | null) => (since === null ? null : Math.max(0, now.getTime() - since));
  const states = { starting: 0, current: 0, stalled: 0, refused: 0 } satisfies Record<LedgerState, number>;
  for (const head of all) {
    const since = head._id === PLATFORM_LOG ? platformSince : (overdue.get(head._id) ?? null);
    states[ledgerStateOf(head, ageOf(since))] += 1;
  }
  const waiting = [oldestEvent && timeOfId(oldestEvent._id), platformSince].filter((since) => since !== null);
  return { states, oldestPendingMs: waiting.length === 0 ? null : ageOf(Math.min(...waiting)) };
}

/** Logs of organizations whose oldest event has waited too long, and since when; it reads those events alone. */
async function overdueSince(store: Store, now: Date): Promise<ReadonlyMap<number, number>> {
  const range = { $gte: FIRST_EVENT, $lt: firstIdOf(now.getTime() - STALLED_AFTER_MS) };
  const logs = await ledgerCollections(store)
    .pending.aggregate<{ readonly _id: number; readonly oldest: string }>(
      [{ $match: { _id: range } }, { $group: { _id: '$log', oldest: { $min: '$_id' } } }],
      { maxTimeMS: WITHIN_MS },
    )
    .toArray();
  return new Map(logs.map(({ _id, oldest }) => [_id, timeOfId(oldest)]));
}

async function platformWaitsSince(store: Store): Promise<number | null> {
  const { pending, checkpoints } = ledgerCollections(store);
  const ids = await pending
    .find({ _id: { $lt: FIRST_EVENT } }, { projection: { _id: 1 }, maxTimeMS: WITHIN_MS })
    .limit(MAX_CHECKPOINTS)
    .toArray();
  if (ids.length === 0) return null;
  const oldest = await checkpoints.findOne(
    { _id: { $in: ids.map(({ _id }) => _id) } },
    { projection: { created_at: 1 }, sort: { created_at: 1 }, maxTimeMS: WITHIN_MS },
  );
  return oldest?.created_at.getTime() ?? null;
}
