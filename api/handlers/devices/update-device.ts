/** PATCH /v1/devices/{id} */

import type { Store } from '../../../store/store.ts';
import { requireNoGain } from '../../access-changes/require-no-gain.ts';
import { requireMatch } from '../../etag.ts';
import { command, type Transaction } from '../../operation.ts';
import { changeInWords, differences, nextRevision, revise, showing } from '../revision.ts';
import { checkDeviceLinks, checkEndpoint, storedTrust } from './check-device.ts';
import { checkEndpointChange, endpointChangeInWords, isOtherEndpoint } from './endpoint-change.ts';
import { presentDevice } from './present-device.ts';

export const updateDevice = command('updateDevice', async (request, tx) => {
  const { access, organizationId, path, body, means, ifMatch } = request;
  const { devices } = means.store.models;
  const found = await devices.findOne({ _id: path.id, organization_id: organizationId }).session(tx.session).lean();
  const device = access.requireFound('device', found);
  requireMatch(ifMatch, device.revision);
  const { trust, ...plain } = body;
  const changed = differences(device, { ...plain, ...(trust ? { trust: storedTrust(trust) } : {}) });
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, device, presentDevice(device)), change: changeInWords(changed) };
  }
  checkEndpoint({ ...device, ...changed });
  if (changed.scope_id !== undefined) {
    access.requirePlace({ scopeId: changed.scope_id, resourceId: null });
    await requireNoGain(request, tx, { scopeId: device.scope_id, resourceId: null }, changed.scope_id);
    await moveFindings(means.store, request, tx, device._id, changed.scope_id);
  }
  await checkDeviceLinks(request, tx.session, device, changed);
  const isRedirected = isOtherEndpoint(changed);
  if (isRedirected) await checkEndpointChange(means.store, tx, device, changed);
  const revised = await revise(devices, request, tx, device, changed);
  if (isRedirected) await unverifyResources(means.store, request, tx, device._id, changeInWords(changed));
  const change = isRedirected ? endpointChangeInWords(device, changed) : changeInWords(changed);
  return { ...showing(200, revised, presentDevice(revised)), change };
});

/** Those about accounts that no resource manages lie where the device does. */
async function moveFindings(
  store: Store,
  moment: { readonly now: Date; readonly organizationId: number },
  tx: Transaction,
  deviceId: number,
  scopeId: number,
): Promise<void> {
  await store.models.findings.updateMany(
    { organization_id: moment.organizationId, device_id: deviceId, resource_id: null },
    nextRevision(moment, tx, { scope_id: scopeId }),
    { session: tx.session },
  );
}

async function unverifyResources(
  store: Store,
  moment: { readonly now: Date; readonly organizationId: number },
  tx: Transaction,
  deviceId: number,
  change: string,
): Promise<void> {
  await store.models.resources.updateMany(
    { organization_id: moment.organizationId, device_id: deviceId, status: { $nin: ['inactive', 'unverified'] } },
    nextRevision(moment, tx, { status: 'unverified', status_detail: `the device ${change}`, verified_at: null }),
    { session: tx.session },
  );
}
