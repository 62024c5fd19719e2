/**
 * Waits for what people say to a request for consent, and for its time to pass. All that counts stands in the store: what
 * the workflow knows of it lets it refuse at once, and nothing else.
 */

import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  defineSignal,
  defineUpdate,
  getExternalWorkflowHandle,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { ApprovalState, TimeAnswer, WordAnswer } from '../activities/approval/contract.ts';
import type { Activities } from '../activities/index.ts';
import { type ApprovalRequest, objectionToDecision, objectionToWithdrawal } from '../domain/approval.ts';
import {
  APPROVAL_CHANGED,
  type ApprovalInput,
  JOB_CHANGED,
  STEP_DEFECT,
  TAKE_WORD,
  WORD_REFUSED,
  type WordInput,
  workflowIdOf,
} from './contract.ts';
import { UNTIL_STORED } from './stamped-answer.ts';

/** After a defect: nothing but a new version of Capstan will mend it. */
const AFTER_DEFECT_MS = 5 * 60_000;

const { passApprovalTime, takeApprovalWord } = proxyActivities<
  Pick<Activities, 'passApprovalTime' | 'takeApprovalWord'>
>({ startToCloseTimeout: '30 seconds', retry: UNTIL_STORED });

const takeWord = defineUpdate<string, [WordInput]>(TAKE_WORD);
const approvalChanged = defineSignal(APPROVAL_CHANGED);

/** Nothing from outside cuts it short: a request ends in the store. */
export function awaitApproval(input: ApprovalInput): Promise<void> {
  return CancellationScope.nonCancellable(() => wait(input));
}

async function wait(input: ApprovalInput): Promise<void> {
  /** null: not read yet. */
  let state: ApprovalState | null = null;
  let hasChanged = false;
  /** Answers to words that came together may arrive in another order than the words were taken in. */
  const learn = (next: ApprovalState) => {
    if (state === null || next.revision >= state.revision) state = next;
  };
  const isOver = () => state !== null && state.status !== 'pending';
  setHandler(approvalChanged, () => {
    hasChanged = true;
  });
  setHandler(
    takeWord,
    async (word) => {
      const answer = requireAnswer(input, word, await takeApprovalWord({ ...input, intentId: word.intentId }));
      learn(answer.state);
      if (answer.objection !== null) throw refused(answer.objection);
      if (answer.stoppedBulkJobId !== null) await tellJob(answer.stoppedBulkJobId);
      return answer.intentId;
    },
    { validator: (word) => requireTakable(input, state, word) },
  );
  while (!isOver()) {
    hasChanged = false;
    const time = await timeOf(input);
    if (time !== null) learn(time.state);
    if (isOver()) break;
    await condition(() => hasChanged || isOver(), Math.max(1, time?.quietMs ?? AFTER_DEFECT_MS));
  }
  await condition(allHandlersFinished);
}

/** null: it cannot be read at present. */
async function timeOf(input: ApprovalInput): Promise<TimeAnswer | null> {
  try {
    const answer = await passApprovalTime(input);
    if (answer.approvalId === input.approvalId) return answer;
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (!(cause instanceof ApplicationFailure) || cause.type !== STEP_DEFECT) throw error;
  }
  return null;
}

/** @throws ApplicationFailure for a word that would not be taken, or belongs to another request. */
function requireTakable({ approvalId }: ApprovalInput, state: ApprovalState | null, word: WordInput): void {
  if (word.approvalId !== approvalId) throw refused('unknown_intent');
  if (state === null) return;
  const request = requestOf(state);
  const objection =
    word.move === 'withdraw'
      ? objectionToWithdrawal(request, word.by.userId)
      : objectionToDecision(request, word.by, new Date());
  if (objection !== null) throw refused(objection);
}

function requestOf({ requestedAtMs, revision: _revision, ...state }: ApprovalState): ApprovalRequest {
  return { ...state, requestedAt: new Date(requestedAtMs) };
}

/** @throws ApplicationFailure where the answer is not to what was asked: somebody has handed in another one. */
function requireAnswer({ approvalId }: ApprovalInput, { intentId }: WordInput, answer: WordAnswer): WordAnswer {
  if (answer.approvalId === approvalId && answer.intentId === intentId) return answer;
  throw ApplicationFailure.create({ type: 'ForeignAnswer', message: 'an answer to another word', nonRetryable: true });
}

function refused(objection: string): ApplicationFailure {
  return ApplicationFailure.create({ type: `${WORD_REFUSED}${objection}`, nonRetryable: true });
}

/** It looks by itself, only later; one that is gone has nothing to hear. */
async function tellJob(jobId: number): Promise<void> {
  await getExternalWorkflowHandle(workflowIdOf(jobId))
    .signal(JOB_CHANGED)
    .catch(() => undefined);
}
