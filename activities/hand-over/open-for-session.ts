/** Hands the credential of a session to the gateway that has it, once: it logs in with it, and shows it to nobody. */

import type { HandOverObjection } from '../../domain/hand-over.ts';
import type { Secret } from '../../domain/secret.ts';
import { sealForBox } from '../../runtime/one-time-box.ts';
import type { AccessObjection } from '../../store/access-objection.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { reviseSession } from '../../store/connect-sessions/revise-session.ts';
import { sessionAuditEntryOf } from '../../store/connect-sessions/session-audit.ts';
import { sessionObjection } from '../../store/connect-sessions/session-objection.ts';
import { findVersion } from '../../store/credential-versions.ts';
import { databaseTime } from '../../store/database-clock.ts';
import type { ConnectSessionDocument } from '../../store/models/connect-session.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../store/models/credential.ts';
import type { SecretIntentDocument } from '../../store/models/custody.ts';
import type { PlatformDocument, ResourceDocument } from '../../store/models/inventory.ts';
import type { Store } from '../../store/store.ts';
import { certify, ISSUE } from '../certify.ts';
import type { VaultAccess } from '../dependencies.ts';
import { openVersion } from '../target.ts';
import { answerIntent } from './answer-intent.ts';

export async function openForSession(
  dependencies: VaultAccess,
  intent: SecretIntentDocument,
): Promise<HandOverObjection | null> {
  const { store } = dependencies;
  const { actor, organization_id } = intent;
  const found = { _id: String(intent.subject_id), organization_id };
  const session = await store.models.connectSessions.findOne(found).lean<ConnectSessionDocument>();
  const objection = objectionTo(session, intent, await databaseTime(store));
  if (session === null || objection !== null) return objection;
  const against = await sessionObjection(store, session, await databaseTime(store), actor);
  if (against !== null) return refuse(store, session, intent, against);
  const credential = await store.models.credentials.findById(session.credential_id).lean<CredentialDocument>();
  const version = credential && (await findVersion(store, credential._id, 'current'));
  if (!credential || !version) return 'not_held';
  const { secret, issued } = await secretFor(dependencies, session, credential, version);
  const answer = await sealForBox(intent.public_jwk, secret, intent._id);
  return store.transaction(async (within) => {
    const now = await databaseTime(store);
    const held = await store.models.connectSessions
      .findOne(found, null, { session: within })
      .lean<ConnectSessionDocument>();
    const stillAgainst = objectionTo(held, intent, now);
    if (held === null || stillAgainst !== null) return stillAgainst;
    if (!(await answerIntent(store, within, intent, answer))) return 'unknown_intent';
    const moment = { now, eventId: intent._id };
    const handed = await reviseSession(store, within, held, { handed_version: version.version }, moment);
    const said = {
      operation: 'session.credential',
      actor,
      change: `version ${version.version} of credential ${credential._id} was handed to gateway ${handed.gateway_id}`,
    } as const;
    if (issued !== null) {
      await recordEffect(store, within, sessionAuditEntryOf(handed, { operation: ISSUE, actor, change: issued }));
    }
    await recordEffect(store, within, sessionAuditEntryOf(handed, said), intent._id);
    return null;
  });
}

/** What the gateway logs in with, and what is on record of the certificate, if it is one. */
async function secretFor(
  dependencies: VaultAccess,
  session: ConnectSessionDocument,
  credential: CredentialDocument,
  version: CredentialVersionDocument,
): Promise<{ readonly secret: Secret; readonly issued: string | null }> {
  if (!version.authority)
    return { secret: (await openVersion(dependencies, credential, version)).secret, issued: null };
  const { resources, platforms } = dependencies.store.models;
  const resource = await resources.findById(session.resource_id).lean<ResourceDocument>();
  const platform = resource && (await platforms.findById(resource.platform_id).lean<PlatformDocument>());
  if (!resource || !platform) throw new Error(`resource ${session.resource_id} is gone, or its platform`);
  const { requester, terms } = session;
  const { secret, said } = await certify(dependencies, { resource, platform }, version.authority, {
    keyId: `session:${session._id} ${requester.type}:${requester.id}`,
    // What the policy forbids, the target is not even told to allow.
    extensions: [
      ...(terms?.activities.includes('agent_forward') ? (['permit-agent-forwarding'] as const) : []),
      ...(terms?.forwards.length ? (['permit-port-forwarding'] as const) : []),
      'permit-pty',
    ],
  });
  return { secret, issued: said };
}

/** Why it is not handed over is on record. */
async function refuse(
  store: Store,
  session: ConnectSessionDocument,
  { actor }: SecretIntentDocument,
  { detail, policy }: AccessObjection,
): Promise<HandOverObjection> {
  const denied = { status: 'denied', code: 'policy_refused', change: detail, policy } as const;
  const entry = sessionAuditEntryOf(session, { operation: 'session.credential', actor, ...denied });
  await store.transaction((within) => recordEffect(store, within, entry));
  return 'refused';
}

function objectionTo(
  session: ConnectSessionDocument | null,
  { actor, gateway_id }: SecretIntentDocument,
  now: Date,
): HandOverObjection | null {
  if (session?.status !== 'launching' || session.lease_expires_at === null || session.lease_expires_at <= now) {
    return 'not_held';
  }
  // By one that has it: whoever asks names itself, and is sealed to.
  if (gateway_id === null || session.gateway_id !== gateway_id) return 'not_held';
  // Nothing is opened before somebody is there who can stop it.
  if (session.waits_for === 'moderator') return 'not_held';
  const { requester } = session;
  if (requester.type !== actor.type || requester.id !== actor.id) return 'not_the_holder';
  return session.handed_version === null ? null : 'revealed_before';
}
