/** Looks at some devices: at those of their accounts that no resource manages, as the last look at the targets has left them. */

import type { ClientSession } from 'mongoose';
import { isUseUnknown } from '../../domain/posture/account-suspicions.ts';
import { type DeviceFacts, devicePostureOf } from '../../domain/posture/device-posture.ts';
import { pointsLost } from '../../domain/posture/rating.ts';
import type { Posture } from '../../domain/posture/suspicion.ts';
import type { DevicePostureDocument } from '../models/device-posture.ts';
import type { DiscoveredAccountDocument, StoredLook } from '../models/discovery.ts';
import type { DeviceDocument } from '../models/inventory.ts';
import type { FindingDocument } from '../models/posture.ts';
import type { Store } from '../store.ts';
import { findingChanges } from './finding-changes.ts';
import { holderOf } from './finding-holder.ts';
import { groupBy } from './group-by.ts';
import type { Survey } from './load-facts.ts';
import { lookAgainAt } from './look-again.ts';
import { policyOfScope, wantsLooks } from './looked-at-devices.ts';
import { ScopeSums } from './scope-sums.ts';
import { type LookedAt, writeFindings, writePostures } from './write-findings.ts';

const NOTHING: Posture = { found: [], nextAt: null };
/** What is found follows from these, and little else is read: a device may have many thousand accounts. */
const FACTS = {
  device_id: 1,
  name: 1,
  can_log_in: 1,
  locked: 1,
  password: 1,
  password_changed_at: 1,
  last_login_at: 1,
  privileges: 1,
  keys: 1,
  not_observed: 1,
  keys_cut: 1,
  privileged: 1,
  first_seen_at: 1,
  last_seen_at: 1,
  gone_at: 1,
  appeared: 1,
  privileges_change: 1,
  keys_change: 1,
} as const;

interface Seen extends LookedAt {
  readonly after: DevicePostureDocument;
}

/** In one transaction; harmless to repeat, and for several processes at once where the survey has something to hold. */
export async function lookAtDevices(store: Store, ids: readonly number[], survey: Survey): Promise<void> {
  if (ids.length === 0) return;
  await store.transaction(async (session) => {
    await survey.hold?.(session);
    const { organizationId } = survey;
    const { devices, deviceLooks, devicePostures, findings } = store.models;
    const found = await devices
      .find({ _id: { $in: [...ids] }, organization_id: organizationId }, null, { session })
      .lean<DeviceDocument[]>();
    const within = found.map(({ _id }) => _id);
    if (within.length === 0) return;
    const looked = await deviceLooks
      .find({ _id: { $in: within }, last: { $ne: null } }, { 'last.looked_at': 1 })
      .session(session)
      .lean<{ readonly _id: number; readonly last: Pick<StoredLook, 'looked_at'> }[]>();
    const lookedAt = new Map(looked.map(({ _id, last }) => [_id, last.looked_at]));
    const postures = await devicePostures
      .find({ _id: { $in: within } }, null, { session })
      .lean<DevicePostureDocument[]>();
    const before = new Map(postures.map((posture) => [posture._id, posture]));
    const factsOf = await loadDeviceFacts(store, session, found, { lookedAt, before }, survey);
    const unresolved = await findings
      .find({ device_id: { $in: within }, resource_id: null, status: { $ne: 'resolved' } }, null, { session })
      .lean<FindingDocument[]>();
    const unresolvedOf = groupBy(unresolved, ({ device_id }) => device_id);
    const postureOf = new Map(
      [...factsOf].map(([id, facts]) => [id, devicePostureOf(facts, unresolvedOf.get(id) ?? [], survey.now)]),
    );
    const returning = await resolvedOf(store, session, [...postureOf.values()], unresolved);
    const knownOf = groupBy([...unresolved, ...returning], ({ device_id }) => device_id);
    const sums = new ScopeSums(survey.organizationId, 'devices');
    const seen = found.map((device): Seen => {
      const posture = postureOf.get(device._id) ?? NOTHING;
      const holder = holderOf({ ...device, resource_id: null, device_id: device._id });
      const { changes, counted, acceptedUntil } = findingChanges(
        holder,
        posture.found,
        knownOf.get(device._id) ?? [],
        survey.now,
      );
      const after: DevicePostureDocument = {
        _id: device._id,
        organization_id: device.organization_id,
        scope_id: device.scope_id,
        is_rated: factsOf.has(device._id),
        lost: pointsLost(counted.map(({ severity }) => severity)),
        findings: counted,
        use_unknown: factsOf.get(device._id)?.useUnknown ?? 0,
        looked_at: survey.now,
        wanted_since: factsOf.get(device._id)?.wantedSince ?? null,
        next_at: lookAgainAt(survey.now, posture.nextAt, acceptedUntil),
      };
      const earlier = before.get(device._id) ?? null;
      sums.move(earlier, after);
      // One that had only waited for its first look has been looked at for the first time.
      const isKnown = (earlier?.looked_at ?? null) !== null && (earlier?.wanted_since ?? null) === null;
      return { holder, changes, after, isKnown: isKnown || !lookedAt.has(device._id) };
    });
    await writeFindings(store, session, seen, survey.now);
    const afterwards = seen.map(({ after }) => after);
    await writePostures(store, session, 'device_postures', afterwards);
    await sums.write(store, session);
  });
}

