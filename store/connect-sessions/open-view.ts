/** Lets somebody look at a session, or at its recording: a token, used once, and a right that still holds. */

import { type NamedOperation, namedIn } from '../../domain/access.ts';
import { objectionToModerator } from '../../domain/moderation.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { Secret } from '../../domain/secret.ts';
import { isStillPermitted } from '../access/still-permitted.ts';
import { isActorActive } from '../approvals/who-counts.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import type { ConnectSessionDocument, SessionTokenDocument, SessionTokenPurpose } from '../models/connect-session.ts';
import type { Store } from '../store.ts';
import { type SessionEvent, sessionAuditEntryOf } from './session-audit.ts';
import { useToken } from './session-tokens.ts';

type ViewPurpose = Extract<SessionTokenPurpose, 'watch' | 'moderate' | 'play'>;

export interface ViewRequest {
  readonly sessionId: string;
  readonly token: Secret;
  /** What the token may have been made for. */
  readonly purposes: readonly ViewPurpose[];
  /** Where the viewer has come from. */
  readonly address: string;
}

const VIEWS: Readonly<Record<ViewPurpose, { readonly permission: Permission; readonly operation: string }>> = {
  watch: { permission: 'session:watch', operation: 'session.view' },
  moderate: { permission: 'session:moderate', operation: 'session.moderator' },
  play: { permission: 'recording:read', operation: 'recording.view' },
};

/** What the token was asked for by. */
const SOURCES: Readonly<Record<ViewPurpose, readonly NamedOperation[]>> = {
  watch: namedIn('connect', 'watchConnectSession'),
  moderate: namedIn('connect', 'moderateConnectSession'),
  play: namedIn('connect', 'playSessionRecording'),
};

/** Somebody who looks, by a token that was made for them. */
export interface OpenedView
  extends Pick<SessionTokenDocument, 'organization_id' | 'actor' | 'correlation_id' | 'trace_id'> {
  readonly sessionId: string;
  readonly purpose: ViewPurpose;
}

/** @returns who looks, with a record of it; null where the token opens nothing, whatever the cause. */
export async function openView(
  store: Store,
  { sessionId, token, purposes, address }: ViewRequest,
): Promise<OpenedView | null> {
  const used = await useToken(store, sessionId, token, purposes);
  if (!used) return null;
  const { organization_id, correlation_id, trace_id } = used;
  const purpose = used.purpose as ViewPurpose;
  const actor = { ...used.actor, address };
  const view = { sessionId, purpose, organization_id, actor, correlation_id, trace_id };
  const session = await sessionOf(store, view);
  if (!session) return null;
  const may = await mayView(store, session, view);
  // That a moderator has come is put on record by the gateway, once the page is there.
  if (!may || purpose !== 'moderate')
    await record(store, session, view, may ? { status: 'succeeded', code: null, change: null } : REFUSED);
  return may ? view : null;
}

/** Asks once more, for what lasts longer than a moment. Where it may not go on, that is on record. */
export async function viewHolds(store: Store, view: OpenedView): Promise<boolean> {
  const session = await sessionOf(store, view);
  if (session && (await mayView(store, session, view))) return true;
  if (session) await record(store, session, view, { ...REFUSED, change: 'nothing is shown any more' });
  return false;
}

const REFUSED = { status: 'denied', code: 'forbidden', change: null } as const;

function sessionOf({ models }: Store, { sessionId, organization_id }: OpenedView) {
  return models.connectSessions.findOne({ _id: sessionId, organization_id }).lean<ConnectSessionDocument>();
}

async function mayView(
  store: Store,
  { scope_id: scopeId, resource_id: resourceId, requester }: ConnectSessionDocument,
  { purpose, organization_id, actor }: OpenedView,
): Promise<boolean> {
  if (purpose === 'moderate' && objectionToModerator(requester, actor) !== null) return false;
  const { permission } = VIEWS[purpose];
  const place = { scopeId, resourceId };
  const question = { permission, by: SOURCES[purpose], place, now: await databaseTime(store) };
  return (await isActorActive(store, actor)) && (await isStillPermitted(store, organization_id, actor, question));
}

async function record(
  store: Store,
  session: ConnectSessionDocument,
  { purpose, actor, correlation_id, trace_id }: OpenedView,
  outcome: Pick<SessionEvent, 'status' | 'code' | 'change'>,
): Promise<void> {
  const said = { ...VIEWS[purpose], ...outcome, actor, correlation_id, trace_id };
  await store.transaction((within) => recordEffect(store, within, sessionAuditEntryOf(session, said)));
}
