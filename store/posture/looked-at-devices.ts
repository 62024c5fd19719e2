/** Which devices are rated for their accounts: those that were looked at, and those of which a policy wants looks. */

import type { LookCounts } from '../../domain/discovered-account.ts';
import { type EffectivePolicy, ruleValue } from '../../domain/policy/effective.ts';
import type { DeviceDocument } from '../models/inventory.ts';
import type { Store } from '../store.ts';
import type { Survey } from './load-facts.ts';

export interface LookedAtDevice {
  readonly id: number;
  /** How many accounts the last look has seen. */
  readonly accounts: number;
}

export function policyOfScope({ book, tree }: Survey, scopeId: number): EffectivePolicy {
  return book.effectiveAt({ lineage: tree.lineage(scopeId), resourceId: null });
}

export function wantsLooks(policy: EffectivePolicy): boolean {
  return ruleValue(policy, 'discovery_interval_days') !== undefined;
}

/** Those of `ids` that are, or were. */
export async function lookedAtDevices(
  { models }: Store,
  ids: readonly number[],
  survey: Survey,
): Promise<LookedAtDevice[]> {
  const _id = { $in: [...ids] };
  const looks = await models.deviceLooks
    .find({ _id, last: { $ne: null } }, { 'last.counts.seen': 1 })
    .lean<{ readonly _id: number; readonly last: { readonly counts: Pick<LookCounts, 'seen'> } }[]>();
  const accounts = new Map(looks.map((look) => [look._id, look.last.counts.seen]));
  const rated = await models.devicePostures.find({ _id }, { _id: 1 }).lean();
  const devices = await models.devices
    .find({ _id, organization_id: survey.organizationId, status: 'active' }, { scope_id: 1 })
    .lean<Pick<DeviceDocument, '_id' | 'scope_id'>[]>();
  const wanting = new Map(
    [...new Set(devices.map(({ scope_id }) => scope_id))].map((id) => [id, isWanting(survey, id)]),
  );
  const wanted = devices.filter(({ scope_id }) => wanting.get(scope_id)).map((device) => device._id);
  const all = new Set([...accounts.keys(), ...rated.map((posture) => posture._id), ...wanted]);
  return [...all].map((id) => ({ id, accounts: accounts.get(id) ?? 0 }));
}

/** Has all of them looked at in this round, or in the next ones. */
export async function callDevices({ models }: Store, survey: Survey): Promise<void> {
  const { organizationId: organization_id, tree } = survey;
  const next_at = new Date(0);
  await models.devicePostures.updateMany({ organization_id }, { $set: { next_at } });
  // Overwritten by the look itself, which knows where the device lies; until then it is counted nowhere.
  const first = { organization_id, scope_id: 0, is_rated: false, lost: 0, findings: [], looked_at: null, next_at };
  const insert = [
    { $project: { _id: 1 } },
    { $set: first },
    { $merge: { into: 'device_postures', whenMatched: 'keepExisting', whenNotMatched: 'insert' } },
  ] as const;
  await models.deviceLooks.aggregate([{ $match: { organization_id, last: { $ne: null } } }, ...insert]);
  const scopes = tree.subtree(tree.rootId).filter((id) => isWanting(survey, id));
  if (scopes.length === 0) return;
  await models.devices.aggregate([
    { $match: { organization_id, status: 'active', scope_id: { $in: scopes } } },
    ...insert,
  ]);
}

function isWanting(survey: Survey, scopeId: number): boolean {
  return wantsLooks(policyOfScope(survey, scopeId));
}
