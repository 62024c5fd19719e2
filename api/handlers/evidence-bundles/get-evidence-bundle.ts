/** GET /v1/evidence-bundles/{id} */

import { query } from '../../operation.ts';
import { findEvidenceBundle } from './find-evidence-bundle.ts';
import { presentEvidenceBundles } from './present-evidence-bundle.ts';

export const getEvidenceBundle = query('getEvidenceBundle', async (request) => {
  const bundle = await findEvidenceBundle(request);
  const [body] = await presentEvidenceBundles(request.means.store, [bundle]);
  return { status: 200, body };
});
