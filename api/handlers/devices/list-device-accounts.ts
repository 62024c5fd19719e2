/** GET /v1/devices/{id}/accounts */

import { managedAccounts } from '../../../store/discovery/managed-accounts.ts';
import { query } from '../../operation.ts';
import { openPage } from '../page.ts';
import { presentAccount, presentLook } from './present-account.ts';

const PRIVILEGED = { true: true, false: false, unknown: null } as const;

export const listDeviceAccounts = query('listDeviceAccounts', async (request) => {
  const { access, organizationId, path, query: asked, means } = request;
  const { devices, deviceLooks, discoveredAccounts } = means.store.models;
  const device = access.requireFound(
    'device',
    await devices.findOne({ _id: path.id, organization_id: organizationId }).lean(),
  );
  const page = openPage('listDeviceAccounts', request, { of: device._id });
  const managed = await managedAccounts(means.store, device._id);
  const since = asked.changed_since === undefined ? undefined : new Date(asked.changed_since);
  const after = page.position?.['name'];
  const conditions = [
    ...(asked.managed === undefined
      ? []
      : [{ name: { [asked.managed === 'true' ? '$in' : '$nin']: [...managed.keys()] } }]),
    ...(asked.privileged === undefined ? [] : [{ privileged: PRIVILEGED[asked.privileged] }]),
    ...(asked.locked === undefined ? [] : [{ locked: asked.locked === 'true' }]),
    ...(asked.gone === undefined ? [] : [{ gone_at: asked.gone === 'true' ? { $ne: null } : null }]),
    ...(since === undefined
      ? []
      : [{ $or: ['first_seen_at', 'changed_at', 'gone_at'].map((field) => ({ [field]: { $gte: since } })) }]),
    ...(typeof after === 'string' ? [{ name: { $gt: after } }] : []),
  ];
  const found = await discoveredAccounts
    .find({ device_id: device._id, ...(conditions.length === 0 ? {} : { $and: conditions }) })
    .sort({ name: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, ({ name }) => ({ name }));
  const accounts = rows.map((account) => {
    const resource = managed.get(account.name);
    const isVisible = resource !== undefined && access.permits('resource', resource, 'resource:read');
    return presentAccount(account, resource && { id: resource._id, isVisible });
  });
  const look = presentLook(await deviceLooks.findById(device._id).lean());
  return { status: 200, body: { accounts, look, next_cursor: nextCursor } };
});
