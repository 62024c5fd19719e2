/** Every turn that an operation can take: what the target answers, what the workflow then does, how it ends. */

import type { ConcludeRef } from '../../activities/contract.ts';
import type { ItemFailureCode, ItemOutcome, TargetOperation } from '../../domain/job.ts';
import { CUT_OFF, LEASE_LOST, OK, refusal, type Script } from './scripted-activities.ts';

export interface Scenario {
  /** Names the recorded history too. */
  readonly title: string;
  readonly operation: TargetOperation;
  readonly script: Script;
  /** False where the history is large and holds nothing that a shorter one does not. */
  readonly recorded?: false;
  readonly calls: readonly string[];
  /** null: nothing is left to conclude. */
  readonly ends: {
    readonly status: ItemOutcome['status'];
    readonly code?: ItemFailureCode;
    readonly move: ConcludeRef['move'];
    readonly proven: boolean;
  } | null;
}

const REFUSED = refusal('credential_invalid');
const DOWN = refusal('unreachable');
const LOST = refusal('timeout', 'unknown');
const PROMOTED = { status: 'succeeded', move: 'promote_candidate', proven: true } as const;
const SETTLE_BRIEFLY = { settleMs: 1_000 };

export const SCENARIOS: readonly Scenario[] = [
  {
    title: 'verify: the current version logs in',
    operation: 'verify',
    script: {},
    calls: ['begin', 'login current', 'conclude'],
    ends: { status: 'succeeded', move: 'none', proven: true },
  },
  {
    title: 'verify: the current version is refused',
    operation: 'verify',
    script: { login: { current: [REFUSED] } },
    calls: ['begin', 'login current', 'conclude'],
    ends: { status: 'failed', code: 'credential_invalid', move: 'none', proven: false },
  },
  {
    title: 'verify: an inherited candidate that works is adopted',
    operation: 'verify',
    script: { plan: { inheritsCandidate: true } },
    calls: ['begin', 'probe candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'verify: an inherited candidate that is refused stays, and the current version is tried',
    operation: 'verify',
    script: { plan: { inheritsCandidate: true }, login: { candidate: [REFUSED] } },
    calls: ['begin', 'probe candidate', 'login current', 'conclude'],
    ends: { status: 'succeeded', move: 'none', proven: true },
  },
  {
    title: 'verify: a silent target says nothing of an inherited candidate',
    operation: 'verify',
    script: { plan: { inheritsCandidate: true }, login: { candidate: [DOWN] } },
    calls: ['begin', 'probe candidate', 'conclude'],
    ends: { status: 'failed', code: 'unreachable', move: 'none', proven: false },
  },
  {
    title: 'rotate: stage, apply, prove, promote',
    operation: 'rotate',
    script: {},
    calls: ['begin', 'stage', 'apply self', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a refusal without effect sets the candidate aside',
    operation: 'rotate',
    script: { apply: [refusal('password_rejected')] },
    calls: ['begin', 'stage', 'apply self', 'conclude'],
    ends: { status: 'failed', code: 'password_rejected', move: 'retire_candidate', proven: false },
  },
  {
    title: 'rotate: a lost answer whose change has arrived is adopted',
    operation: 'rotate',
    script: { apply: [LOST] },
    calls: ['begin', 'stage', 'apply self', 'probe candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a worker that dies while it changes the target leaves a doubt that is settled',
    operation: 'rotate',
    script: { apply: [CUT_OFF] },
    calls: ['begin', 'stage', 'apply self', 'probe candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a lost answer whose change has not arrived is sent again',
    operation: 'rotate',
    script: { apply: [LOST, OK], login: { candidate: [REFUSED, OK] } },
    calls: [
      'begin',
      'stage',
      'apply self',
      'probe candidate',
      'probe current',
      'apply self',
      'prove candidate',
      'conclude',
    ],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a change that arrives late, while it is sent again, is adopted',
    operation: 'rotate',
    script: { apply: [LOST, REFUSED], login: { candidate: [REFUSED, OK] } },
    calls: [
      'begin',
      'stage',
      'apply self',
      'probe candidate',
      'probe current',
      'apply self',
      'probe candidate',
      'conclude',
    ],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a refused current credential without any doubt fails, and sets the candidate aside',
    operation: 'rotate',
    script: { apply: [REFUSED] },
    calls: ['begin', 'stage', 'apply self', 'conclude'],
    ends: { status: 'failed', code: 'credential_invalid', move: 'retire_candidate', proven: false },
  },
  {
    title: 'rotate: answers that go on being lost end as unknown, and the candidate stays',
    operation: 'rotate',
    script: { apply: [LOST], login: { candidate: [REFUSED] } },
    calls: [
      'begin',
      'stage',
      ...Array.from({ length: 3 }, () => ['apply self', 'probe candidate', 'probe current']).flat(),
      'conclude',
    ],
    ends: { status: 'unknown', code: 'internal', move: 'none', proven: false },
  },
  {
    title: 'rotate: after a lost answer a refusal does not set the candidate aside',
    operation: 'rotate',
    script: { apply: [LOST, DOWN], login: { candidate: [REFUSED] } },
    calls: ['begin', 'stage', 'apply self', 'probe candidate', 'probe current', 'apply self', 'conclude'],
    ends: { status: 'failed', code: 'unreachable', move: 'none', proven: false },
  },
  {
    title: 'rotate: a target that falls silent after the change is asked until it answers',
    operation: 'rotate',
    script: { login: { candidate: [DOWN, DOWN, DOWN, OK] } },
    calls: [
      'begin',
      'stage',
      'apply self',
      'prove candidate',
      'probe candidate',
      'probe candidate',
      'probe candidate',
      'conclude',
    ],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a target that stays silent ends as unknown, not as failed',
    operation: 'rotate',
    script: { plan: SETTLE_BRIEFLY, apply: [LOST], login: { candidate: [DOWN] } },
    calls: ['begin', 'stage', 'apply self', 'probe candidate', 'probe candidate', 'conclude'],
    ends: { status: 'unknown', code: 'unreachable', move: 'none', proven: false },
  },
  {
    title: 'rotate: a version that was refused is not tried again while the target is silent',
    operation: 'rotate',
    script: { plan: SETTLE_BRIEFLY, apply: [LOST], login: { candidate: [REFUSED], current: [DOWN] } },
    calls: ['begin', 'stage', 'apply self', 'probe candidate', 'probe current', 'probe current', 'conclude'],
    ends: { status: 'unknown', code: 'unreachable', move: 'none', proven: false },
  },
  {
    title: 'rotate: every version refused and nobody to set a new one is out of sync, and nothing is thrown away',
    operation: 'rotate',
    script: { apply: [LOST], login: { candidate: [REFUSED], current: [REFUSED], previous: [REFUSED] } },
    calls: ['begin', 'stage', 'apply self', 'probe candidate', 'probe current', 'probe previous', 'conclude'],
    ends: { status: 'failed', code: 'out_of_sync', move: 'none', proven: false },
  },
  {
    title: 'rotate: every version refused is mended by the reconcile account with the same candidate',
    operation: 'rotate',
    script: {
      plan: { reconcileAccount: true },
      apply: [LOST, OK],
      login: { candidate: [REFUSED, OK], current: [REFUSED], previous: [REFUSED] },
    },
    calls: [
      'begin',
      'stage',
      'apply self',
      'probe candidate',
      'probe current',
      'probe previous',
      'apply reconcile_account',
      'prove candidate',
      'conclude',
    ],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a refused current credential is mended by the reconcile account',
    operation: 'rotate',
    script: { plan: { reconcileAccount: true }, apply: [REFUSED, OK] },
    calls: ['begin', 'stage', 'apply self', 'apply reconcile_account', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a confirmed change that is not in force fails, and keeps its candidate',
    operation: 'rotate',
    script: { login: { candidate: [REFUSED] } },
    calls: ['begin', 'stage', 'apply self', 'prove candidate', 'probe current', 'conclude'],
    ends: { status: 'failed', code: 'protocol_error', move: 'none', proven: true },
  },
  {
    title: 'rotate: a previous version in force is restored',
    operation: 'rotate',
    script: { login: { candidate: [REFUSED], current: [REFUSED] } },
    calls: ['begin', 'stage', 'apply self', 'prove candidate', 'probe current', 'probe previous', 'conclude'],
    ends: { status: 'failed', code: 'protocol_error', move: 'restore_previous', proven: true },
  },
  {
    title: 'rotate: an inherited candidate that works is promoted before a fresh one is made',
    operation: 'rotate',
    script: { plan: { inheritsCandidate: true } },
    calls: ['begin', 'probe candidate', 'promote', 'stage', 'apply self', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: an inherited candidate that is refused is sent again',
    operation: 'rotate',
    script: { plan: { inheritsCandidate: true }, login: { candidate: [REFUSED, OK] } },
    calls: ['begin', 'probe candidate', 'probe current', 'stage', 'apply self', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: canceled before the change is sent',
    operation: 'rotate',
    script: { stage: 'canceled' },
    calls: ['begin', 'stage', 'conclude'],
    ends: { status: 'canceled', move: 'retire_candidate', proven: false },
  },
  {
    title: 'rotate: an old key is removed after the new one is current',
    operation: 'rotate',
    script: { plan: { removesOld: true } },
    calls: ['begin', 'stage', 'apply self', 'prove candidate', 'promote', 'remove', 'conclude'],
    ends: { status: 'succeeded', move: 'none', proven: true },
  },
  {
    title: 'rotate: an old key that cannot be removed does not undo the rotation',
    operation: 'rotate',
    script: { plan: { removesOld: true }, remove: DOWN },
    calls: ['begin', 'stage', 'apply self', 'prove candidate', 'promote', 'remove', 'conclude'],
    ends: { status: 'succeeded', move: 'none', proven: true },
  },
  {
    title: 'rotate: waits for its turn',
    operation: 'rotate',
    script: { begin: ['busy', 'busy', 'ready'] },
    calls: ['begin', 'begin', 'begin', 'stage', 'apply self', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a resource that is busy for half an hour ends as resource_busy',
    operation: 'rotate',
    script: { begin: ['busy'] },
    recorded: false,
    calls: [...Array.from({ length: 180 }, () => 'begin'), 'conclude'],
    ends: { status: 'failed', code: 'resource_busy', move: 'none', proven: false },
  },
  {
    title: 'rotate: what was sent before, and has no turn to be settled for half an hour, ends as unknown',
    operation: 'rotate',
    script: { begin: ['busy', 'sent', 'busy'] },
    recorded: false,
    calls: [...Array.from({ length: 180 }, () => 'begin'), 'conclude'],
    ends: { status: 'unknown', code: 'resource_busy', move: 'none', proven: false },
  },
  {
    title: 'rotate: a lost lease sends the operation back to its start',
    operation: 'rotate',
    script: { apply: [LEASE_LOST, OK] },
    calls: ['begin', 'stage', 'apply self', 'begin', 'stage', 'apply self', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a job that lost its lease after its change arrived concludes with that change',
    operation: 'rotate',
    script: { plan: { own: 'candidate' } },
    calls: ['begin', 'probe candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a job that lost its lease before its change arrived sends the same candidate',
    operation: 'rotate',
    script: { plan: { own: 'candidate' }, login: { candidate: [REFUSED, OK] } },
    calls: ['begin', 'probe candidate', 'probe current', 'apply self', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: a job that lost its lease after the promotion only takes the old key away',
    operation: 'rotate',
    script: { plan: { own: 'promoted', removesOld: true } },
    calls: ['begin', 'remove', 'conclude'],
    ends: { status: 'succeeded', move: 'none', proven: true },
  },
  {
    title: 'rotate: a worker that stops before it asks the target hands the step on',
    operation: 'rotate',
    script: { apply: [refusal('worker_stopping'), OK] },
    calls: ['begin', 'stage', 'apply self', 'apply self', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'rotate: an inherited candidate that the rules of the target refuse is set aside',
    operation: 'rotate',
    script: {
      plan: { inheritsCandidate: true },
      apply: [refusal('password_rejected')],
      login: { candidate: [REFUSED] },
    },
    calls: [
      'begin',
      'probe candidate',
      'probe current',
      'stage',
      'apply self',
      'probe candidate',
      'probe current',
      'conclude',
    ],
    ends: { status: 'failed', code: 'password_rejected', move: 'retire_candidate', proven: true },
  },
  {
    title: 'rotate: a locked account is not asked again',
    operation: 'rotate',
    script: { apply: [LOST], login: { candidate: [refusal('account_locked_out')] } },
    calls: ['begin', 'stage', 'apply self', 'probe candidate', 'conclude'],
    ends: { status: 'unknown', code: 'account_locked_out', move: 'none', proven: false },
  },
  {
    title: 'rotate: a step that cannot be taken ends the operation as unknown',
    operation: 'rotate',
    script: { defect: 'stage' },
    calls: ['begin', 'stage', 'conclude'],
    ends: { status: 'unknown', code: 'internal', move: 'none', proven: false },
  },
  {
    title: 'verify: an answer that belongs to another job proves nothing',
    operation: 'verify',
    script: { forged: true },
    calls: ['begin', 'login current', 'conclude'],
    ends: { status: 'failed', code: 'internal', move: 'none', proven: false },
  },
  {
    title: 'rotate: a job that is over does nothing',
    operation: 'rotate',
    script: { begin: ['over'] },
    calls: ['begin'],
    ends: null,
  },
  {
    title: 'reconcile: the reconcile account sets the candidate',
    operation: 'reconcile',
    script: { plan: { changeBy: 'reconcile_account', reconcileAccount: true } },
    calls: ['begin', 'stage', 'apply reconcile_account', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'reconcile: an inherited candidate is sent again without asking first',
    operation: 'reconcile',
    script: { plan: { changeBy: 'reconcile_account', reconcileAccount: true, inheritsCandidate: true } },
    calls: ['begin', 'stage', 'apply reconcile_account', 'prove candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'reconcile: a refused reconcile account is named as such',
    operation: 'reconcile',
    script: {
      plan: { changeBy: 'reconcile_account', reconcileAccount: true },
      apply: [refusal('reconcile_account_refused')],
    },
    calls: ['begin', 'stage', 'apply reconcile_account', 'conclude'],
    ends: { status: 'failed', code: 'reconcile_account_refused', move: 'retire_candidate', proven: false },
  },
  {
    title: 'discover: one look with the current version',
    operation: 'discover',
    script: {},
    calls: ['begin', 'look current', 'conclude'],
    ends: { status: 'succeeded', move: 'none', proven: true },
  },
  {
    title: 'discover: an inherited candidate that is refused stays, and the current version looks',
    operation: 'discover',
    script: { plan: { inheritsCandidate: true }, login: { candidate: [REFUSED] } },
    calls: ['begin', 'look candidate', 'look current', 'conclude'],
    ends: { status: 'succeeded', move: 'none', proven: true },
  },
  {
    title: 'discover: an inherited candidate that works is adopted',
    operation: 'discover',
    script: { plan: { inheritsCandidate: true } },
    calls: ['begin', 'look candidate', 'conclude'],
    ends: PROMOTED,
  },
  {
    title: 'discover: a target that is away says nothing',
    operation: 'discover',
    script: { login: { current: [DOWN] } },
    calls: ['begin', 'look current', 'conclude'],
    ends: { status: 'failed', code: 'unreachable', move: 'none', proven: false },
  },
];

/** Those whose histories are kept and replayed. */
export const RECORDED_SCENARIOS = SCENARIOS.filter(({ recorded }) => recorded !== false);
