/** Step `stage`: the candidate is in the vault before the target hears of it. */

import type { ClientSession } from 'mongoose';
import { findVersion } from '../store/credential-versions.ts';
import { assertLease } from '../store/leases.ts';
import type { StageResult, Stamped, StepRef } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { makeCandidate } from './make-candidate.ts';
import { rotationIdOf } from './rotation-id.ts';
import { loadManaged } from './target.ts';
import { recordedStep } from './timeline.ts';

export function stage(dependencies: Dependencies) {
  return (ref: StepRef): Promise<Stamped<StageResult>> =>
    recordedStep(
      dependencies,
      ref,
      'stage',
      () => stageCandidate(dependencies, ref),
      ({ state }) => ({ outcome: 'succeeded', detail: state === 'canceled' ? 'canceled' : 'the candidate is stored' }),
    );
}

/** One candidate per rotation: a second attempt finds the first one's and makes none. */
async function stageCandidate(dependencies: Dependencies, ref: StepRef): Promise<StageResult> {
  const { store, vault, connectorFor } = dependencies;
  const lease = { resourceId: ref.resourceId, jobId: ref.jobId, token: ref.leaseToken };
  const job = await store.models.jobs.findById(ref.jobId).select('cancel_requested').lean();
  if (job?.cancel_requested) return { state: 'canceled' };

  const present = await findVersion(store, ref.credentialId, 'pending');
  if (present) return { state: 'staged' };

  const { platform } = await loadManaged(dependencies, ref.organizationId, ref.resourceId);
  const candidate = makeCandidate(connectorFor(platform.connector), platform, `capstan-job-${ref.jobId}`);
  const version = await reserveVersion(dependencies, ref);
  const context = { organizationId: ref.organizationId, credentialId: ref.credentialId, version };
  const sealed = await vault.seal(candidate.secret, context);
  await store.transaction(async (session: ClientSession) => {
    await assertLease(store, lease, session);
    await store.models.credentialVersions.create(
      [
        {
          _id: `${ref.credentialId}:${version}`,
          organization_id: ref.organizationId,
          credential_id: ref.credentialId,
          version,
          state: 'pending',
          rotation_id: rotationIdOf(ref),
          sealed,
          public_key: candidate.publicKey,
          removal_due: false,
          created_at: new Date(),
        },
      ],
      { session },
    );
  });
  return { state: 'staged' };
}

/** Numbers may be skipped by a crash, never given out twice: the sealed secret is bound to its own. */
async function reserveVersion({ store }: Dependencies, ref: StepRef): Promise<number> {
  const credential = await store.models.credentials
    .findOneAndUpdate({ _id: ref.credentialId }, { $inc: { latest_version: 1 } }, { returnDocument: 'after' })
    .lean();
  if (!credential) throw new Error(`credential ${ref.credentialId} is gone`);
  return credential.latest_version;
}