/** Those that are found again. Of a device that changes each day the others become many, and nothing becomes of them. */
async function resolvedOf(
  { models }: Store,
  session: ClientSession,
  postures: readonly Posture[],
  unresolved: readonly FindingDocument[],
): Promise<FindingDocument[]> {
  const known = new Set(unresolved.map(({ signal, subject }) => `${signal} ${subject}`));
  const fresh = postures.flatMap(({ found }) =>
    found.filter(({ signal, subject }) => !known.has(`${signal} ${subject}`)),
  );
  if (fresh.length === 0) return [];
  const signal = { $in: [...new Set(fresh.map((one) => one.signal))] };
  const subject = { $in: [...new Set(fresh.map((one) => one.subject))] };
  return models.findings
    .find({ resource_id: null, signal, subject, status: 'resolved' }, null, { session })
    .lean<FindingDocument[]>();
}

/** Of the active ones that were looked at, or are to be. */
async function loadDeviceFacts(
  { models }: Store,
  session: ClientSession,
  devices: readonly DeviceDocument[],
  known: {
    readonly lookedAt: ReadonlyMap<number, Date>;
    readonly before: ReadonlyMap<number, DevicePostureDocument>;
  },
  survey: Survey,
): Promise<Map<number, DeviceFacts & { readonly useUnknown: number }>> {
  const active = devices.filter(({ status }) => status === 'active');
  const device_id = { $in: active.map(({ _id }) => _id) };
  const resources = await models.resources
    .find({ device_id, status: { $ne: 'inactive' } }, { device_id: 1, username: 1 }, { session })
    .lean<{ readonly device_id: number; readonly username: string }[]>();
  const managed = new Set(resources.map(({ device_id: device, username }) => `${device}:${username}`));
  const accounts = await models.discoveredAccounts
    .find({ device_id, gone_at: null }, FACTS, { session })
    .lean<DiscoveredAccountDocument[]>();
  const unmanaged = groupBy(
    accounts.filter(({ _id }) => !managed.has(_id)),
    ({ device_id: device }) => device,
  );
  const useUnknown = groupBy(accounts.filter(isUseUnknown), ({ device_id: device }) => device);
  return new Map(
    active.flatMap(({ _id: deviceId, scope_id }): [number, DeviceFacts & { readonly useUnknown: number }][] => {
      const policy = policyOfScope(survey, scope_id);
      const lookedAt = known.lookedAt.get(deviceId) ?? null;
      const isWanted = lookedAt === null && wantsLooks(policy);
      if (lookedAt === null && !isWanted) return [];
      const wantedSince = isWanted ? (known.before.get(deviceId)?.wanted_since ?? survey.now) : null;
      const facts = { deviceId, lookedAt, wantedSince, accounts: unmanaged.get(deviceId) ?? [], policy };
      return [[deviceId, { ...facts, useUnknown: useUnknown.get(deviceId)?.length ?? 0 }]];
    }),
  );
}
