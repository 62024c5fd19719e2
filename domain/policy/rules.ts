/** What a policy may say: one member a rule, each of them optional. openapi.yaml holds their JSON Schemas. */

import type { CredentialOperation } from '../job.ts';

/** What is done with a resource. */
export const RESOURCE_OPERATIONS = ['verify', 'rotate', 'reconcile', 'connect', 'checkout'] as const;

/** What policies decide about: that, and whether protected information is retrieved. */
export type PolicyOperation = (typeof RESOURCE_OPERATIONS)[number] | 'retrieve';

/** What may need the consent of others: the same, and work on many resources at once by a plan. */
export type ApprovableOperation = PolicyOperation | `bulk_${CredentialOperation}`;

export interface TicketRule {
  /** What the whole ticket id must match: a regular expression of RE2, which takes linear time whatever it says. */
  readonly pattern: string;
}

export interface VerificationRule {
  readonly max_age_hours: number;
}

export interface ApprovalRule {
  /** How many distinct people must consent. */
  readonly quorum: number;
  /** Whose members may; empty: whoever holds the permission to decide there. */
  readonly approver_group_ids: readonly number[];
  /** Each consent must come from another of the groups. */
  readonly distinct_groups: boolean;
  /** From the request on; then it has expired. */
  readonly expires_after_minutes: number;
  /** Who may consent as well where nobody has decided for so long; null: nobody. */
  readonly escalation: { readonly after_minutes: number; readonly group_ids: readonly number[] } | null;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** From `start` to `end` in the local time of the zone; an end that is not after the start lies on the next day. */
export interface MaintenanceWindow {
  /** Days on which it opens. */
  readonly days: readonly Weekday[];
  /** `HH:MM` */
  readonly start: string;
  readonly end: string;
  /** Of the IANA time zone database. */
  readonly time_zone: string;
}

export interface Blackout {
  /** RFC 3339. */
  readonly from: string;
  readonly until: string;
  readonly note: string | null;
}

/** How many resources a bulk run begins with: a number of them, or a share of the plan. The larger one where both are given. */
export interface CanaryRule {
  readonly count: number | null;
  readonly percent: number | null;
}

/** How much may fail before a bulk run pauses and asks; null: not limited so. */
export interface FailureBudgetRule {
  readonly count: number | null;
  readonly percent: number | null;
  readonly wave_percent: number | null;
  readonly per_device: number | null;
}

/**
 * What may be done in a session. Whoever may give commands (`shell`, `exec`) can also move files by them, which is not seen
 * as a transfer; `upload` and `download` are SFTP and scp. `agent_forward` lets programs at the target ask the SSH agent of
 * whoever works there.
 */
export const SESSION_ACTIVITIES = ['shell', 'exec', 'upload', 'download', 'agent_forward'] as const;
export type SessionActivity = (typeof SESSION_ACTIVITIES)[number];

export const MODERATION_LEAVES = ['end', 'pause'] as const;
export type ModerationLeave = (typeof MODERATION_LEAVES)[number];

/** A session in which nothing happens while no moderator is there. */
export interface ModerationRule {
  /** How long a moderator is waited for at the beginning. */
  readonly wait_minutes?: number;
  /** What follows when the last moderator has left. `end`: it rests, and ends after the grace. `pause`: it rests until one is there again. */
  readonly on_leave?: ModerationLeave;
  /** Of `end`. */
  readonly grace_seconds?: number;
}

export const COMMAND_ACTIONS = ['allow', 'alert', 'block', 'ask'] as const;
export type CommandAction = (typeof COMMAND_ACTIONS)[number];

/**
 * What is done about a command or statement in which the pattern is found; of several rules the first one counts. A guard
 * against accidents: what can be written in one way can be written in another.
 */
export interface CommandRule {
  readonly name: string;
  /** RE2. */
  readonly pattern: string;
  /** `ask`: a moderator of the session decides, or it does not pass. */
  readonly action: CommandAction;
  /** How long that waits for an answer. */
  readonly answer_seconds?: number;
}

export interface PolicyRules {
  readonly reason_required?: boolean;
  readonly ticket_required?: boolean | TicketRule;
  /** `true`: whenever it was. */
  readonly verification_required?: boolean | VerificationRule;
  readonly connect_allowed?: boolean;
  readonly session_max_minutes?: number;
  readonly session_idle_minutes?: number;
  readonly session_recording?: boolean;
  readonly session_input_recording?: boolean;
  readonly session_activities?: readonly SessionActivity[];
  /** `host:port` */
  readonly session_forwards?: readonly string[];
  readonly session_command_rules?: readonly CommandRule[];
  /** `true`: for as long as is usual. */
  readonly session_moderated?: boolean | ModerationRule;
  readonly rotate_after_session?: boolean;
  readonly checkout_allowed?: boolean;
  readonly checkout_max_minutes?: number;
  readonly rotation_interval_days?: number;
  readonly rotate_after_checkout?: boolean;
  readonly discovery_interval_days?: number;
  readonly stale_account_days?: number;
  readonly approvals?: Readonly<Partial<Record<ApprovableOperation, ApprovalRule>>>;
  readonly maintenance_windows?: readonly MaintenanceWindow[];
  readonly blackouts?: readonly Blackout[];
  readonly max_parallel_per_device?: number;
  readonly canary?: CanaryRule;
  readonly failure_budget?: FailureBudgetRule;
}

export type RuleName = keyof PolicyRules;

/** In the order in which they are shown. */
export const RULE_NAMES = [
  'reason_required',
  'ticket_required',
  'verification_required',
  'connect_allowed',
  'session_max_minutes',
  'session_idle_minutes',
  'session_recording',
  'session_input_recording',
  'session_activities',
  'session_forwards',
  'session_command_rules',
  'session_moderated',
  'rotate_after_session',
  'checkout_allowed',
  'checkout_max_minutes',
  'rotation_interval_days',
  'rotate_after_checkout',
  'discovery_interval_days',
  'stale_account_days',
  'approvals',
  'maintenance_windows',
  'blackouts',
  'max_parallel_per_device',
  'canary',
  'failure_budget',
] as const satisfies readonly RuleName[];

/** Rules that a policy sets; one that is absent leaves the matter to what is bound further up. */
export function rulesSetBy(rules: PolicyRules): RuleName[] {
  return RULE_NAMES.filter((name) => rules[name] !== undefined);
}
