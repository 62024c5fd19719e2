/** What starters of workflows must know: names, ids, inputs, the task queue. */

import type { Decider } from '../domain/approval.ts';
import type { BulkOperation, JobOperation, LedgerOperation } from '../domain/job.ts';

export const TASK_QUEUE = 'capstan';

/** Ids only: everything else is read from the store by the activities. */
export interface OperationInput {
  readonly organizationId: number;
  readonly jobId: number;
  readonly resourceId: number;
  /** Ties the worker's log lines to the request that asked for the job. */
  readonly correlationId: string;
}

/** A job that concerns the evidence of an organization as a whole. */
export interface LedgerJobInput {
  readonly organizationId: number;
  readonly jobId: number;
  readonly operation: LedgerOperation;
  readonly correlationId: string;
  /** Where an earlier run of the same job has stopped; left out at the beginning. */
  readonly resume?: Resumption;
}

export interface Resumption {
  readonly position: Position;
  /** How many batches have been done. */
  readonly round: number;
}

/** A job by a plan: all that it does next is read from the store, so it can begin anew at any moment. */
export interface BulkJobInput {
  readonly organizationId: number;
  readonly jobId: number;
  readonly operation: BulkOperation;
  readonly correlationId: string;
  /** Steps that earlier runs have taken; left out at the beginning. */
  readonly round?: number;
}

/**
 * Signal to a job that waits for people or time: somebody wants something else of it, so that there is nothing to wait for.
 * Named as it is in histories.
 */
export const JOB_CHANGED = 'bulkChanged';

/** A job that gives somebody access for a time: all that counts is read from the store, so it can begin anew at any moment. */
export interface AccessInput {
  readonly organizationId: number;
  readonly jobId: number;
  readonly correlationId: string;
}

export const HAND_OVER_WORKFLOW = 'handOverSecret';

/** What is asked for stands in the store under `intentId`. */
export interface HandOverInput {
  readonly organizationId: number;
  readonly intentId: string;
  readonly correlationId: string;
}

export function handOverWorkflowIdOf(intentId: string): string {
  return `hand-over:${intentId}`;
}

/** So many batches of a job are worked on at once: the stores work for one while targets are waited for in the other. */
export const BATCHES_AT_ONCE = 2;

/** Bulk work has activity slots of its own, so that it takes none from whoever waits for an answer. */
export const BULK_QUEUE = 'capstan-bulk';

export const APPROVAL_WORKFLOW = 'awaitApproval';

/** Of a request for consent, or of a review. */
export interface ApprovalInput {
  readonly organizationId: number;
  readonly approvalId: number;
  readonly correlationId: string;
}

/** One workflow a request, for as long as it waits. */
export function approvalWorkflowIdOf(approvalId: number): string {
  return `approval:${approvalId}`;
}

/** Update: somebody approves, denies or withdraws. */
export const TAKE_WORD = 'takeWord';

/** Signal: the request has been ended otherwise, so that there is nothing to wait for. */
export const APPROVAL_CHANGED = 'approvalChanged';

/**
 * What somebody has said stands in the store under `intentId`, and is read from there. The rest lets the workflow refuse
 * at once what would be refused anyway.
 */
export interface WordInput {
  readonly approvalId: number;
  readonly intentId: string;
  readonly move: 'approve' | 'deny' | 'withdraw';
  readonly by: Decider;
}

/** The type of the failure that an Update ends with whose word is not taken begins with it; the objection follows. */
export const WORD_REFUSED = 'WordRefused:';

export const REVIEW_WORKFLOW = 'reviewAccess';

export interface ReviewInput {
  readonly organizationId: number;
  readonly reviewId: number;
  readonly correlationId: string;
}

/** One workflow an access review, for as long as it is open. */
export function reviewWorkflowIdOf(reviewId: number): string {
  return `access-review:${reviewId}`;
}

/** Signal: something was decided, or the review was canceled. */
export const REVIEW_CHANGED = 'reviewChanged';

/** Where the work of a job stands between two batches: small, and nothing secret. */
export interface Position {
  /** What the next batch begins with, in a form of its own kind of work; null at the beginning. */
  readonly next: unknown;
  readonly done: number;
  /** null where nobody can say beforehand. */
  readonly total: number | null;
}

export const START: Position = { next: null, done: 0, total: null };

/** The workflow that carries out an operation. */
export const WORKFLOW_OF = {
  verify: 'verifyCredential',
  rotate: 'rotateCredential',
  reconcile: 'reconcileCredential',
  discover: 'discoverAccounts',
  checkout: 'grantAccess',
  connect: 'grantAccess',
  extend: 'grantAccess',
  retrieve: 'grantAccess',
  bulk_preflight: 'runPreflight',
  bulk_verify: 'runBulk',
  bulk_rotate: 'runBulk',
  bulk_reconcile: 'runBulk',
  ledger_verify: 'runLedgerJob',
  ledger_prune: 'runLedgerJob',
  ledger_erase: 'runLedgerJob',
  evidence_bundle: 'runLedgerJob',
} as const satisfies Record<JobOperation, string>;

/** Deterministic, so that a job that is dispatched twice runs once. */
export function workflowIdOf(jobId: number): string {
  return `job:${jobId}`;
}

/** Deliveries wait for systems outside: they have activity slots of their own, and take none from the product. */
export const DELIVERY_QUEUE = 'capstan-delivery';

export const DELIVERY_WORKFLOW = 'deliverLog';

/** Signal: the settings of the collector have changed, so that there is nothing to wait for. */
export const COLLECTOR_CHANGED = 'collectorChanged';

export interface DeliveryInput {
  readonly organizationId: number;
  readonly collectorId: number;
}

/** One workflow a collector, for as long as it is active. */
export function deliveryWorkflowIdOf(collectorId: number): string {
  return `log-collector:${collectorId}`;
}

export const NOTIFY_WORKFLOW = 'notifyChannel';

/** Signal: the settings of the channel have changed, or something was queued for it, so that there is nothing to wait for. */
export const CHANNEL_CHANGED = 'channelChanged';

export interface NotifyInput {
  readonly organizationId: number;
  readonly channelId: number;
}

/** One workflow a channel, for as long as it is active. */
export function notifyWorkflowIdOf(channelId: number): string {
  return `notification-channel:${channelId}`;
}

/** Failure types of activities that workflows tell apart; all others are retried. */
export const LEASE_LOST = 'LeaseLost';
export const STEP_DEFECT = 'StepDefect';

/**
 * Says which step an answer belongs to. Answers are encrypted and authenticated, but whoever reaches
 * Temporal could hand in an old one again; a workflow takes only the answer to what it has asked.
 */
export function stampOf(step: string, { jobId, resourceId, round }: StampedRef): string {
  return `${jobId}:${resourceId ?? '-'}:${step}:${round}`;
}

export interface StampedRef {
  readonly jobId: number;
  /** Left out where the job concerns the organization as a whole. */
  readonly resourceId?: number;
  readonly round: number;
}
