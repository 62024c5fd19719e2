/** The activities of access for a time, and of a secret that is handed over, as a script has them answer. */

import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../activities/index.ts';
import { waitedSeconds } from './waited-seconds.ts';

/** What a look answers. `foreign`: an answer about another job; `defect`: it cannot be done; `cut off`: it has to be repeated. */
export type Look = { readonly quietSeconds: number | null } | 'foreign' | 'defect' | 'cut off';

export interface AccessScript {
  /** One after the other; after the last one it is over. */
  readonly looks: readonly Look[];
  /** Somebody wants something else once the workflow waits. */
  readonly changed?: true;
}

const JOB_ID = 1;

export class ScriptedAccess {
  readonly calls: string[] = [];
  readonly #looks: Look[];
  readonly #now: () => Promise<number>;
  #lookedMs: number | undefined;
  /** For how long the workflow was told last that nothing can happen. */
  #quietSeconds: number | undefined;

  constructor(script: AccessScript, now: () => Promise<number>) {
    this.#looks = [...script.looks];
    this.#now = now;
  }

  get activities(): Pick<Activities, 'passAccessTime'> {
    return {
      passAccessTime: async () => {
        const nowMs = await this.#now();
        this.calls.push(`look after ${waitedSeconds(nowMs - (this.#lookedMs ?? nowMs), this.#quietSeconds)} s`);
        this.#lookedMs = nowMs;
        this.#quietSeconds = undefined;
        const look = this.#looks.shift() ?? { quietSeconds: null };
        if (look === 'defect') throw ApplicationFailure.create({ type: 'StepDefect', nonRetryable: true });
        if (look === 'cut off') throw ApplicationFailure.create({ type: 'StepInterrupted' });
        if (look === 'foreign') return { jobId: JOB_ID + 1, quietMs: null };
        this.#quietSeconds = look.quietSeconds ?? undefined;
        return { jobId: JOB_ID, quietMs: look.quietSeconds === null ? null : look.quietSeconds * 1_000 };
      },
    };
  }
}

export const ACCESS_INPUT = { organizationId: 1, jobId: JOB_ID, correlationId: 'evt_test' };
export const HAND_OVER_INPUT = { organizationId: 1, intentId: 'evt_intent', correlationId: 'evt_test' };

/** Hands over after so many tries that are cut off. */
export function scriptedHandOver(cutOff: number): Pick<Activities, 'handOverSecret'> {
  let left = cutOff;
  return {
    handOverSecret: async ({ intentId }) => {
      left -= 1;
      if (left >= 0) throw ApplicationFailure.create({ type: 'StepInterrupted' });
      return { intentId, objection: null };
    },
  };
}
