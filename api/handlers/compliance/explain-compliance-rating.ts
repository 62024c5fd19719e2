/** GET /v1/compliance/ratings/{scope_id}/explain */

import { POINTS_OF } from '../../../domain/posture/rating.ts';
import { SEVERITIES } from '../../../domain/posture/signals.ts';
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
  const rating = await rate(request, scope);
  const fetched = await losersOf(request, scope, page);
  const { rows, nextCursor } = page.close(fetched, ({ kind, id, lost }) => ({ lost, kind, id }));
  const findingsOf = await openFindings(request, rows);
  const body: components['schemas']['ComplianceExplanation'] = {
    rating,
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

type ToldFinding = Pick<FindingDocument, '_id' | 'signal' | 'severity' | 'account'>;

/** The worst of each first. */
async function openFindings(
  { organizationId, means }: Request<'explainComplianceRating'>,
  losers: readonly Loser[],
): Promise<(loser: Pick<Loser, 'kind' | 'id'>) => readonly ToldFinding[]> {
  const idsOf = (kind: Loser['kind']) => losers.filter((loser) => loser.kind === kind).map(({ id }) => id);
  const told = { _id: '$_id', signal: '$signal', severity: '$severity', account: '$account' };
  const open = await means.store.models.findings.aggregate<{ readonly _id: string; readonly worst: ToldFinding[] }>([
    {
      $match: {
        organization_id: organizationId,
        status: 'open',
        $or: [{ resource_id: { $in: idsOf('resource') } }, { device_id: { $in: idsOf('device') }, resource_id: null }],
      },
    },
    { $set: { rank: { $indexOfArray: [SEVERITIES, '$severity'] } } },
    {
      $group: {
        _id: {
          $concat: [
            { $cond: [{ $eq: ['$resource_id', null] }, 'device:', 'resource:'] },
            { $toString: { $ifNull: ['$resource_id', '$device_id'] } },
          ],
        },
        worst: { $topN: { n: MOST_FINDINGS, sortBy: { rank: -1, _id: 1 }, output: told } },
      },
    },
  ]);
  const worstOf = new Map(open.map(({ _id, worst }) => [_id, worst]));
  return ({ kind, id }) => worstOf.get(`${kind}:${id}`) ?? [];
}

/** Of one of them; so many take all of its points many times over. */
const MOST_FINDINGS = 100;
