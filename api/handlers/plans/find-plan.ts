/** Finds a plan of the caller's organization. */

import type { PlanDocument } from '../../../store/models/plan.ts';
import type { RequestAccess } from '../../authorization/request-access.ts';
import type { Means } from '../../operation.ts';

interface PlanRequest {
  readonly access: RequestAccess;
  readonly organizationId: number;
  readonly path: { readonly id: number };
  readonly means: Pick<Means, 'store'>;
}

/** @throws CapstanError `not_found`. */
export async function findPlan({ access, organizationId, path, means }: PlanRequest): Promise<PlanDocument> {
  const found = await means.store.models.plans
    .findOne({ _id: path.id, organization_id: organizationId })
    .lean<PlanDocument>();
  return access.requireFound('plan', found);
}
