/** Whether what a session rests on holds by now. */

import type { AuditActor } from '../../domain/audit.ts';
import { type AccessObjection, accessObjection } from '../access-objection.ts';
import { isHeldAloneByOthers } from '../custody/hold.ts';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import type { CredentialDocument } from '../models/credential.ts';
import type { JobDocument } from '../models/job.ts';
import type { Store } from '../store.ts';
import { actorOf } from './session-audit.ts';

/**
 * @param actor who wants it now, and from where: conditions of policies may ask.
 * @returns what stands against it; null: nothing.
 */
export async function sessionObjection(
  store: Store,
  session: ConnectSessionDocument,
  now: Date,
  actor: AuditActor = actorOf(session),
): Promise<AccessObjection | null> {
  const job = await store.models.jobs.findById(session.job_id).lean<JobDocument>();
  if (!job) throw new Error(`the job of session ${session._id} is gone`);
  const objection = await groundObjection(store, session, job, now, actor);
  if (objection !== null || !job.cancel_requested) return objection;
  return { code: 'policy_refused', detail: 'its job was canceled', policy: null };
}

/** The same, whether or not somebody wants its job canceled: what it rested on may be why. */
export async function groundObjection(
  store: Store,
  session: ConnectSessionDocument,
  job: JobDocument,
  now: Date,
  actor: AuditActor = actorOf(session),
): Promise<AccessObjection | null> {
  const { organization_id, resource_id, credential_id, requester, reason, ticket_id, minutes, started_at } = session;
  // Until the target has let it in, all is asked that it takes to begin.
  const hasBegun = started_at !== null;
  const credential = await store.models.credentials
    .findById(credential_id, { status: 1, custody: 1 })
    .lean<CredentialDocument>();
  if (credential?.status !== 'active') {
    return { code: 'policy_refused', detail: 'its credential is not active any more', policy: null };
  }
  // Somebody may have checked it out since it was asked for; a session that has begun goes on.
  if (!hasBegun && (await isHeldAloneByOthers(store, credential, requester))) {
    return {
      code: 'policy_refused',
      detail: 'its credential is checked out by somebody who has it alone',
      policy: null,
    };
  }
  if (await isExtensionRevoked(store, session)) {
    return { code: 'approval_revoked', detail: 'the consent to its extension was taken back', policy: null };
  }
  const asked = {
    operation: 'connect',
    organizationId: organization_id,
    resourceId: resource_id,
    requester,
    reason,
    ticketId: ticket_id,
    minutes,
    isBeginning: !hasBegun,
  } as const;
  return accessObjection(store, asked, job, now, actor);
}

async function isExtensionRevoked(
  { models }: Store,
  { extension_approval_ids: ids = [] }: ConnectSessionDocument,
): Promise<boolean> {
  if (ids.length === 0) return false;
  return (await models.approvals.exists({ _id: { $in: [...ids] }, status: 'revoked' })) !== null;
}
