/** GET /v1/compliance/history */

import { scoreOf, wordOf } from '../../../domain/posture/rating.ts';
import type { PostureDayDocument } from '../../../store/models/posture.ts';
import { groupBy } from '../../../store/posture/group-by.ts';
import { sumOf } from '../../../store/posture/sum-of-scopes.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { unusable } from '../found.ts';
import { postureScope } from './posture-scope.ts';

const DAY_MS = 24 * 3_600_000;
const USUAL_DAYS = 30;
const MOST_DAYS = 400;

export const getComplianceHistory = query('getComplianceHistory', async (request) => {
  const { organizationId, means } = request;
  const scope = await postureScope(request, request.query.scope_id);
  const { from, until } = daysOf(request);
  const rows = await means.store.models.postureDays
    .find({
      organization_id: organizationId,
      day: { $gte: from, $lte: until },
      scope_id: { $in: [...scope.subtree] },
    })
    .sort({ day: 1 })
    .lean<PostureDayDocument[]>();
  const days = [...groupBy(rows, ({ day }) => day)].map(([day, scopes]) => {
    const sum = sumOf(scopes);
    const score = scoreOf(sum);
    const { resources, lost, signals } = sum;
    return { day, rating: wordOf(score), score, resources, points_lost: lost, findings: signals };
  });
  const body: components['schemas']['ComplianceHistory'] = { scope_id: scope.id, days };
  return { status: 200, body, target: { type: 'scope', id: scope.id } };
});

/** @throws CapstanError `unprocessable`. */
function daysOf({ query: asked, now }: Request<'getComplianceHistory'>) {
  const until = asked.until ?? dayOf(now.getTime());
  const from = asked.from ?? dayOf(Date.parse(until) - USUAL_DAYS * DAY_MS);
  const days = (Date.parse(until) - Date.parse(from)) / DAY_MS;
  if (days < 0) throw unusable('from', 'lies after the last day');
  if (days >= MOST_DAYS) throw unusable('from', `is more than ${MOST_DAYS} days before the last one`);
  return { from, until };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
