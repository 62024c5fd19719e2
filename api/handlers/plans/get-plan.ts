/** GET /v1/bulk/plans/{id} */

import { query } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findPlan } from './find-plan.ts';
import { presentPlan } from './present-plan.ts';

export const getPlan = query('getPlan', async (request) => {
  const plan = await findPlan(request);
  return showing(200, plan, presentPlan(plan));
});
