/** Consent to more time for a session is there: it gets it, if it still lives and everything else still holds. */

import type { ClientSession } from 'mongoose';
import { wantedConsent } from '../../domain/policy/wanted-consent.ts';
import { endAccessJob, startAccessJob } from '../access-job.ts';
import type { AccessObjection } from '../access-objection.ts';
import { askedOfJob } from '../approvals/asked-of-job.ts';
import { objectionToConsent } from '../approvals/consent.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import { newEventId } from '../event-ids.ts';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import type { DeviceDocument, ResourceDocument } from '../models/inventory.ts';
import type { JobDocument } from '../models/job.ts';
import { askPolicy } from '../policy/ask-policy.ts';
import { ConditionFacts } from '../policy/condition-facts.ts';
import { loadGoverned } from '../policy/governed-resource.ts';
import type { Store } from '../store.ts';
import { extendSession, isExtendable } from './extend-session.ts';
import type { SessionRef } from './pass-session-time.ts';
import { sessionAuditEntryOf } from './session-audit.ts';
import { groundObjection } from './session-objection.ts';

const ASK_EVERY_MS = 30_000;

/** Harmless to repeat. @returns how long nothing can happen by itself; null: it is through. */
export async function passExtensionTime(store: Store, ref: SessionRef): Promise<number | null> {
  const before = await read(store, ref);
  if (before.job.ended_at !== null) return null;
  if (before.job.status === 'awaiting_approval') return ASK_EVERY_MS;
  // Beside the transaction, which is short.
  const objection = await objectionTo(store, before);
  return store.transaction(async (within) => {
    const { session, job: asked } = await read(store, ref, within);
    if (asked.ended_at !== null) return null;
    const moment = { now: await databaseTime(store), eventId: newEventId() };
    const job = asked.started_at ? asked : await startAccessJob(store, within, asked, moment);
    const against = isExtendable(session) ? objection : plain(`it is ${session.status}`);
    if (against === null) await extend(store, within, { session, job }, moment);
    else await refuse(store, within, { session, job }, against, moment);
    return null;
  });
}

interface Seen {
  readonly session: ConnectSessionDocument;
  /** That asks for the extension. */
  readonly job: JobDocument;
}

type Moment = Parameters<typeof endAccessJob>[5];

async function extend(store: Store, within: ClientSession, { session, job }: Seen, moment: Moment): Promise<void> {
  const minutes = minutesOf(job);
  const extension = { minutes, approvalId: job.approval_id ?? null };
  const extended = await extendSession(store, within, session, extension, moment);
  const note = `${minutes} minutes more, until ${extended.expires_at?.toISOString()}`;
  const said = {
    operation: 'session.extend',
    actor: job.actor,
    change: note,
    correlation_id: job.correlation_id,
  } as const;
  await recordEffect(store, within, sessionAuditEntryOf(extended, said), moment.eventId);
  await endAccessJob(store, within, job, 'succeeded', { status: 'succeeded', effect: 'applied', note }, moment);
}

async function refuse(
  store: Store,
  within: ClientSession,
  { session, job }: Seen,
  { detail, policy }: Objection,
  moment: Moment,
): Promise<void> {
  const denied = {
    status: 'denied',
    code: 'policy_refused',
    policy,
    change: detail,
    correlation_id: job.correlation_id,
  } as const;
  const entry = sessionAuditEntryOf(session, { operation: 'session.extend', actor: job.actor, ...denied });
  await recordEffect(store, within, entry, moment.eventId);
  const outcome = { status: 'failed', code: 'policy_refused', effect: 'none', message: detail } as const;
  await endAccessJob(store, within, job, 'failed', outcome, moment);
}

type Objection = Pick<AccessObjection, 'detail' | 'policy'>;

function plain(detail: string): Objection {
  return { detail, policy: null };
}

/** What the session rests on, and what its extension does. null: nothing stands against it. */
async function objectionTo(store: Store, { session, job }: Seen): Promise<Objection | null> {
  if (job.cancel_requested) return plain('its job was canceled');
  const now = await databaseTime(store);
  const first = await store.models.jobs.findById(session.job_id).lean<JobDocument>();
  if (!first) throw new Error(`the job of session ${session._id} is gone`);
  const ground = await groundObjection(store, session, first, now);
  if (ground !== null) return ground;
  const resource = await store.models.resources.findById(session.resource_id).lean<ResourceDocument>();
  const device = resource && (await store.models.devices.findById(resource.device_id).lean<DeviceDocument>());
  if (!resource || !device) throw new Error(`resource ${session.resource_id} is gone`);
  const governed = await loadGoverned(store, resource);
  const minutes = session.minutes + minutesOf(job);
  const { actor, reason, ticket_id: ticketId } = job;
  const question = { operation: 'connect', isBulk: false, actor, reason, ticketId, minutes, now } as const;
  const { refusals, recorded: policy } = await askPolicy(new ConditionFacts(store), governed, question);
  const [other] = refusals.filter(({ rule }) => rule !== 'session_max_minutes');
  if (other) return { detail: `refused by policy: ${other.rule} ${other.detail}`, policy };
  const consent = wantedConsent(governed.policy, 'connect', false);
  if (consent) {
    const detail = await objectionToConsent(store, job, consent.rule, askedOfJob(job, resource, device));
    return detail === null ? null : { detail, policy };
  }
  return refusals.length === 0 ? null : { detail: 'nobody is asked any more for what goes past the policy', policy };
}

async function read(store: Store, { organizationId, jobId }: SessionRef, within?: ClientSession): Promise<Seen> {
  const options = within ? { session: within } : {};
  const job = await store.models.jobs
    .findOne({ _id: jobId, organization_id: organizationId }, null, options)
    .lean<JobDocument>();
  const session = await store.models.connectSessions
    .findOne({ _id: String(job?.input?.['session_id']), organization_id: organizationId }, null, options)
    .lean<ConnectSessionDocument>();
  if (!job || !session) throw new Error(`job ${jobId} of organization ${organizationId} extends no session`);
  return { session, job };
}

function minutesOf({ input }: JobDocument): number {
  return Number(input?.['minutes']);
}
