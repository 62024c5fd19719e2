/** Sessions on the wire. */

import type { SessionTerms } from '../../../domain/connect-session.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { components } from '../../generated/openapi.ts';
import type { Answer } from '../../operation.ts';
import { presentTurning } from '../present-turning.ts';
import { showing } from '../revision.ts';
import { wireTimeOrNull, wireTracked } from '../wire-time.ts';

export function presentSession(session: ConnectSessionDocument): components['schemas']['ConnectSession'] {
  const { requester, ending, terms, turning } = session;
  return {
    public_id: session._id,
    resource_id: session.resource_id,
    credential_id: session.credential_id,
    status: session.status,
    protocol: session.protocol,
    mode: session.mode,
    requester: requester.name,
    requester_type: requester.type === 'application' ? 'application' : 'user',
    requester_id: requester.id,
    minutes: session.minutes,
    reason: session.reason,
    ticket_id: session.ticket_id,
    job_id: session.job_id,
    approval_id: session.approval_id,
    launch_by: wireTimeOrNull(session.launch_by),
    launched_at: wireTimeOrNull(session.launched_at),
    started_at: wireTimeOrNull(session.started_at),
    expires_at: wireTimeOrNull(session.expires_at),
    ended_at: wireTimeOrNull(session.ended_at),
    end_reason: ending?.reason ?? null,
    ended_by: ending?.by?.name ?? null,
    end_comment: ending?.comment ?? null,
    end_detail: ending?.detail ?? null,
    terms: terms && presentTerms(terms),
    waits_for: session.waits_for ?? null,
    client_address: session.client?.address ?? null,
    gateway_id: session.gateway_id,
    rotation: turning && presentTurning(turning),
    ...wireTracked(session),
  };
}

function presentTerms({ activities, forwards, command_rules, moderation, ...plain }: SessionTerms) {
  const command_names = command_rules.map(({ name }) => name);
  return {
    ...plain,
    activities: [...activities],
    forwards: [...forwards],
    command_rules: command_names,
    moderation: moderation ?? null,
  };
}

/** Answer that shows a session which somebody has done something about. */
export function answerOf(session: ConnectSessionDocument, reason: string | null): Answer {
  return {
    ...showing(200, session, presentSession(session)),
    target: { type: 'connect_session', id: session._id },
    jobId: session.job_id,
    approvalId: session.approval_id,
    sessionId: session._id,
    reason,
    ticketId: session.ticket_id,
  };
}
