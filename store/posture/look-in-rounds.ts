/** Looks at many resources and devices, so many at a time. */

import type { Store } from '../store.ts';
import type { Survey } from './load-facts.ts';
import { lookAtDevices } from './look-at-devices.ts';
import { lookAtResources } from './look-at-resources.ts';
import { lookedAtDevices } from './looked-at-devices.ts';

/** Looked at in one transaction. */
const CHUNK = 200;
/** The same of devices, and of accounts that were seen on them: one device has them all at once, however many. */
const DEVICES_AT_ONCE = 100;
const ACCOUNTS_AT_ONCE = 5_000;
/** Of a sweep, and of what is due by time, in one round. */
export const ROUND = 1_000;

export async function lookAtAll(store: Store, ids: readonly number[], survey: Survey): Promise<void> {
  for (let from = 0; from < ids.length; from += CHUNK) {
    await lookAtResources(store, ids.slice(from, from + CHUNK), survey);
  }
}

/** Has those looked at in the next rounds. @returns whether all of them will be: one that never was has to be found by a sweep. */
export async function callResources({ models }: Store, ids: readonly number[]): Promise<boolean> {
  const called = await models.resourcePostures.updateMany(
    { _id: { $in: [...ids] } },
    { $set: { next_at: new Date(0) } },
  );
  return called.matchedCount === ids.length;
}

export async function lookAtAllDevices(store: Store, ids: readonly number[], survey: Survey): Promise<void> {
  if (ids.length === 0) return;
  let [chunk, accounts]: [number[], number] = [[], 0];
  for (const device of await lookedAtDevices(store, ids, survey)) {
    if (chunk.length === DEVICES_AT_ONCE || (chunk.length > 0 && accounts + device.accounts > ACCOUNTS_AT_ONCE)) {
      await lookAtDevices(store, chunk, survey);
      [chunk, accounts] = [[], 0];
    }
    chunk.push(device.id);
    accounts += device.accounts;
  }
  await lookAtDevices(store, chunk, survey);
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
