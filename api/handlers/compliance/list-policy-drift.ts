/** GET /v1/compliance/policy-drift */

import { DRIFT_SIGNALS } from '../../../domain/posture/signals.ts';
import type { FindingDocument } from '../../../store/models/posture.ts';
import type { components } from '../../generated/openapi.ts';
import { query } from '../../operation.ts';
import { byId, openPage } from '../page.ts';
import { wireTime } from '../wire-time.ts';
import { postureScope } from './posture-scope.ts';
import { presentAge } from './rate.ts';

export const listPolicyDrift = query('listPolicyDrift', async (request) => {
  const { organizationId, means } = request;
  const scope = await postureScope(request, request.query.scope_id);
  const page = openPage('listPolicyDrift', request, { of: scope.id });
  const drift = {
    organization_id: organizationId,
    scope_id: { $in: [...scope.subtree] },
    signal: { $in: [...DRIFT_SIGNALS] },
    status: 'open',
  } as const;
  const { findings } = means.store.models;
  const age = await presentAge(request);
  const [count, found] = await Promise.all([
    findings.countDocuments(drift),
    findings
      .find({ ...drift, ...page.idAfter })
      .sort({ _id: 1 })
      .limit(page.fetch)
      .lean<FindingDocument[]>(),
  ]);
  const { rows, nextCursor } = page.close(found, byId);
  const body: components['schemas']['PolicyDrift'] = {
    scope_id: scope.id,
    drift_count: count,
    items: rows.map(({ _id, resource_id, device_id, signal, severity, since, evidence }) => ({
      resource_id,
      device_id,
      signal,
      severity,
      finding_id: _id,
      since: wireTime(since),
      evidence,
    })),
    age,
    next_cursor: nextCursor,
  };
  return { status: 200, body, target: { type: 'scope', id: scope.id } };
});
