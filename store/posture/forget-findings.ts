/** Forgets findings that were resolved long ago, and the rows that reports have of them: what comes and goes each day would pile up. */

import type { ClientSession } from 'mongoose';
import { findingsKeptFrom } from '../../domain/posture/finding.ts';
import { recordEffect } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import { REPORT_COLLECTIONS } from '../models/reporting.ts';
import type { Store } from '../store.ts';
import type { Survey } from './load-facts.ts';
import { postureEntry } from './posture-entry.ts';

/** In one transaction. */
const AT_ONCE = 500;
/** Transactions of one hour: what is left is for the next one. */
const MOST_ROUNDS = 20;

type Forgetting = Pick<Survey, 'organizationId' | 'now'> & Required<Pick<Survey, 'hold'>>;

export async function forgetFindings(store: Store, forgetting: Forgetting): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if ((await store.transaction((session) => forgetSome(store, session, forgetting))) < AT_ONCE) return;
  }
}

async function forgetSome(
  store: Store,
  session: ClientSession,
  { organizationId: organization_id, now, hold }: Forgetting,
): Promise<number> {
  const { findings, postureFeeds, reportFeeds } = store.models;
  const before = findingsKeptFrom(now);
  const old = await findings
    .find({ organization_id, status: 'resolved', resolved_at: { $lt: before } }, { _id: 1 }, { session })
    .limit(AT_ONCE)
    .lean();
  if (old.length === 0) return 0;
  // One that reports are reading anew might come back as a row without a finding.
  if (await reportFeeds.exists({ _id: organization_id, building: { $ne: null } }).session(session)) return 0;
  await hold(session);
  const ids = old.map(({ _id }) => _id);
  await findings.deleteMany({ _id: { $in: ids } }, { session });
  await store.connection
    .getClient()
    .db()
    .collection<{ _id: number }>(REPORT_COLLECTIONS.finding)
    .deleteMany({ _id: { $in: ids } }, { session });
  // From then on nobody can say any more what a period has made of them.
  await postureFeeds.updateOne({ _id: organization_id }, { $set: { forgotten_before: before } }, { session });
  const said = {
    scope_id: null,
    resource_id: null,
    target_id: null,
    operation: 'finding.forget',
    change: `${ids.length} findings that were resolved before ${before.toISOString()}`,
  };
  await recordEffect(store, session, { ...postureEntry(organization_id, newEventId()), ...said });
  return ids.length;
}
