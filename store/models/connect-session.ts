/** Sessions on targets, the tokens that open them, and the gateways that they go through. */

import type { Connection } from 'mongoose';
import type { AuditActor, PolicyDecision } from '../../domain/audit.ts';
import {
  LIVE_STATUSES,
  type SessionEndReason,
  type SessionMode,
  type SessionProtocol,
  type SessionStatus,
  type SessionTerms,
  type SessionWait,
} from '../../domain/connect-session.ts';
import type { TargetFailureCode } from '../../domain/target-failure.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';
import type { Turning } from './turning.ts';

export interface ConnectSessionDocument extends Tracked {
  /** `acs_` and a ULID: public. */
  readonly _id: string;
  readonly organization_id: number;
  /** Of the resource: it moves with it until the session is through. */
  readonly scope_id: number;
  readonly resource_id: number;
  readonly credential_id: number;
  /** The job whose workflow looks after it. */
  readonly job_id: number;
  readonly approval_id: number | null;
  readonly requester: AuditActor;
  readonly protocol: SessionProtocol;
  readonly mode: SessionMode;
  readonly reason: string | null;
  readonly ticket_id: string | null;
  /** From its launch on. */
  readonly minutes: number;
  readonly status: SessionStatus;
  /** Until when it may be launched; null while it waits for consent. */
  readonly launch_by: Date | null;
  /** What the policy said when it was launched; null until then. */
  readonly terms: SessionTerms | null;
  readonly launched_at: Date | null;
  /** When the target had let it in. */
  readonly started_at: Date | null;
  /** null until it is launched. */
  readonly expires_at: Date | null;
  readonly ended_at: Date | null;
  /** Why it is to end, or has ended. */
  readonly ending: SessionEnding | null;
  /** Who has it; only that one moves it on. null until it is launched. */
  readonly gateway_id: string | null;
  /** The gateway says again and again that it is there; until then it is believed. */
  readonly lease_expires_at: Date | null;
  /** Where the client has come from, and what it calls itself. */
  readonly client: { readonly address: string; readonly version: string | null } | null;
  /** Consents that it has got more time by; left out: none. */
  readonly extension_approval_ids?: readonly number[];
  /** How many tokens were made for it; left out: none. */
  readonly tokens_made?: number;
  /** What it waits for now; null, or left out: nothing. */
  readonly waits_for?: SessionWait | null;
  /** Which version of the credential its gateway was handed; null: none yet, and it is handed one once. */
  readonly handed_version: number | null;
  /** What follows its end; null until then. */
  readonly turning: Turning | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
}

export interface SessionEnding {
  readonly reason: SessionEndReason;
  /** Who wanted it so; null: nobody, or Capstan. */
  readonly by: AuditActor | null;
  /** Their words. */
  readonly comment: string | null;
  /** Capstan's words. */
  readonly detail: string | null;
  /** Of a failure of the target. */
  readonly code: TargetFailureCode | null;
  /** What the policy said, where that is why. */
  readonly policy: PolicyDecision | null;
}

/**
 * `launch`: begins it. `link`: begins it on the page whose address carries it. `watch`: shows it to somebody. `moderate`: lets
 * them step in as well. `play`: shows its recording.
 */
export type SessionTokenPurpose = 'launch' | 'link' | 'watch' | 'moderate' | 'play';

/** Good for one use: whoever wants a second one asks the API again. */
export interface SessionTokenDocument {
  /** SHA-256 of the token, hexadecimal. */
  readonly _id: string;
  readonly organization_id: number;
  readonly session_id: string;
  readonly purpose: SessionTokenPurpose;
  /** For whom it was made: what it opens is asked for them once more. */
  readonly actor: AuditActor;
  /** Of a link: addresses and networks from which it may be opened; null or left out: from anywhere. */
  readonly opened_from?: readonly string[] | null;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
}

/** A gateway that runs. */
export interface GatewayDocument {
  /** `gw_` and a ULID, new with each start. */
  readonly _id: string;
  /** Where clients reach it. */
  readonly web_url: string | null;
  readonly ssh: { readonly host: string; readonly port: number; readonly host_key: string } | null;
  readonly postgres: { readonly host: string; readonly port: number } | null;
  /** It takes no more sessions. */
  readonly is_draining: boolean;
  readonly sessions: number;
  readonly started_at: Date;
  /** It says again and again that it is there; then it is gone. */
  readonly expires_at: Date;
}

export function connectSessionModels(connection: Connection) {
  return {
    connectSessions: defineModel<ConnectSessionDocument>(
      connection,
      'connect_sessions',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        resource_id: { type: Number, required: true },
        credential_id: { type: Number, required: true },
        job_id: { type: Number, required: true },
        approval_id: { type: Number, default: null },
        requester: { type: Object, required: true },
        protocol: { type: String, required: true },
        mode: { type: String, required: true },
        reason: { type: String, default: null },
        ticket_id: { type: String, default: null },
        minutes: { type: Number, required: true },
        status: { type: String, required: true },
        launch_by: { type: Date, default: null },
        terms: { type: Object, default: null },
        launched_at: { type: Date, default: null },
        started_at: { type: Date, default: null },
        expires_at: { type: Date, default: null },
        ended_at: { type: Date, default: null },
        ending: { type: Object, default: null },
        gateway_id: { type: String, default: null },
        lease_expires_at: { type: Date, default: null },
        client: { type: Object, default: null },
        extension_approval_ids: { type: [Number], default: [] },
        tokens_made: { type: Number, default: 0 },
        waits_for: { type: String, default: null },
        handed_version: { type: Number, default: null },
        turning: { type: Object, default: null },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, _id: -1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
        { keys: { organization_id: 1, resource_id: 1, _id: -1 } },
        { keys: { organization_id: 1, status: 1, _id: -1 } },
        { keys: { resource_id: 1, ended_at: -1 } },
        { keys: { organization_id: 1, waits_for: 1, _id: -1 }, options: only({ waits_for: { $gt: '' } }) },
        { keys: { job_id: 1 }, options: { unique: true } },
        { keys: { credential_id: 1 }, options: only({ status: { $in: [...LIVE_STATUSES] } }) },
        { keys: { gateway_id: 1, _id: 1 }, options: only({ gateway_id: { $gt: '' } }) },
      ],
    ),
    sessionTokens: defineModel<SessionTokenDocument>(
      connection,
      'session_tokens',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        session_id: { type: String, required: true },
        purpose: { type: String, required: true },
        actor: { type: Object, required: true },
        opened_from: { type: [String], default: null },
        expires_at: { type: Date, required: true },
        used_at: { type: Date, default: null },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
      },
      [{ keys: { expires_at: 1 }, options: { expireAfterSeconds: 3_600 } }, { keys: { session_id: 1, purpose: 1 } }],
    ),
    gateways: defineModel<GatewayDocument>(
      connection,
      'gateways',
      {
        _id: String,
        web_url: { type: String, default: null },
        ssh: { type: Object, default: null },
        postgres: { type: Object, default: null },
        is_draining: { type: Boolean, required: true },
        sessions: { type: Number, required: true },
        started_at: { type: Date, required: true },
        expires_at: { type: Date, required: true },
      },
      [{ keys: { expires_at: 1 }, options: { expireAfterSeconds: 3_600 } }],
    ),
  };
}
