/** The rotation protocol: stage, apply, prove, promote; on any doubt, probe. */

import { sleep } from '@temporalio/workflow';
import type { ChangeAuthority, Plan, TargetAnswer } from '../activities/contract.ts';
import type { ItemOutcome } from '../domain/job.ts';
import type { ProbeFact } from '../domain/rotation.ts';
import { failedBy, type Refusal, records, type TakeStep, targetCalls, type Verdict } from './operation.ts';
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
  // This job has been here before, and lost its lease on the way.
  if (plan.own === 'promoted') return settledByPromotion(take, plan);
  if (plan.own === 'candidate') return (await foundOut(take, plan)) ?? sendCandidate(take, plan, true);

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

/** What the target holds of a candidate that this job may have sent already; null = send it (again). */
async function foundOut(take: TakeStep, plan: Plan): Promise<Verdict | null> {
  if (plan.changeBy === 'reconcile_account') return null;
  const settled = await settle(take, plan);
  return conclusionOf(settled, take, plan, plan.changeBy, false);
}

async function sendCandidate(take: TakeStep, plan: Plan, inheritsDoubt: boolean): Promise<Verdict> {
  const { apply } = targetCalls(plan);
  let by: ChangeAuthority = plan.changeBy;
  let doubtful = inheritsDoubt;
  for (let round = 0; round < ROUNDS; round += 1) {
    const change = await apply({ ...take('apply'), by });
    // This worker stops; another one takes the step, and the target has heard nothing.
    if (!change.ok && change.code === 'worker_stopping') continue;
    const refusesCurrent = !change.ok && by === 'self' && change.code === 'credential_invalid';
    if (refusesCurrent && plan.reconcileAccount) {
      by = 'reconcile_account';
      continue;
    }
    // In doubt, a refused current version may mean that the candidate has arrived in the meantime.
    if (!change.ok && change.effect === 'none' && !(refusesCurrent && doubtful)) {
      return refusedChange(change, doubtful, take, plan);
    }
    doubtful = true;
    const facts = await factsAfter(change, refusesCurrent, take, plan);
    if (facts.some(({ answer }) => answer === 'works')) return proven(take, plan, by);
    const settled = await settle(take, plan, facts);
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
    const { tryLogin } = targetCalls(plan);
    return [factOf('candidate', await tryLogin({ ...take('prove'), version: 'candidate', step: 'prove' }))];
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
  return settledByPromotion(take, plan, by);
}

/** What is left once the candidate is current: the old secret is taken off the target, where it stays usable. */
async function settledByPromotion(take: TakeStep, plan: Plan, by = plan.changeBy): Promise<Verdict> {
  const removal = plan.removesOld ? await targetCalls(plan).removeOld({ ...take('remove'), by }) : null;
  const note =
    removal === null || removal.ok
      ? null
      : `the old key is still on the target and is due for removal: ${removal.message}`;
  return { outcome: { status: 'succeeded', effect: 'applied', note }, move: 'none', proven: true };
}

/**
 * The target said no and nothing was changed. A candidate that no doubt hangs on is set aside; one
 * that the target's rules refuse as well, once the current version is known to be in force: else it
 * would be sent again for ever.
 */
async function refusedChange(change: Refusal, doubtful: boolean, take: TakeStep, plan: Plan): Promise<Verdict> {
  if (!doubtful) return { outcome: failedBy(change), move: 'retire_candidate', proven: false };
  if (change.code !== 'password_rejected') return { outcome: failedBy(change), move: 'none', proven: false };
  const settled = await settle(take, plan);
  if (settled.state !== 'works') return { outcome: failedBy(change), move: 'none', proven: false };
  if (settled.version === 'candidate') return proven(take, plan, plan.changeBy);
  return { outcome: failedBy(change), move: 'retire_candidate', proven: settled.version === 'current' };
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
