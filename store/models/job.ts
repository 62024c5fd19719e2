/** Jobs, their items and the steps of their timeline; the job document is the outbox of its workflow. */

import type { Connection } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import type { BulkCounts, BulkOptions, BulkPause, LeftStatus } from '../../domain/bulk.ts';
import type { StoredWait } from '../../domain/item-wait.ts';
import type { ItemFailureCode, ItemStatus, JobOperation, JobStatus, StepName } from '../../domain/job.ts';
import type { Effect } from '../../domain/target-failure.ts';
import { defineModel, only, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface JobDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Where it was asked for: it stays there when the resource moves, like all evidence. */
  readonly scope_id: number;
  /** null where the job concerns more than one, or the organization as a whole; of an evidence bundle the one it is about. */
  readonly resource_id: number | null;
  readonly operation: JobOperation;
  readonly status: JobStatus;
  readonly actor: AuditActor;
  readonly reason: string | null;
  readonly ticket_id: string | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
  readonly cancel_requested: boolean;
  /** Whether Temporal has the workflow; `accepted` ones are started by the relay, `held` ones wait for consent. */
  readonly dispatch: 'held' | 'accepted' | 'started';
  /** When the relay looks at it (again). */
  readonly dispatch_due_at: Date;
  readonly dispatch_attempts: number;
  /** How often its workflow was lost and started again. */
  readonly restarts?: number;
  readonly resource_count: number;
  /** What was asked for, beside the operation; jobs on resources have none. */
  readonly input?: JobInput | null;
  /** How far the work has come; jobs on resources have none. */
  readonly progress?: JobProgress | null;
  /** What the work has found or done, once it has ended; jobs on resources have none. */
  readonly result?: JobResult | null;
  /** The consent that it waits for, or was begun with; the review that follows where it was begun without. */
  readonly approval_id?: number | null;
  /** Of a job by a plan: how it is run, and how it stands. */
  readonly bulk?: BulkState | null;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
}

/** Ids, numbers and names of modes, never a person's words. */
export type JobInput = Readonly<Record<string, string | number | boolean | null>>;

export interface JobProgress {
  readonly done: number;
  /** null where nobody can say beforehand. */
  readonly total: number | null;
}

export type JobResult = Readonly<Record<string, unknown>>;

export interface BulkState {
  readonly plan_id: number;
  /** The job whose failed items are done again; null: all of the plan. */
  readonly retry_of: number | null;
  /** Of a retry: which items of that job, by how they have ended. Left out: all that did not succeed. */
  readonly retry_statuses?: readonly LeftStatus[];
  readonly options: BulkOptions;
  readonly counts: BulkCounts;
  /** The wave under way, or the last one; 0: none yet. */
  readonly wave: number;
  /** How many resources are in it. */
  readonly wave_size: number;
  /** Whether they are among those that go first: until so many have succeeded, nothing else is begun. */
  readonly is_canary?: boolean;
  /** People have resumed it after one of those had failed: no more of them have to succeed. Left out: they have not. */
  readonly is_canary_waived?: boolean;
  /** People want it to stand still; what is in flight is brought to its end. */
  readonly pause_requested: boolean;
  readonly paused: BulkPause | null;
  /** What failed before is forgiven. */
  readonly resumed_at: Date | null;
  /**
   * When it last went on, after a pause or a wait, and how many had ended by then: its pace is told of what came after.
   * Left out: since it began.
   */
  readonly pace_since?: { readonly at: Date; readonly ended: number };
  /** Nothing can be done before: no maintenance window is open, or the start lies ahead. */
  readonly waiting_until: Date | null;
  /**
   * By which epoch of the organization's policies the windows of all its queued items were looked at, and until when that
   * holds. Left out, or null: they are to be looked at.
   */
  readonly windows_seen?: { readonly policy_epoch: number; readonly until: Date } | null;
}

export interface JobItemDocument {
  /** `<job>:<resource>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly job_id: number;
  readonly resource_id: number;
  readonly status: ItemStatus;
  readonly code: ItemFailureCode | null;
  readonly effect: Effect | null;
  readonly message: string | null;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  /** What a worker has found in its way, until `bulk.not_before` where it is an item of a plan; null, or left out: nothing. */
  readonly waits_for?: StoredWait | null;
  /** Of an item of a plan: where it lies, and when and with which others it is done. */
  readonly bulk?: BulkItemState | null;
}

export interface BulkItemState {
  readonly scope_id: number;
  readonly device_id: number;
  /** In the order of the plan, from 1. */
  readonly position: number;
  /** 0: not in one yet. */
  readonly wave: number;
  /** Within its wave, from 1. */
  readonly batch: number;
  /** Not before: what it waits for says why. */
  readonly not_before: Date | null;
  /** Since when it has been waiting for other jobs, or for whoever has its credential checked out. */
  readonly busy_since: Date | null;
  /** How often it was handed to an operation of its own, which settles what a batch leaves open. */
  readonly handed: number;
  /** What the plan was made for: see store/plans/fingerprint.ts. */
  readonly fingerprint: string;
}

