/** What is done at the target for one item of a batch, and what is known afterwards. */

import { waitFor } from '../../domain/item-wait.ts';
import type { TargetAnswer } from '../contract.ts';
import type { TargetCallMeasure } from '../dependencies.ts';
import { openLogin, openTarget } from '../target.ts';
import { answerOf, type JudgedAnswer } from '../target-answer.ts';
import type { Batch, PreparedItem, PreparedResult } from './batch.ts';
import type { ReconcileSessions } from './reconcile-sessions.ts';
import { hasWaitedLong, nextLook } from './sort-items.ts';
import { tellFailure } from './tell-failure.ts';

/** A lease that was proven so long ago is proven again before anything is sent. */
const FRESH_MS = 5_000;

const NEVER = new AbortController().signal;

/** Never rejects but for a lost lease, a lost store, or a defect; then the item is left as open as it is. */
export async function workItem(
  batch: Batch,
  sessions: ReconcileSessions,
  prepared: PreparedItem,
): Promise<PreparedResult> {
  const { halt, operation } = batch;
  if (halt.signal.aborted) return { kind: 'put_back', prepared, until: null, waitsFor: null };
  if (operation !== 'verify' && prepared.closesAt !== null && prepared.closesAt <= new Date()) {
    return { kind: 'put_back', prepared, until: null, waitsFor: null };
  }
  if (performance.now() - prepared.provenAt > FRESH_MS) await batch.leases.assert([prepared.item.resource_id]);
  return operation === 'verify' ? verify(batch, prepared) : change(batch, sessions, prepared);
}

async function verify(batch: Batch, prepared: PreparedItem): Promise<PreparedResult> {
  const { answer, judged } = await login(batch, prepared, 'current');
  if (answer.ok) return { kind: 'proven', prepared };
  if (answer.code === 'worker_stopping') return { kind: 'put_back', prepared, until: null, waitsFor: null };
  return { kind: 'failed', prepared, code: answer.code, message: answer.message, judged };
}

async function change(batch: Batch, sessions: ReconcileSessions, prepared: PreparedItem): Promise<PreparedResult> {
  const isByItself = batch.operation === 'rotate' && prepared.facts.platform.change_by === 'self';
  const changed = isByItself ? await changeAsItself(batch, prepared) : await sessions.change(prepared);
  if (changed === 'busy') return afterBusyAccount(batch, prepared);
  tellFailure(batch, prepared, 'change', changed);
  const { answer, judged } = changed;
  if (!answer.ok) return afterRefusal(prepared, answer, isByItself && judged, isByItself);
  const proof = await login(batch, prepared, 'candidate');
  return proof.answer.ok ? { kind: 'proven', prepared } : { kind: 'doubtful', prepared, judged: proof.judged };
}

/** The reconcile account gets a new credential of its own at this moment. */
function afterBusyAccount(batch: Batch, prepared: PreparedItem): PreparedResult {
  // It was not waited for to the end.
  if (batch.halt.signal.aborted) return { kind: 'put_back', prepared, until: null, waitsFor: null };
  if (!hasWaitedLong(batch, prepared.item)) {
    return { kind: 'put_back', prepared, until: nextLook(), waitsFor: waitFor('reconcile_account') };
  }
  const message = 'other jobs worked on the reconcile account for half an hour';
  return { kind: 'failed', prepared, code: 'resource_busy', message, judged: false };
}

function afterRefusal(
  prepared: PreparedItem,
  answer: Extract<TargetAnswer, { ok: false }>,
  judged: boolean,
  isByItself: boolean,
): PreparedResult {
  const { code, effect, message } = answer;
  if (effect !== 'none') return { kind: 'doubtful', prepared, judged };
  if (code === 'worker_stopping') return { kind: 'put_back', prepared, until: null, waitsFor: null };
  // Where there is another way to set it, that is for an operation of its own to go.
  if (isByItself && code === 'credential_invalid' && prepared.facts.reconcile) {
    return { kind: 'doubtful', prepared, judged };
  }
  return { kind: 'failed', prepared, code, message, judged };
}

function changeAsItself(batch: Batch, prepared: PreparedItem): Promise<JudgedAnswer> {
  const { dependencies } = batch;
  const { facts, candidate } = prepared;
  const { credential, current, resource } = facts;
  return answerOf(dependencies, call(prepared, 'change'), async () => {
    if (!credential || !current || !candidate)
      throw new Error(`resource ${resource._id} was prepared without a candidate`);
    const { connector, context } = openTarget(dependencies, facts);
    const login = await openLogin(dependencies, { ...facts, credential }, current, batch.job._id);
    await connector.change(context, { username: resource.username, candidate, authority: { by: 'self', login } });
  });
}

async function login(batch: Batch, prepared: PreparedItem, version: 'current' | 'candidate'): Promise<JudgedAnswer> {
  const { dependencies } = batch;
  const { facts, candidate } = prepared;
  const { credential, current, resource } = facts;
  const judged = await answerOf(dependencies, call(prepared, 'login'), async () => {
    if (!credential || !current) throw new Error(`resource ${resource._id} was prepared without a credential`);
    const { connector, context } = openTarget(dependencies, facts);
    const login =
      version === 'candidate' && candidate
        ? { username: resource.username, material: candidate }
        : await openLogin(dependencies, { ...facts, credential }, current, batch.job._id);
    // What was changed is proven, also where the worker stops: it is given a moment for that.
    const signal = version === 'candidate' ? NEVER : context.signal;
    await connector.login({ ...context, signal }, login);
  });
  tellFailure(batch, prepared, 'login', judged);
  return judged;
}

function call({ facts }: PreparedItem, step: TargetCallMeasure['step']): Pick<TargetCallMeasure, 'connector' | 'step'> {
  return { connector: facts.platform.connector, step };
}
