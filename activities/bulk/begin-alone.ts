/**
 * What an operation of its own asks before it begins with an item of a plan: the same as a batch does. It may have waited
 * for its turn, and nothing was sent yet; so it comes too late where the job stands still by now, and too early where the
 * window has closed.
 */

import { type FoundWait, waitFor } from '../../domain/item-wait.ts';
import type { ItemFailureCode, ItemOutcome } from '../../domain/job.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { noteOfWait } from '../../store/item-waits.ts';
import { auditEntryOf, type JobEvent } from '../../store/job-audit.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import type { JobItemDocument } from '../../store/models/job.ts';
import { loadManagedBatch } from '../../store/plans/load-managed-batch.ts';
import type { OperationRef } from '../contract.ts';
import type { Dependencies } from '../dependencies.ts';
import { objectionOnRecord } from '../policy-objection.ts';
import { type BulkItem, type BulkJob, bulkItems, loadBulkJob, operationOf, standsStill } from './bulk-job.ts';
import { ItemQuestion } from './item-question.ts';
import { nextLook } from './sort-items.ts';

export type AloneAnswer =
  | { readonly state: 'open' }
  | { readonly state: 'put_back' }
  | { readonly state: 'refused'; readonly outcome: ItemOutcome };

/** Whether the job wants nothing else to be begun; then the item is as if it had not been looked at. */
export async function putBackWhileStill(dependencies: Dependencies, ref: OperationRef): Promise<boolean> {
  const job = await loadBulkJob(dependencies.store, ref);
  if (!standsStill(job)) return false;
  await putBack(dependencies, ref, null, null);
  return true;
}

/** Its platform or device has no room: others go first, and the item comes again. */
export async function putBackForRoom(
  dependencies: Dependencies,
  ref: OperationRef,
  at: 'device' | 'platform',
): Promise<void> {
  await putBack(dependencies, ref, nextLook(), waitFor(at));
}

export async function askAlone(
  dependencies: Dependencies,
  ref: OperationRef,
  item: JobItemDocument,
): Promise<AloneAnswer> {
  const { store, policyBooks } = dependencies;
  const job: BulkJob = await loadBulkJob(store, ref);
  if (standsStill(job)) return putBackAnswer(dependencies, ref, null, null);
  const facts = (await loadManagedBatch(store, policyBooks, ref.organizationId, [ref.resourceId])).get(ref.resourceId);
  if (!facts || !item.bulk) return refused('plan_drifted', 'the resource is gone');
  const planned: BulkItem = { ...item, bulk: item.bulk };
  const answer = await new ItemQuestion(store, job, operationOf(job)).put(planned, facts);
  if (answer.state === 'later') return putBackAnswer(dependencies, ref, answer.until, answer.waitsFor);
  const { policy } = answer;
  if (answer.state === 'open') {
    if (policy) await recordDecision(dependencies, job, facts.resource, { status: 'succeeded', policy });
    return { state: 'open' };
  }
  if (answer.code === 'policy_refused') {
    const change = objectionOnRecord(answer.message, policy);
    await recordDecision(dependencies, job, facts.resource, { status: 'denied', code: answer.code, policy, change });
  }
  return refused(answer.code, answer.message);
}

/** The records of the operation's steps and end do not know what the policy said. */
async function recordDecision(
  { store }: Dependencies,
  job: BulkJob,
  { _id, scope_id }: ResourceDocument,
  decided: Omit<JobEvent, 'operation'>,
): Promise<void> {
  const entry = auditEntryOf(job, _id, { operation: `${operationOf(job)}.begin`, ...decided }, scope_id);
  await store.transaction((session) => recordEffect(store, session, entry));
}

function refused(code: ItemFailureCode, message: string): AloneAnswer {
  return { state: 'refused', outcome: { status: 'failed', code, effect: 'none', message } };
}

async function putBackAnswer(
  dependencies: Dependencies,
  ref: OperationRef,
  until: Date | null,
  waitsFor: FoundWait | null,
): Promise<AloneAnswer> {
  await putBack(dependencies, ref, until, waitsFor);
  return { state: 'put_back' };
}

async function putBack(
  { store }: Dependencies,
  { jobId, resourceId }: OperationRef,
  until: Date | null,
  waitsFor: FoundWait | null,
): Promise<void> {
  const fields = { status: 'queued', started_at: null, 'bulk.not_before': until, 'bulk.handed': 0 } as const;
  await bulkItems(store).updateOne({ _id: `${jobId}:${resourceId}`, status: 'running', ended_at: null }, [
    { $set: { ...fields, waits_for: waitsFor && noteOfWait(waitsFor) } },
  ]);
}