export interface JobStepDocument {
  /** `<job>:<resource>:<step>:<round>:<attempt>`, with `-` for no resource: a repeated write changes nothing. */
  readonly _id: string;
  readonly organization_id: number;
  readonly job_id: number;
  /** null where the job concerns the organization as a whole. */
  readonly resource_id: number | null;
  readonly step: StepName;
  /** Grows when the workflow takes the same step again, for example a second probe. */
  readonly round: number;
  /** Attempt of the activity, from 1: a killed worker shows as a gap in `outcome`. */
  readonly attempt: number;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'waiting';
  readonly code: ItemFailureCode | null;
  readonly detail: string | null;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly duration_ms: number | null;
}

export function jobModels(connection: Connection) {
  return {
    jobs: jobModel(connection),
    jobItems: defineModel<JobItemDocument>(
      connection,
      'job_items',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        job_id: { type: Number, required: true },
        resource_id: { type: Number, required: true },
        status: { type: String, required: true },
        code: { type: String, default: null },
        effect: { type: String, default: null },
        message: { type: String, default: null },
        started_at: { type: Date, default: null },
        ended_at: { type: Date, default: null },
        waits_for: { type: Object, default: null },
        bulk: { type: Object, default: null },
      },
      [
        {
          keys: { job_id: 1, status: 1, 'waits_for.reason': 1, 'bulk.not_before': 1 },
          options: only({ 'waits_for.reason': { $gt: '' } }),
        },
        { keys: { job_id: 1, resource_id: 1 }, options: { unique: true } },
        {
          keys: { job_id: 1, status: 1, 'bulk.position': 1 },
          options: only({ 'bulk.position': { $gt: 0 } }),
        },
        {
          keys: { job_id: 1, 'bulk.wave': 1, 'bulk.batch': 1 },
          options: only({ 'bulk.position': { $gt: 0 } }),
        },
        { keys: { resource_id: 1, job_id: -1 } },
        { keys: { resource_id: 1, status: 1 } },
      ],
    ),
    jobSteps: defineModel<JobStepDocument>(
      connection,
      'job_steps',
      {
        _id: String,
        organization_id: { type: Number, required: true },
        job_id: { type: Number, required: true },
        resource_id: { type: Number, default: null },
        step: { type: String, required: true },
        round: { type: Number, required: true },
        attempt: { type: Number, required: true },
        outcome: { type: String, required: true },
        code: { type: String, default: null },
        detail: { type: String, default: null },
        started_at: { type: Date, required: true },
        ended_at: { type: Date, default: null },
        duration_ms: { type: Number, default: null },
      },
      [{ keys: { job_id: 1, started_at: 1, _id: 1 } }],
    ),
  };
}

function jobModel(connection: Connection) {
  return defineModel<JobDocument>(
    connection,
    'jobs',
    {
      _id: Number,
      organization_id: { type: Number, required: true },
      scope_id: { type: Number, required: true },
      resource_id: { type: Number, default: null },
      operation: { type: String, required: true },
      status: { type: String, required: true },
      actor: { type: Object, required: true },
      reason: { type: String, default: null },
      ticket_id: { type: String, default: null },
      correlation_id: { type: String, required: true },
      trace_id: { type: String, default: null },
      cancel_requested: { type: Boolean, required: true },
      dispatch: { type: String, required: true },
      dispatch_due_at: { type: Date, required: true },
      dispatch_attempts: { type: Number, required: true },
      restarts: { type: Number, default: 0 },
      resource_count: { type: Number, required: true },
      input: { type: Object, default: null },
      progress: { type: Object, default: null },
      result: { type: Object, default: null },
      approval_id: { type: Number, default: null },
      bulk: { type: Object, default: null },
      started_at: { type: Date, default: null },
      ended_at: { type: Date, default: null },
      ...TRACKED_FIELDS,
    },
    [
      { keys: { organization_id: 1, _id: -1 } },
      { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
      { keys: { organization_id: 1, resource_id: 1, _id: -1 } },
      { keys: { organization_id: 1, status: 1, _id: -1 } },
      { keys: { 'bulk.plan_id': 1 }, options: only({ 'bulk.plan_id': { $gt: 0 } }) },
      {
        keys: { dispatch_due_at: 1 },
        options: { partialFilterExpression: { dispatch: 'accepted' }, name: 'outbox' },
      },
      {
        keys: { dispatch: 1, dispatch_due_at: 1 },
        options: { partialFilterExpression: { ended_at: null }, name: 'under_way' },
      },
    ],
  );
}
