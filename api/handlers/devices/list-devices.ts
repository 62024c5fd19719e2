/** GET /v1/devices */

import { query } from '../../operation.ts';
import { equal, inScope, namePrefix } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentDevice } from './present-device.ts';

export const listDevices = query('listDevices', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listDevices', request);
  const found = await means.store.models.devices
    .find({
      organization_id: organizationId,
      ...access.filter('device'),
      ...equal('kind', asked.kind),
      ...equal('status', asked.status),
      ...namePrefix(asked.name),
      ...inScope(access, asked.scope_id),
      ...page.idAfter,
    })
    .sort({ _id: 1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { devices: rows.map(presentDevice), next_cursor: nextCursor } };
});
