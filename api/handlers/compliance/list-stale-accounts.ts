/** GET /v1/compliance/stale-accounts */

import type { FindingDocument } from '../../../store/models/posture.ts';
import type { components } from '../../generated/openapi.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { wireTime } from '../wire-time.ts';
import { postureScope } from './posture-scope.ts';
import { presentAge } from './rate.ts';

export const listStaleAccounts = query('listStaleAccounts', async (request) => {
  const { organizationId, query: asked, means } = request;
  const scope = await postureScope(request, asked.scope_id);
  const page = openPage('listStaleAccounts', request, { of: scope.id });
  const stale = {
    organization_id: organizationId,
    scope_id: { $in: [...scope.subtree] },
    signal: 'stale_account',
    status: 'open',
    ...equal('device_id', asked.device_id),
    ...equal('severity', asked.severity),
    ...(asked.managed === undefined ? {} : { resource_id: asked.managed === 'true' ? { $ne: null } : null }),
  } as const;
  const { findings } = means.store.models;
  const [count, found, age] = await Promise.all([
    findings.countDocuments(stale),
    findings
      .find({ ...stale, ...page.idAfter })
      .sort({ _id: 1 })
      .limit(page.fetch)
      .lean<FindingDocument[]>(),
    presentAge(request),
  ]);
  const { rows, nextCursor } = page.close(found, byId);
  const body: components['schemas']['StaleAccounts'] = {
    scope_id: scope.id,
    stale_count: count,
    items: rows.map((finding) => ({
      device_id: finding.device_id,
      account: finding.account ?? '',
      resource_id: finding.resource_id,
      signal: finding.signal,
      severity: finding.severity,
      last_login_at: textOrNull(finding.evidence['last_login_at']),
      finding_id: finding._id,
      since: wireTime(finding.since),
      evidence: finding.evidence,
    })),
    age,
    next_cursor: nextCursor,
  };
  return { status: 200, body, target: { type: 'scope', id: scope.id } };
});

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
