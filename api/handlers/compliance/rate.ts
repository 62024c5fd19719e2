/** The rating of a scope, from the sums of the scopes at and below it. */

import { scoreOf, wordOf } from '../../../domain/posture/rating.ts';
import { SIGNAL_FACTS, SIGNALS } from '../../../domain/posture/signals.ts';
import { postureAge } from '../../../store/posture/posture-age.ts';
import { sumOf } from '../../../store/posture/sum-of-scopes.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request } from '../../operation.ts';
import { wireTimeOrNull } from '../wire-time.ts';
import type { PostureScope } from './posture-scope.ts';

type RateRequest = Pick<Request, 'organizationId' | 'now'> & { readonly means: Pick<Request['means'], 'store'> };

export async function rate(
  request: RateRequest,
  { id, subtree }: PostureScope,
): Promise<components['schemas']['ComplianceRating']> {
  const { organizationId, means } = request;
  // Asked for first: what is read after it is at least so new.
  const age = await presentAge(request);
  const scopes = await means.store.models.scopePostures
    .find({ organization_id: organizationId, _id: { $in: [...subtree] } })
    .lean();
  const sum = sumOf(scopes);
  const score = scoreOf(sum);
  return {
    scope_id: id,
    rating: wordOf(score),
    score,
    signals: SIGNALS.map((signal) => SIGNAL_FACTS[signal].told[(sum.signals[signal] ?? 0) > 0 ? 1 : 0]),
    resources: sum.resources,
    devices: sum.devices,
    points_lost: sum.lost,
    findings: sum.signals,
    severities: sum.severities,
    age,
  };
}

export async function presentAge({
  means,
  organizationId,
  now,
}: RateRequest): Promise<components['schemas']['PostureAge']> {
  const { asOf, behind } = await postureAge(means.store, organizationId, now);
  return { as_of: wireTimeOrNull(asOf), behind };
}
