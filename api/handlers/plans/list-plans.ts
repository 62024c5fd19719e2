/** GET /v1/bulk/plans */

import type { PlanDocument } from '../../../store/models/plan.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { presentPlan } from './present-plan.ts';

export const listPlans = query('listPlans', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listPlans', request);
  const found = await means.store.models.plans
    .find({
      organization_id: organizationId,
      ...access.filter('plan'),
      ...equal('status', asked.status),
      ...equal('operation', asked.operation),
      ...page.idBefore,
    })
    // That some were named is enough to know: there may be thousands, and the items say which.
    .select({ 'selector.resource_ids': { $slice: 1 } })
    .sort({ _id: -1 })
    .limit(page.fetch)
    .lean<PlanDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  return { status: 200, body: { plans: rows.map(presentPlan), next_cursor: nextCursor } };
});
