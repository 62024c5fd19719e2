/** POST /v1/evidence-bundles */

import { bundleExpiresAt } from '../../../domain/evidence-bundle.ts';
import type { components } from '../../generated/openapi.ts';
import { command } from '../../operation.ts';
import { dispatchSoon, requestLedgerJob } from '../ledger/request-ledger-job.ts';
import { requireSubject } from './bundle-subject.ts';
import { requireRoom } from './require-room.ts';

export const createEvidenceBundle = command(
  'createEvidenceBundle',
  async (request, tx) => {
    const { means, organizationId, now } = request;
    const { selection, place, withinScopeId } = await requireSubject(request, tx);
    const { type, id } = request.auditActor;
    await requireRoom(request, tx, { type, id });
    const bundle_id = await means.store.nextId('evidence_bundle');
    const { jobId, ...answer } = await requestLedgerJob(request, tx, 'evidence_bundle', { bundle_id }, place);
    if (jobId === undefined) throw new Error('the request for a job has made none');
    const bundle = {
      _id: bundle_id,
      organization_id: organizationId,
      scope_id: place.scopeId,
      resource_id: place.resourceId,
      job_id: jobId,
      selection,
      within_scope_id: withinScopeId,
      file: null,
      uploads: [],
      upload: null,
      requester: { type, id },
      user_ids: [],
      erasures: 0,
      withdrawn_at: null,
      created_at: now,
      expires_at: bundleExpiresAt(now),
      last_event_id: tx.eventId,
    };
    await means.store.models.evidenceBundles.create([bundle], { session: tx.session });
    const body: components['schemas']['EvidenceBundleAccepted'] = {
      job_id: jobId,
      operation: 'evidence_bundle',
      status: 'queued',
      bundle_id,
    };
    return { ...answer, jobId, body };
  },
  dispatchSoon,
);
