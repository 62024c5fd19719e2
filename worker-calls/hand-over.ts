/** Has a secret handed over by a worker: this process cannot open the vault, and never sees a master key. */

import type { AuditActor } from '../domain/audit.ts';
import { CapstanError } from '../domain/errors.ts';
import type { HandOverObjection } from '../domain/hand-over.ts';
import type { Secret } from '../domain/secret.ts';
import { OneTimeBox } from '../runtime/one-time-box.ts';
import { databaseTime } from '../store/database-clock.ts';
import { newEventId } from '../store/event-ids.ts';
import type { HandOverPurpose, SecretIntentDocument } from '../store/models/custody.ts';
import type { Store } from '../store/store.ts';
import type { HandOvers } from './hand-overs.ts';

/** Nobody waits longer for an answer. */
const VALID_MS = 60_000;

/** Who wants it, and for whom it is asked. */
export interface Asking {
  readonly store: Store;
  readonly handOvers: HandOvers;
  readonly organizationId: number;
  readonly actor: AuditActor;
  readonly correlationId: string;
  readonly traceId: string | null;
  /** The gateway that asks; left out: an API process does. */
  readonly gatewayId?: string;
}

export interface Wanted {
  readonly purpose: HandOverPurpose;
  /** Of what the purpose is about. */
  readonly subjectId: number | string;
}

/**
 * The worker's record of it commits before the secret is there.
 * @throws CapstanError `conflict`, `policy_refused`, `forbidden` for what stands against it, `not_ready` where nobody can say, or the vault cannot open it.
 */
export async function handOver(
  { store, handOvers, organizationId, actor, correlationId, traceId, gatewayId }: Asking,
  { purpose, subjectId }: Wanted,
): Promise<Secret> {
  const { secretIntents } = store.models;
  const box = new OneTimeBox();
  const intentId = newEventId();
  const expiresAt = new Date((await databaseTime(store)).getTime() + VALID_MS);
  await secretIntents.create({
    _id: intentId,
    organization_id: organizationId,
    purpose,
    subject_id: subjectId,
    gateway_id: gatewayId ?? null,
    actor,
    public_jwk: box.publicJwk,
    answer: null,
    correlation_id: correlationId,
    trace_id: traceId,
    expires_at: expiresAt,
  });
  let failure: unknown = null;
  let objection: HandOverObjection | null = null;
  try {
    objection = await handOvers.ask({ organizationId, intentId, correlationId });
  } catch (error) {
    failure = error;
  }
  // Taken away in any case: what was not handed over now must not be later, when nobody waits for it. What was is on record,
  // and is given to whoever has asked, whatever became of the news of it.
  const intent = await secretIntents.findOneAndDelete({ _id: intentId }).lean<SecretIntentDocument>();
  if (intent?.answer) return box.open(intent.answer, intentId);
  if (objection !== null) {
    const [code, detail] = TOLD_OF[purpose][objection] ?? TOLD[objection];
    throw new CapstanError(code, detail, { policy: intent?.policy ?? null });
  }
  throw failure ?? new Error(`the answer to ${intentId} is gone`);
}

type Told = readonly ['conflict' | 'forbidden' | 'not_ready' | 'policy_refused', string];

const TOLD: Readonly<Record<HandOverObjection, Told>> = {
  unknown_intent: ['not_ready', 'It took too long to ask for the secret; ask again.'],
  not_held: ['conflict', 'It is not held: it has not begun, or is over.'],
  refused: ['policy_refused', 'What it rests on does not hold any more, or not for you from where you ask.'],
  not_the_holder: ['forbidden', 'Somebody else holds it.'],
  revealed_before: ['conflict', 'Its secret was shown before, and is shown once. Release it and check it out again.'],
  vault_unavailable: ['not_ready', 'The vault cannot open the secret; the log of the worker has more.'],
};

/** In other words where those above do not fit. */
const TOLD_OF: Readonly<Record<HandOverPurpose, Readonly<Partial<typeof TOLD>>>> = {
  reveal_check_out: {},
  connect: {},
  play_recording: {},
  reveal_retrieval: {
    not_held: ['conflict', 'It is not granted: it waits for consent, or is over.'],
    not_the_holder: ['forbidden', 'Somebody else has asked for it.'],
    revealed_before: ['conflict', 'The content was shown before, and is shown once. Ask for it again.'],
  },
};
