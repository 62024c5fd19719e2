/** GET /v1/protected-information */

import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { placedPage } from '../placed-page.ts';
import { presentInformation } from './present-information.ts';

export const listProtectedInformation = query('listProtectedInformation', async (request) => {
  const { query: asked, means } = request;
  const { rows, nextCursor } = await placedPage('listProtectedInformation', request, {
    kind: 'protectedInformation',
    model: means.store.models.protectedInformation,
    more: {
      ...equal('kind', asked.kind),
      ...(asked.expires_before === undefined ? {} : { expires_at: { $lt: new Date(asked.expires_before) } }),
    },
  });
  return { status: 200, body: { protected_information: rows.map(presentInformation), next_cursor: nextCursor } };
});
