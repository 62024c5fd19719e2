/** The rotation protocol: stage, apply, prove, promote; on any doubt, probe. */

import { sleep } from '@temporalio/workflow';
import type { ChangeAuthority, Plan, TargetAnswer } from '../activities/contract.ts';
import type { ItemOutcome } from '../domain/job.ts';
import type { ProbeFact } from '../domain/rotation.ts';
import { answered, changes, failedBy, type Refusal, records, type TakeStep, tries, type Verdict } from './operation.ts';
import { factOf, type Settlement, settle } from './settle.ts';

/** Times that the candidate is sent to the target before the operation ends as `unknown`. */
const ROUNDS = 3;

/** A target may still be at work on a change whose connection was cut; a probe at once would find the old secret. */
const MOMENT_MS = 1_000;

/**
 * Gives the account a new credential. At every point some stored version logs in: the candidate is
 * stored before it is sent, and only what has logged in, or has certainly not arrived, changes its
 * place.
 */
export async function changeCredential(take: TakeStep, plan: Plan): Promise<Verdict> {
  let doubtful = plan.inheritsCandidate;
  // A reconcile account can send the inherited candidate again, whatever the target holds now.
  if (doubtful && plan.changeBy === 'self') {
    const settled = await settle(take, plan);
    if (settled.state === 'silent') return unknown(settled.code, settled.message);
    if (settled.state === 'works' && settled.version === 'candidate') {
      // The earlier rotation had arrived after all. Its candidate is kept, and a fresh one follows.
      await records.promote(take('promote'));
      doubtful = false;
    }
    // Otherwise the inherited candidate serves again: should its late change still arrive, nothing is lost.
  }
  const staged = await records.stage(take('stage'));
  if (staged.state === 'canceled') {
    const outcome: ItemOutcome = { status: 'canceled', effect: 'none', message: 'canceled before the change was sent' };
    return { outcome, move: doubtful ? 'none' : 'retire_candidate', proven: false };
  }
  return sendCandidate(take, plan, doubtful);
}

async function sendCandidate(take: TakeStep, plan: Plan, inheritsDoubt: boolean): Promise<Verdict> {
  const { apply } = changes(plan);
  let by: ChangeAuthority = plan.changeBy;
  let doubtful = inheritsDoubt;
  for (let round = 0; round < ROUNDS; round += 1) {
    const change = await answered(apply({ ...take('apply'), by }));
    const refusesCurrent = !change.ok && by === 'self' && change.code === 'credential_invalid';
    if (refusesCurrent && plan.reconcileAccount) {
      by = 'reconcile_account';
      continue;
    }
    // In doubt, a refused current version may mean that the candidate has arrived in the meantime.
    if (!change.ok && change.effect === 'none' && !(refusesCurrent && doubtful)) return refusedChange(change, doubtful);
    doubtful = true;
    const known = await factsAfter(change, refusesCurrent, take, plan);
    if (known.some(({ answer }) => answer === 'works')) return proven(take, plan, by);
    const settled = await settle(take, plan, known);
    const verdict = await conclusionOf(settled, take, plan, by, change.ok);
    if (verdict) return verdict;
    // Every version refused, or the old one still in force: the candidate is sent again.
    if (settled.state === 'refused') by = 'reconcile_account';
  }
  return unknown('internal', `the target's answer to the change was lost ${ROUNDS} times`);
}

/** What is known before the probe: a confirmed change is proven at once, a lost answer gets a moment to arrive. */
async function factsAfter(
  change: TargetAnswer,
  refusesCurrent: boolean,
  take: TakeStep,
  plan: Plan,
): Promise<ProbeFact[]> {
  if (change.ok) {
    const { tryLogin } = tries(plan);
    return [factOf('candidate', await answered(tryLogin({ ...take('prove'), version: 'candidate', step: 'prove' })))];
  }
  if (refusesCurrent) return [{ version: 'current', answer: 'refused' }];
  await sleep(MOMENT_MS);
  return [];
}

/** What a settled doubt means for the change; null = send the candidate again. */
async function conclusionOf(
  settled: Settlement,
  take: TakeStep,
  plan: Plan,
  by: ChangeAuthority,
  confirmed: boolean,
): Promise<Verdict | null> {
  if (settled.state === 'silent') return unknown(settled.code, settled.message);
  if (settled.state === 'refused') return plan.reconcileAccount ? null : outOfSync();
  switch (settled.version) {
    case 'candidate':
      return proven(take, plan, by);
    case 'previous':
      return { outcome: ineffective('the previous credential is in force'), move: 'restore_previous', proven: true };
    case 'current':
      if (!confirmed) return null;
      // Confirmed, but not in force: the candidate stays pending, since the change may yet arrive.
      return { outcome: ineffective('the old credential is still in force'), move: 'none', proven: true };
  }
}

/** The candidate has logged in: it becomes current, and the old secret goes where it would stay usable. */
async function proven(take: TakeStep, plan: Plan, by: ChangeAuthority): Promise<Verdict> {
  if (!plan.removesOld) {
    return { outcome: { status: 'succeeded', effect: 'applied', note: null }, move: 'promote_candidate', proven: true };
  }
  await records.promote(take('promote'));
  const removal = await answered(tries(plan).removeOld({ ...take('remove'), by }));
  const note = removal.ok ? null : `the old key is still on the target and is due for removal: ${removal.message}`;
  return { outcome: { status: 'succeeded', effect: 'applied', note }, move: 'none', proven: true };
}

/** The target said no and nothing was changed. A candidate that no doubt hangs on is set aside. */
function refusedChange(change: Refusal, doubtful: boolean): Verdict {
  return { outcome: failedBy(change), move: doubtful ? 'none' : 'retire_candidate', proven: false };
}

function unknown(code: Refusal['code'], message: string): Verdict {
  return { outcome: { status: 'unknown', code, effect: 'unknown', message }, move: 'none', proven: false };
}

function outOfSync(): Verdict {
  const message = 'the target refuses every stored version and no reconcile account can set a new one';
  return {
    outcome: { status: 'failed', code: 'out_of_sync', effect: 'unknown', message },
    move: 'none',
    proven: false,
  };
}

function ineffective(what: string): ItemOutcome {
  return {
    status: 'failed',
    code: 'protocol_error',
    effect: 'none',
    message: `the target confirmed the change, yet ${what}`,
  };
}
