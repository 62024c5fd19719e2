/** GET /v1/compliance/stale-accounts */

import type { FindingDocument } from '../../../store/models/posture.ts';
import { sumOf } from '../../../store/posture/sum-of-scopes.ts';
import type { components } from '../../generated/openapi.ts';
import { query, type Request } from '../../operation.ts';
import { equal } from '../filters.ts';
import { byId, openPage } from '../page.ts';
import { wireTime } from '../wire-time.ts';
import { type PostureScope, postureScope } from './posture-scope.ts';
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
  const age = await presentAge(request);
  const [count, found, unknown] = await Promise.all([
    findings.countDocuments(stale),
    findings
      .find({ ...stale, ...page.idAfter })
      .sort({ _id: 1 })
      .limit(page.fetch)
      .lean<FindingDocument[]>(),
    useUnknown(request, scope),
  ]);
  const { rows, nextCursor } = page.close(found, byId);
  const body: components['schemas']['StaleAccounts'] = {
    scope_id: scope.id,
    stale_count: count,
    not_observed: unknown,
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

/** Whoever manages them, and however they are privileged: of these the target does not tell logins. */
async function useUnknown(
  { organizationId, query: asked, means }: Request<'listStaleAccounts'>,
  { subtree }: PostureScope,
): Promise<number> {
  const { devicePostures, scopePostures } = means.store.models;
  const within = { $in: [...subtree] };
  if (asked.device_id === undefined) {
    return sumOf(await scopePostures.find({ organization_id: organizationId, _id: within }).lean()).use_unknown;
  }
  const about = { _id: asked.device_id, organization_id: organizationId, scope_id: within, is_rated: true };
  return (await devicePostures.findOne(about, { use_unknown: 1 }).lean())?.use_unknown ?? 0;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
