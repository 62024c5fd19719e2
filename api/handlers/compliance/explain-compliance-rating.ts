/** GET /v1/compliance/ratings/{scope_id}/explain */

import type { mongo } from 'mongoose';
import { POINTS_OF } from '../../../domain/posture/rating.ts';
import type { FindingDocument, ResourcePostureDocument } from '../../../store/models/posture.ts';
import { groupBy } from '../../../store/posture/group-by.ts';
import type { components } from '../../generated/openapi.ts';
import { query } from '../../operation.ts';
import { openPage, type PageFrame } from '../page.ts';
import { postureScope } from './posture-scope.ts';
import { rate } from './rate.ts';

/** Who has lost most first. */
export const explainComplianceRating = query('explainComplianceRating', async (request) => {
  const { organizationId, path, means } = request;
  const scope = await postureScope(request, path.scope_id);
  const page = openPage('explainComplianceRating', request, { of: scope.id });
  const { resourcePostures, findings } = means.store.models;
  const fetched = await resourcePostures
    .find({
      organization_id: organizationId,
      scope_id: { $in: [...scope.subtree] },
      is_rated: true,
      lost: { $gt: 0 },
      ...after(page),
    })
    .sort({ lost: -1, _id: 1 })
    .limit(page.fetch)
    .lean<ResourcePostureDocument[]>();
  const { rows, nextCursor } = page.close(fetched, ({ lost, _id }) => ({ lost, id: _id }));
  const open = await findings
    .find({ organization_id: organizationId, resource_id: { $in: rows.map(({ _id }) => _id) }, status: 'open' })
    .sort({ _id: 1 })
    .lean<FindingDocument[]>();
  const findingsOf = groupBy(open, ({ resource_id }) => resource_id);
  const body: components['schemas']['ComplianceExplanation'] = {
    rating: await rate(request, scope),
    resources: rows.map(({ _id, scope_id, lost }) => ({
      resource_id: _id,
      scope_id,
      points_lost: lost,
      findings: (findingsOf.get(_id) ?? []).map(({ _id: id, signal, severity }) => ({
        id,
        signal,
        severity,
        points: POINTS_OF[severity],
      })),
    })),
    next_cursor: nextCursor,
  };
  return { status: 200, body, target: { type: 'scope', id: scope.id } };
});

function after({ position }: PageFrame): mongo.Filter<ResourcePostureDocument> {
  const [lost, id] = [position?.['lost'], position?.['id']];
  if (typeof lost !== 'number' || typeof id !== 'number') return {};
  return { $or: [{ lost: { $lt: lost } }, { lost, _id: { $gt: id } }] };
}
