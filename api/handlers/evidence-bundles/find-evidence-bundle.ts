/** Finds an evidence bundle of the caller's organization that has not expired. */

import type { ClientSession } from 'mongoose';
import type { EvidenceBundleDocument } from '../../../store/models/evidence-bundle.ts';
import type { Request } from '../../operation.ts';

type BundleRequest = Request<'getEvidenceBundle' | 'getEvidenceBundleContent' | 'discardEvidenceBundle'>;

/** @throws CapstanError `not_found`; `forbidden` where it may be seen, but this not be done with it. */
export async function findEvidenceBundle(
  { access, organizationId, path, means, now }: BundleRequest,
  session: ClientSession | null = null,
): Promise<EvidenceBundleDocument> {
  const found = await means.store.models.evidenceBundles
    .findOne({ _id: path.id, organization_id: organizationId, expires_at: { $gt: now } })
    .session(session)
    .lean<EvidenceBundleDocument>();
  return access.requireFound('evidenceBundle', found);
}
