/** Which resource's credential sets another one's: its own choice first, then its device's. */

import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';

/** null where there is none; an account cannot be its own way back. */
export function reconcileResourceIdOf(
  resource: Pick<ResourceDocument, '_id' | 'reconcile_resource_id'>,
  device: Pick<DeviceDocument, 'reconcile_resource_id'>,
): number | null {
  const id = resource.reconcile_resource_id ?? device.reconcile_resource_id;
  return id === resource._id ? null : id;
}
