/** GET /v1/evidence-bundles */

import type { EvidenceBundleDocument } from '../../../store/models/evidence-bundle.ts';
import { query } from '../../operation.ts';
import { byId, openPage } from '../page.ts';
import { presentEvidenceBundles } from './present-evidence-bundle.ts';

export const listEvidenceBundles = query('listEvidenceBundles', async (request) => {
  const { access, organizationId, means, now } = request;
  const page = openPage('listEvidenceBundles', request);
  const found = await means.store.models.evidenceBundles
    .find({
      organization_id: organizationId,
      ...access.filter('evidenceBundle'),
      expires_at: { $gt: now },
      ...page.idBefore,
    })
    .sort({ _id: -1 })
    .limit(page.fetch)
    .lean<EvidenceBundleDocument[]>();
  const { rows, nextCursor } = page.close(found, byId);
  const shown = await presentEvidenceBundles(means.store, rows);
  return { status: 200, body: { evidence_bundles: shown, next_cursor: nextCursor } };
});
