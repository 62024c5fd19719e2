/** What workflows say to activities and hear from them. Ids, numbers and codes: no secret ever. */

import type { ItemFailureCode, ItemOutcome, TargetOperation } from '../domain/job.ts';
import type { ProbedVersion } from '../domain/rotation.ts';
import type { Effect } from '../domain/target-failure.ts';
import type { OperationInput } from '../workflows/contract.ts';

export interface OperationRef extends OperationInput {
  readonly operation: TargetOperation;
}

/** What every activity answers: the result, and the step that it is the answer to. */
export interface Stamped<Result> {
  readonly stamp: string;
  readonly result: Result;
}

/** A step of an operation that holds the resource's lease. */
export interface StepRef extends OperationRef {
  readonly leaseToken: number;
  readonly credentialId: number;
  /** Counts, from 1, how often the workflow has taken this step. */
  readonly round: number;
}

export type BeginResult =
  /** Another job works on the resource, or the device has no room: ask again later. */
  | {
      readonly state: 'busy';
      readonly reason: string;
      /** Whether the target may have got something of this very job before; left out in answers of earlier versions. */
      readonly isSent?: boolean;
    }
  /** The job is over already: canceled before it began, or a repeated start. */
  | { readonly state: 'over' }
  | {
      readonly state: 'refused';
      readonly leaseToken: number;
      readonly credentialId: number;
      readonly outcome: ItemOutcome;
    }
  | { readonly state: 'ready'; readonly leaseToken: number; readonly credentialId: number; readonly plan: Plan };

export interface Plan {
  readonly changeBy: ChangeAuthority;
  readonly reconcileAccount: boolean;
  /** A candidate of an earlier operation whose fate is not known. */
  readonly inheritsCandidate: boolean;
  /** How far this very job got before it lost its lease. */
  readonly own: 'nothing' | 'candidate' | 'promoted';
  /** Old secrets lie beside new ones on the target until they are removed. */
  readonly removesOld: boolean;
  /** Longest time that one call at the target may take. */
  readonly targetCallMs: number;
  /** How long to go on asking a silent target before the operation ends as `unknown`. */
  readonly settleMs: number;
}

export type ChangeAuthority = 'self' | 'reconcile_account';

export type StageResult = { readonly state: 'staged' } | { readonly state: 'canceled' };

export interface ChangeRef extends StepRef {
  readonly by: ChangeAuthority;
}

export type TargetAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ItemFailureCode; readonly effect: Effect; readonly message: string };

export interface LoginRef extends StepRef {
  readonly version: ProbedVersion;
  /** How the timeline calls this try. */
  readonly step: 'login' | 'prove' | 'probe';
}

export interface LookRef extends StepRef {
  readonly version: Exclude<ProbedVersion, 'previous'>;
}

/** What becomes of the versions when an operation ends. */
export type VersionMove = 'none' | 'promote_candidate' | 'restore_previous' | 'retire_candidate';

export interface ConcludeRef extends Omit<StepRef, 'leaseToken'> {
  /** How the timeline calls it. */
  readonly step: 'promote' | 'finish';
  /**
   * null where the operation got no turn: then job and item change, and the resource where a candidate of this job is left
   * of which nobody knows whether it arrived.
   */
  readonly leaseToken: number | null;
  readonly outcome: ItemOutcome;
  readonly move: VersionMove;
  /** Whether a login with what is (now) current has just worked. */
  readonly proven: boolean;
}
