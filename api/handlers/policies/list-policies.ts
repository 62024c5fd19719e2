/** GET /v1/policies */

import { query } from '../../operation.ts';
import { namedPage } from '../named-page.ts';
import { presentPolicy } from './present-policy.ts';

export const listPolicies = query('listPolicies', async (request) => {
  const { rows, nextCursor } = await namedPage('listPolicies', request, request.means.store.models.policies);
  return { status: 200, body: { policies: rows.map(presentPolicy), next_cursor: nextCursor } };
});
