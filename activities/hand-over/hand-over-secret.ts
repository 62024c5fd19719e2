/** Hands a secret over to whoever has asked for it and may have it: sealed for them, and with its record. */

import type { HandOverObjection } from '../../domain/hand-over.ts';
import { databaseTime } from '../../store/database-clock.ts';
import type { HandOverPurpose, SecretIntentDocument } from '../../store/models/custody.ts';
import { VaultError } from '../../store/vault/vault-error.ts';
import type { HandOverInput } from '../../workflows/contract.ts';
import { attempt } from '../attempt.ts';
import type { Dependencies, VaultAccess } from '../dependencies.ts';
import type { HandOverAnswer } from './contract.ts';
import { openForSession } from './open-for-session.ts';
import { openRecording } from './open-recording.ts';
import { revealCheckOut } from './reveal-check-out.ts';
import { revealRetrieval } from './reveal-retrieval.ts';

/** What handing over takes. */
export type HandOverDependencies = VaultAccess & Pick<Dependencies, 'logger'>;

/** Answers the intent, or says what stands against that. Harmless to repeat. */
type HandOver = (dependencies: HandOverDependencies, intent: SecretIntentDocument) => Promise<HandOverObjection | null>;

const HAND_OVERS: Readonly<Record<HandOverPurpose, HandOver>> = {
  reveal_check_out: revealCheckOut,
  connect: openForSession,
  play_recording: openRecording,
  reveal_retrieval: revealRetrieval,
};

export function handOverSecret(dependencies: HandOverDependencies) {
  return (input: HandOverInput): Promise<HandOverAnswer> => {
    const { intentId, correlationId } = input;
    const step = { step: 'hand-over-secret', correlationId, ids: { intent_id: intentId } };
    return attempt(dependencies, step, async () => ({ intentId, objection: await unlessClosed(dependencies, input) }));
  };
}

/** A vault that cannot open it now will not within the time that anybody waits. */
async function unlessClosed(dependencies: HandOverDependencies, input: HandOverInput) {
  try {
    return await handOver(dependencies, input);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    dependencies.logger.warn('The vault could not open a secret', { intent_id: input.intentId, error });
    return 'vault_unavailable';
  }
}

async function handOver(
  dependencies: HandOverDependencies,
  { organizationId: organization_id, intentId: _id }: HandOverInput,
): Promise<HandOverObjection | null> {
  const { store } = dependencies;
  const now = await databaseTime(store);
  const intent = await store.models.secretIntents
    .findOne({ _id, organization_id, expires_at: { $gt: now } })
    .lean<SecretIntentDocument>();
  if (!intent) return 'unknown_intent';
  if (intent.answer !== null) return null;
  const objection = await HAND_OVERS[intent.purpose](dependencies, intent);
  // An attempt that was given up as too slow may have answered meanwhile.
  const isAnswered = objection !== null && (await store.models.secretIntents.exists({ _id, answer: { $ne: null } }));
  return isAnswered ? null : objection;
}
