/**
 * Accounts that the target has refused in a job: one that many resources share is asked once a batch, and one that is
 * refused would be locked out by that.
 */

import type { TargetAnswer } from '../contract.ts';

const MOST_KEPT = 1_000;

export class RefusedAccounts {
  readonly #answers = new Map<string, TargetAnswer>();

  /** @param versionId of the secret that was tried. */
  find(jobId: number, versionId: string): TargetAnswer | undefined {
    return this.#answers.get(`${jobId}:${versionId}`);
  }

  /** Keeps what stays true for as long as the secret is the same; a target that is away may come back. */
  note(jobId: number, versionId: string, answer: TargetAnswer): void {
    if (answer.ok || (answer.code !== 'credential_invalid' && answer.code !== 'account_locked_out')) return;
    this.#answers.set(`${jobId}:${versionId}`, answer);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > MOST_KEPT && !oldest.done) this.#answers.delete(oldest.value);
  }
}
