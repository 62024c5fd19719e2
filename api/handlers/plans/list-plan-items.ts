/** GET /v1/bulk/plans/{id}/items */

import type { PlanItemDocument } from '../../../store/models/plan.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { openPage } from '../page.ts';
import { findPlan } from './find-plan.ts';
import { presentPlanItem } from './present-plan.ts';

export const listPlanItems = query('listPlanItems', async (request) => {
  const plan = await findPlan(request);
  const page = openPage('listPlanItems', request, { of: plan._id });
  const last = page.position?.['at'];
  const found = await request.means.store.models.planItems
    .find({
      plan_id: plan._id,
      organization_id: request.organizationId,
      ...equal('verdict', request.query.verdict),
      ...equal('device_id', request.query.device_id),
      ...(typeof last === 'number' ? { position: { $gt: last } } : {}),
    })
    .sort({ position: 1 })
    .limit(page.fetch)
    .lean<PlanItemDocument[]>();
  const { rows, nextCursor } = page.close(found, ({ position }) => ({ at: position }));
  return { status: 200, body: { items: rows.map(presentPlanItem), next_cursor: nextCursor } };
});
