/** Evidence bundles on the wire: the job of each says who asked for it, and whether it is still being built. */

import type { BundleState } from '../../../domain/evidence-bundle.ts';
import type { EvidenceBundleDocument } from '../../../store/models/evidence-bundle.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull } from '../wire-time.ts';

type Schema = components['schemas']['EvidenceBundle'];

export async function presentEvidenceBundles(
  store: Store,
  bundles: readonly EvidenceBundleDocument[],
): Promise<Schema[]> {
  const ids = bundles.map(({ job_id }) => job_id);
  const jobs = await store.models.jobs.find({ _id: { $in: ids } }).lean<JobDocument[]>();
  const jobOf = new Map(jobs.map((job) => [job._id, job]));
  return bundles.map((bundle) => {
    const job = jobOf.get(bundle.job_id);
    if (!job) throw new Error(`evidence bundle ${bundle._id} has no job`);
    return present(bundle, job);
  });
}

function present(bundle: EvidenceBundleDocument, job: JobDocument): Schema {
  const { file, selection } = bundle;
  return {
    id: bundle._id,
    job_id: bundle.job_id,
    ...stateOf(bundle, job),
    selection: {
      ...selection,
      access_review_id: selection.access_review_id ?? null,
      from: wireTimeOrNull(selection.from),
      to: wireTimeOrNull(selection.to),
    },
    record_count: file?.record_count ?? null,
    tree_size: file?.tree_size ?? null,
    platform_proof: file?.has_platform_proof ?? null,
    size: file?.size ?? null,
    sha256: file?.sha256 ?? null,
    scope_id: bundle.scope_id,
    resource_id: bundle.resource_id,
    actor: job.actor.name,
    actor_type: job.actor.type,
    reason: job.reason,
    ticket_id: job.ticket_id,
    created_at: wireTime(bundle.created_at),
    expires_at: wireTime(bundle.expires_at),
    last_event_id: bundle.last_event_id,
  };
}

interface ShownState {
  readonly state: BundleState;
  readonly code: string | null;
  readonly message: string | null;
}

/** A file is there or not; where not, the job knows why. */
export function stateOf(
  { file, withdrawn_at }: Pick<EvidenceBundleDocument, 'file' | 'withdrawn_at'>,
  { ended_at, status, result }: Pick<JobDocument, 'ended_at' | 'status' | 'result'>,
): ShownState {
  if (file) return { state: 'ready', code: null, message: null };
  if (withdrawn_at) {
    const message = 'A person whom it named was erased; ask for it again, and it comes without them.';
    return { state: 'failed', code: 'person_erased', message };
  }
  if (ended_at === null) return { state: 'building', code: null, message: null };
  if (status === 'canceled') return { state: 'failed', code: 'canceled', message: 'Its job was canceled.' };
  const [code, message] = [result?.['code'], result?.['message']];
  return {
    state: 'failed',
    code: typeof code === 'string' ? code : 'internal',
    message: typeof message === 'string' ? message : 'Its job has ended without it; ask for it again.',
  };
}
