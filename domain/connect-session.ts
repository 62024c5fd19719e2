/** Sessions: somebody works on a target through a gateway, for a time, without ever seeing the credential. */

import { type EffectivePolicy, ruleValue } from './policy/effective.ts';
import type { CommandRule, PolicyRules, SessionActivity } from './policy/rules.ts';

export const SESSION_PROTOCOLS = ['ssh', 'postgres'] as const;
export type SessionProtocol = (typeof SESSION_PROTOCOLS)[number];

/** `web_terminal`: the page of a gateway; `native_client`: the person's own ssh, scp, sftp or psql. */
export const SESSION_MODES = ['web_terminal', 'native_client'] as const;
export type SessionMode = (typeof SESSION_MODES)[number];

export const SESSION_STATUSES = [
  'pending_approval',
  /** Whoever has asked may launch it. */
  'pending_launch',
  /** Its token was used; the target is being reached. */
  'launching',
  'active',
  /** What is typed does not reach the target. */
  'paused',
  /** Its gateway is to end it, which takes it seconds. */
  'terminating',
  'terminated',
  'denied',
  'expired',
  'canceled',
  'failed',
  /** Its gateway was lost. */
  'interrupted',
] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** A gateway has it. */
export const LIVE_STATUSES = [
  'launching',
  'active',
  'paused',
  'terminating',
] as const satisfies readonly SessionStatus[];
export type LiveStatus = (typeof LIVE_STATUSES)[number];

export function isLive(status: SessionStatus): status is LiveStatus {
  return LIVE_STATUSES.some((live) => live === status);
}

export type EndedStatus = Extract<
  SessionStatus,
  'terminated' | 'denied' | 'expired' | 'canceled' | 'failed' | 'interrupted'
>;

export const SESSION_END_REASONS = [
  /** Whoever had it has left. */
  'closed',
  /** Somebody who may has ended it. */
  'terminated',
  'time_over',
  'idle',
  /** What it rested on is gone: a right, the consent, the policy, the person, the resource. */
  'revoked',
  'target_closed',
  /** The target could not be reached, or has refused the login. */
  'target_failed',
  'secret_withheld',
  /** None has come for as long as one was waited for. */
  'no_moderator',
  /** The last one has left, and none has come back. */
  'moderator_left',
  /** What the client has asked for at the start is not allowed in it. */
  'refused',
  'not_recorded',
  /** Client or target do not keep to the protocol. */
  'violation',
  'gateway_stopped',
  'gateway_lost',
  'fault',
  /** Nobody has launched it in time. */
  'not_launched',
  'canceled',
  'consent_denied',
  'consent_expired',
] as const;
export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

/** What a live session waits for. `moderator`: nothing happens in it before one is there. `answer`: a rule asks a moderator. */
export const SESSION_WAITS = ['moderator', 'answer'] as const;
export type SessionWait = (typeof SESSION_WAITS)[number];

/** Where neither the request nor a policy says how long. */
export const DEFAULT_SESSION_MINUTES = 60;
const DEFAULT_IDLE_MINUTES = 15;
const MODERATOR_WAIT_MINUTES = 15;
const MODERATOR_GRACE_SECONDS = 60;

/** From the moment at which it may be launched; afterwards it has expired. */
export const LAUNCH_WITHIN_MS = 15 * 60_000;
/** How long a token is good for, once. */
export const SESSION_TOKEN_MS = 60_000;

/** How a session is moderated. */
export interface ModerationTerms {
  /** How long a moderator is waited for, before anything is opened. */
  readonly wait_minutes: number;
  /** How long it rests once the last one has left; then it ends. null: it rests until one is there again. */
  readonly grace_seconds: number | null;
}

/** What a policy says of a session, as it is when it begins. */
export interface SessionTerms {
  readonly activities: readonly SessionActivity[];
  /** `host:port` to which connections may be forwarded. */
  readonly forwards: readonly string[];
  readonly command_rules: readonly CommandRule[];
  readonly idle_minutes: number;
  readonly is_recorded: boolean;
  /** Whether what is typed is recorded as well. */
  readonly records_input: boolean;
  /** null: nobody has to be there but the person. */
  readonly moderation: ModerationTerms | null;
}

export const DEFAULT_ACTIVITIES: readonly SessionActivity[] = ['shell', 'exec'];

export function termsOf(policy: EffectivePolicy): SessionTerms {
  const activities = ruleValue(policy, 'session_activities') ?? DEFAULT_ACTIVITIES;
  const moderation = moderationTerms(ruleValue(policy, 'session_moderated'));
  return {
    // What no moderator can follow is not part of a moderated session, whatever other rules say.
    activities: moderation ? activities.filter((activity) => activity === 'shell') : activities,
    forwards: moderation ? [] : (ruleValue(policy, 'session_forwards') ?? []),
    command_rules: ruleValue(policy, 'session_command_rules') ?? [],
    idle_minutes: ruleValue(policy, 'session_idle_minutes') ?? DEFAULT_IDLE_MINUTES,
    is_recorded: ruleValue(policy, 'session_recording') ?? true,
    records_input: ruleValue(policy, 'session_input_recording') ?? false,
    moderation,
  };
}

function moderationTerms(rule: PolicyRules['session_moderated']): ModerationTerms | null {
  if (!rule) return null;
  const said = rule === true ? {} : rule;
  const { wait_minutes = MODERATOR_WAIT_MINUTES, on_leave = 'end', grace_seconds = MODERATOR_GRACE_SECONDS } = said;
  return { wait_minutes, grace_seconds: on_leave === 'end' ? grace_seconds : null };
}

/** As long as the policy allows, and not longer than is usual. */
export function sessionMinutes(policy: EffectivePolicy): number {
  return Math.min(DEFAULT_SESSION_MINUTES, ruleValue(policy, 'session_max_minutes') ?? DEFAULT_SESSION_MINUTES);
}
