/** Shows whoever has asked for protected information its content, once. */

import type { ClientSession } from 'mongoose';
import type { HandOverObjection } from '../../domain/hand-over.ts';
import { sealForBox } from '../../runtime/one-time-box.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { databaseTime } from '../../store/database-clock.ts';
import type { SecretIntentDocument } from '../../store/models/custody.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { RetrievalDocument } from '../../store/models/retrieval.ts';
import { loadInformation } from '../../store/protected-information.ts';
import { retrievalAuditEntryOf } from '../../store/retrievals/retrieval-audit.ts';
import { endRetrieval } from '../../store/retrievals/retrieval-job.ts';
import { retrievalObjection } from '../../store/retrievals/retrieval-objection.ts';
import type { Store } from '../../store/store.ts';
import type { VaultAccess } from '../dependencies.ts';
import { openInformation } from '../open-information.ts';
import { noteRefusal } from './note-refusal.ts';

export async function revealRetrieval(
  dependencies: VaultAccess,
  intent: SecretIntentDocument,
): Promise<HandOverObjection | null> {
  const { store } = dependencies;
  const { retrieval, job } = await read(store, intent);
  const now = await databaseTime(store);
  const objection = objectionTo(retrieval, job, intent, now);
  if (!retrieval || !job || objection !== null) return objection;
  // Read before it is asked about, and compared at the end: what changes meanwhile is asked about anew.
  const information = await loadInformation(store, retrieval.organization_id, retrieval.information_id);
  if (!information) throw new Error(`protected information ${retrieval.information_id} is gone`);
  const against = await retrievalObjection(store, retrieval, job, now, intent.actor);
  if (against !== null) return noteRefusal(store, intent, against);
  const content = await openInformation(dependencies, information);
  const answer = await sealForBox(intent.public_jwk, content, intent._id);
  return store.transaction(async (session) => {
    const moment = { now: await databaseTime(store), eventId: intent._id };
    const granted = await read(store, intent, session);
    const stillAgainst = objectionTo(granted.retrieval, granted.job, intent, moment.now);
    if (!granted.retrieval || !granted.job || stillAgainst !== null) return stillAgainst;
    const asOpened = await loadInformation(store, information.organization_id, information._id, session);
    if (asOpened?.revision !== information.revision) {
      throw new Error(`protected information ${information._id} is not what it was`);
    }
    // Whoever has asked may have given up meanwhile: nothing is shown to nobody.
    const { modifiedCount } = await store.models.secretIntents.updateOne(
      { _id: intent._id, answer: null },
      { $set: { answer } },
      { session },
    );
    if (modifiedCount === 0) return 'unknown_intent';
    const { current_version: version } = information;
    const asked = { retrieval: granted.retrieval, job: granted.job };
    const revealed = await endRetrieval(store, session, asked, { status: 'revealed', version }, moment);
    const said = {
      operation: 'retrieval.reveal',
      actor: intent.actor,
      change: `version ${version} of protected information ${information._id} was shown`,
      correlation_id: intent.correlation_id,
      trace_id: intent.trace_id,
    } as const;
    await recordEffect(store, session, retrievalAuditEntryOf(revealed, said), intent._id);
    return null;
  });
}

async function read(store: Store, { subject_id, organization_id }: SecretIntentDocument, session?: ClientSession) {
  const options = session ? { session } : {};
  const retrieval = await store.models.retrievals
    .findOne({ _id: Number(subject_id), organization_id }, null, options)
    .lean<RetrievalDocument>();
  const job = retrieval && (await store.models.jobs.findById(retrieval.job_id, null, options).lean<JobDocument>());
  return { retrieval, job };
}

function objectionTo(
  retrieval: RetrievalDocument | null,
  job: JobDocument | null,
  { actor }: SecretIntentDocument,
  now: Date,
): HandOverObjection | null {
  if (!retrieval || !job) return 'not_held';
  if (retrieval.requester.type !== actor.type || retrieval.requester.id !== actor.id) return 'not_the_holder';
  if (retrieval.revealed_at !== null) return 'revealed_before';
  const { status, expires_at } = retrieval;
  const isOpen = status === 'granted' && expires_at !== null && expires_at > now;
  return isOpen && !job.cancel_requested ? null : 'not_held';
}
