/** What is the same of every session that is asked for: rights and policy, the job, and the session itself. */

import { ulid } from 'ulid';
import {
  LAUNCH_WITHIN_MS,
  type SessionMode,
  type SessionProtocol,
  sessionMinutes,
} from '../../../domain/connect-session.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { isHeldAloneByOthers } from '../../../store/custody/hold.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import { insertJobOnResource } from '../../../store/insert-job.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import { requireEmergency } from '../../authorization/require-emergency.ts';
import { requirePolicy } from '../../authorization/require-policy.ts';
import { etagOf } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { type NewJob, newJob } from '../jobs/new-job.ts';
import { checkReadiness } from '../resources/check-readiness.ts';
import { firstRevision } from '../revision.ts';

export type SessionAsker = Request<'createConnectSession' | 'createProxySession'>;

export interface Way {
  readonly protocol: SessionProtocol;
  readonly mode: SessionMode;
}

export interface AskedSession {
  /** Where the caller may ask for a session. */
  readonly resource: ResourceDocument;
  /** @throws CapstanError `unprocessable` where there is none. */
  readonly wayTo: (device: DeviceDocument) => Way;
  /** null: as is usual. */
  readonly minutes: number | null;
  readonly reason: string | null;
  readonly ticketId: string | null;
  readonly isEmergency: boolean;
}

export interface RequestedSession {
  readonly session: ConnectSessionDocument;
  /** All but what is shown of it. */
  readonly answer: Answer;
}

/** @throws CapstanError for what stands against it. */
export async function requestSession(
  request: SessionAsker,
  tx: Transaction,
  { resource, wayTo, minutes: wanted, reason, ticketId, isEmergency }: AskedSession,
): Promise<RequestedSession> {
  const { store } = request.means;
  if (isEmergency) requireEmergency(request, { scopeId: resource.scope_id, resourceId: resource._id }, reason);
  const asked = { operation: 'connect', reason, ticketId, minutes: wanted, isEmergency } as const;
  const policy = await requirePolicy(request, tx, resource, asked);
  const { device, credential } = await checkReadiness(store, tx.session, resource, 'verify');
  const way = wayTo(device);
  if (await isHeldAloneByOthers(store, credential, request.actor, tx.session)) {
    throw new CapstanError(
      'conflict',
      'The credential is checked out, by somebody who has it alone. Ask again when it is given back, or have it recalled.',
    );
  }
  const minutes = wanted ?? sessionMinutes(policy.policy);
  const input = { credential_id: credential._id, ...way, minutes };
  const { operation } = asked;
  const job = await newJob(request, tx, { operation, resource, device, reason, ticketId, input, policy, isEmergency });
  const session = await sessionOf(request, tx, { credentialId: credential._id, job, way, minutes });
  await store.models.connectSessions.create([session], { session: tx.session });
  const isHeld = isWaiting(job);
  await insertJobOnResource(store, tx.session, isHeld ? job : { ...job, status: 'running', started_at: request.now });
  const answer: Answer = {
    status: isHeld ? 202 : 201,
    headers: {
      ETag: etagOf(session.revision),
      Location: isHeld ? `/v1/jobs/${job._id}` : `/v1/connect/sessions/${session._id}`,
    },
    target: { type: 'connect_session', id: session._id },
    jobId: job._id,
    approvalId: job.approval_id ?? null,
    sessionId: session._id,
    reason,
    ticketId,
    policy: policy.recorded,
    change: `${way.mode} over ${way.protocol} with credential ${credential._id}, for ${minutes} minutes`,
    auditStatus: isHeld ? 'intended' : 'succeeded',
  };
  return { session, answer };
}

function isWaiting({ status }: NewJob): boolean {
  return status === 'awaiting_approval';
}

interface NewSession {
  readonly credentialId: number;
  readonly job: NewJob;
  readonly way: Way;
  readonly minutes: number;
}

async function sessionOf(
  request: SessionAsker,
  tx: Transaction,
  { credentialId, job, way, minutes }: NewSession,
): Promise<ConnectSessionDocument> {
  // By the clock that its end is told by.
  const now = await databaseTime(request.means.store);
  return {
    _id: `acs_${ulid()}`,
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    resource_id: job.resource_id,
    credential_id: credentialId,
    job_id: job._id,
    approval_id: job.approval_id ?? null,
    requester: job.actor,
    ...way,
    reason: job.reason,
    ticket_id: job.ticket_id,
    minutes,
    status: isWaiting(job) ? 'pending_approval' : 'pending_launch',
    launch_by: isWaiting(job) ? null : new Date(now.getTime() + LAUNCH_WITHIN_MS),
    terms: null,
    launched_at: null,
    started_at: null,
    expires_at: null,
    ended_at: null,
    ending: null,
    gateway_id: null,
    lease_expires_at: null,
    client: null,
    handed_version: null,
    turning: null,
    correlation_id: job.correlation_id,
    trace_id: job.trace_id,
    ...firstRevision(request, tx),
  };
}
