/** The activities of a request for consent, on a store of their own that is one object in memory. */

import { ApplicationFailure } from '@temporalio/common';
import type { ApprovalState, TimeAnswer, WordAnswer } from '../../activities/approval/contract.ts';
import type { Activities } from '../../activities/index.ts';
import { type ApprovalRequest, expiresAt, nextEscalation, statusAfter } from '../../domain/approval.ts';
import type { ApprovalRule } from '../../domain/policy/rules.ts';
import { APPROVAL_CHANGED, TAKE_WORD, WORD_REFUSED, type WordInput } from '../../workflows/contract.ts';

export interface ApprovalScript {
  readonly rules: readonly Partial<ApprovalRule>[];
  /** One after the other, once the workflow has looked for the first time. */
  readonly words: readonly ScriptedWord[];
  /** Its job is canceled, once the workflow has looked for the first time. */
  readonly canceled?: true;
  /** So many looks fail for a reason of their own, however often they are repeated. */
  readonly defects?: number;
}

interface ScriptedWord {
  readonly by: number;
  /** Default: approve. */
  readonly move?: WordInput['move'];
  readonly groups?: readonly number[];
  /** The request that it is meant for; default: this one. */
  readonly of?: number;
  /** Something has changed in the store of which the workflow does not know. */
  readonly objection?: string;
  /** The worker dies over it, once. */
  readonly cutOff?: true;
  readonly stopsBulkJob?: true;
}

export interface ApprovalRecording {
  readonly calls: string[];
  readonly answers: string[];
}

interface Means {
  /** In the workflow's time. */
  readonly now: () => Promise<number>;
}

/** What is said to the workflow from outside, once it runs. */
interface Outside {
  readonly signal: (name: string) => Promise<void>;
  readonly update: (name: string, updateId: string, input: WordInput) => Promise<unknown>;
}

const APPROVAL_ID = 1;
const RULE: ApprovalRule = {
  quorum: 1,
  approver_group_ids: [],
  distinct_groups: false,
  expires_after_minutes: 60,
  escalation: null,
};

export class ScriptedApproval {
  readonly recording: ApprovalRecording = { calls: [], answers: [] };
  readonly #script: ApprovalScript;
  readonly #now: Means['now'];
  readonly #cutOff = new Set<string>();
  #state: ApprovalState | undefined;
  #lookedMs: number | undefined;
  #defects: number;

  constructor(script: ApprovalScript, { now }: Means) {
    this.#script = script;
    this.#now = now;
    this.#defects = script.defects ?? 0;
  }

  get activities(): Pick<Activities, 'passApprovalTime' | 'takeApprovalWord'> {
    return {
      passApprovalTime: () => this.#passTime(),
      takeApprovalWord: ({ intentId }) => this.#takeWord(intentId),
    };
  }

  /** Whether nothing is said from outside. */
  get isPlayed(): boolean {
    return this.#script.words.length === 0 && !this.#script.canceled;
  }

  /** Says everything that the script has, one thing after the other. */
  async play({ signal, update }: Outside): Promise<void> {
    if (this.#script.canceled) {
      await this.#change({ status: 'canceled' });
      await signal(APPROVAL_CHANGED);
    }
    for (const [at, { by: userId, move = 'approve', groups = [], of = APPROVAL_ID }] of this.#script.words.entries()) {
      const by = { userId, groupIds: groups, lent: [] };
      const input: WordInput = { approvalId: of, intentId: `${at}`, move, by };
      const answer = await update(TAKE_WORD, `word-${at}`, input).then(
        () => 'taken',
        (error: unknown) => objectionIn(error),
      );
      this.recording.answers.push(answer);
    }
  }

  async #passTime(): Promise<TimeAnswer> {
    const nowMs = await this.#now();
    // In minutes: between two steps a busy machine takes seconds of the workflow's time, too.
    this.recording.calls.push(`look after ${Math.round((nowMs - (this.#lookedMs ?? nowMs)) / 60_000)} min`);
    this.#lookedMs = nowMs;
    if (this.#defects > 0) {
      this.#defects -= 1;
      throw ApplicationFailure.create({ type: 'StepDefect', nonRetryable: true });
    }
    const state = await this.#read();
    const request = requestOf(state);
    const now = new Date(nowMs);
    if (state.status === 'pending' && now >= expiresAt(request)) await this.#change({ status: 'expired' });
    const next = Math.min(
      expiresAt(request).getTime(),
      nextEscalation(request, now)?.getTime() ?? Number.POSITIVE_INFINITY,
    );
    const after = await this.#read();
    return { approvalId: APPROVAL_ID, state: after, quietMs: after.status === 'pending' ? next - nowMs : null };
  }

  async #takeWord(intentId: string): Promise<WordAnswer> {
    const word = this.#script.words[Number(intentId)];
    if (!word) throw new Error(`the script has no word ${intentId}`);
    const { by: userId, move = 'approve', groups = [], objection = null, cutOff, stopsBulkJob } = word;
    this.recording.calls.push(`word of ${userId}`);
    if (cutOff && !this.#cutOff.has(intentId)) {
      this.#cutOff.add(intentId);
      throw ApplicationFailure.create({ type: 'StepInterrupted' });
    }
    if (objection === null) await this.#take(userId, move, groups);
    const state = await this.#read();
    return { approvalId: APPROVAL_ID, intentId, state, objection, stoppedBulkJobId: stopsBulkJob ? 5 : null };
  }

  async #take(userId: number, move: WordInput['move'], groupIds: readonly number[]): Promise<void> {
    if (move === 'withdraw') return this.#change({ status: 'canceled' });
    const state = await this.#read();
    const decisions = [...state.decisions, { userId, verdict: move, groupIds, insteadOf: [] }];
    const status = statusAfter(requestOf({ ...state, decisions }), new Date(await this.#now()));
    await this.#change({ decisions, status });
  }

  async #change(fields: Partial<ApprovalState>): Promise<void> {
    const state = await this.#read();
    this.#state = { ...state, ...fields, revision: state.revision + 1 };
  }

  async #read(): Promise<ApprovalState> {
    this.#state ??= {
      kind: 'consent',
      rules: this.#script.rules.map((rule) => ({ ...RULE, ...rule })),
      requestedAtMs: await this.#now(),
      requesterId: 1,
      status: 'pending',
      decisions: [],
      revision: 1,
    };
    return this.#state;
  }
}

function requestOf({ requestedAtMs, ...state }: ApprovalState): ApprovalRequest {
  return { ...state, requestedAt: new Date(requestedAtMs) };
}

function objectionIn(error: unknown): string {
  const type: unknown = Reflect.get(Object(Reflect.get(Object(error), 'cause')), 'type');
  return typeof type === 'string' && type.startsWith(WORD_REFUSED) ? type.slice(WORD_REFUSED.length) : String(error);
}
