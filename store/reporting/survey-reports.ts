/** The read models of all organizations at once, in numbers: how far the one is behind that is furthest behind. */

import { ledgerCollections } from '../ledger/collections.ts';
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
  const { heads, pending } = ledgerCollections(store);
  const waiting = await pending
    .aggregate<{ readonly _id: number; readonly count: number }>([{ $group: { _id: '$log', count: { $sum: 1 } } }], {
      maxTimeMS: WITHIN_MS,
    })
    .toArray();
  const all = await heads.find({}, { projection: { size: 1 }, maxTimeMS: WITHIN_MS }).toArray();
  const organizations = await store.models.organizations.find({ status: 'active' }, { _id: 1 }).lean();
  const feeds = await store.models.reportFeeds.find().lean<ReportFeedDocument[]>();
  const waitingOf = new Map(waiting.map(({ _id, count }) => [_id, count]));
  const sizeOf = new Map(all.map(({ _id, size }) => [_id, size]));
  const feedOf = new Map(feeds.map((feed) => [feed._id, feed]));
  const ages = organizations.map(({ _id }) =>
    ageOf(feedOf.get(_id) ?? null, sizeOf.get(_id) ?? 0, waitingOf.get(_id) ?? 0, now),
  );
  const isFirst = ages.some(({ lagMs }) => lagMs === null);
  return {
    lagMs: isFirst ? null : Math.max(0, ...ages.map(({ lagMs }) => lagMs ?? 0)),
    behind: ages.reduce((sum, { behind }) => sum + behind, 0),
  };
}
