/** Looks at the items of a batch before anything is done: which can be worked on together, which not, and which not now. */

import { randomInt } from 'node:crypto';
import { isByReconcileAccount } from '../../domain/change-authority.ts';
import { type FoundWait, waitFor } from '../../domain/item-wait.ts';
import { custodyOf } from '../../store/custody/hold.ts';
import { loadManagedBatch, type ManagedFacts } from '../../store/plans/load-managed-batch.ts';
import { rotationPrefix } from '../../store/rotation-id.ts';
import type { Batch, BatchItem, ItemResult } from './batch.ts';
import type { BulkItem } from './bulk-job.ts';
import { ItemQuestion } from './item-question.ts';

/** Other jobs may hold a resource, or the account that sets it, for so long; then its item fails. */
const BUSY_WITHIN_MS = 30 * 60_000;
const LOOK_AGAIN_MS = 5_000;
/** So often an operation of its own may leave an item open before it ends as unknown. */
const MOST_HANDED = 100;

export interface SortedItems {
  /** To be worked on together. */
  readonly together: readonly BatchItem[];
  /** To be handed to operations of their own: a candidate whose fate is open, or old secrets that have to be removed. */
  readonly alone: readonly BulkItem[];
  readonly results: readonly ItemResult[];
}

export async function sortItems(batch: Batch, items: readonly BulkItem[]): Promise<SortedItems> {
  const { dependencies, job, operation } = batch;
  const { store, policyBooks } = dependencies;
  const ids = items.map(({ resource_id }) => resource_id);
  const facts = await loadManagedBatch(store, policyBooks, job.organization_id, ids);
  const question = new ItemQuestion(store, job, operation);
  const together: BatchItem[] = [];
  const alone: BulkItem[] = [];
  const results: ItemResult[] = [];
  for (const item of items) {
    const known = facts.get(item.resource_id);
    const found = known ? await placeOf(batch, question, item, known) : gone(item);
    if (found === 'alone') alone.push(item);
    else if ('kind' in found) results.push(found);
    else together.push(found);
  }
  return { together, alone, results };
}

type Sorted = BatchItem | ItemResult | 'alone';

async function placeOf(batch: Batch, question: ItemQuestion, item: BulkItem, facts: ManagedFacts): Promise<Sorted> {
  if (isLeftOpen(batch, item, facts)) {
    if (item.bulk.handed < MOST_HANDED) return 'alone';
    const message = `an operation of its own has left it open ${MOST_HANDED} times; the next one on the resource settles it`;
    return { kind: 'refused', item, code: 'internal', message, outcome: 'unknown', policy: null };
  }
  const answer = await question.put(item, facts);
  if (answer.state === 'refused') {
    const { code, message, policy } = answer;
    return { kind: 'refused', item, code, message, outcome: 'failed', policy };
  }
  if (answer.state === 'later') {
    return { kind: 'deferred', item, until: answer.until, waitsFor: answer.waitsFor };
  }
  const held = heldByOthers(batch, facts);
  if (held !== null) return busy(batch, item, held);
  const { closesAt, policy } = answer;
  return goesAlone(batch, facts) ? 'alone' : { item, facts, closesAt, policy };
}

/** By whom; null: nobody is in the way. */
function heldByOthers({ job, operation }: Batch, facts: ManagedFacts): FoundWait | null {
  const { leasedBy, credential, platform, reconcile } = facts;
  if (leasedBy !== null && leasedBy !== job._id) return waitFor('resource', { job_id: leasedBy });
  // Whoever has it checked out is to find it as it is.
  const [holder] = operation !== 'verify' && credential !== null ? custodyOf(credential).holders : [];
  if (holder !== undefined) return waitFor('check_out', { check_out_id: holder });
  // Its credential turns at this moment, perhaps by this very job.
  const account = isByReconcileAccount(operation, platform) ? reconcile : null;
  if (account === null || account.leasedBy === null) return null;
  return waitFor('reconcile_account', { job_id: account.leasedBy });
}

/** An inherited candidate has to be settled first; old keys have to be removed afterwards. */
function goesAlone({ dependencies, operation }: Batch, { platform, pending }: ManagedFacts): boolean {
  if (pending !== null) return true;
  return operation !== 'verify' && dependencies.connectorFor(platform.connector).supports.removal;
}

/** An earlier attempt has begun with it, and its end is not known. */
function isLeftOpen({ job, operation }: Batch, item: BulkItem, { current, pending }: ManagedFacts): boolean {
  if (item.status === 'running') return operation !== 'verify' || pending !== null;
  const own = rotationPrefix(job._id, item.resource_id);
  return [current, pending].some((version) => version?.rotation_id?.startsWith(own) ?? false);
}

/** Another job works on it: it comes again, for as long as single operations wait too. */
export function busy(batch: Batch, item: BulkItem, held: FoundWait): ItemResult {
  if (hasWaitedLong(batch, item)) {
    const message =
      'other jobs, or whoever had it checked out, held the resource or its reconcile account for half an hour';
    return { kind: 'refused', item, code: 'resource_busy', message, outcome: 'failed', policy: null };
  }
  return { kind: 'deferred', item, until: nextLook(), waitsFor: held };
}

/** The time that the job stood still is nobody's. */
export function hasWaitedLong({ job }: Batch, { bulk: { busy_since: since } }: BulkItem): boolean {
  if (since === null) return false;
  const from = Math.max(since.getTime(), job.bulk.pace_since?.at.getTime() ?? 0);
  return Date.now() - from > BUSY_WITHIN_MS;
}

/** By chance, so that two accounts which set each other do not meet for ever. */
export function nextLook(): Date {
  return new Date(Date.now() + LOOK_AGAIN_MS + randomInt(LOOK_AGAIN_MS / 2));
}

/** All places of the device or platform are taken, perhaps by batches of the same job: for however long that is. */
export function withoutRoom(item: BulkItem, at: 'device' | 'platform'): ItemResult {
  return { kind: 'deferred', item, until: nextLook(), waitsFor: waitFor(at) };
}

function gone(item: BulkItem): ItemResult {
  const message = 'the resource is gone';
  return { kind: 'refused', item, code: 'plan_drifted', message, outcome: 'failed', policy: null };
}
