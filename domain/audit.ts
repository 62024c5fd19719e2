/** The audit record: who did what to what, under which control, with which result. */

import type { Permission } from './permissions.ts';

export const AUDIT_STATUSES = ['intended', 'succeeded', 'failed', 'denied', 'unknown'] as const;
export type AuditStatus = (typeof AUDIT_STATUSES)[number];

export interface AuditActor {
  readonly type: 'user' | 'application' | 'system' | 'anonymous';
  readonly id: number | null;
  readonly name: string;
  /** Where the actor belongs; null for strangers and for Capstan itself. */
  readonly organization_id: number | null;
  readonly authentication: string;
  readonly address: string | null;
}

/** Which policy decided, how, and why. */
export interface PolicyDecision {
  readonly policy_id: number;
  readonly version: number;
  readonly decision: 'allowed' | 'refused' | 'needs_approval';
  readonly reasons: readonly string[];
}

/** Of {@link AuditEntry.change}: it is a part of the leaf, which has bounds of its own. */
export const MAX_CHANGE_LENGTH = 2_000;

/** What the writer of a record hands in; id and time come from the store. Never a secret, not even hashed. */
export interface AuditEntry {
  readonly organization_id: number;
  /** The scope in which the target lies; null: the organization as a whole, or not known. */
  readonly scope_id: number | null;
  readonly resource_id: number | null;
  readonly actor: AuditActor;
  readonly target_type: string;
  readonly target_id: number | string | null;
  readonly operation: string;
  readonly permission: Permission | null;
  readonly status: AuditStatus;
  /** Stable code of the refusal or failure. */
  readonly code: string | null;
  /** What whoever asked gave as reason; for Capstan's own actors, the reason of the policy or of the operator. */
  readonly reason: string | null;
  /**
   * What was changed or answered, in Capstan's own words: ids, settings, numbers. It names no person, since it stays when
   * one is erased, and quotes neither free text nor what other servers say.
   */
  readonly change: string | null;
  /** Of the change or incident system, as the requester gave it. */
  readonly ticket_id: string | null;
  readonly job_id: number | null;
  /** The review that allowed it, and the session in which it happened, where there is one. */
  readonly approval_id?: number | null;
  readonly session_id?: string | null;
  /** What the effective policy said, where one was asked. */
  readonly policy?: PolicyDecision | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
}

/** What stands for the name of a person that was erased. */
export const ERASED_NAME = 'erased';
