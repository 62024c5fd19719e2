/**
 * What the PostgreSQL proxy asks of those who hold sessions, and what it offers them. Nothing here knows where sessions
 * are kept, or where a secret comes from.
 */

import type { Endpoint } from '../../connectors/contract.ts';
import type { Secret } from '../../domain/secret.ts';
import type { TargetFailure } from '../../domain/target-failure.ts';
import type { StatementJournal, StatementRules } from './statements.ts';

export interface PostgresOrigin {
  readonly address: string;
  /** What the client calls itself. Anybody may write anything there. */
  readonly applicationName: string | null;
}

export interface PostgresDoor {
  /**
   * Uses the token up and answers with what it opens; null where it opens nothing, whatever the cause. Called once a
   * connection at most. What it throws refuses in the same words, and is told to whoever watches refusals. Every refusal
   * is answered after the same time, as long as this takes no longer than that.
   *
   * @param sessionId what the client gave as its user name: at most 64 printable characters, otherwise anything
   */
  admit(sessionId: string, token: Secret, from: PostgresOrigin): Promise<PostgresAdmission | null>;
}

export interface PostgresTarget {
  readonly endpoint: Endpoint;
  readonly username: string;
  /** For the connection, and again for the login. */
  readonly connectTimeoutMs: number;
  /** Asked once the server has shown that it is the right one. Rejects where the secret is not to be had. */
  password(signal: AbortSignal): Promise<Secret>;
}

export interface PostgresAdmission {
  readonly target: PostgresTarget;
  /** `standard` is for clients that name none, or the session; `allowed` for the others, null: any. */
  readonly databases: { readonly standard: string; readonly allowed: readonly string[] | null };
  /** Settings that a client may bring along besides the harmless ones, by name in lower case, such as `role`. */
  readonly startupParameters?: readonly string[];
  /** Without input for so long, the session ends; null: never. */
  readonly idleMs: number | null;
  readonly recorder: StatementJournal;
  readonly rules: StatementRules | null;
  /** Resolves when the target may be reached; a rejection ends the session. Left out: at once. */
  ready?(): Promise<void>;
  /** Whether somebody else is asked about a statement: nobody is idle meanwhile. Left out: never. */
  isAsking?(): boolean;
  /**
   * Called once the target is logged in, before the client is told so. A rejection ends the session as one that cannot be
   * recorded; `attach` was called before.
   */
  connected(start: PostgresStart): Promise<void>;
  /** Called at once, before the target is reached. What happens from here on is told by `control.closed`. */
  attach(control: PostgresControl): void;
}

/** How a session began at the target. */
export interface PostgresStart {
  readonly database: string;
  /** Settings that the client has brought along, by name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A live session, for whoever holds it. */
export interface PostgresControl {
  /** Tells the client why, stops the statement under way, and has everything closed within two seconds. Again: nothing. */
  end(reason: string): Promise<PostgresEnd>;
  /** What the client sends waits; what was sent before goes on. The time that it is idle does not count meanwhile. */
  suspend(): void;
  resume(): void;
  /** Tells the client a line, by a notice, as soon as it reads; also before the target is reached. */
  say(line: string): void;
  /** Resolves once both connections are closed; never rejects. */
  readonly closed: Promise<PostgresEnd>;
}

/**
 * - `left`: the client said goodbye, or closed its connection
 * - `ended`, `idle`: told so, or too long without input
 * - `refused`: what the client asked for at the start is not allowed in this session
 * - `unreachable`: no login at the target, `failure` tells why
 * - `secret_withheld`: whoever holds the password did not hand it over
 * - `target_closed`: the target closed the connection
 * - `recording_failed`: the start or a statement could not be recorded; the statement was not sent
 * - `client_violation`, `target_violation`: that side does not keep to the protocol, or to the limits
 * - `fault`: an error of ours
 */
export type PostgresEndCause =
  | 'left'
  | 'ended'
  | 'idle'
  | 'refused'
  | 'unreachable'
  | 'secret_withheld'
  | 'target_closed'
  | 'recording_failed'
  | 'client_violation'
  | 'target_violation'
  | 'fault';

export interface PostgresEnd {
  readonly cause: PostgresEndCause;
  /** For people; never holds what a target or a client has said. */
  readonly text: string;
  /** Where the target is to blame. */
  readonly failure?: TargetFailure;
  /** Where it is a fault of ours. */
  readonly error?: unknown;
  readonly statements: number;
  /** As they came from the client, and from the target. */
  readonly bytes: { readonly received: number; readonly sent: number };
}
