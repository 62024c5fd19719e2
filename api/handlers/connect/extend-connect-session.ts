/** POST /v1/connect/sessions/{id}/extend */

import { CapstanError } from '../../../domain/errors.ts';
import type { Verdict } from '../../../domain/policy/decide.ts';
import { wantedConsent } from '../../../domain/policy/wanted-consent.ts';
import { extendSession, isExtendable } from '../../../store/connect-sessions/extend-session.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import { insertJobOnResource } from '../../../store/insert-job.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import { askPolicy, type GovernedResource } from '../../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../../store/policy/condition-facts.ts';
import { consentFrom, governedBy, type PolicyAnswer, refusalOf } from '../../authorization/require-policy.ts';
import { type Answer, command, type Request, type Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { newJob } from '../jobs/new-job.ts';
import { dispatchSoon } from '../resources/request-job.ts';
import { findOwnSession } from './find-session.ts';
import { answerOf, presentSession } from './present-session.ts';

type ExtendRequest = Request<'extendConnectSession'>;

/** Within what the policy allows it is extended when this is answered; beyond that, and where consent is wanted, people are asked. */
export const extendConnectSession = command(
  'extendConnectSession',
  async (request, tx) => {
    const session = await findOwnSession(request, tx.session);
    if (!isExtendable(session)) throw new CapstanError('conflict', `It cannot be extended: it is ${session.status}.`);
    request.access.requireAlso('resource:connect', { scopeId: session.scope_id, resourceId: session.resource_id });
    const { resources } = request.means.store.models;
    const resource = requireFound(
      await resources.findById(session.resource_id).session(tx.session).lean<ResourceDocument>(),
    );
    const governed = await governedBy(request, resource);
    const policy = await consentTo(request, tx, session, governed);
    if (policy.consent !== null) return askForIt(request, tx, session, resource, policy);
    const { minutes, reason = null } = request.body;
    const moment = { now: await databaseTime(request.means.store), eventId: tx.eventId };
    const extended = await extendSession(
      request.means.store,
      tx.session,
      session,
      { minutes, approvalId: null },
      moment,
    );
    return { ...answerOf(extended, reason), policy: policy.recorded, change: `${minutes} minutes more` };
  },
  dispatchSoon,
);

/** @throws CapstanError `unprocessable`, `policy_refused` where nobody could consent to it. */
async function consentTo(
  { means, auditActor: actor, body, now }: ExtendRequest,
  tx: Transaction,
  session: ConnectSessionDocument,
  governed: GovernedResource,
): Promise<PolicyAnswer> {
  const question = {
    operation: 'connect',
    isBulk: false,
    actor,
    reason: body.reason ?? session.reason,
    ticketId: body.ticket_id ?? session.ticket_id,
    minutes: session.minutes + body.minutes,
    now,
  } as const;
  const verdict = await askPolicy(new ConditionFacts(means.store, tx.session), governed, question);
  const others = verdict.refusals.filter(({ rule }) => rule !== 'session_max_minutes');
  if (others.length > 0) throw refusalOf({ ...verdict, refusals: others });
  const wanted = wantedConsent(governed.policy, 'connect', false);
  // Past what the policy allows by itself, people may still allow it, where it names some.
  if (verdict.refusals.length > 0 && !wanted) throw refusalOf(verdict);
  return {
    policy: governed.policy,
    recorded: recordedOf(verdict),
    consent: consentFrom(governed, wanted?.rule ?? null),
  };
}

/** What goes past a bound and is asked of people is not refused by it. */
function recordedOf({ recorded, refusals }: Verdict): PolicyAnswer['recorded'] {
  return recorded && refusals.length > 0 ? { ...recorded, decision: 'needs_approval' } : recorded;
}

async function askForIt(
  request: ExtendRequest,
  tx: Transaction,
  session: ConnectSessionDocument,
  resource: ResourceDocument,
  policy: PolicyAnswer,
): Promise<Answer> {
  const { means, body } = request;
  const { jobs, devices } = means.store.models;
  const waiting = {
    resource_id: resource._id,
    operation: 'extend',
    ended_at: null,
    'input.session_id': session._id,
  } as const;
  if (await jobs.exists(waiting).session(tx.session)) {
    throw new CapstanError('conflict', 'An extension of it waits for consent already.');
  }
  const device = requireFound(await devices.findById(resource.device_id).session(tx.session).lean<DeviceDocument>());
  const { minutes, reason = session.reason, ticket_id: ticketId = session.ticket_id } = body;
  const input = { session_id: session._id, minutes };
  const asked = { operation: 'extend', resource, device, reason, ticketId, input, policy, isEmergency: false } as const;
  const job = await newJob(request, tx, asked);
  await insertJobOnResource(means.store, tx.session, job);
  return {
    ...answerOf(session, reason),
    status: 202,
    body: presentSession(session),
    headers: { Location: `/v1/jobs/${job._id}` },
    jobId: job._id,
    approvalId: job.approval_id ?? null,
    policy: policy.recorded,
    change: `${minutes} minutes more, when people have consented`,
    auditStatus: 'intended',
  };
}
