/** Who holds which secret, until when, and what became of it; and requests for a secret to be handed over. */

import { type Connection, Schema } from 'mongoose';
import type { AuditActor, PolicyDecision } from '../../domain/audit.ts';
import type { CustodyStatus } from '../../domain/custody.ts';
import type { SealedForBox } from '../../runtime/one-time-box.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';
import type { Turning } from './turning.ts';

export interface CustodyDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Of the resource when it was asked for. */
  readonly scope_id: number;
  readonly resource_id: number;
  readonly credential_id: number;
  /** The job whose workflow looks after it. */
  readonly job_id: number;
  readonly approval_id: number | null;
  readonly holder: AuditActor;
  readonly reason: string | null;
  readonly ticket_id: string | null;
  /** Whether nobody else may hold it at the same time. */
  readonly exclusive: boolean;
  readonly minutes: number;
  readonly status: CustodyStatus;
  readonly held_at: Date | null;
  /** null until it is held. */
  readonly expires_at: Date | null;
  readonly ended_at: Date | null;
  /** Who released or recalled it; null otherwise. */
  readonly ended_by: AuditActor | null;
  /** Their words. */
  readonly ended_reason: string | null;
  /** Why Capstan has ended it, in Capstan's words. */
  readonly ended_detail: string | null;
  /** When the secret was shown, and which version of it. */
  readonly revealed_at: Date | null;
  readonly revealed_version: number | null;
  /** What follows its end; null until then. */
  readonly turning: Turning | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
}

/** For what somebody may ask the vault, and what it is then asked about. */
export type HandOverPurpose = 'reveal_check_out' | 'reveal_retrieval' | 'connect' | 'play_recording';

/**
 * Somebody waits for a secret. The worker seals it to `public_jwk`, whose private half never leaves the memory of the process
 * that asks; that one takes the answer away as soon as it is there.
 */
export interface SecretIntentDocument {
  /** `evt_` + ULID: of the audit record that handing it over leaves. */
  readonly _id: string;
  readonly organization_id: number;
  readonly purpose: HandOverPurpose;
  /** Of the object that the purpose is about: a custody, or a session. */
  readonly subject_id: number | string;
  /** Which gateway asks; null: an API process does. */
  readonly gateway_id: string | null;
  readonly actor: AuditActor;
  readonly public_jwk: Readonly<Record<string, unknown>>;
  readonly answer: SealedForBox | null;
  /** What refused it, for the record of whoever has asked; left out: no policy did. */
  readonly policy?: PolicyDecision | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
  /** Nobody answers it later; then it goes away. */
  readonly expires_at: Date;
}

export function custodyModels(connection: Connection) {
  return {
    custodies: defineModel<CustodyDocument>(
      connection,
      'custodies',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        resource_id: { type: Number, required: true },
        credential_id: { type: Number, required: true },
        job_id: { type: Number, required: true },
        approval_id: { type: Number, default: null },
        holder: { type: Object, required: true },
        reason: { type: String, default: null },
        ticket_id: { type: String, default: null },
        exclusive: { type: Boolean, required: true },
        minutes: { type: Number, required: true },
        status: { type: String, required: true },
        held_at: { type: Date, default: null },
        expires_at: { type: Date, default: null },
        ended_at: { type: Date, default: null },
        ended_by: { type: Object, default: null },
        ended_reason: { type: String, default: null },
        ended_detail: { type: String, default: null },
        revealed_at: { type: Date, default: null },
        revealed_version: { type: Number, default: null },
        turning: { type: Object, default: null },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, _id: -1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
        { keys: { organization_id: 1, resource_id: 1, _id: -1 } },
        { keys: { organization_id: 1, credential_id: 1, _id: -1 } },
        { keys: { organization_id: 1, status: 1, _id: -1 } },
        { keys: { job_id: 1 }, options: { unique: true } },
        // Whatever else fails: no credential has two who hold it alone.
        {
          keys: { credential_id: 1 },
          options: { ...only({ status: 'held', exclusive: true }), unique: true, name: 'one_holder' },
        },
      ],
    ),
    secretIntents: defineModel<SecretIntentDocument>(
      connection,
      'secret_intents',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        purpose: { type: String, required: true },
        subject_id: { type: Schema.Types.Mixed, required: true },
        gateway_id: { type: String, default: null },
        actor: { type: Object, required: true },
        public_jwk: { type: Object, required: true },
        answer: { type: Object, default: null },
        policy: { type: Object, default: null },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
        expires_at: { type: Date, required: true },
      },
      [{ keys: { expires_at: 1 }, options: { expireAfterSeconds: 0 } }],
    ),
  };
}
