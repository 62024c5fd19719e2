/** Looks at many resources and devices, so many at a time. */

import type { LookCounts } from '../../domain/discovered-account.ts';
import type { Store } from '../store.ts';
import type { Survey } from './load-facts.ts';
import { lookAtDevices } from './look-at-devices.ts';
import { lookAtResources } from './look-at-resources.ts';

/** Looked at in one transaction. */
const CHUNK = 200;
/** The same of devices, and of accounts that were seen on them: one device has them all at once, however many. */
const DEVICES_AT_ONCE = 10;
const ACCOUNTS_AT_ONCE = 5_000;
/** Of a sweep, and of what is due by time, in one round. */
export const ROUND = 1_000;

export async function lookAtAll(store: Store, ids: readonly number[], survey: Survey): Promise<void> {
  for (let from = 0; from < ids.length; from += CHUNK) {
    await lookAtResources(store, ids.slice(from, from + CHUNK), survey);
  }
}

export async function lookAtAllDevices(store: Store, ids: readonly number[], survey: Survey): Promise<void> {
  if (ids.length === 0) return;
  const looks = await store.models.deviceLooks
    .find({ _id: { $in: [...ids] }, last: { $ne: null } }, { 'last.counts.seen': 1 })
    .lean<{ readonly _id: number; readonly last: { readonly counts: Pick<LookCounts, 'seen'> } }[]>();
  let [chunk, accounts]: [number[], number] = [[], 0];
  for (const { _id, last } of looks) {
    const { seen } = last.counts;
    if (chunk.length === DEVICES_AT_ONCE || (chunk.length > 0 && accounts + seen > ACCOUNTS_AT_ONCE)) {
      await lookAtDevices(store, chunk, survey);
      [chunk, accounts] = [[], 0];
    }
    chunk.push(_id);
    accounts += seen;
  }
  await lookAtDevices(store, chunk, survey);
}

/** Has every device of which accounts are known looked at in this round, or in the next ones. */
export async function callDevices({ models }: Store, organization_id: number): Promise<void> {
  const first = { is_rated: false, lost: 0, findings: [], looked_at: null, next_at: new Date(0) };
  await models.deviceLooks.aggregate([
    { $match: { organization_id, last: { $ne: null } } },
    { $project: { organization_id: 1 } },
    // Overwritten by the look itself, which knows where the device lies; until then it is counted nowhere.
    { $set: { scope_id: 0, ...first } },
    {
      $merge: {
        into: 'device_postures',
        whenMatched: [{ $set: { next_at: '$$new.next_at' } }],
        whenNotMatched: 'insert',
      },
    },
  ]);
}

/** @returns where it goes on; null: it is through. */
export async function sweep(store: Store, after: number, survey: Survey): Promise<number | null> {
  const found = await store.models.resources
    .find({ organization_id: survey.organizationId, _id: { $gt: after } }, { _id: 1 })
    .sort({ _id: 1 })
    .limit(ROUND)
    .lean();
  const ids = found.map(({ _id }) => _id);
  await lookAtAll(store, ids, survey);
  return ids.length === ROUND ? (ids.at(-1) ?? null) : null;
}

/** At those that time alone changes. @returns whether there are more. */
export async function lookAtDue(store: Store, survey: Survey): Promise<boolean> {
  const { organizationId, now } = survey;
  const found = await store.models.resourcePostures
    .find({ organization_id: organizationId, next_at: { $lte: now } }, { _id: 1 })
    .sort({ next_at: 1 })
    .limit(ROUND)
    .lean();
  await lookAtAll(
    store,
    found.map(({ _id }) => _id),
    survey,
  );
  return found.length === ROUND;
}

/** The same of devices. */
export async function lookAtDueDevices(store: Store, survey: Survey): Promise<boolean> {
  const { organizationId, now } = survey;
  const found = await store.models.devicePostures
    .find({ organization_id: organizationId, next_at: { $lte: now } }, { _id: 1 })
    .sort({ next_at: 1 })
    .limit(ROUND)
    .lean();
  const ids = found.map(({ _id }) => _id);
  await lookAtAllDevices(store, ids, survey);
  return found.length === ROUND;
}
