/** How far a job has got with a resource before: what it has stored, and what the target may have heard of it. */

import type { ClientSession } from 'mongoose';
import type { AuditStatus } from '../domain/audit.ts';
import { findVersion } from '../store/credential-versions.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../store/models/credential.ts';
import { rotationPrefix } from '../store/rotation-id.ts';
import type { Store } from '../store/store.ts';
import type { OperationRef, Plan } from './contract.ts';

export type CandidateState = Pick<Plan, 'inheritsCandidate' | 'own'>;

/** Whether the job has committed to send its candidate: from then on the target may have it. */
export async function hasSent(store: Store, ref: OperationRef): Promise<boolean> {
  return (await changeStatuses(store, ref)).length > 0;
}

/** Whether something was sent of which nobody has said that it changed nothing. */
export async function isUntold(store: Store, ref: OperationRef): Promise<boolean> {
  const statuses = await changeStatuses(store, ref);
  const intents = statuses.filter((status) => status === 'intended').length;
  return intents > statuses.filter((status) => status === 'failed').length;
}

/** Of the records of each change that the job has sent to the target: that it would be, and what came of it. */
export async function changeStatuses(
  store: Store,
  { organizationId, jobId, resourceId, operation }: OperationRef,
  session?: ClientSession,
): Promise<readonly AuditStatus[]> {
  const change = { job_id: jobId, operation: `${operation}.apply`, target_id: resourceId };
  const records = await store
    .auditCollection()
    .find({ organization_id: organizationId, ...change }, session ? { session } : {})
    .project<{ readonly status: AuditStatus }>({ status: 1 })
    .toArray();
  return records.map(({ status }) => status);
}

/** What lies in the vault from before: of this job, or of an earlier one. */
export async function candidateState(
  store: Store,
  ref: OperationRef,
  credential: CredentialDocument | null,
): Promise<CandidateState> {
  if (!credential) return { inheritsCandidate: false, own: 'nothing' };
  const [pending, current] = await Promise.all([
    findVersion(store, credential._id, 'pending'),
    findVersion(store, credential._id, 'current'),
  ]);
  if (isOf(ref, pending)) return { inheritsCandidate: false, own: 'candidate' };
  return { inheritsCandidate: pending !== null, own: isOf(ref, current) ? 'promoted' : 'nothing' };
}

export function isOf(
  { jobId, resourceId }: Pick<OperationRef, 'jobId' | 'resourceId'>,
  version: Pick<CredentialVersionDocument, 'rotation_id'> | null,
): boolean {
  return version?.rotation_id?.startsWith(rotationPrefix(jobId, resourceId)) ?? false;
}
