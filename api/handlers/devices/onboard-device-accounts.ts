/** POST /v1/devices/{id}/accounts/onboard: resources for accounts that were found, all of them or none. */

import { ulid } from 'ulid';
import { CapstanError } from '../../../domain/errors.ts';
import { managedAccounts } from '../../../store/discovery/managed-accounts.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import type { components } from '../../generated/openapi.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { checkResourceLinks } from '../resources/check-resource-links.ts';
import { presentResource } from '../resources/present-resource.ts';
import { TYPE_OF_DEVICE } from '../resources/resource-fit.ts';
import { firstRevision } from '../revision.ts';

/** As resources are made one by one. */
const MOST_NAME_CHARACTERS = 120;
const MOST_ROLE_BYTES = 63;
const LINUX_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;
const PRINTABLE = /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u;

export const onboardDeviceAccounts = command('onboardDeviceAccounts', async (request, tx) => {
  const { access, organizationId, path, body, means } = request;
  const found = await means.store.models.devices
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(tx.session)
    .lean<DeviceDocument>();
  const device = access.requireFound('device', found);
  const scopeId = body.scope_id ?? device.scope_id;
  access.requirePlace({ scopeId, resourceId: null });
  const prefix = body.name_prefix ?? `${device.name}/`;
  await requireUsable(request, tx, device, prefix);

  const firstId = await means.store.nextIds('resource', body.accounts.length);
  const resources = body.accounts.map(
    (username, at): ResourceDocument => ({
      _id: firstId + at,
      public_id: `res_${ulid().toLowerCase()}`,
      organization_id: organizationId,
      scope_id: scopeId,
      device_id: device._id,
      platform_id: body.platform_id,
      name: `${prefix}${username}`,
      type: TYPE_OF_DEVICE[device.kind],
      username,
      status: 'unverified',
      status_detail: null,
      reconcile_resource_id: null,
      verified_at: null,
      rotated_at: null,
      ...firstRevision(request, tx),
    }),
  );
  // Their links are the same.
  const [first] = resources;
  if (first)
    await checkResourceLinks(request, tx.session, first, { device_id: device._id, platform_id: body.platform_id });
  await means.store.models.resources.create(resources, { session: tx.session, ordered: true });
  const made: components['schemas']['Resource'][] = [];
  for (const resource of resources) made.push(await presentResource(request, resource));
  const change = `resources ${firstId} to ${firstId + resources.length - 1}`;
  return { status: 200, body: { resources: made }, change };
});

/** @throws CapstanError `unprocessable` that points at each account of which no resource can be made. */
async function requireUsable(
  { body, means }: Request<'onboardDeviceAccounts'>,
  { session }: Transaction,
  { _id, kind }: DeviceDocument,
  prefix: string,
): Promise<void> {
  const here = await means.store.models.discoveredAccounts
    .find({ device_id: _id, name: { $in: body.accounts }, gone_at: null }, { name: 1 }, { session })
    .lean();
  const names = new Set(here.map(({ name }) => name));
  const managed = await managedAccounts(means.store, _id, session);
  const problemOf = (name: string): string | null => {
    if (!names.has(name)) return 'is no account that the last look at the device has found';
    if (managed.has(name)) return 'has a resource already';
    if (`${prefix}${name}`.length > MOST_NAME_CHARACTERS) return 'has a name that is too long with the prefix';
    const isUsable = kind === 'ssh' ? LINUX_NAME.test(name) : Buffer.byteLength(name) <= MOST_ROLE_BYTES;
    return isUsable && PRINTABLE.test(`${prefix}${name}`) ? null : 'has a name that no resource can have';
  };
  const errors = body.accounts.flatMap((name, at) => {
    const detail = problemOf(name);
    return detail === null ? [] : [{ pointer: `/body/accounts/${at}`, detail }];
  });
  if (errors.length === 0) return;
  throw new CapstanError('unprocessable', `Of ${errors.length} of the accounts no resource can be made.`, { errors });
}
