/** The read models of all organizations at once, in numbers: how far the one is behind that is furthest behind. */

import { ledgerCollections } from '../ledger/collections.ts';
import { type LogStanding, unfollowed } from '../log-following/unfollowed.ts';
import type { ReportFeedDocument } from '../models/reporting.ts';
import type { Store } from '../store.ts';
import { ageOf } from './report-age.ts';

export interface ReportsInNumbers {
  /** The most of any; null: one is being built for the first time. */
  readonly lagMs: number | null;
  /** Records that were not followed, of all together. */
  readonly behind: number;
}

/** Server time for each question. */
const WITHIN_MS = 2_000;

export async function surveyReports(store: Store, now: Date): Promise<ReportsInNumbers> {
  const standingOf = await standings(store);
  const organizations = await store.models.organizations.find({ status: 'active' }, { _id: 1 }).lean();
  const feeds = await store.models.reportFeeds.find().lean<ReportFeedDocument[]>();
  const feedOf = new Map(feeds.map((feed) => [feed._id, feed]));
  const all = organizations.map(({ _id }) => {
    const feed = feedOf.get(_id) ?? null;
    const standing = standingOf(_id);
    const records = Math.max(0, standing.size - (feed?.next_index ?? 0)) + standing.waiting;
    return { _id, feed, standing, records, age: ageOf(feed, { records, since: null }, now) };
  });
  const behind = all.reduce((sum, { records }) => sum + records, 0);
  if (all.some(({ age }) => age.lagMs === null)) return { lagMs: null, behind };
  // None is further behind than the end of its log was last reached: it is looked at closely only where that may count.
  all.sort((left, right) => (right.age.lagMs ?? 0) - (left.age.lagMs ?? 0));
  let lagMs = 0;
  for (const { _id, feed, standing, age } of all) {
    if (feed === null || (age.lagMs ?? 0) <= lagMs) break;
    const exact = ageOf(feed, await unfollowed(store, _id, feed.next_index, standing), now);
    lagMs = Math.max(lagMs, exact.lagMs ?? 0);
  }
  return { lagMs, behind };
}

/** What waits is asked for first, as in {@link logStanding}. */
async function standings(store: Store): Promise<(organizationId: number) => LogStanding> {
  const { heads, pending } = ledgerCollections(store);
  const waiting = await pending
    .aggregate<Waiting>([{ $group: { _id: '$log', count: { $sum: 1 }, oldest: { $min: '$_id' } } }], {
      maxTimeMS: WITHIN_MS,
    })
    .toArray();
  const all = await heads.find({}, { projection: { size: 1 }, maxTimeMS: WITHIN_MS }).toArray();
  const waitingOf = new Map(waiting.map((row) => [row._id, row]));
  const sizeOf = new Map(all.map(({ _id, size }) => [_id, size]));
  return (_id) => {
    const row = waitingOf.get(_id);
    return { size: sizeOf.get(_id) ?? 0, waiting: row?.count ?? 0, oldestWaiting: row?.oldest ?? null };
  };
}

interface Waiting {
  readonly _id: number;
  readonly count: number;
  readonly oldest: string;
}
