/** GET /v1/policies/{id}/versions */

import type { PolicyVersionDocument } from '../../../store/models/policy.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { openPage } from '../page.ts';
import { findPolicy } from './policy-change.ts';
import { presentPolicyVersion } from './present-policy.ts';

export const listPolicyVersions = query('listPolicyVersions', async (request) => {
  const { means } = request;
  const policy = requireFound(await findPolicy(request));
  const page = openPage('listPolicyVersions', request, { of: policy._id });
  const last = page.position?.['version'];
  const found = await means.store.models.policyVersions
    .find({ policy_id: policy._id, ...(typeof last === 'number' ? { version: { $lt: last } } : {}) })
    .sort({ version: -1 })
    .limit(page.fetch)
    .lean<PolicyVersionDocument[]>();
  const { rows, nextCursor } = page.close(found, ({ version }) => ({ version }));
  return { status: 200, body: { versions: rows.map(presentPolicyVersion), next_cursor: nextCursor } };
});
