/** Step `stage`: the candidate is in the vault before the target hears of it. */

import type { ClientSession } from 'mongoose';
import { findVersion } from '../store/credential-versions.ts';
import { assertLease } from '../store/leases.ts';
import type { CredentialVersionDocument } from '../store/models/credential.ts';
import { rotationIdOf } from '../store/rotation-id.ts';
import { versionToDeploy } from '../store/ssh-keys/versions.ts';
import type { StageResult, Stamped, StepRef } from './contract.ts';
import type { Dependencies } from './dependencies.ts';
import { makeCandidate } from './make-candidate.ts';
import { loadManaged, type ManagedResource } from './target.ts';
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
  const { store } = dependencies;
  const lease = { resourceId: ref.resourceId, jobId: ref.jobId, token: ref.leaseToken };
  const job = await store.models.jobs.findById(ref.jobId).select('cancel_requested').lean();
  if (job?.cancel_requested) return { state: 'canceled' };

  const present = await findVersion(store, ref.credentialId, 'pending');
  if (present) return { state: 'staged' };

  const managed = await loadManaged(dependencies, ref.organizationId, ref.resourceId);
  const version = await reserveVersion(dependencies, ref);
  const candidate = await candidateFor(dependencies, ref, managed, version);
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
          ...candidate,
          removal_due: false,
          created_at: new Date(),
        },
      ],
      { session },
    );
  });
  return { state: 'staged' };
}

/** What a version of the credential is made of: a fresh secret of its own, or the shared key that the account is to have. */
async function candidateFor(
  { store, vault, connectorFor }: Dependencies,
  ref: StepRef,
  { platform, credential }: ManagedResource,
  version: number,
): Promise<Pick<CredentialVersionDocument, 'sealed' | 'ssh_key' | 'public_key'>> {
  const sshKeyId = credential?._id === ref.credentialId ? (credential.ssh_key_id ?? null) : null;
  if (sshKeyId !== null) {
    const wanted = await versionToDeploy(store, sshKeyId);
    return {
      sealed: null,
      ssh_key: { id: sshKeyId, version: wanted.version },
      public_key: wanted.public_key,
    };
  }
  const { secret, publicKey } = makeCandidate(connectorFor(platform.connector), platform, `capstan-job-${ref.jobId}`);
  const context = { organizationId: ref.organizationId, credentialId: ref.credentialId, version };
  return { sealed: await vault.seal(secret, context), ssh_key: null, public_key: publicKey };
}

/** Numbers may be skipped by a crash, never given out twice: the sealed secret is bound to its own. */
async function reserveVersion({ store }: Dependencies, ref: StepRef): Promise<number> {
  const credential = await store.models.credentials
    .findOneAndUpdate({ _id: ref.credentialId }, { $inc: { latest_version: 1 } }, { returnDocument: 'after' })
    .lean();
  if (!credential) throw new Error(`credential ${ref.credentialId} is gone`);
  return credential.latest_version;
}
