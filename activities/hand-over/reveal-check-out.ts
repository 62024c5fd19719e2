/** Shows whoever has a credential checked out its secret, once. */

import type { HandOverObjection } from '../../domain/hand-over.ts';
import { sealForBox } from '../../runtime/one-time-box.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { findVersion } from '../../store/credential-versions.ts';
import { custodyAuditEntryOf } from '../../store/custody/custody-audit.ts';
import { custodyObjection } from '../../store/custody/custody-objection.ts';
import { reviseCustody } from '../../store/custody/revise-custody.ts';
import { databaseTime } from '../../store/database-clock.ts';
import type { CredentialDocument } from '../../store/models/credential.ts';
import type { CustodyDocument, SecretIntentDocument } from '../../store/models/custody.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Dependencies, VaultAccess } from '../dependencies.ts';
import { openVersion } from '../target.ts';
import { answerIntent } from './answer-intent.ts';
import { noteRefusal } from './note-refusal.ts';

export async function revealCheckOut(
  dependencies: VaultAccess,
  intent: SecretIntentDocument,
): Promise<HandOverObjection | null> {
  const { store } = dependencies;
  const custody = await findCustody(dependencies, intent);
  const objection = objectionTo(custody, intent, await databaseTime(store));
  if (custody === null || objection !== null) return objection;
  const gone = await goneOf(dependencies, custody, intent);
  if (gone !== null) return gone;
  const credential = await store.models.credentials.findById(custody.credential_id).lean<CredentialDocument>();
  const version = credential && (await findVersion(store, credential._id, 'current'));
  // A shared key may have become the current one again since.
  if (!credential || !version || version.ssh_key) return 'not_held';
  const { secret } = await openVersion(dependencies, credential, version);
  const answer = await sealForBox(intent.public_jwk, secret, intent._id);
  return store.transaction(async (session) => {
    const now = await databaseTime(store);
    const held = await store.models.custodies.findById(custody._id, null, { session }).lean<CustodyDocument>();
    const stillAgainst = objectionTo(held, intent, now);
    if (held === null || stillAgainst !== null) return stillAgainst;
    if (!(await answerIntent(store, session, intent, answer))) return 'unknown_intent';
    const moment = { now, eventId: intent._id };
    const fields = { revealed_at: now, revealed_version: version.version };
    const revealed = await reviseCustody(store, session, held, fields, moment);
    const said = {
      operation: 'checkout.reveal',
      actor: intent.actor,
      change: `version ${version.version} of credential ${credential._id} was shown`,
      correlation_id: intent.correlation_id,
      trace_id: intent.trace_id,
    } as const;
    await recordEffect(store, session, custodyAuditEntryOf(revealed, said), intent._id);
    return null;
  });
}

/** Somebody has stopped it, or what it rests on is gone, and nobody has ended it yet: for whoever asks, from where they do. */
async function goneOf(
  { store }: Pick<Dependencies, 'store'>,
  custody: CustodyDocument,
  intent: SecretIntentDocument,
): Promise<HandOverObjection | null> {
  const job = await store.models.jobs.findById(custody.job_id).lean<JobDocument>();
  if (!job || job.cancel_requested) return 'not_held';
  const objection = await custodyObjection(store, custody, job, await databaseTime(store), intent.actor);
  return objection === null ? null : noteRefusal(store, intent, objection);
}

function findCustody(
  { store }: Pick<Dependencies, 'store'>,
  { subject_id, organization_id }: SecretIntentDocument,
): Promise<CustodyDocument | null> {
  return store.models.custodies.findOne({ _id: Number(subject_id), organization_id }).lean<CustodyDocument>();
}

function objectionTo(
  custody: CustodyDocument | null,
  { actor }: SecretIntentDocument,
  now: Date,
): HandOverObjection | null {
  if (custody?.status !== 'held' || custody.expires_at === null || custody.expires_at <= now) return 'not_held';
  if (custody.holder.type !== actor.type || custody.holder.id !== actor.id) return 'not_the_holder';
  return custody.revealed_at === null ? null : 'revealed_before';
}
