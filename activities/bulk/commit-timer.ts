/** When results are committed that are too few for a commit of their own: they wait for others, and one that has failed not for long. */

const WITHIN_MS = 500;
/** It may stop the job. */
const FAILURE_WITHIN_MS = 100;

export class CommitTimer {
  readonly #commit: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isShort = false;

  /** @param commit called once for all that has come until then; whoever is not ready to commit starts it anew. */
  constructor(commit: () => void) {
    this.#commit = commit;
  }

  /** Something waits from now on, or does so still. */
  start(hasFailed: boolean): void {
    if (this.#timer && (this.#isShort || !hasFailed)) return;
    clearTimeout(this.#timer);
    this.#isShort = hasFailed;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#commit();
      },
      hasFailed ? FAILURE_WITHIN_MS : WITHIN_MS,
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
