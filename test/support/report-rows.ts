/** The read model of an organization: kept as a worker keeps it, and read to be compared. */

import assert from 'node:assert/strict';
import type { ClientSession } from 'mongoose';
import { databaseTime } from '../../store/database-clock.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { REPORT_COLLECTIONS, type ReportFeedDocument } from '../../store/models/reporting.ts';
import { keepReport } from '../../store/reporting/keep-report.ts';
import { rowOf, type SourceDocument } from '../../store/reporting/row-source.ts';
import { ROW_SOURCES } from '../../store/reporting/row-sources.ts';
import type { Store } from '../../store/store.ts';
import { until } from './until.ts';

/** One piece of work. @returns whether there is more to do at once. */
export async function keepReportOnce(store: Store, organizationId: number): Promise<boolean> {
  const now = await databaseTime(store);
  const head = await ledgerCollections(store).heads.findOne({ _id: organizationId });
  return keepReport(store, { organization: { _id: organizationId, policy_epoch: 0 }, head, now });
}

/** How a transaction of whoever keeps it ends: killed before it commits, just after, or not at all. */
export type Fate = 'before' | 'after' | null;

/** As the store, but for its transactions. */
export function withTransactions(store: Store, transaction: Store['transaction']): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** As the store, whose transactions end as `fateOf` says. @param meanwhile what happens while they are open. */
function fated(store: Store, fateOf: () => Fate, meanwhile: () => Promise<void>): Store {
  return withTransactions(store, async (work) => {
    const fate = fateOf();
    let isFirst = true;
    const done = await store.transaction(async (session) => {
      const result = await work(session);
      if (isFirst) await meanwhile();
      isFirst = false;
      if (fate === 'before') throw new Error('killed before the commit');
      return result;
    });
    if (fate === 'after') throw new Error('killed after the commit');
    return done;
  });
}

/** As long as it takes; whoever was killed holds the feed until its time is over. @returns how many were. */
export async function keepReportThoughKilled(
  store: Store,
  organizationId: number,
  fateOf: () => Fate,
  meanwhile = async () => {},
): Promise<number> {
  let kills = 0;
  for (let isMore = true; isMore; ) {
    try {
      isMore = await keepReportOnce(fated(store, fateOf, meanwhile), organizationId);
    } catch (error) {
      assert.match(String(error), /killed/);
      kills += 1;
      await store.models.reportFeeds.updateOne({ _id: organizationId }, { $set: { held_until: new Date(0) } });
    }
  }
  return kills;
}

export async function keepReportToTheEnd(store: Store, organizationId: number): Promise<void> {
  while (await keepReportOnce(store, organizationId));
}

type Rows = Readonly<Record<string, readonly object[]>>;

/** All rows, without what tells builds apart. */
export async function reportRows(store: Store, organizationId: number, session?: ClientSession): Promise<Rows> {
  const rows: Record<string, readonly object[]> = {};
  for (const name of Object.values(REPORT_COLLECTIONS)) {
    rows[name] = await store.connection
      .getClient()
      .db()
      .collection(name)
      .find({ organization_id: organizationId }, { projection: { build: 0 }, ...(session ? { session } : {}) })
      .sort({ _id: 1 })
      .toArray();
  }
  return rows;
}

/** What they would be if all were read anew. */
async function rowsOfDocuments(store: Store, organizationId: number, session: ClientSession): Promise<Rows> {
  const rows: Record<string, readonly object[]> = {};
  for (const source of ROW_SOURCES) {
    const documents = await store.connection
      .getClient()
      .db()
      .collection<SourceDocument>(source.from)
      .find({ organization_id: organizationId }, { session })
      .sort({ _id: 1 })
      .toArray();
    rows[REPORT_COLLECTIONS[source.kind]] = documents.map((document) => {
      const { build: _build, ...row } = rowOf(source, document, 0);
      return row;
    });
  }
  return rows;
}

/** Once a worker has followed everything, the rows are what reading all documents anew would make of them. */
export async function assertReportsFollowed(store: Store, organizationId: number): Promise<void> {
  const { followed, anew } = await until('the read model of reports to have followed everything', () =>
    store.transaction(async (session) => {
      const { heads, pending } = ledgerCollections(store);
      const waits = await pending.findOne({ log: organizationId }, { session });
      const head = await heads.findOne({ _id: organizationId }, { session });
      const feed = await store.models.reportFeeds
        .findById(organizationId, null, { session })
        .lean<ReportFeedDocument>();
      if (waits !== null || feed === null || feed.building !== null || feed.next_index !== head?.size) return undefined;
      return {
        followed: await reportRows(store, organizationId, session),
        anew: await rowsOfDocuments(store, organizationId, session),
      };
    }),
  );
  assert.deepEqual(followed, anew);
}
