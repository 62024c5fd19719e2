/** POST /v1/connect/sessions */

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
import { command, type Request, type Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';
import { type NewJob, newJob } from '../jobs/new-job.ts';
import { checkReadiness } from '../resources/check-readiness.ts';
import { dispatchSoon } from '../resources/request-job.ts';
import { firstRevision } from '../revision.ts';
import { wireTimeOrNull } from '../wire-time.ts';
import { presentSession } from './present-session.ts';

type ConnectRequest = Request<'createConnectSession'>;

/** Where no consent is wanted it may be launched when this is answered; its workflow sees to what becomes of it. */
export const createConnectSession = command(
  'createConnectSession',
  async (request, tx) => {
    const { access, organizationId, means, body } = request;
    const { store } = means;
    const { resources, connectSessions } = store.models;
    const found = await resources
      .findOne({ _id: body.resource_id, organization_id: organizationId })
      .session(tx.session)
      .lean<ResourceDocument>();
    const resource = access.requireReferred('resource', found, 'resource_id');
    const { reason = null, ticket_id: ticketId = null, break_glass: isEmergency = false } = body;
    if (isEmergency) requireEmergency(request, { scopeId: resource.scope_id, resourceId: resource._id }, reason);
    const asked = { operation: 'connect', reason, ticketId, minutes: body.minutes ?? null, isEmergency } as const;
    const policy = await requirePolicy(request, tx, resource, asked);
    const { device, credential } = await checkReadiness(store, tx.session, resource, 'verify');
    const way = wayTo(device, body);
    if (await isHeldAloneByOthers(store, credential, request.actor, tx.session)) {
      throw new CapstanError('conflict', 'The credential is checked out, by somebody who has it alone.');
    }
    const minutes = body.minutes ?? sessionMinutes(policy.policy);
    const input = { credential_id: credential._id, ...way, minutes };
    const job = await newJob(request, tx, {
      operation: 'connect',
      resource,
      device,
      reason,
      ticketId,
      input,
      policy,
      isEmergency,
    });
    const session = await sessionOf(request, tx, { credentialId: credential._id, job, way, minutes });
    await connectSessions.create([session], { session: tx.session });
    await insertJobOnResource(
      store,
      tx.session,
      isWaiting(job) ? job : { ...job, status: 'running', started_at: request.now },
    );
    return {
      status: isWaiting(job) ? 202 : 201,
      body: { session: presentSession(session), launch_token_expires_at: wireTimeOrNull(session.launch_by) },
      headers: {
        ETag: etagOf(session.revision),
        Location: isWaiting(job) ? `/v1/jobs/${job._id}` : `/v1/connect/sessions/${session._id}`,
      },
      target: { type: 'connect_session', id: session._id },
      jobId: job._id,
      approvalId: job.approval_id ?? null,
      sessionId: session._id,
      reason,
      ticketId,
      policy: policy.recorded,
      change: `${way.mode} over ${way.protocol} with credential ${credential._id}, for ${minutes} minutes`,
      auditStatus: isWaiting(job) ? 'intended' : 'succeeded',
    };
  },
  dispatchSoon,
);

function isWaiting({ status }: NewJob): boolean {
  return status === 'awaiting_approval';
}

interface Way {
  readonly protocol: SessionProtocol;
  readonly mode: SessionMode;
}

/** @throws CapstanError `unprocessable` for what the device does not speak, or what there is not over its protocol. */
function wayTo({ kind }: DeviceDocument, { protocol, mode }: ConnectRequest['body']): Way {
  if (protocol !== undefined && protocol !== kind)
    throw unusable('protocol', `must be ${kind}, which the device speaks`);
  if (kind === 'postgres' && mode === 'web_terminal') {
    throw unusable('mode', 'must be native_client: there is no terminal over postgres');
  }
  return { protocol: kind, mode: mode ?? (kind === 'ssh' ? 'web_terminal' : 'native_client') };
}

interface NewSession {
  readonly credentialId: number;
  readonly job: NewJob;
  readonly way: Way;
  readonly minutes: number;
}

async function sessionOf(
  request: ConnectRequest,
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
