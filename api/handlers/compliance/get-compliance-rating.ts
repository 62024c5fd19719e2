/** GET /v1/compliance/ratings */

import { query } from '../../operation.ts';
import { postureScope } from './posture-scope.ts';
import { rate } from './rate.ts';

export const getComplianceRating = query('getComplianceRating', async (request) => {
  const scope = await postureScope(request, request.query.scope_id);
  return { status: 200, body: await rate(request, scope), target: { type: 'scope', id: scope.id } };
});
