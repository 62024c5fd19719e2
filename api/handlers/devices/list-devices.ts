/** GET /v1/devices */

import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { placedPage } from '../placed-page.ts';
import { presentDevice } from './present-device.ts';

export const listDevices = query('listDevices', async (request) => {
  const { rows, nextCursor } = await placedPage('listDevices', request, {
    kind: 'device',
    model: request.means.store.models.devices,
    more: equal('kind', request.query.kind),
  });
  return { status: 200, body: { devices: rows.map(presentDevice), next_cursor: nextCursor } };
});
