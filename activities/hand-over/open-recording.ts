/** Hands the key of a recording to the gateway that plays it to somebody who may see it. */

import { namedIn } from '../../domain/access.ts';
import type { HandOverObjection } from '../../domain/hand-over.ts';
import { sealForBox } from '../../runtime/one-time-box.ts';
import { isStillPermitted } from '../../store/access/still-permitted.ts';
import { isActorActive } from '../../store/approvals/who-counts.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { headInWords } from '../../store/connect-sessions/sealed-heads.ts';
import { sessionAuditEntryOf } from '../../store/connect-sessions/session-audit.ts';
import { databaseTime } from '../../store/database-clock.ts';
import type { ConnectSessionDocument } from '../../store/models/connect-session.ts';
import type { SecretIntentDocument } from '../../store/models/custody.ts';
import type { RecordingDocument } from '../../store/models/recording.ts';
import { dataKeyContext } from '../../store/recordings/data-key.ts';
import type { VaultAccess } from '../dependencies.ts';
import { openAndMove } from '../open-and-move.ts';
import { answerIntent } from './answer-intent.ts';

const READING = namedIn('connect', 'playSessionRecording', 'searchSessionRecording', 'getSessionCast');

/** Each playing has its record, in the name of who sees it. */
export async function openRecording(
  dependencies: VaultAccess,
  intent: SecretIntentDocument,
): Promise<HandOverObjection | null> {
  const { store, vault } = dependencies;
  const { actor, organization_id, correlation_id, trace_id } = intent;
  const found = { _id: String(intent.subject_id), organization_id };
  const session = await store.models.connectSessions.findOne(found).lean<ConnectSessionDocument>();
  const recording = await store.models.recordings.findOne(found).lean<RecordingDocument>();
  if (!session || !recording?.head) return 'not_held';
  const { head } = recording;
  const place = { scopeId: session.scope_id, resourceId: session.resource_id };
  const question = { permission: 'recording:read', by: READING, place, now: await databaseTime(store) } as const;
  if (!(await isActorActive(store, actor)) || !(await isStillPermitted(store, organization_id, actor, question))) {
    return 'refused';
  }
  const context = dataKeyContext({ organizationId: organization_id, sessionId: session._id });
  const key = await openAndMove({ vault }, recording.data_key, context, (moved) =>
    store.models.recordings.updateOne({ ...found, 'data_key.form': 'inbox' }, { $set: { data_key: moved } }),
  );
  const answer = await sealForBox(intent.public_jwk, key, intent._id);
  return store.transaction(async (within) => {
    if (!(await answerIntent(store, within, intent, answer))) return 'unknown_intent';
    const said = {
      operation: 'recording.open',
      actor,
      permission: 'recording:read',
      change: headInWords(head),
      correlation_id,
      trace_id,
    } as const;
    await recordEffect(store, within, sessionAuditEntryOf(session, said), intent._id);
    return null;
  });
}
