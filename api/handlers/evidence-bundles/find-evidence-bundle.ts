/** Finds an evidence bundle of the caller's organization that has not expired. */

import type { EvidenceBundleDocument } from '../../../store/models/evidence-bundle.ts';
import type { Request } from '../../operation.ts';

/** @throws CapstanError `not_found`. */
export async function findEvidenceBundle({
  access,
  organizationId,
  path,
  means,
  now,
}: Request<'getEvidenceBundle' | 'getEvidenceBundleContent'>): Promise<EvidenceBundleDocument> {
  const found = await means.store.models.evidenceBundles
    .findOne({ _id: path.id, organization_id: organizationId, expires_at: { $gt: now } })
    .lean<EvidenceBundleDocument>();
  return access.requireFound('evidenceBundle', found);
}
