/** Has a secret handed over by a worker: this process cannot open the vault, and never sees a master key. */

import { CapstanError } from '../../domain/errors.ts';
import type { HandOverObjection } from '../../domain/hand-over.ts';
import type { Secret } from '../../domain/secret.ts';
import { OneTimeBox } from '../../runtime/one-time-box.ts';
import { databaseTime } from '../../store/database-clock.ts';
import { newEventId } from '../../store/event-ids.ts';
import type { HandOverPurpose, SecretIntentDocument } from '../../store/models/custody.ts';
import type { Request } from '../operation.ts';

/** Nobody waits longer for an answer. */
const VALID_MS = 60_000;

type Asking = Pick<Request, 'means' | 'organizationId' | 'auditActor' | 'correlationId' | 'traceId'>;

/**
 * The worker's record of it commits before the secret is there.
 * @throws CapstanError `conflict` for what stands against it, `not_ready` where nobody can say, or the vault cannot open it.
 */
export async function handOver(
  { means, organizationId, auditActor: actor, correlationId, traceId }: Asking,
  { purpose, subjectId }: { readonly purpose: HandOverPurpose; readonly subjectId: number },
): Promise<Secret> {
  const { secretIntents } = means.store.models;
  const box = new OneTimeBox();
  const intentId = newEventId();
  const expiresAt = new Date((await databaseTime(means.store)).getTime() + VALID_MS);
  await secretIntents.create({
    _id: intentId,
    organization_id: organizationId,
    purpose,
    subject_id: subjectId,
    actor,
    public_jwk: box.publicJwk,
    answer: null,
    correlation_id: correlationId,
    trace_id: traceId,
    expires_at: expiresAt,
  });
  try {
    const objection = await means.handOvers.ask({ organizationId, intentId, correlationId });
    if (objection !== null) throw new CapstanError(...TOLD[objection]);
  } catch (error) {
    // What was not handed over now must not be later, when nobody waits for it.
    await secretIntents.deleteOne({ _id: intentId });
    throw error;
  }
  const intent = await secretIntents.findOneAndDelete({ _id: intentId }).lean<SecretIntentDocument>();
  if (!intent?.answer) throw new Error(`the answer to ${intentId} is gone`);
  return box.open(intent.answer, intentId);
}

const TOLD: Readonly<Record<HandOverObjection, readonly ['conflict' | 'forbidden' | 'not_ready', string]>> = {
  unknown_intent: ['not_ready', 'It took too long to ask for the secret; ask again.'],
  not_held: ['conflict', 'It is not held: it has not begun, or is over.'],
  not_the_holder: ['forbidden', 'Somebody else holds it.'],
  revealed_before: ['conflict', 'Its secret was shown before, and is shown once. Release it and check it out again.'],
  vault_unavailable: ['not_ready', 'The vault cannot open the secret; the log of the worker has more.'],
};
