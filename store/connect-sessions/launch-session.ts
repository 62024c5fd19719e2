/** A session begins: whoever shows its token gets it, at one gateway, if what it rests on still holds. */

import type { ClientSession } from 'mongoose';
import { SESSION_TOKEN_MS, type SessionTerms, termsOf } from '../../domain/connect-session.ts';
import type { Secret } from '../../domain/secret.ts';
import { isAddressIn } from '../../runtime/addresses.ts';
import { startAccessJob } from '../access-job.ts';
import type { AccessObjection } from '../access-objection.ts';
import { recordEffect } from '../audit-log.ts';
import { beginUse } from '../custody/hold.ts';
import { databaseTime } from '../database-clock.ts';
import type { Moment } from '../end-unbegun-job.ts';
import { newEventId } from '../event-ids.ts';
import type { ConnectSessionDocument, SessionTokenDocument } from '../models/connect-session.ts';
import type { DeviceDocument, PlatformDocument, ResourceDocument } from '../models/inventory.ts';
import type { JobDocument } from '../models/job.ts';
import { loadGoverned } from '../policy/governed-resource.ts';
import type { Store } from '../store.ts';
import { readSession, reviseSession } from './revise-session.ts';
import { sessionAuditEntryOf } from './session-audit.ts';
import { sessionObjection } from './session-objection.ts';
import { useToken } from './session-tokens.ts';

export interface LaunchRequest {
  readonly sessionId: string;
  readonly token: Secret;
  /** What it must be: what was made for one is good for nothing else. Default: launch. */
  readonly purpose?: 'launch' | 'link' | undefined;
  readonly gatewayId: string;
  readonly leaseMs: number;
  readonly protocol: ConnectSessionDocument['protocol'];
  readonly mode: ConnectSessionDocument['mode'];
  readonly client: { readonly address: string; readonly version: string | null };
}

/** Where a session leads. */
export interface LaunchedSession {
  readonly session: ConnectSessionDocument;
  readonly terms: SessionTerms;
  readonly resource: ResourceDocument;
  readonly device: DeviceDocument;
  readonly platform: PlatformDocument;
}

/** @returns null where the token opens nothing, whatever the cause; what is refused for a cause has a record. */
export async function launchSession(store: Store, request: LaunchRequest): Promise<LaunchedSession | null> {
  const { sessionId, token, purpose = 'launch' } = request;
  const used = await useToken(store, sessionId, token, [purpose]);
  if (!used) return null;
  const session = await store.models.connectSessions.findById(sessionId).lean<ConnectSessionDocument>();
  if (!session) return null;
  if (session.status !== 'pending_launch') {
    await refuse(store, session, used, request, plain(`the session is ${session.status}`));
    return null;
  }
  if (session.protocol !== request.protocol || session.mode !== request.mode) {
    await refuse(store, session, used, request, plain(`it is launched by ${session.mode} over ${session.protocol}`));
    return null;
  }
  const objection = await objectionTo(store, session, used, request);
  if (objection !== null) {
    await refuse(store, session, used, request, objection);
    return null;
  }
  const target = await loadTarget(store, session);
  const { policy } = await loadGoverned(store, target.resource);
  const terms = termsOf(policy);
  const launched = await take(store, used, request, terms);
  if (launched === 'held_alone') {
    await refuse(store, session, used, request, plain('its credential is checked out by somebody who has it alone'));
    return null;
  }
  return launched && { ...target, session: launched, terms };
}

/** Asked for whoever has the token made, from where it is used. */
async function objectionTo(
  store: Store,
  session: ConnectSessionDocument,
  { actor, opened_from = null }: SessionTokenDocument,
  { client }: LaunchRequest,
): Promise<Objection | null> {
  if (actor.type !== session.requester.type || actor.id !== session.requester.id)
    return plain('the token is of somebody else');
  if (opened_from !== null && !isAddressIn(client.address, opened_from))
    return plain('the link was opened from where it may not be');
  const now = await databaseTime(store);
  return sessionObjection(store, session, now, { ...actor, address: client.address });
}

type Objection = Pick<AccessObjection, 'detail' | 'policy'>;

function plain(detail: string): Objection {
  return { detail, policy: null };
}

async function refuse(
  store: Store,
  session: ConnectSessionDocument,
  { actor, correlation_id, trace_id }: SessionTokenDocument,
  { client }: LaunchRequest,
  { detail, policy }: Objection,
): Promise<void> {
  const denied = {
    operation: 'session.launch',
    actor: { ...actor, address: client.address },
    status: 'denied',
    code: 'policy_refused',
    policy,
    change: detail,
    correlation_id,
    trace_id,
  } as const;
  await store.transaction((within) => recordEffect(store, within, sessionAuditEntryOf(session, denied)));
}

/** null where somebody else was first, or has ended it. */
function take(
  store: Store,
  { actor, correlation_id, trace_id }: SessionTokenDocument,
  { sessionId, gatewayId, leaseMs, client }: LaunchRequest,
  terms: SessionTerms,
): Promise<ConnectSessionDocument | 'held_alone' | null> {
  return store.transaction(async (within) => {
    const session = await readSession(store, within, sessionId);
    const now = await databaseTime(store);
    // Whoever has got a token just before the end may use it.
    const until = (session.launch_by?.getTime() ?? 0) + SESSION_TOKEN_MS;
    if (session.status !== 'pending_launch' || until <= now.getTime()) return null;
    // Asked before as well: here they meet who take it at the same moment.
    if (!(await beginUse(store, within, session.credential_id, session.requester))) return 'held_alone';
    const moment = { now, eventId: newEventId() };
    const fields = {
      status: 'launching',
      gateway_id: gatewayId,
      lease_expires_at: new Date(now.getTime() + leaseMs),
      terms,
      client,
      waits_for: terms.moderation ? 'moderator' : null,
      launched_at: now,
      expires_at: new Date(now.getTime() + session.minutes * 60_000),
    } as const;
    const launched = await reviseSession(store, within, session, fields, moment);
    await startJob(store, within, launched, moment);
    const said = {
      operation: 'session.launch',
      actor: { ...actor, address: client.address },
      change: `at gateway ${gatewayId}, until ${fields.expires_at.toISOString()}`,
      correlation_id,
      trace_id,
    } as const;
    await recordEffect(store, within, sessionAuditEntryOf(launched, said), moment.eventId);
    return launched;
  });
}

/** Its workflow may not have looked yet: a job that has not begun would be ended at once where somebody cancels it. */
async function startJob(
  store: Store,
  within: ClientSession,
  { job_id }: ConnectSessionDocument,
  moment: Moment,
): Promise<void> {
  const job = await store.models.jobs.findById(job_id, null, { session: within }).lean<JobDocument>();
  if (job && job.started_at === null) await startAccessJob(store, within, job, moment);
}

async function loadTarget({ models }: Store, { organization_id, resource_id }: ConnectSessionDocument) {
  const within = { organization_id };
  const resource = await models.resources.findOne({ _id: resource_id, ...within }).lean<ResourceDocument>();
  const device =
    resource && (await models.devices.findOne({ _id: resource.device_id, ...within }).lean<DeviceDocument>());
  const platform =
    resource && (await models.platforms.findOne({ _id: resource.platform_id, ...within }).lean<PlatformDocument>());
  if (!resource || !device || !platform) throw new Error(`resource ${resource_id} has lost its device or platform`);
  return { resource, device, platform };
}
