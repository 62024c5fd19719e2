/** GET /v1/evidence-bundles/{id}/content */

import { CapstanError } from '../../../domain/errors.ts';
import { readFile } from '../../../store/evidence-bundles.ts';
import { query } from '../../operation.ts';
import { findEvidenceBundle } from './find-evidence-bundle.ts';

export const getEvidenceBundleContent = query('getEvidenceBundleContent', async (request) => {
  const { store } = request.means;
  const { _id, file, job_id } = await findEvidenceBundle(request);
  if (!file) {
    throw new CapstanError('conflict', `The bundle is not ready: job ${job_id} says how far it is, or why it failed.`);
  }
  request.means.downloads.begin(request);
  return {
    status: 200,
    content: { type: 'application/zip', length: file.size, open: () => readFile(store, file) },
    headers: { 'Content-Disposition': `attachment; filename="evidence-bundle-${_id}.zip"` },
    change: `SHA-256 ${file.sha256}`,
  };
});
