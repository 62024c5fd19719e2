/** All logs at once, in numbers: how many are in which state, and how long the oldest has waited. Cheap enough to ask often. */

import { type LedgerState, ledgerStateOf, PLATFORM_LOG } from '../../domain/ledger.ts';
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
  const { heads } = ledgerCollections(store);
  const [all, oldest, platformSince] = await Promise.all([
    heads.find({}, { projection: { refusal: 1, published_at: 1 }, maxTimeMS: WITHIN_MS }).toArray(),
    oldestEvents(store),
    platformWaitsSince(store),
  ]);
  const ageOf = (since: number | null) => (since === null ? null : Math.max(0, now.getTime() - since));
  const states = { starting: 0, current: 0, stalled: 0, refused: 0 } satisfies Record<LedgerState, number>;
  for (const head of all) {
    const since = head._id === PLATFORM_LOG ? platformSince : (oldest.get(head._id) ?? null);
    states[ledgerStateOf(head, ageOf(since))] += 1;
  }
  const since = platformSince === null ? [...oldest.values()] : [...oldest.values(), platformSince];
  return { states, oldestPendingMs: since.length === 0 ? null : ageOf(Math.min(...since)) };
}

/**
 * Since when the oldest event of each organization's log has waited. The index leads from one log to the next, so that
 * it takes as long as there are logs, and no longer where very much waits: that is when the answer matters.
 */
async function oldestEvents(store: Store): Promise<ReadonlyMap<number, number>> {
  const logs = await ledgerCollections(store)
    .pending.aggregate<{ readonly _id: number; readonly oldest: string }>(
      [
        { $match: { log: { $gt: PLATFORM_LOG } } },
        { $sort: { log: 1, _id: 1 } },
        { $group: { _id: '$log', oldest: { $first: '$_id' } } },
      ],
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
