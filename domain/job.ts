/** Jobs: one asked-for operation, its per-resource items where it concerns resources, and the steps of its timeline. */

import type { Effect, TargetFailureCode } from './target-failure.ts';

/** What is done with the credential of a resource. */
export const CREDENTIAL_OPERATIONS = ['verify', 'rotate', 'reconcile'] as const;
export type CredentialOperation = (typeof CREDENTIAL_OPERATIONS)[number];

/** What is done at a target with a login of one resource: that, or looking which accounts the target has. */
export type TargetOperation = CredentialOperation | 'discover';

/** Whether it leaves the target as it is. */
export function isReading(operation: TargetOperation): boolean {
  return operation === 'verify' || operation === 'discover';
}

/** What policies decide about it as: a look logs in and changes nothing, as a verification does. */
export function policyOperationOf(operation: TargetOperation): CredentialOperation {
  return operation === 'discover' ? 'verify' : operation;
}

/** What is done with the evidence of an organization as a whole: such jobs have no resource and no items. */
export const LEDGER_OPERATIONS = ['ledger_verify', 'ledger_prune', 'ledger_erase', 'evidence_bundle'] as const;
export type LedgerOperation = (typeof LEDGER_OPERATIONS)[number];

/** What is done with many resources at once: first a plan is made, which changes nothing, then it is carried out. */
export const BULK_OPERATIONS = ['bulk_preflight', 'bulk_verify', 'bulk_rotate', 'bulk_reconcile'] as const;
export type BulkOperation = (typeof BULK_OPERATIONS)[number];

/** What gives somebody access to a target or a secret for a time: such a job lasts as long as the access does. */
export const ACCESS_OPERATIONS = ['checkout', 'connect', 'extend', 'retrieve'] as const;
export type AccessOperation = (typeof ACCESS_OPERATIONS)[number];

export const JOB_OPERATIONS = [
  ...CREDENTIAL_OPERATIONS,
  'discover',
  ...ACCESS_OPERATIONS,
  ...BULK_OPERATIONS,
  ...LEDGER_OPERATIONS,
] as const;
export type JobOperation = (typeof JOB_OPERATIONS)[number];

export function isLedgerOperation(operation: JobOperation): operation is LedgerOperation {
  return LEDGER_OPERATIONS.some((known) => known === operation);
}

export function isAccessOperation(operation: JobOperation): operation is AccessOperation {
  return ACCESS_OPERATIONS.some((known) => known === operation);
}

export function isBulkOperation(operation: JobOperation): operation is BulkOperation {
  return BULK_OPERATIONS.some((known) => known === operation);
}

/** Whether all that such a job needs to go on is stored, so that a workflow that begins anew takes it up where it stands. */
export function goesOnAnew(operation: JobOperation): boolean {
  return isBulkOperation(operation) || isAccessOperation(operation);
}

/** Whether the workflow of such a job waits for people or time, and hears at once that something else is wanted of it. */
export function hearsChanges(operation: string): boolean {
  return [...BULK_OPERATIONS, ...ACCESS_OPERATIONS].some((known) => known === operation);
}

export const JOB_STATUSES = [
  'queued',
  'awaiting_approval',
  'running',
  'paused',
  'succeeded',
  'completed_with_errors',
  'failed',
  'canceled',
  'timed_out',
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const TERMINAL_JOB_STATUSES = [
  'succeeded',
  'completed_with_errors',
  'failed',
  'canceled',
  'timed_out',
] as const satisfies readonly JobStatus[];

export function hasEnded(status: JobStatus): boolean {
  return TERMINAL_JOB_STATUSES.some((terminal) => terminal === status);
}

/** Why an item failed for a reason of Capstan's own, not of the target's. */
export const ITEM_FAILURE_CODES = [
  'resource_busy',
  'resource_inactive',
  'credential_missing',
  'reconcile_account_missing',
  'reconcile_account_refused',
  'policy_refused',
  'approval_denied',
  'approval_expired',
  'approval_revoked',
  'plan_drifted',
  'lockout_guard',
  'out_of_sync',
  'vault_unavailable',
  'worker_stopping',
  'internal',
] as const;
export type ItemFailureCode = (typeof ITEM_FAILURE_CODES)[number] | TargetFailureCode;

/** What each code of Capstan's own tells an operator. */
export const ITEM_FAILURE_MEANINGS: Readonly<Record<(typeof ITEM_FAILURE_CODES)[number], string>> = {
  resource_busy: 'Other jobs held the resource for half an hour.',
  resource_inactive: 'The resource or its device is inactive.',
  credential_missing: 'The resource has no active credential.',
  reconcile_account_missing: 'Neither the resource nor its device names a reconcile account that can be used.',
  reconcile_account_refused: 'The target refuses the reconcile account; verify or reconcile that one first.',
  policy_refused:
    'The policy that holds by now, or the rights of whoever has asked, do not let it happen, or its maintenance window is over.',
  approval_denied: 'Whoever was asked for consent has refused it.',
  approval_expired: 'Nobody has given the consent that the policy wants in time.',
  approval_revoked: 'The consent that the policy wants was taken back.',
  plan_drifted: 'Account, device, platform or credential is not what the plan was made for; make another plan.',
  lockout_guard:
    'Too many logins failed lately: Capstan does not try again until the window of the platform has passed.',
  out_of_sync: 'The target refuses every stored version, and no reconcile account can set a new one.',
  vault_unavailable: 'The vault could not open the secret: a master key is missing, or the stored secret was altered.',
  worker_stopping: 'The worker was told to stop before it asked the target; the step is taken by another one.',
  internal: 'Capstan itself was cut off or failed; the log of the worker has more.',
};

/**
 * How an item ended. `effect` says what is known of the target; `unknown` is neither success nor
 * failure: the next operation on the resource probes and settles it.
 */
export type ItemOutcome =
  | { readonly status: 'succeeded'; readonly effect: Effect; readonly note: string | null }
  | { readonly status: 'failed'; readonly code: ItemFailureCode; readonly effect: Effect; readonly message: string }
  | { readonly status: 'unknown'; readonly code: ItemFailureCode; readonly effect: 'unknown'; readonly message: string }
  | { readonly status: 'canceled'; readonly effect: 'none'; readonly message: string };

export type ItemStatus = 'queued' | 'running' | ItemOutcome['status'];

/** The status of a job whose items all ended. `unknown` is not `failed`: nobody can say so yet. */
export function jobStatusOf(items: readonly ItemStatus[]): JobStatus {
  if (items.every((status) => status === 'succeeded')) return 'succeeded';
  if (items.every((status) => status === 'canceled')) return 'canceled';
  return items.some((status) => status === 'succeeded' || status === 'unknown') ? 'completed_with_errors' : 'failed';
}

export const STEP_NAMES = [
  'begin',
  'stage',
  'apply',
  'prove',
  'probe',
  'promote',
  'login',
  'look',
  'remove',
  'wave',
  'work',
  'finish',
] as const;
export type StepName = (typeof STEP_NAMES)[number];
