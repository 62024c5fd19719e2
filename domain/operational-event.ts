/** Operational events: what the processes do and meet, for whoever runs Capstan. They help; they prove nothing. */

import type { ApprovalKind } from './approval.ts';
import type { BulkPause } from './bulk.ts';
import { PLATFORM_LOG, type RefusalCode } from './ledger.ts';
import { FIRST_ORGANIZATION_ID } from './permissions.ts';

/** From the least to the most serious. */
export const EVENT_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type EventLevel = (typeof EVENT_LEVELS)[number];

export const EVENT_KINDS = [
  /** An attempt at a step of a job has ended. */
  'job.step',
  /** A call at a target was answered, or was not made. */
  'connector.outcome',
  /** Something could not be sent to a system outside, or can be again. */
  'delivery',
  /** A process lost something that it needs, or has it again. */
  'health',
  /** A log stands still, or is not signed any more. */
  'ledger',
  /** A request for consent, or a review, is asked for, asks other people, can be met by nobody, or has ended. */
  'approval',
  /** Somebody has done without consent, or outside of its hours, what a policy wants it for. */
  'break_glass.used',
  /** A look at the accounts of a device has ended. */
  'discovery',
  /** Protected information expires soon, or has expired. */
  'protected_information',
  /** Access has ended and its credential has not turned: somebody has to see to it. */
  'access',
  /** A finding about how a resource stands begins, is back, or is resolved. */
  'finding',
  /** An access review is due soon, asks others, has come to its due date, could not revoke a grant, or is closed. */
  'access_review',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Which process saw it. */
export const EVENT_SOURCES = ['api', 'worker'] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

/** What else is known, flat: numbers, and texts of a few words. */
export type EventAttributes = Readonly<Record<string, string | number>>;

/** What a writer hands in; id, time and source come from the log. What is left out is null. Never a secret. */
export interface OperationalEvent {
  /** The first organization for what concerns no tenant. */
  readonly organization_id: number;
  readonly level: EventLevel;
  readonly kind: EventKind;
  /** One sentence for a person. */
  readonly message: string;
  /** null: the organization as a whole; then only who reads at its root sees it. */
  readonly scope_id?: number | null;
  readonly resource_id?: number | null;
  readonly device_id?: number | null;
  readonly job_id?: number | null;
  /** As the timeline of the job calls it. */
  readonly step?: string | null;
  readonly connector?: string | null;
  /** Stable code of the failure. */
  readonly code?: string | null;
  readonly duration_ms?: number | null;
  readonly correlation_id?: string | null;
  readonly attributes?: EventAttributes;
}

/** `level` and all that are more serious. */
export function levelsFrom(level: EventLevel): readonly EventLevel[] {
  return EVENT_LEVELS.slice(EVENT_LEVELS.indexOf(level));
}

/** What a process has just lost or found again: of interest to whoever runs all of it, and to no tenant. */
export function healthEvent({
  check,
  isWell,
  result,
}: {
  readonly check: string;
  readonly isWell: boolean;
  readonly result: string;
}): OperationalEvent {
  return {
    organization_id: FIRST_ORGANIZATION_ID,
    level: isWell ? 'info' : 'error',
    kind: 'health',
    message: isWell ? `Ready again: ${check}` : `Not ready: ${check} ${result}`,
    attributes: { check, ...(isWell ? {} : { result }) },
  };
}

/** Consent or its hours were done without: whoever answers for the place looks at it now, and at the review. */
export function breakGlassEvent(use: {
  readonly organizationId: number;
  readonly scopeId: number;
  readonly resourceId: number | null;
  readonly operation: string;
  readonly jobId: number;
  readonly approvalId: number;
  readonly correlationId: string;
}): OperationalEvent {
  return {
    organization_id: use.organizationId,
    scope_id: use.scopeId,
    resource_id: use.resourceId,
    level: 'error',
    kind: 'break_glass.used',
    message: `Job ${use.jobId} (${use.operation}) goes past a policy in an emergency; review ${use.approvalId} waits`,
    job_id: use.jobId,
    correlation_id: use.correlationId,
    attributes: { approval_id: use.approvalId },
  };
}

/** Rotations that are due by policy wait for people, who may not know of it. */
export function pausedSweepEvent(sweep: {
  readonly organizationId: number;
  readonly scopeId: number;
  readonly jobId: number;
  readonly pausedFor: BulkPause['kind'];
  /** How many resources wait for it. */
  readonly left: number;
  readonly correlationId: string;
}): OperationalEvent {
  return {
    organization_id: sweep.organizationId,
    scope_id: sweep.scopeId,
    level: 'warn',
    kind: 'job.step',
    message: `Job ${sweep.jobId}, of rotations that are due by policy, stands paused with ${sweep.left} resources left: resume or cancel it`,
    code: sweep.pausedFor,
    job_id: sweep.jobId,
    step: 'wave',
    correlation_id: sweep.correlationId,
  };
}

/** Whoever had access still knows what works, and nothing more is done about it by itself. */
export function unturnedEvent(access: {
  readonly organizationId: number;
  readonly scopeId: number;
  readonly resourceId: number;
  /** What it was. */
  readonly words: string;
  /** The rotation that was tried last; null: none could be. */
  readonly jobId: number | null;
  readonly attempts: number;
  readonly correlationId: string;
  readonly attributes: EventAttributes;
}): OperationalEvent {
  const { words, jobId, attempts } = access;
  const tried = jobId === null ? 'what it is of is inactive' : `job ${jobId} was the last of ${attempts} rotations`;
  return {
    organization_id: access.organizationId,
    scope_id: access.scopeId,
    resource_id: access.resourceId,
    level: 'error',
    kind: 'access',
    message: `After ${words} the credential has not turned (${tried}): rotate resource ${access.resourceId}`,
    code: 'out_of_sync',
    job_id: jobId,
    correlation_id: access.correlationId,
    attributes: access.attributes,
  };
}

/** What becomes of a request for consent, or of a review; of these, that they are asked for is told by `break_glass.used`. */
export type ApprovalTurn =
  | 'asked'
  | 'undecidable'
  | 'escalated'
  | 'approved'
  | 'expired'
  | 'denied'
  | 'withdrawn'
  | 'revoked';

const TURNS: Readonly<Record<ApprovalTurn, { readonly level: EventLevel; readonly what: string }>> = {
  asked: { level: 'info', what: 'waits for people' },
  undecidable: { level: 'warn', what: 'can be approved by nobody at present' },
  escalated: { level: 'warn', what: 'asks other groups as well' },
  approved: { level: 'info', what: 'was approved' },
  expired: { level: 'warn', what: 'has expired' },
  denied: { level: 'warn', what: 'was denied' },
  withdrawn: { level: 'info', what: 'was withdrawn' },
  revoked: { level: 'warn', what: 'was revoked' },
};

/** With these an emergency stays without a review that accepts it. */
const UNREVIEWED: readonly ApprovalTurn[] = ['expired', 'denied', 'withdrawn', 'revoked'];

/** Where an emergency stays without a review that accepts it, there is more at stake than work that was not done. */
export function approvalEvent(about: {
  readonly organizationId: number;
  readonly scopeId: number;
  readonly resourceId: number | null;
  readonly kind: ApprovalKind;
  readonly operation: string;
  readonly jobId: number;
  readonly approvalId: number;
  readonly correlationId: string;
  readonly turn: ApprovalTurn;
  readonly detail: string | null;
}): OperationalEvent {
  const { kind, operation, jobId, approvalId, turn, detail } = about;
  const { level, what } = TURNS[turn];
  const noun = kind === 'review' ? 'review' : 'request for consent';
  const more = detail === null ? '' : `: ${detail}`;
  return {
    organization_id: about.organizationId,
    scope_id: about.scopeId,
    resource_id: about.resourceId,
    level: kind === 'review' && UNREVIEWED.includes(turn) ? 'error' : level,
    kind: 'approval',
    message: `The ${noun} ${approvalId} (${operation}, job ${jobId}) ${what}${more}`,
    code: turn,
    job_id: jobId,
    correlation_id: about.correlationId,
    attributes: { approval_id: approvalId },
  };
}

/** A log cannot be sequenced or signed for a fault of its own, which the worker's log tells. */
export function standstillEvent(log: number): OperationalEvent {
  return {
    organization_id: log === PLATFORM_LOG ? FIRST_ORGANIZATION_ID : log,
    level: 'error',
    kind: 'ledger',
    code: 'standstill',
    message: `The ${log === PLATFORM_LOG ? 'platform’s log' : 'log'} stands still: records wait to be sequenced or signed`,
  };
}

/** A log does not go on from what was signed of it: its organization should know, and whoever runs Capstan. */
export function refusalEvent(log: number, code: RefusalCode): OperationalEvent {
  const isPlatforms = log === PLATFORM_LOG;
  return {
    organization_id: isPlatforms ? FIRST_ORGANIZATION_ID : log,
    level: 'error',
    kind: 'ledger',
    code,
    message: `The ${isPlatforms ? 'platform’s log' : 'log'} is not signed any more; GET /v1/ledger says more`,
  };
}
