/** GET /v1/compliance/ratings/{scope_id}/explain */

import { POINTS_OF } from '../../../domain/posture/rating.ts';
import type { FindingDocument } from '../../../store/models/posture.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { openPage } from '../page.ts';
import { type Loser, losersOf } from './losers.ts';
import { postureScope } from './posture-scope.ts';
import { rate } from './rate.ts';

/** Who has lost most first. */
export const explainComplianceRating = query('explainComplianceRating', async (request) => {
  const { path } = request;
  const scope = await postureScope(request, path.scope_id);
  const page = openPage('explainComplianceRating', request, { of: scope.id });
  const fetched = await losersOf(request, scope, page);
  const { rows, nextCursor } = page.close(fetched, ({ kind, id, lost }) => ({ lost, kind, id }));
  const findingsOf = await openFindings(request, rows);
  const body: components['schemas']['ComplianceExplanation'] = {
    rating: await rate(request, scope),
    resources: rows.map(({ kind, id, scope_id, lost }) => ({
      resource_id: kind === 'resource' ? id : null,
      device_id: kind === 'device' ? id : null,
      scope_id,
      points_lost: lost,
      findings: findingsOf({ kind, id }).map(({ _id, signal, severity, account = null }) => ({
        id: _id,
        signal,
        severity,
        account,
        points: POINTS_OF[severity],
      })),
    })),
    next_cursor: nextCursor,
  };
  return { status: 200, body, target: { type: 'scope', id: scope.id } };
});

async function openFindings(
  { organizationId, means }: Request<'explainComplianceRating'>,
  losers: readonly Loser[],
): Promise<(loser: Pick<Loser, 'kind' | 'id'>) => readonly FindingDocument[]> {
  const idsOf = (kind: Loser['kind']) => losers.filter((loser) => loser.kind === kind).map(({ id }) => id);
  const open = await means.store.models.findings
    .find({
      organization_id: organizationId,
      status: 'open',
      $or: [{ resource_id: { $in: idsOf('resource') } }, { device_id: { $in: idsOf('device') }, resource_id: null }],
    })
    .sort({ _id: 1 })
    .lean<FindingDocument[]>();
  return ({ kind, id }) =>
    open
      .filter(({ resource_id, device_id }) =>
        kind === 'resource' ? resource_id === id : resource_id === null && device_id === id,
      )
      .slice(0, MOST_FINDINGS);
}

/** Of one of them; so many take all of its points many times over. */
const MOST_FINDINGS = 100;
