/** Resources of devices and shared keys that have changed, or whose accounts have: records of those name none, or one of many. */

import type { Store } from '../store.ts';

export interface Behind {
  readonly devices: readonly number[];
  readonly keys: readonly number[];
}

export async function resourcesBehind(
  { models }: Store,
  organization_id: number,
  { devices, keys }: Behind,
): Promise<number[]> {
  const onDevices =
    devices.length === 0
      ? []
      : await models.resources.find({ organization_id, device_id: { $in: [...devices] } }, { _id: 1 }).lean<Id[]>();
  const withKeys =
    keys.length === 0
      ? []
      : await models.credentials
          .find({ organization_id, ssh_key_id: { $in: [...keys] } }, { resource_id: 1 })
          .lean<Held[]>();
  return [...onDevices.map(({ _id }) => _id), ...withKeys.map(({ resource_id }) => resource_id)];
}

type Id = { readonly _id: number };
type Held = { readonly resource_id: number };
