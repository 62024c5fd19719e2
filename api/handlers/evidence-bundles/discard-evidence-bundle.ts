/** DELETE /v1/evidence-bundles/{id} */

import { CapstanError } from '../../../domain/errors.ts';
import { discardBundle } from '../../../store/evidence-bundles.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { findEvidenceBundle } from './find-evidence-bundle.ts';

export const discardEvidenceBundle = command('discardEvidenceBundle', async (request, tx) => {
  const { means, now } = request;
  const bundle = await findEvidenceBundle(request, tx.session);
  const building = await means.store.models.jobs.exists({ _id: bundle.job_id, ended_at: null }).session(tx.session);
  if (building) {
    throw new CapstanError(
      'conflict',
      `The bundle is being built: cancel job ${bundle.job_id}, or wait until it has ended.`,
    );
  }
  const isDiscarded = await discardBundle(means.store, tx.session, bundle, { now, eventId: tx.eventId });
  requireFound(isDiscarded ? bundle : null);
  return {
    status: 204,
    change: bundle.file ? `discarded the file with SHA-256 ${bundle.file.sha256}` : 'there was no file',
  };
});
